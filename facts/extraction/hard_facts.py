"""Clauses that carry the hard facts of a happening: figures with units, models, processes, amounts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from facts.extraction.cues import CUT_OFF, HEADLINE
from facts.text.clause_scope import scoped
from facts.text.lexicon import word_list
from facts.text.sentences import Span, sentences
from facts.text.statements import statements
from facts.values.figures import Figure, read_figures

_MODEL_NAME = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9.-]*[A-Za-z])(?=[A-Za-z0-9.-]*\d)[A-Za-z][A-Za-z0-9]*(?:[ .-]?[A-Za-z0-9]+)*"
)
_SHORTEST = 5
_SOFT = frozenset({"ordinal", "rank"})
"""Kinds of figures that measure nothing."""


@dataclass(frozen=True, slots=True)
class HardPoint:
    """A run of neighbouring clauses, each with a hard fact."""

    span: Span
    strength: float
    figures: int


def hard_points(text: str, max_chars: int) -> tuple[HardPoint, ...]:
    """Runs of telling clauses of `text`, each at most `max_chars` long and within one sentence, strongest first."""
    found = [point for sentence in sentences(text) for point in _of_sentence(text, sentence, max_chars)]
    return tuple(sorted(found, key=lambda point: (-point.strength, point.span.start)))


def _of_sentence(text: str, sentence: Span, max_chars: int) -> list[HardPoint]:
    if HEADLINE.match(sentence.text):
        return []
    parts = [_moved(part, sentence.start) for part in statements(CUT_OFF.sub("", sentence.text))]
    widened = (_widened(text, parts, point) for point in _runs(text, parts, max_chars))
    return [point for point in widened if point and len(point.span.text) <= max_chars]


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by, span.text)


def _runs(text: str, parts: Sequence[Span], max_chars: int) -> list[HardPoint]:
    points: list[HardPoint] = []
    open_run = False
    for part in parts:
        point = _judged(part, max_chars)
        if point and open_run and point.span.end - points[-1].span.start <= max_chars:
            points[-1] = _joined(text, points[-1], point)
        elif point:
            points.append(point)
        open_run = point is not None
    return points


def _widened(text: str, parts: Sequence[Span], point: HardPoint) -> HardPoint | None:
    """With what it leans on: 同比增长5% says nothing without what grew, nor a claim without whose it is."""
    start = scoped(text, point.span).start
    for part in reversed([part for part in parts if part.start <= start]):
        start = scoped(text, part).start
        if not word_list("leaning").begins(text[start : point.span.end]):
            return HardPoint(Span(start, point.span.end, text[start : point.span.end]), point.strength, point.figures)
    return None


def _judged(clause: Span, max_chars: int) -> HardPoint | None:
    if not _SHORTEST <= len(clause.text) <= max_chars or not _may_be_fact(clause.text):
        return None
    figures = sum(1 for figure in read_figures(clause.text) if _measures(figure))
    technical = len(word_list("technical").words(clause.text))
    strength = 2.0 * min(figures, 3) + min(technical, 2) + (0.5 if _MODEL_NAME.search(clause.text) else 0.0)
    return HardPoint(clause, strength, figures) if strength >= 1.0 else None


def _may_be_fact(text: str) -> bool:
    """It is no occasion, and not merely who says something."""
    return not word_list("scenery").occurs_in(text) and not word_list("speech").ends(text)


def _measures(figure: Figure) -> bool:
    """Months and years tell when, and no hard fact by themselves."""
    return figure.is_hard and figure.kind not in _SOFT and (figure.kind, figure.unit) != ("duration", "month")


def _joined(text: str, first: HardPoint, second: HardPoint) -> HardPoint:
    start, end = first.span.start, second.span.end
    return HardPoint(
        Span(start, end, text[start:end]), first.strength + second.strength, first.figures + second.figures
    )
