"""A letter as mail: headers, a text part and an HTML part that is readable in light and in dark."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from brief.delivery.digest import Line
from brief.delivery.parcel import Letter, Parcel, letter_of, name_of
from brief.delivery.templates import filled
from brief.report.format import Format
from brief.report.reader_words import ReaderWords
from schemas.report import Report

_LONGEST_SUBJECT = 200
_BREAK = {"title": "\n", "heading": "\n", "row": "\n", "point": "\n", "more": "\n"}
"""What stands before a line of the text part, by its kind."""


def mail_of(parcel: Parcel) -> EmailMessage:
    """The message. The same report on the same channel always has the same Message-ID; a correction answers that."""
    channel = parcel.config
    sender = address_of(channel.sender or "")
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{parcel.id}@{sender.domain}>"
    message["Date"] = format_datetime(parcel.now)
    message["From"] = sender
    message["To"] = [address_of(one) for one in channel.to]
    if channel.reply_to:
        message["Reply-To"] = address_of(channel.reply_to)
    if parcel.corrects:
        original = f"<{parcel.corrects}.{parcel.channel}@{sender.domain}>"
        message["In-Reply-To"] = message["References"] = original
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = f"<{parcel.channel}.{sender.domain}>"
    if channel.unsubscribe:
        message["List-Unsubscribe"] = f"<{channel.unsubscribe}>"
    _write(message, parcel.letter, parcel.reader)
    return message


def draft_of(report: Report, its_format: Format) -> bytes:
    """The whole report as an .eml file, from nobody to nobody; the same report gives the same bytes."""
    message, name = EmailMessage(policy=SMTP), name_of(report)
    message["Message-ID"] = f"<{name}@brief.invalid>"
    message["Date"] = format_datetime(report.period.noon)
    message["From"] = "Brief <brief@brief.invalid>"
    message["X-Unsent"] = "1"
    _write(message, letter_of(report, its_format, full=True), its_format.reader)
    message.set_boundary(f"=={name}")  # else it is drawn by lot
    return message.as_bytes()


def _write(message: EmailMessage, letter: Letter, reader: ReaderWords) -> None:
    message["Subject"] = letter.subject[:_LONGEST_SUBJECT]
    message.set_content("\n".join(map(_as_text, letter.lines)).strip("\n") + "\n", cte="base64")
    message.add_alternative(_page(letter, reader), subtype="html", cte="base64")


def address_of(text: str) -> Address:
    """Of a text that the configuration has found to be one."""
    name, address = parseaddr(text)
    return Address(display_name=name, addr_spec=address)


def _page(letter: Letter, reader: ReaderWords) -> str:
    """A page without requests or scripts. Its styles stand at each element, since many readers drop a style sheet."""
    import css_inline

    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    return inliner.inline(filled("lines.html.j2", letter=letter, html_lang=reader.html_lang))


def _as_text(line: Line) -> str:
    """With the addresses that it leads to below it."""
    addresses = "".join(f"\n   {span.url}" for span in line.spans if span.url)
    return f"{_BREAK.get(line.kind, '')}{line.text}{addresses}"
