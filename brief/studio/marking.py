"""Words of a text, marked where they stand."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

Pieces = tuple[tuple[str, bool], ...]
"""A text, cut up; whether each piece is marked."""


def marked(text: str, spans: Iterable[tuple[int, int]]) -> Pieces:
    """`spans` may overlap."""
    places = {place for start, end in spans for place in range(start, end)}
    edges = [n for n in range(1, len(text)) if (n in places) != (n - 1 in places)]
    cuts = [0, *edges, len(text)]
    pieces = ((start, text[start:end]) for start, end in pairwise(cuts))
    return tuple((piece, start in places) for start, piece in pieces if piece)


def with_words(text: str, words: Iterable[str]) -> Pieces:
    """Each word, wherever it stands."""
    return marked(text, (span for word in words for span in _places(text, word)))


def _places(text: str, word: str) -> Iterator[tuple[int, int]]:
    start = text.find(word) if word else -1
    while start >= 0:
        yield start, start + len(word)
        start = text.find(word, start + len(word))
