"""Figures of Chinese and English texts: value, unit, hedge and direction, with the exact place of each."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from facts.text.remembered import remembered
from facts.values.figure_context import (
    direction_after,
    direction_before,
    each_before,
    hedge_after,
    hedge_before,
    minus_before,
    plus_before,
)
from facts.values.figure_ranges import LIST, with_lists, with_ranges
from facts.values.figure_words import Hedge
from facts.values.number_forms import quantities
from facts.values.numerals import fold_width
from facts.values.quantities import Direction, Quantity
from facts.values.units import GENERIC_COUNTS, INTERCHANGEABLE, PLAIN, SPANS_OF_TIME, Kind, Unit

__all__ = ["Direction", "Figure", "Hedge", "Kind", "read_figures", "same_value"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit: `source[start:end] == text`, hedge and words of change left out.

    `low` and `high` are in the base unit `unit` and equal where there is no range; a minus sign makes them negative.
    Percentages are in per cent, `pp` in percentage points, fractions in 0..1.
    """

    start: int
    end: int
    text: str
    low: Decimal
    high: Decimal
    unit: str
    kind: Kind
    hedge: Hedge | None = None
    direction: Direction = 0

    @property
    def is_hard(self) -> bool:
        """It measures something, or counts more than a handful: what a reader would check."""
        if self.kind == "count":
            return abs(self.high) >= (_HARD_COUNT if self.unit else _HARD_NUMBER)
        return self.kind not in ("ordinal", "rank", "grade", "angle")


_HARD_COUNT = 10
_HARD_NUMBER = 10_000


@remembered
def read_figures(text: str) -> tuple[Figure, ...]:
    """The figures in `text`, in order, without overlap. Dates, times of day and names with digits are none."""
    folded = fold_width(text)
    figures: list[Figure] = []
    for number in with_ranges(folded, with_lists(folded, quantities(folded))):
        figure = _figure(text, folded, number, figures[-1].end if figures else 0)
        figures.append(_directed(folded, figures[-1], figure) if figures else figure)
    return tuple(figures)


def _figure(text: str, folded: str, number: Quantity, floor: int) -> Figure:
    """The finished figure: its value in the base unit, and what the words around it say of it."""
    unit, start, end = number.unit or PLAIN, number.start, number.end
    minus = minus_before(folded, start, floor, unit)
    if minus:
        start = minus[0]
        unit = replace(unit, symbol="°C", kind="temperature") if minus[1] and unit.kind == "angle" else unit
    hedge, edge = hedge_before(folded, start, floor, unit)
    each = each_before(folded, edge, floor, unit)
    if each:
        edge, unit = each
    low, high = (value * number.scale * unit.factor for value in (number.low, number.high))
    return Figure(
        start=start,
        end=end,
        text=text[start:end],
        low=-high if minus else low,
        high=-low if minus else high,
        unit=unit.symbol,
        kind=unit.kind,
        hedge=hedge or number.hedge or hedge_after(folded, end),
        direction=_direction(folded, number, edge, floor, unit),
    )


def _direction(text: str, number: Quantity, edge: int, floor: int, unit: Unit) -> Direction:
    """Which way it moved. A period (30年期) or a rank moves nowhere."""
    if number.direction or unit.kind in ("duration", "rank", "ordinal", "grade"):
        return number.direction
    if plus_before(text, number.start, floor):
        return 1
    return direction_before(text, edge, floor) or direction_after(text, number.end)


def _directed(text: str, before: Figure, figure: Figure) -> Figure:
    """分别增长26.91%和55.18%: the second in a list moves as the first one does."""
    follows = not figure.direction and before.direction and (before.unit, before.kind) == (figure.unit, figure.kind)
    if follows and LIST.fullmatch(text, before.end, figure.start):
        return replace(figure, direction=before.direction)
    return figure


# --- equality ---------------------------------------------------------------------------------------------------------

_TOLERANCE = Decimal("1e-9")
"""Relative; for what unit conversion loses, never for digits."""


def same_value(a: Figure, b: Figure) -> bool:
    """Both say the same amount of the same thing, however it is written: 120万吨 and 1.2 million tonnes, 一半 and 50%.

    Hedges are not compared, a direction only where both have one; 下降5% is -5%. A year or day below the line may be
    left unsaid.
    """
    if a.direction * b.direction < 0:
        return False
    return _agree(a, b, _comparable) or _agree(a, b, _grown)


_Amount = tuple[Decimal, Decimal, str]


def _agree(a: Figure, b: Figure, view: Callable[[Figure], _Amount]) -> bool:
    low_a, high_a, unit_a = view(a)
    low_b, high_b, unit_b = view(b)
    if not _same_unit(unit_a, unit_b):
        return False
    if (high_a < 0) != (high_b < 0):
        if (a if high_b < 0 else b).direction != -1:
            return False
        low_a, high_a, low_b, high_b = *_positive(low_a, high_a), *_positive(low_b, high_b)
    return _close(low_a, low_b) and _close(high_a, high_b)


def _positive(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    return (-high, -low) if high < 0 else (low, high)


def _comparable(figure: Figure) -> _Amount:
    """Value and unit under which forms of one amount meet. Units that begin with # are counted, not measured."""
    if figure.kind == "fraction":
        return figure.low * 100, figure.high * 100, "%"
    if figure.kind in ("rank", "ordinal"):
        return figure.low, figure.high, f"#{figure.kind}"
    return figure.low, figure.high, f"#{figure.unit}" if figure.kind == "count" else figure.unit


def _grown(figure: Figure) -> _Amount:
    """Growth by once or by 100 % as what it comes to: twice."""
    once = {"multiple": 1, "percent": 100}.get(figure.kind)
    if figure.direction > 0 and figure.low == figure.high == once:
        return Decimal(2), Decimal(2), "x"
    return _comparable(figure)


def _same_unit(a: str, b: str) -> bool:
    if a == b:
        return True
    if a.startswith("#") and b.startswith("#"):
        return _same_count(a[1:], b[1:])
    return _without_period(a, b) == b or _without_period(b, a) == a


def _same_count(a: str, b: str) -> bool:
    kinds = {a, b}
    if kinds == {"rank", "ordinal"}:
        return True
    return not kinds.isdisjoint(GENERIC_COUNTS) or any(kinds <= group for group in INTERCHANGEABLE)


def _without_period(unit: str, other: str) -> str:
    """`unit` without its per-day or per-year where the other has no denominator."""
    above, _, below = unit.partition("/")
    return above if below in SPANS_OF_TIME and "/" not in other else unit


def _close(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= _TOLERANCE * max(abs(a), abs(b))
