"""Newsletters: the mails of one folder, in an mbox file, a Maildir or on an IMAP server, read as documents.

The folder is read and left as it is.
"""

import mailbox
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from brief.documents.sources.article import element_text, page_tree, without_scripts
from brief.documents.sources.base import Flaw, Item, RawDocument, Reading, SourceFailed, Validators, usable
from brief.documents.sources.imap import LONGEST_MAIL, newest_on_server
from brief.documents.sources.listing_page import headlines, is_headline
from brief.documents.urls import UrlError, cited_url
from brief.settings.source_settings import SourceConfig
from facts.text.cleaning import clean, clean_html

MOST_MAILS = 500
"""The last ones of a folder on this machine."""
_LEAST_ITEMS = 3
"""Linked headlines of a mail that is a list of news."""
_IN_BROWSER = re.compile(
    r"view (?:\w+ ){0,3}(?:in|on) (?:your |the |a )?(?:web ?)?browser|view online|read (?:online|in app)|web version"
    "|浏览器|网页版|在线阅读|ブラウザ|브라우저",
    re.IGNORECASE,
)
_SHOWN_LINK = re.compile(r"https?://[^\s<>\"'）)\]]+")


def read_mailbox(config: SourceConfig, known: Validators) -> Reading:
    """The documents of its newest mails; of a server's, of those that came since. Raises SourceFailed if the folder
    cannot be read.
    """
    if not config.url:
        return Reading(tuple(documents_of(newest_in_files(config.path or Path()))))
    mails, validators = newest_on_server(config, known)
    return Reading(tuple(documents_of(mails)), validators, unchanged=validators == known)


def newest_in_files(path: Path) -> list[bytes]:
    """The last mails of an mbox file or a Maildir, each as its bytes. Raises SourceFailed."""
    try:
        return _newest(path)
    except (OSError, mailbox.Error) as error:
        raise SourceFailed(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _newest(path: Path) -> list[bytes]:
    if path.is_dir():
        files = [file for folder in ("cur", "new") for file in (path / folder).iterdir() if file.is_file()]
        newest = sorted(files, key=lambda file: (file.stat().st_mtime, file.name))[-MOST_MAILS:]
        return [file.read_bytes() for file in newest if file.stat().st_size <= LONGEST_MAIL]
    path.open("rb").close()  # an mbox that is not there would be made
    box = mailbox.mbox(path, create=False)
    try:
        mails = (box.get_bytes(key) for key in list(box.keys())[-MOST_MAILS:])
        return [mail for mail in mails if len(mail) <= LONGEST_MAIL]
    finally:
        box.close()


def documents_of(mails: Iterable[bytes]) -> Iterator[Item]:
    """The documents of mails: of each one for every linked headline of a list of news, else the mail itself.

    Links are without what tells who received them; one that cannot be freed of it makes a Flaw, as does a mail that
    cannot be read.
    """
    for number, content in enumerate(mails, start=1):
        try:
            yield from _of_mail(content, f"mail {number}")
        except Exception as error:  # noqa: BLE001 - of one mail; strange ones break the standard library in many ways
            yield Flaw(f"mail {number}", f"cannot be read: {error}")


def _of_mail(content: bytes, place: str) -> Iterator[Item]:
    mail = message_from_bytes(content, policy=default)
    tree = _page(mail)
    without_scripts(tree)
    anchors = [anchor for anchor in tree.iter("a") if anchor.get("href") and is_headline(anchor)]
    items = [one for one in headlines(anchors, "") if not _IN_BROWSER.search(one.title)]
    found = items if len(items) >= _LEAST_ITEMS else [_whole(mail, tree)]
    for one in found:
        yield _cleaned(one, mail, " ".join(filter(None, (place, one.place))))


def _whole(mail: EmailMessage, tree: Any) -> RawDocument:
    from lxml.html import tostring

    url = next((one.get("href") for one in tree.iter("a") if _IN_BROWSER.search(element_text(one))), "")
    return RawDocument(
        url or "", clean(str(mail.get("Subject", ""))), body=clean_html(tostring(tree, encoding="unicode"))
    )


def _cleaned(found: RawDocument, mail: EmailMessage, place: str) -> Item:
    url = impersonal(found.url)
    if found.url and not url:
        return Flaw(place, "has a link that may name its recipient", _without_recipient(found.title, mail) or "")
    title, summary, body = (_without_recipient(text, mail) for text in (found.title, found.summary, found.body))
    date = str(mail.get("Date", "")) or None
    return usable(
        replace(found, url=url or "", title=title or "", published=date, summary=summary, body=body, place=place)
    )


def _page(mail: EmailMessage) -> Any:
    """A mail's HTML, or its text as a page."""
    part = mail.get_body(preferencelist=("html", "plain"))
    content = part.get_payload(decode=True) if part else None
    if part is None or not isinstance(content, bytes):
        raise SourceFailed("holds no text")
    headers = {"content-type": f"text/html; charset={part.get_content_charset() or ''}"}
    if part.get_content_subtype() == "html":
        return page_tree(content, headers)
    return page_tree(b"<html><body><pre>" + content.replace(b"<", b"&lt;") + b"</pre></body></html>", headers)


def _without_recipient(text: str | None, mail: EmailMessage) -> str | None:
    """The text without lines that name an address of the recipient, and with links that name nobody."""
    if not text:
        return None
    own = [address.lower() for _, address in getaddresses([str(mail.get(name, "")) for name in _TO]) if address]
    lines = [line for line in text.split("\n") if not any(address in line.lower() for address in own)]
    return _SHOWN_LINK.sub(lambda link: impersonal(link.group()) or "", "\n".join(lines)).strip() or None


_TO = ("To", "Cc", "Delivered-To", "X-Original-To")


_OF_RECIPIENT = re.compile(
    "e|r|j|s|m|u|l|uid|rid|sid|cid|mid|token|sig|signature|hash|key|auth|session|user(?:_?(?:id|name|hash))?"
    "|(?:.*[_-])?(?:e?mail|subscriber|recipient|contact|member|eid|euid)(?:[_-]?(?:id|hash|key|token))?",
    re.IGNORECASE,
)
"""Parameters by which senders know who follows a link."""
_TARGET = re.compile("url|u|to|target|dest(?:ination)?|redirect(?:_?(?:to|url|uri))?|link|goto|q", re.IGNORECASE)
_FOR_EVERYBODY = frozenset({"mp.weixin.qq.com", "www.youtube.com", "youtu.be", "docs.google.com", "drive.google.com"})
"""Hosts whose addresses look like tokens and are the same for all."""
_REDIRECTS = re.compile(
    r"(?:clicks?|links?|lnks?|track(?:ing)?|trk|redirect|em?|e?mails?|mailer|mkt|url\d*|go|t|r|c|ct)\."
    r"|.*/(?:clicks?|track(?:ing)?|redirect|redir|cl\d|ls)(?:/|$)",
    re.IGNORECASE,
)
"""Hosts and paths that count who clicks."""
_LEAST_TOKEN, _LEAST_TOKEN_OF_REDIRECT = 20, 6
"""Characters that a token has at least: shorter ones are ids of articles as well, but in a redirect."""
_EMBEDDED = re.compile(r"/(https?(?::|%3a)(?:/|%2f){2}[^/]+)", re.IGNORECASE)
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_RUN = re.compile("[0-9A-Za-z]+")
_MIXED = re.compile("[0-9].*[A-Za-z]|[A-Za-z].*[0-9]|(?:[a-z]+[A-Z]+){3}")


def impersonal(url: str) -> str | None:
    """The address without parameters of the recipient and of tracking; where a redirect names its target, the target.

    None for what still holds a token that may be the recipient's, or is no address: it is not to be printed.
    """
    try:
        parts = urlsplit(cited_url(url))
    except UrlError:
        return None
    query = parse_qsl(parts.query, keep_blank_values=True)
    if target := _target(parts.path, query):
        return impersonal(target)
    if parts.hostname in _FOR_EVERYBODY:
        return urlunsplit(parts)
    kept = [(name, value) for name, value in query if not _OF_RECIPIENT.fullmatch(name)]
    redirects = bool(_REDIRECTS.match(f"{parts.netloc}{parts.path}"))
    least = _LEAST_TOKEN_OF_REDIRECT if redirects else _LEAST_TOKEN
    if any(_has_token(one, least) for one in (unquote(parts.path), *(value for _, value in kept), parts.fragment)):
        return None
    if redirects and len(kept) < len(query):
        return None
    return urlunsplit(parts._replace(query=urlencode(kept)))


def _target(path: str, query: list[tuple[str, str]]) -> str | None:
    """Where a redirect leads, if it says so."""
    named = [value for name, value in query if _TARGET.fullmatch(name) and value.startswith(("http://", "https://"))]
    return unquote(next(iter(named or _EMBEDDED.findall(path)), "")) or None


def _has_token(text: str, least: int) -> bool:
    """Whether a piece of an address holds a row of letters and digits that is no word, number or date, or a name."""
    runs = _RUN.findall(_UUID.sub("0a" * 16, text))
    return "@" in text or any(len(run) >= least and _MIXED.search(run) for run in runs)
