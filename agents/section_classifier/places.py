"""Which section an event's words speak for."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from agents.section_classifier.evidence import EventFiles
from facts.extraction.section_affinity import Affinities, Affinity
from schemas.retrieval import Document, Event
from schemas.section import Section

_LEAST_SCORE = 2.0
"""The least score that counts: one strong term in the headline, or two in the text."""
_READ_DOCUMENTS = 4


class Place(NamedTuple):
    section_id: str | None
    score: float
    """Of its words; 0 where none speaks for a section."""
    reason: str


Places = Mapping[str, Place]
"""By event id."""


def places_by_words(events: Sequence[Event], sections: Sequence[Section], files: EventFiles) -> dict[str, Place]:
    """Every event's section, or none."""
    affinities = Affinities(sections)
    return {event.id: place_of(files.documents(event), affinities) for event in events}


def place_of(documents: Sequence[Document], affinities: Affinities) -> Place:
    """Of what these documents tell together."""
    best, *_ = affinities.of_all([(one.title, one.text) for one in documents[:_READ_DOCUMENTS]])
    if best.score < _LEAST_SCORE:
        return Place(None, best.score, "its words speak for no section")
    return Place(best.section_id, best.score, _reason(best))


def _reason(affinity: Affinity) -> str:
    told = ", ".join(affinity.terms[:6])
    return f"its words: {told}" if told else "it is like what the section says of itself"
