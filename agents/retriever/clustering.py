"""Groups the documents that report one happening into one event."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cached_property

from facts.names.event_anchors import figure_anchors, name_anchors, versioned
from facts.names.headline_subjects import of_other_subjects
from facts.text.similarity import Vector, cosine, neighbours, terms, vector, weights
from schemas.retrieval import Document

_WINDOW = timedelta(hours=72)
_COMMON = 80
"""Terms that occur in more headlines than this nominate no pair: they are the week's subject."""
_NOMINATED = 0.2
_SAME = 0.42
"""Least likeness of two documents of one happening; 96 of 100 labelled pairs of two outlets reach it."""
_SAME_HEADLINE = 0.62
_MEAN_SLACK = 0.08
_SHARED, _OTHERS = 0.12, -0.15
_CROSS_LANGUAGE_ANCHORS = 3
_COMMON_ANCHOR = 25
_RARE = 8
"""A word that occurs in at most this many headlines may name the subject of a happening."""
_LEAD_CHARS = 220
_MEMBERS = 5


def cluster(documents: Sequence[Document]) -> list[list[Document]]:
    """Groups of documents, ordered by their first document; each document is in exactly one group.

    A document joins the earlier group whose members are on average most like it, if one of them is the same happening.
    Documents in two languages share no words: they are one happening if they share enough figures and names.
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


def _best_group(
    index: int, nominated: Iterable[int], groups: list[list[int]], group_of: dict[int, int], pairs: "_Pairs"
) -> int | None:
    places = dict.fromkeys(group_of[other] for other in nominated if pairs.likeness(index, other) >= _SAME)
    likeness = {place: _mean_likeness(index, groups[place], pairs) for place in places}
    fitting = [place for place in places if likeness[place] >= _SAME - _MEAN_SLACK]
    return max(fitting, key=lambda place: likeness[place], default=None)


def _mean_likeness(index: int, group: Sequence[int], pairs: "_Pairs") -> float:
    """Mean likeness to the first members of a group, so that a chain of pairs cannot join two happenings."""
    members = group[:_MEMBERS]
    return sum(pairs.likeness(index, other) for other in members) / len(members)


class _DocumentTraits:
    """What one document's headline and lead say; each trait is computed when first needed."""

    def __init__(self, document: Document) -> None:
        self.document = document
        text = document.summary or document.body or ""
        self.bare = not text
        self.lead = f"{document.title} {text}"[:_LEAD_CHARS]

    @cached_property
    def title_figures(self) -> frozenset[str]:
        return figure_anchors(self.document.title)

    @cached_property
    def title_versions(self) -> frozenset[str]:
        return versioned(name_anchors(self.document.title))

    @cached_property
    def figures(self) -> frozenset[str]:
        return figure_anchors(self.lead)

    @cached_property
    def names(self) -> frozenset[str]:
        return name_anchors(self.lead)

    @cached_property
    def lead_terms(self) -> tuple[str, ...]:
        return terms(self.lead)


class _Pairs:
    """Likeness of pairs of documents; full texts are read only for pairs that headlines nominate."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._readings = [_DocumentTraits(document) for document in documents]
        titles = [terms(document.title) for document in documents]
        self._weights = weights(titles)
        self._titles = [vector(title, self._weights) for title in titles]
        least = math.log(max(len(documents), 1) / _RARE) + 1.0
        self._rare = [frozenset(term for term in title if self._weights[term] >= least) for title in titles]
        self._leads: dict[int, Vector] = {}

    def nominations(self) -> Iterator[tuple[int, list[int]]]:
        """For each document, the earlier ones within the time window that may report the same happening."""
        foreign = self._foreign_nominations()
        for index, scores in neighbours(self._titles, _COMMON):
            nominated = [other for other, score in scores.items() if score >= _NOMINATED]
            yield (
                index,
                [other for other in (*nominated, *dict.fromkeys(foreign[index])) if self._near_in_time(index, other)],
            )

    def likeness(self, a: int, b: int) -> float:
        """0 for nothing in common; from _SAME on, both report one happening."""
        first, second = self._readings[a], self._readings[b]
        if first.document.lang != second.document.lang:
            return _SAME if self._pinned_alike(first, second) else 0.0
        if self._other_subject(a, b) or of_other_subjects(first.document.title, second.document.title):
            return 0.0
        title = cosine(self._titles[a], self._titles[b])
        if title >= _SAME_HEADLINE and (first.bare or second.bare):
            return title
        return (title + cosine(self._lead(a), self._lead(b))) / 2 + _anchored(first, second)

    def _other_subject(self, a: int, b: int) -> bool:
        """Whether both headlines have rare words but share none: two firms that close the same kind of deal."""
        return _differ(self._rare[a], self._rare[b])

    def _foreign_nominations(self) -> dict[int, list[int]]:
        """For each document, the documents in other languages that share a rare name with it."""
        nominated: dict[int, list[int]] = defaultdict(list)
        if len({reading.document.lang for reading in self._readings}) < 2:
            return nominated
        for held in self._holders().values():
            for place, index in enumerate(held):
                nominated[index] += (
                    other
                    for other in held[:place]
                    if self._readings[other].document.lang != self._readings[index].document.lang
                )
        return nominated

    def _holders(self) -> dict[str, list[int]]:
        """Rare name -> the documents that contain it."""
        holders: dict[str, list[int]] = defaultdict(list)
        for index, reading in enumerate(self._readings):
            for name in sorted(reading.names):
                holders[name].append(index)
        return {name: held for name, held in holders.items() if len(held) <= _COMMON_ANCHOR}

    @staticmethod
    def _pinned_alike(a: _DocumentTraits, b: _DocumentTraits) -> bool:
        """Whether both report one happening: they share names, and enough figures or versions, which count double."""
        names, figures = a.names & b.names, a.figures & b.figures
        versions = versioned(names)
        pinned = bool(names) and bool(figures or versions)
        return pinned and 2 * len(figures) + len(names) + len(versions) >= _CROSS_LANGUAGE_ANCHORS

    def _near_in_time(self, a: int, b: int) -> bool:
        first, second = self._readings[a].document.published_at, self._readings[b].document.published_at
        return first is not None and second is not None and abs(second - first) <= _WINDOW

    def _lead(self, index: int) -> Vector:
        if index not in self._leads:
            self._leads[index] = vector(self._readings[index].lead_terms, self._weights)
        return self._leads[index]


def _anchored(a: _DocumentTraits, b: _DocumentTraits) -> float:
    """How much shared figures and versions add to a likeness, and differing ones take away."""
    shared = bool(a.figures & b.figures) + bool(versioned(a.names) & versioned(b.names))
    differ = _differ(a.title_figures, b.title_figures) + _differ(a.title_versions, b.title_versions)
    return _SHARED * shared + _OTHERS * differ


def _differ(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a and b) and not a & b
