"""How much of a text a reader does not know yet."""

from collections.abc import Iterable
from functools import lru_cache

from facts.text.similarity import terms

_NEW = 0.3
"""Share of a text's terms that others have not: less, and it adds nothing."""


def novelty(text: str, known: Iterable[str]) -> float:
    """Share of the terms of `text` that stand in none of the `known` texts: 0 a repetition, 1 all new."""
    own = _distinct(text)
    return len(own.difference(*map(_distinct, known))) / len(own) if own else 0.0


def adds_nothing(text: str, known: Iterable[str]) -> bool:
    """It says something, and the `known` texts say it already."""
    return any(map(str.isalnum, text)) and novelty(text, known) < _NEW


@lru_cache(maxsize=2048)  # each text is held against many others
def _distinct(text: str) -> frozenset[str]:
    return frozenset(terms(text))
