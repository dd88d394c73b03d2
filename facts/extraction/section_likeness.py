"""How like a text is to what each section says of itself: title, description, terms, and headlines given for it."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from facts.text.similarity import terms
from schemas.section import Section

_SMOOTHING = 0.5
_LISTED = re.compile(r"[、，。；：（）,.;:()\n]")
_NOT_ITS = re.compile(r"(?:不含|不包括|excluding|not including)[^。；.;]*", re.IGNORECASE)
"""What a description says does not belong."""


class Likeness:
    """The words and character pairs of several sections, each weighed against those of all the others.

    Naive Bayes, multinomial, one section against the rest (McCallum and Nigam 1998), over the distinct terms of a text,
    with Lidstone's smoothing. With one section alone there is nothing to weigh against, and nothing is like it.
    """

    def __init__(self, sections: Sequence[Section]) -> None:
        counts = {
            section.id: Counter(term for said in _said(section) for term in set(terms(said))) for section in sections
        }
        whole = sum(counts.values(), Counter[str]())
        self._odds = {name: _log_odds(own, whole) for name, own in counts.items() if len(sections) > 1}

    def of(self, text: str) -> Mapping[str, float]:
        """By section: the logarithm of the odds that the text is of it; 0 where they are even or worse."""
        found = sorted(set(terms(text)))
        return {name: max(0.0, sum(odds.get(term, 0.0) for term in found)) for name, odds in self._odds.items()}


def _said(section: Section) -> Iterator[str]:
    yield section.title
    yield from _LISTED.split(_NOT_ITS.sub("", section.description))
    yield from section.own_terms
    yield from section.weak_terms
    yield from section.examples


def _log_odds(own: Counter[str], whole: Counter[str]) -> dict[str, float]:
    """Of each term that any section says."""
    least = _SMOOTHING * len(whole)
    own_sum = own.total() + least
    rest_sum = whole.total() - own.total() + least

    def odds(term: str) -> float:
        return math.log((own[term] + _SMOOTHING) / own_sum) - math.log(
            (whole[term] - own[term] + _SMOOTHING) / rest_sum
        )

    return {term: odds(term) for term in whole}
