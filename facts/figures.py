"""Figures of Chinese and English texts: value, unit, hedge and direction, with the exact place of each."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from facts.figure_words import DIRECTIONS_AFTER, DIRECTIONS_BEFORE, FILLERS, HEDGES_AFTER, HEDGES_BEFORE, Hedge
from facts.number_forms import quantities
from facts.numerals import fold_width
from facts.quantities import Direction, Quantity
from facts.units import GENERIC_COUNTS, INTERCHANGEABLE, SPANS_OF_TIME, Kind, Unit, below_at, rate

__all__ = ["Direction", "Figure", "Hedge", "Kind", "has_hard_figure", "read_figures", "same_value"]


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


def read_figures(text: str) -> tuple[Figure, ...]:
    """The figures in `text`, in order, without overlap. Dates, times of day and names with digits are none."""
    folded = fold_width(text)
    figures: list[Figure] = []
    for number in _ranges(folded, _lists(folded, quantities(folded))):
        figure = _figure(text, folded, number, figures[-1].end if figures else 0)
        figures.append(_directed(folded, figures[-1], figure) if figures else figure)
    return tuple(figures)


def has_hard_figure(text: str) -> bool:
    """`text` holds a figure that a reader would check."""
    return any(figure.is_hard for figure in read_figures(text))


# --- ranges and lists -------------------------------------------------------------------------------------------------

_MARKUP = r"[ *`]{0,4}"
_RANGE = re.compile(rf"{_MARKUP}(?:-|—{{1,2}}|~|至|到){_MARKUP}| to ")
_LIST = re.compile(rf"{_MARKUP}(?:、|和|及|与|或|以及){_MARKUP}|, | and | or |, and ")
_FROM = re.compile(r"(?:从|由|自|from )\Z", re.IGNORECASE)


def _lists(text: str, numbers: list[Quantity]) -> list[Quantity]:
    """3、5、8纳米: each bare number takes the unit and scale of the next one in its list."""
    settled = numbers[:]
    for place in range(len(numbers) - 2, -1, -1):
        number, following = settled[place], settled[place + 1]
        shares = number.is_bare and not following.is_bare and not following.has_sign
        if shares and _LIST.fullmatch(text, number.end, following.start):
            settled[place] = replace(number, scale=following.scale, unit=following.unit)
    return settled


def _ranges(text: str, numbers: list[Quantity]) -> list[Quantity]:
    joined: list[Quantity] = []
    for number in numbers:
        whole = _range(text, joined[-1], number) if joined else None
        if whole:
            joined[-1] = whole
        else:
            joined.append(number)
    return joined


def _range(text: str, first: Quantity, last: Quantity) -> Quantity | None:
    """The range that two neighbouring numbers form, or None: 38-95GW, 10%至12%, $5-10 billion."""
    connector = _RANGE.fullmatch(text, first.end, last.start)
    if not connector or first.low != first.high or last.low != last.high:
        return None
    if first.unit and last.unit and (first.unit.symbol != last.unit.symbol or _is_change(text, first, connector)):
        return None
    unit = last.unit or first.unit
    low, high = _ends(first, last)
    if low > high:
        return None
    base = replace(unit, factor=Decimal(1)) if unit else None
    has_sign = first.has_sign or last.has_sign
    return Quantity(first.start, last.end, low, high, unit=base, hedge=first.hedge or last.hedge, has_sign=has_sign)


def _is_change(text: str, first: Quantity, connector: re.Match[str]) -> bool:
    """从5%到12% and 上涨5元至12元 name a change, no range."""
    if connector.group().strip(" *`") not in ("至", "到", "to"):
        return False
    if _FROM.search(text, max(0, first.start - _LONGEST_FROM), first.start):
        return True
    return bool(first.unit and first.unit.kind != "percent" and _direction_before(text, first.start, 0))


_LONGEST_FROM = 5


def _ends(first: Quantity, last: Quantity) -> tuple[Decimal, Decimal]:
    """Lowest and highest value in the base unit. 3-5万 lends its scale to the 3, unless that has one or is larger."""
    unit = last.unit or first.unit
    factor = unit.factor if unit else Decimal(1)
    low_factor = first.unit.factor if first.unit and last.unit else factor
    lends = (
        first.scale == 1 and (first.unit is None or (first.has_sign and not last.has_sign)) and first.low < last.high
    )
    return first.low * (last.scale if lends else first.scale) * low_factor, last.high * last.scale * factor


# --- the finished figure ----------------------------------------------------------------------------------------------

_MINUS = re.compile(r"(?:(?<![0-9A-Za-z%)\u4e00-\u9fff])-|(?<=[为至到率比幅值报跌降])-|负|零下|[Mm]inus )\Z")
_PLUS = re.compile(r"(?<![0-9A-Za-z])\+\Z")
_EACH = re.compile(r"每一?([^\s0-9，。、]{1,4}?)\Z")
_LONGEST_SIGN = 6


def _figure(text: str, folded: str, number: Quantity, floor: int) -> Figure:
    unit = number.unit or _PLAIN
    factor = number.scale * unit.factor
    low, high, start = number.low * factor, number.high * factor, number.start
    sign = _MINUS.search(folded, max(floor, start - _LONGEST_SIGN), start)
    if sign:
        start, low, high = sign.start(), -high, -low
        unit = (
            replace(unit, symbol="°C", kind="temperature") if sign.group() == "零下" and unit.kind == "angle" else unit
        )
    hedge, edge = _hedge_before(folded, start, floor, unit)
    each = _each(folded, edge, floor, unit)
    if each:
        edge = folded.rindex("每", 0, edge)
        low, high, unit = low / unit.factor * each.factor, high / unit.factor * each.factor, each
    direction = _direction(folded, number, edge, floor, unit)
    return Figure(
        start,
        number.end,
        text[start : number.end],
        low,
        high,
        unit.symbol,
        unit.kind,
        hedge or number.hedge or _hedge_after(folded, number.end),
        direction,
    )


_PLAIN = Unit("", "count")
_NEVER_PER = frozenset(("rate", "percent", "points", "multiple", "rank", "ordinal", "fraction", "grade"))


def _each(text: str, edge: int, floor: int, unit: Unit) -> Unit | None:
    """The rate that 每吨 before an amount makes of its unit."""
    each = _EACH.search(text, max(floor, edge - _LONGEST_SIGN), edge)
    below = below_at(text, each.start(1)) if each else None
    if not each or not below or len(below[0]) != len(each[1]) or unit.kind in _NEVER_PER:
        return None
    return rate(unit, below[1])


def _hedge_before(text: str, start: int, floor: int, unit: Unit) -> tuple[Hedge | None, int]:
    """The hedge before `start` and where it begins. 近两年 is the last two years, no less than two."""
    edge = _before_blank(text, start, floor)
    found = HEDGES_BEFORE.before(text, edge)
    if not found or found[0] < floor:
        return None, edge
    if unit.kind == "duration" and text[found[0] : edge] == "近":
        return None, edge
    return found[1], found[0]


def _before_blank(text: str, place: int, floor: int) -> int:
    while place > floor and text[place - 1] in _BLANK:
        place -= 1
    return place


_BLANK = " *`"
"""Space and the marks of Markdown."""


def _hedge_after(text: str, end: int) -> Hedge | None:
    if text[end : end + 1] == "+":
        return None if text[end + 1 : end + 2].isdigit() else "over"
    found = HEDGES_AFTER.after(text, _past_blank(text, end))
    return found[1] if found else None


def _past_blank(text: str, place: int) -> int:
    end = min(len(text), place + _MOST_BLANK)
    while place < end and text[place] in _BLANK:
        place += 1
    return place


_MOST_BLANK = 4
_MOST_FILLERS = 4


def _direction(text: str, number: Quantity, edge: int, floor: int, unit: Unit) -> Direction:
    """Which way it moved. A period (30年期) or a rank moves nowhere."""
    if number.direction or unit.kind in ("duration", "rank", "ordinal", "grade"):
        return number.direction
    if _PLUS.search(text, max(floor, number.start - 2), number.start):
        return 1
    return _direction_before(text, edge, floor) or _direction_after(text, number.end)


def _direction_before(text: str, edge: int, floor: int) -> Direction:
    """The word of change that stands before `edge`, across at most a few words such as 至, 同比 or by."""
    for _ in range(_MOST_FILLERS):
        edge = _before_blank(text, edge, floor)
        found = DIRECTIONS_BEFORE.before(text, edge)
        if found and found[0] >= floor:
            return _of_change(text, found[0], edge, floor) or found[1]
        filler = FILLERS.before(text, edge)
        if not filler or filler[0] < floor:
            return 0
        edge = filler[0]
    return 0


_CHANGES_OF_CHANGE = frozenset(("扩大", "收窄", "缩小", "回落"))
_CHANGE = re.compile(r"([涨升增])幅|[跌降减]幅")
_LONGEST_MODIFIER = 6


def _of_change(text: str, start: int, end: int, floor: int) -> Direction:
    """跌幅扩大至2% is a fall, 涨幅收窄至0.5% a rise; 0 where no such change widens or narrows."""
    if text[start:end] not in _CHANGES_OF_CHANGE:
        return 0
    change = _CHANGE.search(text, max(floor, start - _LONGEST_MODIFIER), start)
    if not change:
        return 0
    return 1 if change[1] else -1


def _direction_after(text: str, end: int) -> Direction:
    found = DIRECTIONS_AFTER.after(text, _past_blank(text, end))
    return found[1] if found else 0


def _directed(text: str, before: Figure, figure: Figure) -> Figure:
    """分别增长26.91%和55.18%: the second in a list moves as the first one does."""
    follows = not figure.direction and before.direction and (before.unit, before.kind) == (figure.unit, figure.kind)
    if follows and _LIST.fullmatch(text, before.end, figure.start):
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
