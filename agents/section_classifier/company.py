"""How much must speak for a section where most of what comes with a document has one.

What a source of one field tells is of that field even where it names nothing of it. So the prior odds of a document are
those of its company, which are learnt together with what they decide (Saerens, Latinne and Decaestecker 2002).
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from facts.extraction.section_affinity import A_TERM, ODDS_OF_A_TERM

_ROUNDS = 5
_ALONE = 0.1
"""The share of documents with a section where nothing is known of their company."""
_COUNTS_AS = 10
"""So many documents of a language weigh as much as that, and so many of a source as much as their language."""


class Told(NamedTuple):
    """A document, and how it leans to the section that it leans to most; None where it has that by its terms alone."""

    leaning: float | None
    lang: str
    source: str


def least_leanings(documents: Sequence[Told]) -> list[float]:
    """From which leaning on each of `documents` has its section; `A_TERM` or less."""
    chances = [float(one.leaning is None) for one in documents]
    least = [A_TERM] * len(documents)
    for _ in range(_ROUNDS):
        least = [_least(share) for share in _shares(documents, chances)]
        chances = [_chance(one.leaning, found) for one, found in zip(documents, least, strict=True)]
    return least


def _least(share: float) -> float:
    return min(A_TERM, A_TERM - (_logit(share) - _logit(_ALONE)) * A_TERM / ODDS_OF_A_TERM)


def _chance(leaning: float | None, least: float) -> float:
    return 1.0 if leaning is None else 1 / (1 + math.exp((least - leaning) * ODDS_OF_A_TERM / A_TERM))


def _shares(documents: Sequence[Told], chances: Sequence[float]) -> list[float]:
    """Of the other documents of its source, as far as they are many, and of its language: how many have a section."""
    of_lang = _besides([one.lang for one in documents], chances, [_ALONE] * len(documents))
    return _besides([one.source for one in documents], chances, of_lang)


def _besides(kinds: Sequence[Hashable], chances: Sequence[float], priors: Sequence[float]) -> list[float]:
    numbers, sums = defaultdict[Hashable, int](int), defaultdict[Hashable, float](float)
    for kind, chance in zip(kinds, chances, strict=True):
        numbers[kind] += 1
        sums[kind] += chance
    return [
        (sums[kind] - chance + prior * _COUNTS_AS) / (numbers[kind] - 1 + _COUNTS_AS)
        for kind, chance, prior in zip(kinds, chances, priors, strict=True)
    ]


def _logit(share: float) -> float:
    return math.log(share / (1 - share))
