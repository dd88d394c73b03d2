"""How alike two articles are, whole: two outlets' long texts of one happening open and go on in words of their own.

TF-IDF over the whole text (Salton and Buckley 1988), with rare terms squared up, beside what each text tells of the
other's headline.
"""

import math
from collections.abc import Iterator, Sequence

from facts.text.similarity import Vector, cosine, damped_vector, neighbours, part_told, terms, weights_by_language
from schemas.retrieval import Document

_LENGTH = 600
"""Least bytes in UTF-8 that two articles have on average: a Chinese character has three there, and says about as much
as three Latin letters.
"""
_LEAST = 150
"""Bytes of a text that is read at all: a headline is none."""
_SAME = 0.16
"""Least likeness of one happening."""
_HEADLINE = 0.25
"""What a headline that the other text tells in full adds to it."""
_NOMINATED = 0.04
_COMMON = 25
"""Terms in more texts than this nominate no pair."""


class Articles:
    """The texts of `documents`, each under its place."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._lengths = [len(_whole(document).encode()) for document in documents]
        found = {
            place: terms(_whole(document)) for place, document in enumerate(documents) if self._lengths[place] >= _LEAST
        }
        by_language = weights_by_language((documents[place].lang, text) for place, text in found.items())
        self._idf = {lang: {term: idf**2 for term, idf in own.items()} for lang, own in by_language.items()}
        self._texts = {place: damped_vector(text, self._idf[documents[place].lang]) for place, text in found.items()}

    def nominations(self) -> Iterator[tuple[int, int]]:
        """Pairs that may report one happening, the later place first."""
        places = sorted(self._texts)
        for number, scores in neighbours([self._texts[place] for place in places], _COMMON):
            yield from ((places[number], places[other]) for other, score in scores.items() if score >= _NOMINATED)

    def likeness(self, a: int, b: int) -> float:
        """Of two places in one language: from 1 on, both report one happening; 0 where they are no two articles.

        What one publisher tells at length twice is two happenings, or two sides of one that it keeps apart itself.
        """
        first, second = self._documents[a], self._documents[b]
        if not self._are_articles(a, b) or first.publisher == second.publisher or first.source == second.source:
            return 0.0
        told = self._told(first, self._texts[b]) * self._told(second, self._texts[a])
        return (cosine(self._texts[a], self._texts[b]) + _HEADLINE * math.sqrt(told)) / _SAME

    def _are_articles(self, a: int, b: int) -> bool:
        return a in self._texts and b in self._texts and self._lengths[a] + self._lengths[b] >= 2 * _LENGTH

    def _told(self, document: Document, text: Vector) -> float:
        """0..1: what a text tells of the document's headline."""
        idf = self._idf[document.lang]
        return part_told({term: idf[term] for term in terms(document.title)}, text)


def _whole(document: Document) -> str:
    return f"{document.title} {document.text}"
