"""Joins the events of one unfolding matter: their fragments count as one.

Average linkage (UPGMA, Sokal and Michener 1958) over the likeness of headlines and leads: two stories become one while
their events are on average alike, so that no chain of pairs joins what merely touches.
"""

import heapq
import math
from collections.abc import Iterator, Sequence

from facts.names.headline_subjects import of_other_subjects
from facts.text.similarity import neighbours, part_told, terms, vector, weights_by_language
from schemas.retrieval import Document

_ALIKE = 0.045
"""Least mean likeness of two stories that are one: of the events of a hundred and more editors' stories, those of one
are pairwise as much alike in two of ten cases, those of two in six of ten thousand."""
_KEPT = 0.02
"""Likeness below it counts as none; that keeps the work near linear."""
_TERMS = 24
"""A lead of fewer terms is read as if it went on to so many about something else: of two headlines of ten words that
share one, nobody knows whether they are of one matter."""
_COMMON = 200
"""Terms in more leads than this nominate no pair."""
_LEAD_CHARS = 160


def stories(groups: Sequence[Sequence[Document]]) -> list[list[int]]:
    """The places of `groups` that are one story, in the order of their first; each place is in exactly one."""
    joining = _Joining(_likeness(groups))
    joining.join_all()
    return sorted(joining.members.values())


def _likeness(groups: Sequence[Sequence[Document]]) -> list[dict[int, float]]:
    """Of each group, the others that are somewhat like it. One firm's notice is no story of another's."""
    leads = _Leads([group[0] for group in groups])
    found: list[dict[int, float]] = [{} for _ in groups]
    for place, scores in neighbours(leads.vectors, _COMMON):
        for other, score in scores.items():
            if score >= _KEPT and (likeness := leads.likeness(place, other, score)) >= _KEPT:
                found[place][other] = found[other][place] = likeness
    return found


class _Leads:
    """The leads of `documents`, each under its place."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._titles = [document.title for document in documents]
        leads = [(document.lang, terms(f"{document.title} {document.opening[:_LEAD_CHARS]}")) for document in documents]
        idf = weights_by_language(leads)
        self.vectors = [vector(lead, idf[lang]) for lang, lead in leads]
        self._parts = [math.sqrt(min(1.0, len(one) / _TERMS)) for one in self.vectors]
        self._weights = [{term: idf[one.lang][term] ** 2 for term in terms(one.title)} for one in documents]

    def likeness(self, a: int, b: int, score: float) -> float:
        """0..1, of two with the cosine `score`: the less, the less either tells of what the other's headline names.

        Leads of one form, as all new companies have, are alike and tell nothing of each other.
        """
        score *= self._parts[a] * self._parts[b]
        if score < _KEPT:
            return 0.0
        told = part_told(self._weights[a], self.vectors[b]) * part_told(self._weights[b], self.vectors[a])
        likeness = score * told**0.25
        return 0.0 if likeness < _KEPT or of_other_subjects(self._titles[a], self._titles[b]) else likeness


class _Joining:
    """Stories so far, each under the place of its first event, with the sums of likeness between them."""

    def __init__(self, likeness: list[dict[int, float]]) -> None:
        self.members = {place: [place] for place in range(len(likeness))}
        self._sums = likeness
        self._queue = [
            (-score, place, other)
            for place, row in enumerate(likeness)
            for other, score in row.items()
            if place < other and score >= _ALIKE
        ]
        heapq.heapify(self._queue)

    def join_all(self) -> None:
        """The two that are most alike first, until no two are alike enough."""
        while self._queue:
            score, place, other = heapq.heappop(self._queue)
            if place in self.members and other in self.members and -score == self._mean(place, other):
                self._join(place, other)

    def _mean(self, place: int, other: int) -> float:
        return self._sums[place].get(other, 0.0) / (len(self.members[place]) * len(self.members[other]))

    def _join(self, place: int, other: int) -> None:
        self.members[place] = sorted(self.members[place] + self.members.pop(other))
        for third, total in self._sums[other].items():
            self._sums[third].pop(other, None)
            if third != place:
                self._sums[place][third] = self._sums[third][place] = self._sums[place].get(third, 0.0) + total
        self._sums[other] = {}
        for entry in self._entries(place):
            heapq.heappush(self._queue, entry)

    def _entries(self, place: int) -> Iterator[tuple[float, int, int]]:
        for other in self._sums[place]:
            if (mean := self._mean(place, other)) >= _ALIKE:
                yield -mean, min(place, other), max(place, other)
