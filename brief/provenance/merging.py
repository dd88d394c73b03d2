"""What the documents of one event share: the words, figures and names that speak for one happening."""

from collections.abc import Sequence
from dataclasses import dataclass

from facts.names.event_anchors import figure_anchors, name_anchors, written_figures
from facts.text.shared_words import shared_words
from facts.text.similarity import cosine, terms, vector, weights
from schemas.retrieval import Document

_FIRST = 5
"""A document is held against that many of the earliest: as events are made, so that no chain explains a merge."""
_LEAD_CHARS = 220


@dataclass(frozen=True)
class Joined:
    """One document of an event, and what it shares with an earlier one."""

    document: Document
    other: Document | None
    """Of the event's first documents the one whose headline is most like its own; None for the very first."""
    likeness: float
    """Of the two headlines, 0 to 1, by what is rare in the run."""
    words: tuple[str, ...]
    """Of the headlines, as far as they are in one language."""
    figures: tuple[str, ...]
    """Of headline and lead, as the document itself writes them."""
    names: tuple[str, ...]


def joined(documents: Sequence[Document], titles: Sequence[str]) -> tuple[Joined, ...]:
    """The documents of an event in order of time; `titles` are those of the run, to tell what is rare."""
    ordered = sorted(documents, key=lambda one: (one.published_at is None, one.published_at, int(one.id[1:])))
    idf = weights(map(terms, titles))
    vectors = {one.id: vector(terms(one.title), idf) for one in ordered}
    found: list[Joined] = []
    for place, document in enumerate(ordered):
        first = ordered[: min(place, _FIRST)]
        likeness = {one.id: cosine(vectors[document.id], vectors[one.id]) for one in first}
        other = max(first, key=lambda one: (likeness[one.id], len(_figures(document, one))), default=None)
        found.append(_shared(document, other, likeness[other.id]) if other else Joined(document, None, 0.0, (), (), ()))
    return tuple(found)


def _shared(document: Document, other: Document, likeness: float) -> Joined:
    names = name_anchors(_lead(document)) & name_anchors(_lead(other))
    words = shared_words(document.title, other.title)
    return Joined(document, other, round(likeness, 2), words, _figures(document, other), tuple(sorted(names)))


def _figures(document: Document, other: Document) -> tuple[str, ...]:
    others = figure_anchors(_lead(other))
    return tuple(written for figure, written in written_figures(_lead(document)).items() if figure in others)


def _lead(document: Document) -> str:
    return f"{document.title} {document.opening}"[:_LEAD_CHARS]
