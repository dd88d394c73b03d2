"""Whether others may tell of what a document tells of, though nothing says that it is one event.

Who says that nobody else does must have looked further than who joins events: two rare words in common, or a name and a
figure, are enough for a doubt.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from agents.retriever.named import Named, lead
from facts.names.detection import Aliases
from facts.names.event_anchors import figure_anchors
from facts.names.inner_terms import inner_terms
from schemas.retrieval import Document

_FEW, _ONE_IN = 3, 200
"""A word is rare that so many documents hold, or one in so many."""
_LEAST_RARE = 2


class Tellers:
    """Over the documents of a period, those that are not handed on included."""

    def __init__(self, documents: Sequence[Document], aliases: Aliases) -> None:
        named, self._documents = Named(documents, aliases), {one.id: one for one in documents}
        self._names = {one.id: frozenset(named.of(lead(one))) for one in documents}
        self._words = {one.id: self._names[one.id].union(inner_terms(lead(one))) for one in documents}
        self._holders: dict[str, list[str]] = defaultdict(list)
        for name, words in self._words.items():
            for word in words:
                self._holders[word].append(name)
        self._rare = max(_FEW, len(documents) // _ONE_IN)
        self._figures = cache(lambda name: figure_anchors(lead(self._documents[name])))

    def has_others(self, document: Document) -> bool:
        """Whether another publisher's document may tell of the same."""
        rare = (holders for word in self._words[document.id] if len(holders := self._holders[word]) <= self._rare)
        shared = Counter(name for holders in rare for name in holders)
        if any(number >= _LEAST_RARE for name, number in shared.items() if self._is_anothers(name, document)):
            return True
        figures = self._figures(document.id)
        named = (name for word in self._names[document.id] for name in self._holders[word]) if figures else ()
        return any(figures & self._figures(name) for name in self._by_others(named, document))

    def _by_others(self, names: Iterable[str], document: Document) -> Iterable[str]:
        return (name for name in dict.fromkeys(names) if self._is_anothers(name, document))

    def _is_anothers(self, name: str, document: Document) -> bool:
        return self._documents[name].publisher != document.publisher
