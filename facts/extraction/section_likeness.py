"""How like a text is to what each section says of itself: title, description, terms, and headlines given for it."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from facts.text.lexicon import word_list
from facts.text.similarity import is_chinese, terms
from schemas.section import Section

_SMOOTHING = 0.5
_LISTED = re.compile(r"[、，。；：（）,.;:()\n]")
_NOT_ITS = re.compile(r"(?:不含|不包括|excluding|not including)[^。；.;]*", re.IGNORECASE)
"""What a description says does not belong."""
_PART = 5
"""Signs of a part of a word in Latin letters, its edges among them."""

Odds = tuple[float, ...]
"""One logarithm of odds for each section, in their order."""


class Likeness:
    """The words of several sections, each weighed against those of everyday language.

    Naive Bayes, multinomial (McCallum and Nigam 1998), over the distinct terms of a text, with Lidstone's smoothing. A
    word in Latin letters that nobody says counts by its parts: petrochemicals by those of petrochemical.
    """

    def __init__(self, sections: Sequence[Section]) -> None:
        said = [*(_said(section) for section in sections), word_list("everyday").listed.split()]
        words = [[word for text in texts for word in sorted(set(terms(text)))] for texts in said]
        self._ids = tuple(section.id for section in sections)
        self._odds = _log_odds(words)
        self._of_parts = _log_odds([[part for word in own for part in _parts(word)] for own in words])

    def of(self, text: str) -> Mapping[str, float]:
        """By section: the logarithm of the odds that the text is of it and not of everyday language."""
        found = [self._odds_of(term) for term in sorted(set(terms(text)))]
        return {name: sum(odds[place] for odds in found if odds) for place, name in enumerate(self._ids)}

    def _odds_of(self, term: str) -> Odds:
        """Empty for what nobody says a piece of."""
        if term not in self._odds:
            parts = _parts(term)
            known = [self._of_parts[part] for part in parts if part in self._of_parts]
            self._odds[term] = tuple(sum(column) / len(parts) for column in zip(*known, strict=True))
        return self._odds[term]


def _said(section: Section) -> Iterator[str]:
    yield section.title
    yield from _LISTED.split(_NOT_ITS.sub("", section.description))
    yield from section.own_terms
    yield from section.weak_terms
    yield from section.examples


def _parts(word: str) -> list[str]:
    """None of a short word, nor of one in Chinese."""
    if len(word) < _PART - 1 or is_chinese(word):
        return []
    whole = f"^{word}$"
    return sorted({whole[start : start + _PART] for start in range(len(whole) - _PART + 1)})


def _log_odds(said: Iterable[Iterable[str]]) -> dict[str, Odds]:
    """Of each term that any of `said` holds, for each of them against the last."""
    counts = [Counter(own) for own in said]
    whole = sorted(set().union(*counts))
    sums = [own.total() + _SMOOTHING * len(whole) for own in counts]

    @cache
    def odds(*times: int) -> Odds:
        """Few numbers of times are told apart, of many terms."""
        *own, every = (math.log((one + _SMOOTHING) / total) for one, total in zip(times, sums, strict=True))
        return tuple(one - every for one in own)

    return {term: odds(*(own[term] for own in counts)) for term in whole}
