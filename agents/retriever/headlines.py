"""How alike two documents in one language are, by headline and lead; full leads are read for nominated pairs only."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from facts.names.event_anchors import figure_anchors, name_anchors, versioned
from facts.names.headline_subjects import of_other_deeds, of_other_subjects
from facts.support.figure_clash import figures_clash
from facts.text.similarity import Vector, cosine, neighbours, terms, vector, weights_by_language
from schemas.retrieval import Document

APART = -math.inf
"""Likeness of two that no group may hold both."""
_COMMON = 80
"""Terms that occur in more headlines than this nominate no pair: they are the week's subject."""
_NOMINATED = 0.2
_SAME = 0.42
"""Least likeness of two documents of one happening; 96 of 100 labelled pairs of two outlets reach it."""
_SAME_HEADLINE = 0.62
_WORDED_ALIKE = 0.7
_RETOLD = 0.6
"""What the likeness of two texts of one source counts: what it tells twice, in words of its own, is two happenings."""
_SHARED, _OTHERS = 0.12, -0.15
_RARE = 8
"""A word that occurs in at most this many headlines may name the subject of a happening."""
_LEAD_CHARS = 220
_NUMBER = re.compile(r"\d+")


class Headlines:
    """The headlines and leads of `documents`, each under its place."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._readings = [_Reading(document) for document in documents]
        titles = [(document.lang, terms(document.title)) for document in documents]
        self._idf = weights_by_language(titles)
        self._titles = [vector(title, self._idf[lang]) for lang, title in titles]
        least = {lang: math.log(number / _RARE) + 1.0 for lang, number in Counter(lang for lang, _ in titles).items()}
        self._rare = [
            frozenset(term for term in title if self._idf[lang][term] >= least[lang]) for lang, title in titles
        ]
        self._leads: dict[int, Vector] = {}

    def nominations(self) -> Iterator[tuple[int, int]]:
        """Pairs that may report one happening, the later place first."""
        for place, scores in neighbours(self._titles, _COMMON):
            yield from ((place, other) for other, score in scores.items() if score >= _NOMINATED)

    def likeness(self, a: int, b: int) -> float:
        """Of two places in one language: 0 for nothing in common, from 1 on, both report one happening; `APART` where
        they surely report two.
        """
        first, second = self._documents[a], self._documents[b]
        title = cosine(self._titles[a], self._titles[b])
        if of_other_subjects(first.title, second.title):
            return APART
        if title >= _WORDED_ALIKE and figures_clash(first.title, second.title):
            return APART
        if self._other_subject(a, b) or of_other_deeds(first.title, second.title):
            return 0.0
        if first.source != second.source:
            return self._worded_alike(a, b, title)
        return 0.0 if _are_of_a_series(first.title, second.title) else _RETOLD * self._worded_alike(a, b, title)

    def _worded_alike(self, a: int, b: int, title: float) -> float:
        first, second = self._readings[a], self._readings[b]
        if title >= _SAME_HEADLINE and (first.is_bare or second.is_bare):
            return title / _SAME
        return ((title + cosine(self._lead(a), self._lead(b))) / 2 + _anchored(first, second)) / _SAME

    def _other_subject(self, a: int, b: int) -> bool:
        """Whether both headlines have rare words but share none: two firms that close the same kind of deal."""
        return _differ(self._rare[a], self._rare[b])

    def _lead(self, place: int) -> Vector:
        if place not in self._leads:
            self._leads[place] = vector(self._readings[place].lead_terms, self._idf[self._documents[place].lang])
        return self._leads[place]


class _Reading:
    """What one document's headline and lead say; each trait is computed when first needed."""

    def __init__(self, document: Document) -> None:
        self._title = document.title
        self.is_bare = not document.opening
        self._lead = f"{document.title} {document.opening}"[:_LEAD_CHARS]

    @cached_property
    def title_figures(self) -> frozenset[str]:
        return figure_anchors(self._title)

    @cached_property
    def title_versions(self) -> frozenset[str]:
        return versioned(name_anchors(self._title))

    @cached_property
    def figures(self) -> frozenset[str]:
        return figure_anchors(self._lead)

    @cached_property
    def versions(self) -> frozenset[str]:
        return versioned(name_anchors(self._lead))

    @cached_property
    def lead_terms(self) -> tuple[str, ...]:
        return terms(self._lead)


def _are_of_a_series(a: str, b: str) -> bool:
    """Whether each has a number that the other lacks: two versions, two issues."""
    first, second = set(_NUMBER.findall(a)), set(_NUMBER.findall(b))
    return bool(first - second and second - first)


def _anchored(a: _Reading, b: _Reading) -> float:
    """How much shared figures and versions add to a likeness, and differing ones take away."""
    shared = bool(a.figures & b.figures) + bool(a.versions & b.versions)
    differ = _differ(a.title_figures, b.title_figures) + _differ(a.title_versions, b.title_versions)
    return _SHARED * shared + _OTHERS * differ


def _differ(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a and b) and not a & b
