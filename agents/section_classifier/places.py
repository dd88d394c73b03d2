"""Which section an event's words speak for."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from agents.section_classifier.company import Told, least_leanings
from agents.section_classifier.evidence import EventFiles
from facts.extraction.section_affinity import A_TERM, Affinities, Affinity, affinities_of
from schemas.retrieval import Document, Event
from schemas.section import Section

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
    affinities = affinities_of(*sections)
    told = [files.documents(event) for event in events]
    best = [_best(documents, affinities) for documents in told]
    least = least_leanings([_told(one, documents[0]) for one, documents in zip(best, told, strict=True)])
    return {event.id: _place(one, enough) for event, one, enough in zip(events, best, least, strict=True)}


def place_of(documents: Sequence[Document], affinities: Affinities) -> Place:
    """Of what these documents tell together, whatever comes with them."""
    return _place(_best(documents, affinities), A_TERM)


def _best(documents: Sequence[Document], affinities: Affinities) -> Affinity:
    return affinities.of_all([(one.title, one.text) for one in documents[:_READ_DOCUMENTS]])[0]


def _told(best: Affinity, document: Document) -> Told:
    return Told(None if best.score >= A_TERM else best.leaning, document.lang, document.source)


def _place(best: Affinity, least: float) -> Place:
    if best.score < A_TERM and best.leaning < least:
        return Place(None, best.score, "its words speak for no section")
    return Place(best.section_id, best.score, _reason(best))


def _reason(affinity: Affinity) -> str:
    if affinity.score < A_TERM:
        return "most of what comes with it has a section, and it is most like this one"
    told = ", ".join(affinity.terms[:6])
    return f"its words: {told}" if told else "it is like what the section says of itself"
