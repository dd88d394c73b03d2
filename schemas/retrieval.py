"""What the retriever is asked and what it hands on: documents, events, passages."""

from datetime import datetime
from typing import Literal

from schemas.base import Schema
from schemas.lengths import Lengths
from schemas.period import Period
from schemas.section import Section

TextField = Literal["title", "summary", "body"]
DateProblem = Literal["missing", "unreadable", "impossible"]


class Document(Schema):
    """One article as fetched. One canonical URL is one document."""

    id: str
    url: str
    """As given, less tracking parameters: what a reader is sent to."""
    title: str
    summary: str | None = None
    body: str | None = None
    published_at: datetime | None
    """Aware, UTC. None where the source gave no usable date; such a document is never reported on."""
    date_only: bool = False
    """The source gave a day without a time; published_at is the start of that day in the run's time zone."""
    date_problem: DateProblem | None = None
    source: str
    publisher: str
    """Family of outlets that counts once as corroboration; the URL's registered host where nothing better is known."""
    lang: str
    content_hash: str
    """SHA-256 over title, summary and body."""
    other_titles: tuple[str, ...] = ()
    """Titles under which later copies of the same URL came."""

    def field(self, name: TextField) -> str:
        return {"title": self.title, "summary": self.summary, "body": self.body}[name] or ""


class Passage(Schema):
    """A span of one field of one document: `document.field(field)[start:end] == text`."""

    id: str
    """`<document id>#<n>`, n counted from 1 within the document."""
    document_id: str
    field: TextField
    start: int
    end: int
    text: str


class Reason(Schema):
    """One factor of an event's salience, each in 0..1 before its weight."""

    factor: str
    value: float
    weight: float


class Event(Schema):
    """The documents that report one happening, best headline first."""

    id: str
    title: str
    document_ids: tuple[str, ...]
    passage_ids: tuple[str, ...]
    publishers: tuple[str, ...]
    published_at: datetime
    """When it was first reported."""
    salience: float
    reasons: tuple[Reason, ...]


class Request(Schema):
    """What a run is to report on. Everything that decides the retrieval, and nothing that reads a clock."""

    period: Period
    as_of: datetime
    """Nothing published after this instant is read."""
    timezone: str
    language: Literal["zh", "en"]
    sections: tuple[Section, ...]
    lengths: Lengths = Lengths()
    """Of the first format that is asked for."""
    interests: tuple[str, ...] = ()
    """Words whose events the user wants higher up."""
    noise: tuple[str, ...] = ()
    """Words that mark a headline as market noise: no event of this report."""
    common_terms: tuple[str, ...] = ()
    """Words of the catalogue too common to link two events or to be a keyword."""
    aliases: tuple[tuple[str, ...], ...] = ()
    """Groups of forms under which one organisation, product, person or place goes."""
    source_weights: tuple[tuple[str, float], ...] = ()
    """(source, weight in 0..1); a source that is not named weighs 0.5."""
    max_events: int = 600
    """Most events handed on, best first."""


class LeftOut(Schema):
    """What was read but not handed on, counted per reason, with a few titles to check it by."""

    reason: str
    count: int
    examples: tuple[str, ...] = ()


class Retrieval(Schema):
    request: Request
    documents: tuple[Document, ...]
    events: tuple[Event, ...]
    """By falling salience."""
    passages: tuple[Passage, ...]
    left_out: tuple[LeftOut, ...] = ()
