"""What people get: a subject and lines, for mail and chats alike."""

from dataclasses import dataclass
from datetime import datetime

from brief.delivery.digest import Line, lines_of, said
from brief.delivery.parcel import Parcel
from brief.report.reader_words import DeliveryWords
from brief.report.render.plain import plain


@dataclass(frozen=True)
class Letter:
    id: str
    """The same whenever the same letter goes to the same channel."""
    channel: str
    subject: str
    lines: tuple[Line, ...]
    """The first one is the title."""
    words: DeliveryWords
    html_lang: str
    now: datetime
    link: str = ""
    """Where all of it can be read, so that what has no room may be left out."""
    answers: str | None = None
    """The id of the letter that it answers."""


def letter_of(parcel: Parcel) -> Letter:
    """The whole report in mail, a digest elsewhere, where the channel says nothing else."""
    words = parcel.format.reader
    length = parcel.config.length or ("full" if parcel.config.kind == "email" else "digest")
    title = plain(parcel.report.title)
    link = parcel.link
    lines = lines_of(parcel.report, parcel.format, full=length == "full")
    return Letter(
        id=parcel.id,
        channel=parcel.channel,
        subject=words.delivery.correction.format(title=title) if parcel.report.corrections else title,
        lines=(*lines, said("more", words.delivery.whole, link)) if link else lines,
        words=words.delivery,
        html_lang=words.html_lang,
        now=parcel.now,
        link=link if length == "digest" else "",
        answers=f"{parcel.corrects}.{parcel.channel}" if parcel.corrects else None,
    )
