"""Which event stands in which section, and why; and what a writer is given of it."""

from collections.abc import Iterable
from datetime import datetime

from schemas.base import Schema
from schemas.lengths import Lengths
from schemas.retrieval import Document, Event, Passage, Request
from schemas.section import Section


class EventBrief(Schema):
    """What a section-classifier is told of an event it is asked about."""

    event_id: str
    title: str
    lead: str
    """The first sentences of its best document."""
    candidates: tuple[str, ...]
    """Ids of the sections that its words speak for, best first."""


class SectionBrief(Schema):
    id: str
    title: str
    description: str


class ClassificationQuestion(Schema):
    """Only the events that code could not decide."""

    sections: tuple[SectionBrief, ...]
    events: tuple[EventBrief, ...]


class Label(Schema):
    event_id: str
    section_id: str
    """Id of a section, or "none"."""
    reason: str


class ClassificationAnswer(Schema):
    labels: tuple[Label, ...]


class Assignment(Schema):
    """One event's place: a section or none, with the reason."""

    event_id: str
    section_id: str | None
    score: float
    """How strongly its words speak for the section; 0 where none do."""
    reason: str
    shown: bool = False
    """It gets a row. False for events of a section that are beyond its limit or have too little evidence."""


class Evidence(Schema):
    """One event put to use for a section."""

    event: Event
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    """Best document first; of each the headline, then its texts."""
    terms: tuple[str, ...]
    """The catalogue's words that occur in it, of whichever section: what links it to other events."""
    reason: str


class SectionEvidence(Schema):
    """All that the table-writer needs for one section, by value."""

    section: Section
    evidence: tuple[Evidence, ...]
    """One per row to write, in the order of the table."""
    as_of: datetime
    language: str
    lengths: Lengths = Lengths()


class Classification(Schema):
    request: Request
    assignments: tuple[Assignment, ...]
    sections: tuple[SectionEvidence, ...]


def evidence_of(sections: Iterable[SectionEvidence]) -> dict[str, Evidence]:
    """By id of the event, section by section."""
    return {one.event.id: one for section in sections for one in section.evidence}
