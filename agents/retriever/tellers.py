"""Whether others may tell of what a document tells of, though nothing says that it is one event.

Who says that nobody else does must have looked further than who joins events: two rare words in common, or a name and a
figure, are enough for a doubt.
"""

from collections import Counter
from collections.abc import Sequence
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
    """Over the documents of a period."""

    def __init__(self, documents: Sequence[Document], aliases: Aliases) -> None:
        named, self._documents = Named(documents, aliases), documents
        self._figures = cache(figure_anchors)
        self._names = {one.id: frozenset(named.of(lead(one))) for one in documents}
        self._words = {one.id: self._names[one.id].union(inner_terms(lead(one))) for one in documents}
        self._holders = Counter(word for words in self._words.values() for word in words)
        self._rare = max(_FEW, len(documents) // _ONE_IN)

    def has_others(self, document: Document) -> bool:
        """Whether another publisher's document may tell of the same."""
        return any(self._may_tell(document, one) for one in self._documents if one.publisher != document.publisher)

    def _may_tell(self, document: Document, other: Document) -> bool:
        shared = self._words[document.id] & self._words[other.id]
        if sum(self._holders[word] <= self._rare for word in shared) >= _LEAST_RARE:
            return True
        names = self._names[document.id] & self._names[other.id]
        return bool(names) and bool(self._figures(lead(document)) & self._figures(lead(other)))
