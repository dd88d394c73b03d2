"""Clauses of one text, and those of others that tell of the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from facts.text.cleaning import plain
from facts.text.overlap import LITTLE, distinct_terms, overlap
from facts.text.remembered import remembered
from facts.text.sentences import clauses, sentences
from facts.values.figures import Figure, read_figures, same_value
from facts.values.numerals import fold_width

_LEAST_SHARED = 2
_A_FIGURE = 4.0
"""As many shared terms is one shared figure worth."""


@dataclass(frozen=True, slots=True)
class Clause:
    text: str
    before: str
    """Of its sentence: who says it, and on which condition, stands there."""
    sentence: str


@remembered
def clauses_of(text: str) -> tuple[Clause, ...]:
    """The clauses of `text` in order, as a reader sees them."""
    shown = fold_width(plain(text))
    return tuple(
        Clause(clause.text, sentence.text[: clause.start], sentence.text)
        for sentence in sentences(shown)
        for clause in clauses(sentence.text)
    )


class Counterparts(NamedTuple):
    """Clauses that share a figure with a clause, or more terms than a few."""

    closest: tuple[Clause, ...]
    """Those that share most: they tell of the same."""
    all: tuple[Clause, ...]


def counterparts(clause: Clause, evidence: Iterable[str]) -> Counterparts:
    scored = [(_likeness(clause, other), other) for text in evidence for other in clauses_of(text)]
    best = max((score for score, _ in scored), default=0.0)
    closest = tuple(other for score, other in scored if score == best > 0)
    return Counterparts(closest, tuple(other for score, other in scored if score > 0))


def _likeness(clause: Clause, other: Clause) -> float:
    shared = len(distinct_terms(clause.text) & distinct_terms(other.text))
    theirs = read_figures(other.text)
    same = sum(one.is_hard and any(_same(one, each) for each in theirs) for one in read_figures(clause.text))
    if not same and (shared < _LEAST_SHARED or overlap(clause.text, (other.text,)) < LITTLE):
        return 0.0
    return shared + _A_FIGURE * same


def _same(one: Figure, other: Figure) -> bool:
    """Whichever way they move."""
    moved_apart = one.direction * other.direction < 0
    return same_value(one, other) or (moved_apart and one.text.strip("-+") == other.text.strip("-+"))
