"""Spans of an event's texts that may stand in a report outside its row, with what each is worth."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from facts.extraction.hard_facts import hard_points
from facts.extraction.insights import clear_kinds, consequences, insights, risks
from facts.extraction.pointers import frame_of
from facts.extraction.windows import Judged
from facts.text.boilerplate import MACHINE
from facts.text.cleaning import plain, unshowable
from facts.text.lexicon import word_list
from facts.text.overlap import LITTLE, novelty, overlap, says_again
from facts.text.sentences import clauses
from facts.values.dates import read_dates
from facts.values.figures import read_figures

NEW_FACTS, NEW_SENTENCE = 0.3, 0.5
"""Least share of a span that nothing known tells: of hard facts, which are few words, and of a sentence."""
_NEW_ENOUGH, _MOSTLY_NEW = 0.5, 0.6
"""The same against another span of its row, and against one of its own cell."""
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
    figures: frozenset[tuple[object, ...]]
    """The hard ones that nothing known tells."""

    def says_the_same(self, other: "Candidate") -> bool:
        """They overlap, share their new figures, or one is mostly words of the other."""
        return self._overlaps(other, _NEW_ENOUGH)

    def repeats(self, other: "Candidate") -> bool:
        """It says the same in part, or one of its figures stands in the other: no reader wants it twice in a cell."""
        return self._overlaps(other, _MOSTLY_NEW) or bool(_values(self.text) & _values(other.text))

    def _overlaps(self, other: "Candidate", least_new: float) -> bool:
        if self.index == other.index and self.start < other.end and other.start < self.end:
            return True
        if min(novelty(other.text, (self.text,)), novelty(self.text, (other.text,))) < least_new:
            return True
        mine, theirs = self.figures, other.figures
        return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def insight_candidates(texts: Sequence[str], max_chars: int, known: Sequence[str]) -> list[Candidate]:
    """Consequences, expectations and comparisons that tell more than `known` does, worthiest first; each has a subject
    of its own.
    """
    found = _candidates(texts, known, lambda text: insights(text, max_chars))
    return [one for one in found if not _retells(one.text, known)]


def _retells(text: str, told: Iterable[str]) -> bool:
    """Whatever it expects, compares or says to follow, a clause that is told does, of the same."""
    known = _judgements(told)
    found = _judgements((text,))
    return bool(found) and all(
        any(kind == other and overlap(one, (clause,)) >= LITTLE for other, one in known) for kind, clause in found
    )


def _judgements(texts: Iterable[str]) -> list[tuple[str, str]]:
    """(kind, clause) of each clause that clearly is one; who says so is none."""
    found = (one.text for text in texts for one in clauses(text) if not word_list("speech").ends(one.text))
    return [(kind, clause) for clause in found for kind in clear_kinds(clause)]


def consequence_candidates(texts: Sequence[str], max_chars: int, known: Sequence[str]) -> list[Candidate]:
    """What is said to have come of something, as `insight_candidates`."""
    found = _candidates(texts, known, lambda text: consequences(text, max_chars))
    return [one for one in found if not _retells(one.text, known)]


def change_candidates(texts: Sequence[str], max_chars: int, known: Sequence[str]) -> list[Candidate]:
    """Two values of one measure with a date beside them, as `insight_candidates`."""
    found = _candidates(texts, known, lambda text: hard_points(text, max_chars, known), NEW_FACTS)
    return [one for one in found if _is_dated_pair(one.text)]


def _is_dated_pair(text: str) -> bool:
    by_unit = Counter(figure.unit for figure in read_figures(text) if figure.is_hard and figure.kind != "percent")
    return max(by_unit.values(), default=0) > 1 and bool(read_dates(text)) and word_list("change").occurs_in(text)


def risk_candidates(texts: Sequence[str], max_chars: int, known: Sequence[str]) -> list[Candidate]:
    """Risks, as `insight_candidates`."""
    return _candidates(texts, known, lambda text: risks(text, max_chars))


def _candidates(
    texts: Sequence[str],
    told: Sequence[str],
    read: Callable[[str], Iterable[Judged]],
    least_new: float = NEW_SENTENCE,
) -> list[Candidate]:
    found = list[Candidate]()
    for index, text in enumerate(texts):
        for one in (one for one in read(text) if one.window.stands_alone):
            new, figures = news_in(one.span.text, told, least_new)
            worth = one.strength * new - index * _LATER_TEXT
            if new and worth > 0:
                found.append(Candidate(one.span.text, index, one.span.start, one.span.end, worth, figures))
    return worthiest_first(found)


def worthiest_first(found: Iterable[Candidate]) -> list[Candidate]:
    return sorted(found, key=lambda one: (-one.worth, one.index, one.start))


def news_in(said: str, told: Sequence[str], least: float) -> tuple[float, frozenset[tuple[object, ...]]]:
    """What share of it is new, and which figures; 0 where that is too little, or not to be shown. Who says it, and
    when, makes nothing new.
    """
    behind, figures = said[frame_of(said) :], _figures(said).difference(*map(_figures, told))
    new = novelty(behind, told)
    tells = new >= least if figures else new >= NEW_SENTENCE and not any(says_again(behind, one) for one in told)
    return (new if tells and not (unshowable(plain(said)) or MACHINE.search(said)) else 0.0), figures


@lru_cache(maxsize=4096)
def _figures(text: str) -> frozenset[tuple[object, ...]]:
    return frozenset((figure.low, figure.high, figure.unit) for figure in read_figures(text) if figure.is_hard)


@lru_cache(maxsize=4096)
def _values(text: str) -> frozenset[tuple[object, ...]]:
    """Small counts may well occur twice."""
    found = read_figures(text)
    return frozenset((one.low, one.high) for one in found if one.is_hard or abs(one.high) >= _LARGE)
