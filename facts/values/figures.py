"""Figures of Chinese and English texts: value, unit, hedge and direction, with the exact place of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from facts.text.remembered import remembered
from facts.values.figure_context import (
    direction_after,
    direction_before,
    each_before,
    hedge_after,
    hedge_before,
    is_level,
    minus_before,
    plus_before,
)
from facts.values.figure_ranges import LIST, with_lists, with_ranges
from facts.values.figure_words import Hedge
from facts.values.number_forms import quantities
from facts.values.numerals import fold_width
from facts.values.quantities import Direction, Quantity
from facts.values.units import GENERIC_COUNTS, INTERCHANGEABLE, PLAIN, SPANS_OF_TIME, UNITS, Kind, Unit


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
    is_level: bool = False
    """What is reached and not by how much: 增至3% beside 增长3%."""
    per: Decimal = Decimal(1)
    """Of a rate: its value is this many times the amount above the line. 12元/公斤 is 12000 CNY/t, 1000 times 12."""

    @property
    def measure(self) -> tuple[str, Kind]:
        """What it is an amount of: two figures of one measure can be compared."""
        return self.unit, self.kind

    @property
    def above(self) -> str:
        """Its unit; of a rate, that above the line: CNY of CNY/t."""
        return self.unit.partition("/")[0]

    @property
    def is_range(self) -> bool:
        return self.low != self.high

    @property
    def ends(self) -> tuple["Figure", ...]:
        """Of a range its two, else the figure itself."""
        return tuple(replace(self, low=end, high=end) for end in dict.fromkeys((self.low, self.high)))

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
    start, end = number.start, number.end
    unit = _unit(folded, number)
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
        is_level=is_level(folded, start),
        per=unit.per,
    )


def _unit(text: str, number: Quantity) -> Unit:
    """The 分 of 4小时33分 are minutes, and no score."""
    is_time = number.unit and number.unit.kind == "score" and text[: number.start].endswith("小时")
    return UNITS["分钟"] if is_time else number.unit or PLAIN


def _direction(text: str, number: Quantity, edge: int, floor: int, unit: Unit) -> Direction:
    """Which way it moved. A period (30年期) or a rank moves nowhere."""
    if number.direction or unit.kind in ("duration", "rank", "ordinal", "grade"):
        return number.direction
    if plus_before(text, number.start, floor):
        return 1
    return direction_before(text, edge, floor) or direction_after(text, number.end)


def _directed(text: str, before: Figure, figure: Figure) -> Figure:
    """分别增长26.91%和55.18%: the second in a list moves as the first one does."""
    follows = not figure.direction and before.direction and before.measure == figure.measure
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
    return a.direction * b.direction >= 0 and any(
        _agree(a, b, one, other) for one in readings(a) for other in readings(b)
    )


Amount = tuple[Decimal, Decimal, str]
"""Lowest, highest, unit. Units that begin with # are counted, not measured."""


def _agree(a: Figure, b: Figure, one: Amount, other: Amount) -> bool:
    low_a, high_a, unit_a = one
    low_b, high_b, unit_b = other
    if not same_unit(unit_a, unit_b):
        return False
    if (high_a < 0) != (high_b < 0):
        if (a if high_b < 0 else b).direction != -1:
            return False
        low_a, high_a, low_b, high_b = *_positive(low_a, high_a), *_positive(low_b, high_b)
    return close(low_a, low_b) and close(high_a, high_b)


def _positive(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    return (-high, -low) if high < 0 else (low, high)


def readings(figure: Figure) -> tuple[Amount, ...]:
    """The amounts under which forms of one figure meet: 一半 and 50%, 增长0.5倍 and 增长50%, 1.5倍 and 150%."""
    low, high = figure.low, figure.high
    if figure.kind in ("percent", "fraction", "multiple"):
        return tuple(_of_a_whole(figure))
    if figure.kind in ("rank", "ordinal"):
        return ((low, high, f"#{figure.kind}"),)
    if figure.kind == "count" and not figure.unit and 0 < low <= high < 1:
        return (low, high, "#"), (low * 100, high * 100, "%")
    return ((low, high, f"#{figure.unit}" if figure.kind == "count" else figure.unit),)


REACHED = "% reached"
"""The unit of what a change comes to, in per cent of what was before."""


def _of_a_whole(figure: Figure) -> Iterator[Amount]:
    """As it is written, as a change, and as what it comes to: 翻番 is 2x, by 100 %, to 200 %."""
    size = 1 if figure.kind == "percent" else 100
    low, high = figure.low * size, figure.high * size
    moves = 0 if figure.is_level else figure.direction
    yield (figure.low, figure.high, "x") if figure.kind == "multiple" else (low, high, "%")
    if not moves:
        yield low, high, REACHED
    elif _FOLD.match(figure.text):
        yield low - 100, high - 100, "%"
        yield low, high, REACHED
    else:
        yield low, high, "%"
        yield (low + 100, high + 100, REACHED) if moves > 0 else (100 - high, 100 - low, REACHED)


_FOLD = re.compile(r"翻|doubl|twice|tripl|quadrupl|[a-z]+-?fold|[0-9.]+-?fold", re.IGNORECASE)


def same_unit(a: str, b: str) -> bool:
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


def close(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= _TOLERANCE * max(abs(a), abs(b))
