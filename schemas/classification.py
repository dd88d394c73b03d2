"""Which section each event belongs to, and why; and the evidence that a writer receives."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field, model_serializer

from schemas.base import Schema, Sparse
from schemas.history import Told
from schemas.retrieval import EVEN_BALANCE, Document, Event, Passage, Request
from schemas.section import Block, Lengths, Section


class StoryBrief(Schema):
    """A happening as the desk is shown it, under its leading event: no score, no rank, no link."""

    event_id: str
    title: str
    day: str
    """When it was first reported, MM-DD."""
    documents: int | None = None
    """How many tell of it; None for one."""
    publishers: int | None = None
    """How many of them are independent; None for one."""
    fact: str = ""
    """A hard fact of its texts that its headline does not tell."""
    before: tuple[str, ...] | None = None
    """Day, MM-DD, and headline of what was told of it before the period; `reported` where an earlier report told it."""
    after: tuple[str, ...] | None = None
    """Day, MM-DD, and headline of what surely denied, stopped or took it back within the period; then `undone`."""

    @model_serializer
    def _as_row(self) -> list[str | tuple[str, ...]]:
        """Without names of fields, which would take a third of the room: id, headline, day, `documents/publishers` if
        there are several documents, a fact if there is one, then what was told before and what undid it.
        """
        size = [f"{self.documents}/{self.publishers or 1}"] if self.documents else []
        fact = [self.fact] if self.fact else []
        others = [one for one in (self.before, self.after) if one]
        return [self.event_id, self.title, self.day, *size, *fact, *others]


class SectionBrief(Schema):
    id: str
    title: str
    description: str


class SectionSeats(SectionBrief):
    """A section with the rows that the format gives it."""

    seats: int
    themes: Sparse[int] = 0
    """Most themes into which its picks are put."""
    earlier: Sparse[tuple[str, ...]] = ()
    """Names that the last report's themes had."""


class Ranked(Schema):
    """A story's place by code alone."""

    event_id: str
    section_id: str


class ClassificationQuestion(Schema):
    """Which of the period's stories make the report, and in which section."""

    sections: tuple[SectionSeats, ...]
    stories: tuple[StoryBrief, ...]
    """Those of one section side by side, in an order that says nothing of their weight."""
    ranked: tuple[Ranked, ...] = Field(default=(), exclude=True)
    """The stories by weight, for whoever answers without a model; never sent."""
    actors: tuple[tuple[str, str], ...] = Field(default=(), exclude=True)
    """(event, whom its headline is of), where it names one; never sent."""
    rows_per_actor: int = Field(default=EVEN_BALANCE.rows_per_actor, exclude=True)
    """Most picks that are of one actor, but for exceptions that say why; a prompt names it by a variable of its own."""

    @property
    def themes(self) -> int:
        """Most themes into which the picks are put; 0 where none are wanted."""
        return max((section.themes for section in self.sections), default=0)

    @property
    def event_ids(self) -> tuple[str, ...]:
        """Every event that may be picked, in the order in which they are shown."""
        return tuple(story.event_id for story in self.stories)


class Pick(Schema):
    event_id: str
    section_id: str
    why: str


class SameStory(Schema):
    event_ids: tuple[str, ...]


class Unfit(Schema):
    event_id: str
    why: str


class Theme(Schema):
    """Picks that belong together."""

    title: str
    """What happened, for who writes of it; not printed."""
    event_ids: tuple[str, ...]


class ClassificationAnswer(Schema):
    # A model writes in this order: it joins and refuses before it picks. No docstring: it would be sent along.
    same: tuple[SameStory, ...]
    unfit: tuple[Unfit, ...]
    picks: tuple[Pick, ...]
    themes: tuple[Theme, ...] = ()
    change: str


class Assignment(Schema):
    """One event's section, or none, with the reason."""

    event_id: str
    section_id: str | None
    score: float
    """How strongly the event's words point to the section; 0 if none do."""
    reason: str
    shown: bool = False
    """Whether it gets a row: False for events above the section's limit or with too little evidence."""


class Later(Schema):
    """A later document of the period that may deny, stop, take back or undo what an event tells."""

    document_id: str
    passage_id: str
    """Of its headline."""
    title: str
    day: str
    """MM-DD."""
    is_certain: bool
    """Code tells it to the reader. Otherwise a writer decides, who can read."""


class Evidence(Schema):
    """One event with its documents and passages, as used for one section."""

    event: Event
    documents: tuple[Document, ...]
    """Of the event; behind them some of other events of its story, the later ones, and the background."""
    passages: tuple[Passage, ...]
    """Best document first; for each document the headline, then its text."""
    terms: tuple[str, ...]
    """Catalogue words of any section, and names, that occur in its texts; shared ones link it to other events. Those of
    its own documents alone.
    """
    reason: str
    later: Sparse[tuple[Later, ...]] = ()
    """The most likely first."""
    background: Sparse[tuple[str, ...]] = ()
    """Ids of those of its documents that were published before the period."""
    told: Sparse[Told | None] = None
    """Where an earlier report told of it. The first of its background is what that told."""
    read: Sparse[tuple[str, ...]] = ()
    """Ids of those of its documents that are pages, read whole after the choice."""

    def texts(self, document_ids: Sequence[str]) -> list[str]:
        """What its passages of these documents say, headlines aside."""
        return [one.text for one in self.passages if one.field != "title" and one.document_id in document_ids]


class SectionEvidence(Schema):
    """All that the table-writer needs for one section."""

    section: Section
    evidence: tuple[Evidence, ...]
    """One for each row to write, in the order in which its writer is shown them."""
    as_of: datetime
    language: str
    lengths: Lengths = Lengths()
    of_report: Sparse[tuple[Block, ...]] = ()
    """What the format asks for of the report as a whole."""
    elsewhere: Sparse[tuple[str, ...]] = ()
    """Headlines of the report's other sections, where their writers are to know of one another."""
    timezone: Annotated[str, Field(exclude_if=lambda zone: zone == "UTC")] = "UTC"
    """In which its writer is told days."""


class Classification(Schema):
    request: Request
    assignments: tuple[Assignment, ...]
    sections: tuple[SectionEvidence, ...]
    picks: Sparse[tuple[Pick, ...]] = ()
    """The desk's own, weightiest first over the whole report: the first is its lead. Empty where code chose."""
    seen: Sparse[tuple[str, ...]] = ()
    """The events that the desk was shown, by id."""
    same: Sparse[tuple[SameStory, ...]] = ()
    """What the desk calls one matter."""
    change: Sparse[str] = ""
    """What changed in this period, in the desk's words. Not checked, and not printed."""

    def with_evidence(self, of: Callable[[SectionEvidence], Iterable[Evidence]]) -> "Classification":
        """With that evidence of each section, whatever the assignments say."""
        sections = (one.model_copy(update={"evidence": tuple(of(one))}) for one in self.sections)
        return self.model_copy(update={"sections": tuple(sections)})


def with_headlines(sections: Sequence[SectionEvidence]) -> tuple[SectionEvidence, ...]:
    """Those that are to see the others, each with the headlines of what is told there."""
    told = {one.section.id: [each.event.title for each in one.evidence] for one in sections}
    others = {name: tuple(title for other in told if other != name for title in told[other]) for name in told}
    return tuple(
        one.model_copy(update={"elsewhere": others[one.section.id]}) if one.section.sees_others else one
        for one in sections
    )


def evidence_of(sections: Iterable[SectionEvidence]) -> dict[str, Evidence]:
    """Evidence by event id, section by section."""
    return {one.event.id: one for section in sections for one in section.evidence}
