"""Why the documents of one event are one happening: what the clustering measures, and what they share."""

from collections.abc import Sequence
from dataclasses import dataclass

from agents.retriever.clustering import Pairs
from agents.retriever.named import lead
from facts.names.detection import Aliases, aliases_of
from facts.names.event_anchors import figure_anchors, name_anchors, written_figures
from facts.text.similarity import shared_words
from schemas.retrieval import Document


@dataclass(frozen=True)
class Joined:
    """One document of an event, and what it shares with an earlier one."""

    document: Document
    other: Document | None
    """Of the event's earlier documents the one that is most like it; None for the very first."""
    by: str
    """What the two are most alike by."""
    likeness: float
    """As the clustering measures it among the documents that were handed on: from 1 on, both report one happening."""
    words: tuple[str, ...]
    """Of the headlines, as far as they are in one language."""
    figures: tuple[str, ...]
    """Of headline and text, as the document itself writes them."""
    names: tuple[str, ...]
    """Likewise; under whichever form the other names them."""


class Joining:
    """Over all documents of a run, in its order."""

    def __init__(self, documents: Sequence[Document], aliases: tuple[tuple[str, ...], ...]) -> None:
        self._documents, self._known = documents, aliases_of(aliases)
        self._pairs = Pairs(documents, aliases, {})
        self._place = {document.id: place for place, document in enumerate(documents)}

    def of(self, event: Sequence[str]) -> list[Joined]:
        """The documents of an event, by their ids, in order of time."""
        places = sorted(self._place[one] for one in event)
        found = [Joined(self._documents[places[0]], None, "", 0.0, (), (), ())]
        for number, place in enumerate(places[1:], start=1):
            measured = ((*self._pairs.measured(place, one), one) for one in places[:number])
            by, likeness, other = max(measured, key=lambda one: one[1])
            found.append(_shared(self._documents[place], self._documents[other], by, round(likeness, 2), self._known))
        return found


def _shared(document: Document, other: Document, by: str, likeness: float, aliases: Aliases) -> Joined:
    own, others = lead(document), lead(other)
    figures = figure_anchors(others)
    written = tuple(text for figure, text in written_figures(own).items() if figure in figures)
    words = shared_words(document.title, other.title)
    return Joined(document, other, by, likeness, words, written, _names(own, others, aliases))


def _names(own: str, others: str, aliases: Aliases) -> tuple[str, ...]:
    groups = frozenset(group for name in aliases.found(others) for group in aliases.groups(name.text))
    listed = [name.text for name in aliases.found(own) if aliases.groups(name.text) & groups]
    spelt = (name_anchors(own) & name_anchors(others)).difference(map(str.lower, listed))
    return tuple(dict.fromkeys((*listed, *sorted(spelt))))
