"""Documents that report one happening become one event."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from facts.similarity import Vector, cosine, neighbours, terms, vector, weights
from schemas.retrieval import Document

_WINDOW = timedelta(hours=72)
_COMMON = 80
"""Terms of more headlines than this nominate no pair: they are the week's subject, not a happening's."""
_NOMINATED = 0.2
_SAME = 0.42
"""Least mean of headline and text similarity. Over the labelled pairs of two outlets 0.42 finds 96 of 100."""
_SAME_HEADLINE = 0.62
_LEAD_CHARS = 220


def cluster(documents: Sequence[Document]) -> list[list[Document]]:
    """Groups of documents in order of their first one; each document is in exactly one group.

    A document joins the earlier group whose members are on average most like it, if at least one of them is the same happening.
    """
    pairs = _Pairs(documents)
    groups: list[list[int]] = []
    group_of: dict[int, int] = {}
    for index, nominated in pairs.nominations():
        place = _best_group(index, nominated, groups, group_of, pairs)
        if place is None:
            place = len(groups)
            groups.append([])
        groups[place].append(index)
        group_of[index] = place
    return [[documents[index] for index in group] for group in groups]


def _best_group(index: int, nominated: Iterable[int], groups: list[list[int]], group_of: dict[int, int], pairs: "_Pairs") -> int | None:
    places = dict.fromkeys(group_of[other] for other in nominated if pairs.same(index, other))
    likeness = {place: pairs.mean_likeness(index, groups[place]) for place in places}
    fitting = [place for place in places if likeness[place] >= _SAME - 0.08]
    return max(fitting, key=lambda place: likeness[place], default=None)


class _Pairs:
    """Similarities between documents, texts read only where headlines nominate a pair."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._titles = [terms(document.title) for document in documents]
        self._title_weights = weights(self._titles)
        self._title_vectors = [vector(title, self._title_weights) for title in self._titles]
        self._lead_vectors: dict[int, Vector] = {}

    def nominations(self) -> Iterable[tuple[int, list[int]]]:
        """For each document the earlier ones within the time window whose headlines share rare terms with its own."""
        for index, scores in neighbours(self._title_vectors, _COMMON):
            yield index, [other for other, score in scores.items() if score >= _NOMINATED and self._near_in_time(index, other)]

    def same(self, a: int, b: int) -> bool:
        title = cosine(self._title_vectors[a], self._title_vectors[b])
        return title >= _SAME_HEADLINE and self._bare(a, b) or self.likeness(a, b) >= _SAME

    def likeness(self, a: int, b: int) -> float:
        return (cosine(self._title_vectors[a], self._title_vectors[b]) + cosine(self._lead(a), self._lead(b))) / 2

    def mean_likeness(self, index: int, group: Sequence[int]) -> float:
        """Mean over at most five members: enough to keep a chain of pairs from joining two happenings."""
        members = group[:5]
        return sum(self.likeness(index, other) for other in members) / len(members)

    def _near_in_time(self, a: int, b: int) -> bool:
        first, second = self._documents[a].published_at, self._documents[b].published_at
        return first is not None and second is not None and abs(second - first) <= _WINDOW

    def _bare(self, a: int, b: int) -> bool:
        """One of the two has nothing but its headline."""
        return any(not (self._documents[i].summary or self._documents[i].body) for i in (a, b))

    def _lead(self, index: int) -> Vector:
        if index not in self._lead_vectors:
            document = self._documents[index]
            text = f"{document.title} {document.summary or document.body or ''}"[:_LEAD_CHARS]
            self._lead_vectors[index] = vector(terms(text), self._title_weights)
        return self._lead_vectors[index]
