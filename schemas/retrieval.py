"""What the retriever is asked, and what it hands on: documents, events, passages."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from schemas.base import Schema, Sparse
from schemas.history import Told, ToldReport, ToldRow, Watched
from schemas.orders import NO_ORDERS, Orders
from schemas.period import Period
from schemas.section import Block, Lengths, Section

TextField = Literal["title", "summary", "body"]
DateProblem = Literal["missing", "unreadable", "impossible"]
Tier = Literal["primary", "wire", "trade", "aggregator", "social"]
"""How near a source is to what it tells: whose deed it is, a news agency, an outlet, who passes on, who talks."""

Quoting = Literal["short", "link", "full"]
"""How much of a text a row may print word for word: two sentences, nothing but its headline, all."""

MOST_SENTENCES: dict[Quoting, int | None] = {"short": 2, "link": 0, "full": None}

Language = Literal["zh", "en"]
ReportLanguage = Literal["zh", "en", "both", "zh+en", "en+zh"]
"""What a report is written in; of two, first the one in which it is written, then the one in which it is rendered."""


class Document(Schema):
    """One article as fetched. One canonical URL is one document, but where anchors or guids tell several apart."""

    id: str
    url: str
    """The URL as given, without tracking parameters; reports link to it."""
    title: str
    summary: str | None = None
    body: str | None = None
    published_at: datetime | None
    """UTC. None if the source gave no usable date; such a document is never reported on."""
    date_only: bool = False
    """The source gave a day without a time; published_at is the start of that day in the run's time zone."""
    date_problem: DateProblem | None = None
    source: str
    publisher: str
    """Group of outlets that count as one independent source; the URL's registered host if nothing better is known."""
    lang: str
    content_hash: str
    """SHA-256 over title, summary and body."""
    other_titles: tuple[str, ...] = ()
    """Titles of its later copies."""
    tier: Sparse[Tier | None] = None
    """Of its source; None where nobody has said."""
    via: Sparse[str] = ""
    """The source, where the words are its own and the address is another's: its page need not carry them."""
    quote: Annotated[Quoting, Field(exclude_if=lambda quote: quote == "short")] = "short"
    models: Annotated[tuple[str, ...] | None, Field(exclude_if=lambda models: models is None)] = None
    """Endpoints whose models alone may read it; None for any."""

    def may_be_read_by(self, endpoints: Iterable[str]) -> bool:
        """Whether its text may be sent to all of these."""
        return self.models is None or set(endpoints) <= set(self.models)

    @property
    def text(self) -> str:
        """All that was fetched of it: the body, or where there is none the summary."""
        return self.body or self.summary or ""

    @property
    def opening(self) -> str:
        """What begins with the gist: the summary, or where there is none the body."""
        return self.summary or self.body or ""

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


def document_of(passage_id: str) -> str:
    """Id of the document that a passage is of."""
    return passage_id.partition("#")[0]


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
    """When the event was first reported."""
    salience: float
    apart: Sparse[float] = 0.0
    """Its salience for sections that stand apart, where no other speaks for it."""
    reasons: tuple[Reason, ...]
    story_id: Sparse[str] = ""
    """Of the unfolding matter that it is of; events of one story share it. Empty in runs before there were stories."""
    alone: Sparse[bool] = False
    """No document that was read, of another publisher than its first, may tell of the same. Unknown, and so not said,
    in runs of before it was asked.
    """

    def weighed(self, factor: str) -> float:
        """Its value of that factor, from 0 to 1; 0 where that was not weighed."""
        return max((reason.value for reason in self.reasons if reason.factor == factor), default=0.0)


class Balance(Schema):
    """How much of a report one voice may have."""

    rows_per_actor: int = Field(default=2, ge=1)
    """Most rows whose headlines are of one organisation."""
    outlet_share: float = Field(default=0.5, gt=0, le=1)
    """Most of the rows that may rest on one outlet alone."""


EVEN_BALANCE = Balance()


class Request(Schema):
    """What a run reports on: all inputs that decide the retrieval. The retriever reads no clock."""

    period: Period
    as_of: datetime
    """Nothing published after this instant is read."""
    timezone: str
    language: Language
    sections: tuple[Section, ...]
    lengths: Lengths = Lengths()
    """Of the texts that the format asks for."""
    blocks: Sparse[tuple[Block, ...]] = ()
    """What the format asks for of the report as a whole."""
    persona: Sparse[tuple[str, ...]] = ()
    """What a view may draw on beside its evidence: the names and convictions of whose voice it is."""
    interests: tuple[str, ...] = ()
    """Words of events that the user wants ranked higher."""
    noise: tuple[str, ...] = ()
    """Words that mark a headline as market noise; such documents are left out."""
    common_terms: tuple[str, ...] = ()
    """Catalogue words that are too common to link two events or to be a keyword."""
    aliases: tuple[tuple[str, ...], ...] = ()
    """Groups of names for the same organisation, product, person or place."""
    source_weights: tuple[tuple[str, float], ...] = ()
    """(source, weight in 0..1); a source that is not named weighs 0.5."""
    tiers: Sparse[tuple[tuple[str, Tier], ...]] = ()
    """(name of a source, or host, its tier)."""
    orders: Annotated[Orders, Field(exclude_if=lambda orders: orders == NO_ORDERS)] = NO_ORDERS
    balance: Annotated[Balance, Field(exclude_if=lambda balance: balance == EVEN_BALANCE)] = EVEN_BALANCE
    max_events: int = 600
    """Most events handed on, best first."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Background(Schema):
    """What was told on an event's matter before the period: a passage of a document that is no part of the period."""

    event_id: str
    document: Document
    """Its id begins with b."""
    passage: Passage
    told: Sparse[Told | None] = None
    """Where an earlier report told of it: what the event is to that."""


class LeftOut(Schema):
    """Documents that were read but not handed on: how many for one reason, with a few example titles."""

    reason: str
    count: int
    examples: tuple[str, ...] = ()


class Retrieval(Schema):
    request: Request
    documents: tuple[Document, ...]
    events: tuple[Event, ...]
    """Highest salience first."""
    passages: tuple[Passage, ...]
    apart: Sparse[int] = 0
    """How many events at the end are there for sections that stand apart alone."""
    left_out: tuple[LeftOut, ...] = ()
    background: Sparse[tuple[Background, ...]] = ()
    """Event by event, the likest first; of a standing corpus alone."""
    earlier: Sparse[tuple[ToldReport, ...]] = ()
    """What is compared with, of each format the newest first; none where the run keeps no history."""
    watched: Sparse[tuple[Watched, ...]] = ()
    """What a user watches."""
    dailies: Sparse[tuple[str, ...]] = ()
    """Labels of those whose rows have first call."""

    def shown_to(self, sections: Iterable[Section], format: str = "") -> "Retrieval":
        """What these sections choose from: with what only sections that stand apart speak for, ranked among the others,
        if one of them does; else without, as if nobody had looked for it. Of what was told before, what reports in that
        format told.
        """
        own = self.told_in(format)
        if any(section.apart for section in sections):
            weighed = (one.model_copy(update={"salience": max(one.salience, one.apart)}) for one in own.events)
            return own.model_copy(update={"events": tuple(sorted(weighed, key=lambda one: -one.salience))})
        return own.of(own.events[: len(own.events) - own.apart])

    def told_in(self, format: str) -> "Retrieval":
        """Without what reports in other formats told."""
        if not self.earlier:
            return self
        background = (one for one in self.background if not one.told or one.told.format == format)
        earlier = (one for one in self.earlier if one.format == format)
        return self.model_copy(update={"background": tuple(background), "earlier": tuple(earlier)})

    @property
    def told(self) -> dict[str, Told]:
        """By event id, of those that tell of what an earlier report told."""
        return {one.event_id: one.told for one in self.background if one.told}

    @property
    def to_answer(self) -> tuple[Watched, ...]:
        """What a user watches, what the last report said that it would watch, and what was promised for this period."""
        last = self.earlier[0].watched if self.earlier else ()
        promised = (one for report in self.earlier for one in report.watched)
        due = (one for one in promised if one.due and self.request.period.holds(one.due))
        found = (*self.watched, *(one for one in last if not one.due), *due)
        return tuple({one.text: one for one in reversed(found)}.values())[::-1]

    def row_told(self, told: Told) -> tuple[ToldReport, ToldRow]:
        report = next(one for one in self.earlier if one.run_id == told.run_id and one.format == told.format)
        return report, next(one for one in report.rows if one.row_id == told.row_id)

    def of(self, events: tuple[Event, ...]) -> "Retrieval":
        """With these of its events alone."""
        ids, held = {one.id for one in events}, {each for one in events for each in one.document_ids}
        return self.model_copy(
            update={
                "events": events,
                "documents": tuple(one for one in self.documents if one.id in held),
                "passages": tuple(one for one in self.passages if one.document_id in held),
                "background": tuple(one for one in self.background if one.event_id in ids),
            }
        )

    @property
    def citable(self) -> tuple[Document, ...]:
        """All that a claim may rest on."""
        return (*self.documents, *{one.document.id: one.document for one in self.background}.values())
