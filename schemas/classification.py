"""Which section each event belongs to, and why; and the evidence that a writer receives."""

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
    """One event's section, or none, with the reason."""

    event_id: str
    section_id: str | None
    score: float
    """How strongly the event's words point to the section; 0 if none do."""
    reason: str
    shown: bool = False
    """Whether it gets a row: False for events above the section's limit or with too little evidence."""


class Evidence(Schema):
    """One event with its documents and passages, as used for one section."""

    event: Event
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    """Best document first; for each document the headline, then its text."""
    terms: tuple[str, ...]
    """Catalogue words of any section, and names, that occur in its texts; shared ones link it to other events."""
    reason: str


class SectionEvidence(Schema):
    """All that the table-writer needs for one section."""

    section: Section
    evidence: tuple[Evidence, ...]
    """One for each row to write, in the order in which its writer is shown them."""
    as_of: datetime
    language: str
    lengths: Lengths = Lengths()


class Classification(Schema):
    request: Request
    assignments: tuple[Assignment, ...]
    sections: tuple[SectionEvidence, ...]


def evidence_of(sections: Iterable[SectionEvidence]) -> dict[str, Evidence]:
    """Evidence by event id, section by section."""
    return {one.event.id: one for section in sections for one in section.evidence}
