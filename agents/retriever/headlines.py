"""How alike two documents in one language are, by headline and lead; full leads are read for nominated pairs only."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from facts.names.event_anchors import figure_anchors, name_anchors, versioned
from facts.names.headline_subjects import of_other_deeds, of_other_subjects, share_figures
from facts.support.figure_matching import figures_clash
from facts.text.remembered import remembered
from facts.text.similarity import Vector, cosine, neighbours, part_told, terms, vector, weights_by_language
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
_OPENING_CHARS = 400
_NUMBER = re.compile(r"\d+")


class Headlines:
    """The headlines and leads of `documents`, each under its place."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        titles = [(document.lang, terms(document.title)) for document in documents]
        self._idf = weights_by_language(titles)
        self._titles = [vector(title, self._idf[lang]) for lang, title in titles]
        least = {lang: math.log(number / _RARE) + 1.0 for lang, number in Counter(lang for lang, _ in titles).items()}
        self._rare = [
            frozenset(term for term in title if self._idf[lang][term] >= least[lang]) for lang, title in titles
        ]
        self._lead = cache(self._lead_of)
        self._recurring = [0.0] * len(documents)

    def nominations(self) -> Iterator[tuple[int, int]]:
        """Pairs that may report one happening, the later place first."""
        for place, scores in neighbours(self._titles, _COMMON):
            yield from ((place, other) for other, score in scores.items() if score >= _NOMINATED)

    def opening(self, place: int) -> str:
        return f"{self._documents[place].title} {self._documents[place].text}"[:_OPENING_CHARS]

    def recurs(self, a: int, b: int) -> None:
        """Tells of two places that are surely of two happenings."""
        alike = cosine(self._titles[a], self._titles[b])
        for place in (a, b):
            self._recurring[place] = max(self._recurring[place], alike)

    def part_counted(self, a: int, b: int) -> float:
        """0..1: what part of a likeness counts. Headlines no more alike than either is to one that is surely of another
        happening are worded by a form: unless several figures fill it alike, each text must tell of the other's.
        """
        recurring = min(self._recurring[a], self._recurring[b])
        worded_by_form = recurring and cosine(self._titles[a], self._titles[b]) <= recurring
        if not worded_by_form or share_figures(self.opening(a), self.opening(b)):
            return 1.0
        return self._part_told(a, b) * self._part_told(b, a)

    def likeness(self, a: int, b: int) -> float:
        """Of two places in one language: 0 for nothing in common, from 1 on, both report one happening; `APART` where
        they surely report two.
        """
        first, second = self._documents[a], self._documents[b]
        title, texts = cosine(self._titles[a], self._titles[b]), (first.opening, second.opening)
        clash = title >= _WORDED_ALIKE and figures_clash(first.title, second.title)
        if clash or of_other_subjects(first.title, second.title, texts) or of_other_deeds(first.title, second.title):
            return APART
        if self._other_subject(a, b):
            return 0.0
        if first.source != second.source:
            return self._worded_alike(a, b, title)
        return 0.0 if _are_of_a_series(first.title, second.title) else _RETOLD * self._worded_alike(a, b, title)

    def _worded_alike(self, a: int, b: int, title: float) -> float:
        first, second = self._documents[a], self._documents[b]
        if title >= _SAME_HEADLINE and not (first.opening and second.opening):
            return title / _SAME
        return ((title + cosine(self._lead(a), self._lead(b))) / 2 + _anchored(first, second)) / _SAME

    def _other_subject(self, a: int, b: int) -> bool:
        """Whether both headlines have rare words, and neither text tells one of the other's: two firms that close the
        same kind of deal.
        """
        first, second = self._rare[a], self._rare[b]
        return _differ(first, second) and not (first & _known(self.opening(b)) or second & _known(self.opening(a)))

    def _part_told(self, a: int, b: int) -> float:
        idf = self._idf[self._documents[a].lang]
        return part_told({term: idf[term] ** 2 for term in self._titles[a]}, _known(self.opening(b)))

    def _lead_of(self, place: int) -> Vector:
        document = self._documents[place]
        return vector(terms(_lead(document)), self._idf[document.lang])


@remembered
def _known(text: str) -> frozenset[str]:
    return frozenset(terms(text))


def _lead(document: Document) -> str:
    return f"{document.title} {document.opening}"[:_LEAD_CHARS]


def _are_of_a_series(a: str, b: str) -> bool:
    """Whether each has a number that the other lacks: two versions, two issues."""
    first, second = set(_NUMBER.findall(a)), set(_NUMBER.findall(b))
    return bool(first - second and second - first)


def _anchored(a: Document, b: Document) -> float:
    """How much shared figures and versions of the leads add to a likeness, and differing ones of the headlines take."""
    leads = zip(_anchors(_lead(a)), _anchors(_lead(b)), strict=True)
    titles = zip(_anchors(a.title), _anchors(b.title), strict=True)
    return _SHARED * sum(bool(own & other) for own, other in leads) + _OTHERS * sum(_differ(*both) for both in titles)


@remembered
def _anchors(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Figures and versions."""
    return figure_anchors(text), versioned(name_anchors(text))


def _differ(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a and b) and not a & b
