"""How much of one text stands in others: the one measure by which a check or a writer takes two texts for alike.

Containment (Broder 1997) of distinct terms: character pairs of Chinese, words and numbers of the rest.
"""

from collections.abc import Iterable

from facts.text.cleaning import plain
from facts.text.remembered import remembered
from facts.text.similarity import is_chinese, runs, terms

LITTLE = 0.3
"""Share of a text's terms that is as good as nothing. With less of it in others, they tell of something else; with less
of it missing there, it says nothing new. Chosen by benchmarks/overlap.py.
"""
_AGAIN = 0.6
"""Share of the single characters of a text from which on another says the same in other words."""
FEW = 3
"""Terms, at least, by which a clause can be told from others: fewer are one word."""


def overlap(text: str, others: Iterable[str]) -> float:
    """Share of the terms of `text` that stand in one of `others`: 0 none, 1 all; 1 for a text without terms."""
    own = distinct_terms(text)
    return len(own & frozenset().union(*map(distinct_terms, others))) / len(own) if own else 1.0


def novelty(text: str, known: Iterable[str]) -> float:
    """Share of its terms that stand in none of the `known` texts: 0 a repetition, 1 all new."""
    return 1 - overlap(text, known)


def says_again(text: str, told: str) -> bool:
    """Most of its Chinese characters and other words stand in `told`, in whatever order: 首次发行 and 首发."""
    own, known = _signs(text), frozenset(_signs(told))
    return sum(one in known for one in own) > _AGAIN * len(own)


def _signs(text: str) -> list[str]:
    return [one for run in runs(plain(text)) for one in (run if is_chinese(run) else (run,))]


def tells_of_another(text: str, others: Iterable[str]) -> bool:
    """It says enough to be told by, and as good as nothing of it stands in `others`."""
    return len(distinct_terms(text)) >= FEW and overlap(text, others) < LITTLE


def adds_nothing(text: str, known: Iterable[str]) -> bool:
    """It says something, and the `known` texts say it already."""
    return any(map(str.isalnum, text)) and overlap(text, known) > 1 - LITTLE


@remembered  # each text is held against many others
def distinct_terms(text: str) -> frozenset[str]:
    return frozenset(terms(plain(text)))
