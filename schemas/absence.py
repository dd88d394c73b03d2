"""What became of the documents that were read and are in no event handed on. Kept beside the run's steps, packed."""

from datetime import datetime

from schemas.base import Schema
from schemas.retrieval import Document, Reason


class Glimpse(Schema):
    """What is kept of a document that is not handed on: enough to find it again."""

    url: str
    title: str
    source: str
    publisher: str
    published_at: datetime | None = None
    """UTC."""
    date_only: bool = False
    other_titles: tuple[str, ...] = ()


class Refused(Schema):
    """A document that became no event."""

    document: Glimpse
    reason: str
    """Why, in one word: as `LeftOut.reason` counts it."""
    words: tuple[str, ...] = ()
    """The words of its headline that refused it, where it was words."""


class Outranked(Schema):
    """An event beyond `Request.max_events`."""

    rank: int
    """Its place among all events of the run, from 1."""
    salience: float
    reasons: tuple[Reason, ...]
    story_id: str
    documents: tuple[Glimpse, ...]
    """Best headline first."""


class Absences(Schema):
    refused: tuple[Refused, ...] = ()
    """By time and URL."""
    outranked: tuple[Outranked, ...] = ()
    """Highest salience first."""
    ranked: int = 0
    """How many events were ranked, those handed on included."""


def glimpse(document: Document) -> Glimpse:
    """The document without its texts."""
    return Glimpse.model_validate({name: getattr(document, name) for name in Glimpse.model_fields})
