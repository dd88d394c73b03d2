"""Spans of an event's texts that may stand in a report, with what each is worth."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from facts.extraction.hard_facts import HardPoint, hard_points
from facts.extraction.insights import Insight, consequences, insights, risks
from facts.extraction.self_contained import breaks_off, keeps_subject
from facts.text.boilerplate import MACHINE
from facts.text.cleaning import plain, unshowable
from facts.text.overlap import novelty
from facts.values.figures import read_figures

_NEW_ENOUGH = 0.4
_LARGE = 100
_LATER_TEXT = 0.3
"""What each text costs a span for standing further down: the best document's texts come first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One span of one of the texts offered."""

    text: str
    index: int
    """Of its text among those offered."""
    start: int
    end: int
    worth: float

    def says_the_same(self, other: "Candidate") -> bool:
        """They overlap, share their figures, or one is mostly words of the other."""
        if self.index == other.index and self.start < other.end and other.start < self.end:
            return True
        if novelty(other.text, (self.text,)) < 0.4 or novelty(self.text, (other.text,)) < 0.4:
            return True
        mine, theirs = _figures(self.text), _figures(other.text)
        return bool(mine and theirs) and (mine <= theirs or theirs <= mine)

    def repeats(self, other: "Candidate") -> bool:
        """It says the same, or one of its figures stands in the other: no reader wants it twice in a cell."""
        return self.says_the_same(other) or bool(_values(self.text) & _values(other.text))


def technical_candidates(
    texts: Sequence[str], max_chars: int, known: Iterable[str], subject: str = ""
) -> list[Candidate]:
    """Hard points that tell more than `known` does, worthiest first; of `subject` alone, where a headline is given."""
    return _candidates(texts, known, subject, lambda text: hard_points(text, max_chars))


def insight_candidates(
    texts: Sequence[str], max_chars: int, known: Iterable[str], subject: str = ""
) -> list[Candidate]:
    """Consequences, expectations and comparisons, as `technical_candidates`."""
    return _candidates(texts, known, subject, lambda text: insights(text, max_chars))


def consequence_candidates(
    texts: Sequence[str], max_chars: int, known: Iterable[str], subject: str = ""
) -> list[Candidate]:
    """What is said to have come of something, as `technical_candidates`."""
    return _candidates(texts, known, subject, lambda text: consequences(text, max_chars))


def risk_candidates(texts: Sequence[str], max_chars: int, known: Iterable[str], subject: str = "") -> list[Candidate]:
    """Risks, as `technical_candidates`."""
    return _candidates(texts, known, subject, lambda text: risks(text, max_chars))


def _candidates(
    texts: Sequence[str], known: Iterable[str], subject: str, read: Callable[[str], Iterable[Insight | HardPoint]]
) -> list[Candidate]:
    told = tuple(known)
    found = [
        Candidate(span.text, index, span.start, span.end, one.strength * _fresh(span.text, told) - index * _LATER_TEXT)
        for index, text in enumerate(texts)
        for one in read(text)
        for span in (one.span,)
        if not unshowable(plain(span.text))
        and not MACHINE.search(span.text)
        and not breaks_off(text, span)
        and (not subject or keeps_subject(text, span, subject))
    ]
    return sorted((one for one in found if one.worth > 0), key=lambda one: (-one.worth, one.index, one.start))


def _fresh(text: str, told: Sequence[str]) -> float:
    new = novelty(text, told)
    return new if new >= _NEW_ENOUGH else 0.0


@lru_cache(maxsize=4096)
def _figures(text: str) -> frozenset[tuple[object, ...]]:
    return frozenset((figure.low, figure.high, figure.unit) for figure in read_figures(text) if figure.is_hard)


@lru_cache(maxsize=4096)
def _values(text: str) -> frozenset[tuple[object, ...]]:
    """Small counts may well occur twice."""
    found = read_figures(text)
    return frozenset((one.low, one.high) for one in found if one.is_hard or abs(one.high) >= _LARGE)
