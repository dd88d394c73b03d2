"""What an event's texts hold for its technical and its insight cell. A sentence serves one of the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from facts.extraction.candidates import Candidate, insight_candidates, technical_candidates
from facts.text.quoting import JOINER

_CONSIDERED = 8
_MOST_SPANS = 3
_FILLED_CELL = 3.0
"""Two filled cells are worth more than the best single one."""
_FACT_FIRST = 4.0
_LEAST_FURTHER = 1.5


@dataclass(frozen=True, slots=True)
class Filling:
    technical: tuple[Candidate, ...]
    """In reading order; empty where the texts hold no hard point beyond the headline."""
    insight: Candidate | None


def fill(headline: str, texts: Sequence[str], technical_chars: int, insight_chars: int) -> Filling:
    """The best technical spans and the best insight that repeat neither the headline nor each other."""
    technical = technical_candidates(texts, technical_chars, (headline,), headline)[:_CONSIDERED]
    telling = insight_candidates(texts, insight_chars, (headline,), headline)[:_CONSIDERED]
    pairs = [pair for pair in product([*technical, None], [*telling, None]) if not _clash(*pair)]
    first, insight = max(pairs, key=_worth)
    return Filling(_with_more(first, technical, insight, technical_chars) if first else (), insight)


def _worth(pair: tuple[Candidate | None, Candidate | None]) -> float:
    """A sentence that could serve either cell states a fact first."""
    return sum(_FILLED_CELL + min(one.worth, 8.0) for one in pair if one) + (_FACT_FIRST if pair[0] else 0.0)


def _clash(technical: Candidate | None, insight: Candidate | None) -> bool:
    return bool(technical and insight and technical.says_the_same(insight))


def _with_more(
    first: Candidate, others: Sequence[Candidate], insight: Candidate | None, max_chars: int
) -> tuple[Candidate, ...]:
    """`first` and further hard points that fit, in reading order."""
    chosen = [first]
    for candidate in others:
        length = sum(len(one.text) + len(JOINER) for one in chosen) + len(candidate.text)
        told = any(candidate.repeats(one) for one in (*chosen, *filter(None, (insight,))))
        if len(chosen) < _MOST_SPANS and length <= max_chars and not told and candidate.worth >= _LEAST_FURTHER:
            chosen.append(candidate)
    return tuple(sorted(chosen, key=lambda one: (one.index, one.start)))
