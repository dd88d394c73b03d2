"""What stands around a number: hedge, direction, sign, and 每吨 before it."""

import re

from facts.values.figure_words import DIRECTIONS_AFTER, DIRECTIONS_BEFORE, FILLERS, HEDGES_AFTER, HEDGES_BEFORE, Hedge
from facts.values.quantities import Direction
from facts.values.units import SPANS_OF_TIME, Unit, below_at, rate


def hedge_before(text: str, start: int, floor: int, unit: Unit) -> tuple[Hedge | None, int]:
    """The hedge before `start` and where it begins. 近两年 is the last two years, no less than two."""
    edge = _before_blank(text, start, floor)
    found = HEDGES_BEFORE.before(text, edge)
    if not found or found[0] < floor:
        return None, edge
    word = text[found[0] : edge]
    if unit.kind == "duration" and word == "近":
        return None, edge
    if word == "破" and text[found[0] - 1 : found[0]] in ("跌", "降"):
        return "under", found[0]
    if word == "过" and unit.symbol == "次":
        return None, edge
    if _APART_BY.search(text, max(0, found[0] - _LONGEST_SHARE), found[0]):
        return None, edge
    return found[1], found[0]


_APART_BY = re.compile(r"(?:%|\bper ?cent|\bpoints?) \Z")
"""What two figures lie apart by: 4.7% below 13.5 million is no hedge."""
_LONGEST_SHARE = 12


def _before_blank(text: str, place: int, floor: int) -> int:
    while place > floor and text[place - 1] in _BLANK:
        place -= 1
    return place


_BLANK = " *`"
"""Space and the marks of Markdown."""


def hedge_after(text: str, end: int) -> Hedge | None:
    """The hedge behind the number: 左右, 以上, +."""
    if text[end : end + 1] == "+":
        return None if text[end + 1 : end + 2].isdigit() else "over"
    found = HEDGES_AFTER.after(text, _past_blank(text, end))
    compares = found and text[found[0] - 1] == "多" and text[found[0] : found[0] + 1].isdigit()  # 比447万多9.4%
    return found[1] if found and not compares else None


def with_hedge(text: str, start: int, end: int) -> str:
    """The number with the words around it that make it rough: 约1.48亿元, 1.2亿元左右."""
    before = HEDGES_BEFORE.before(text, _before_blank(text, start, 0))
    after = HEDGES_AFTER.after(text, _past_blank(text, end))
    return text[before[0] if before and before[1] else start : after[0] if after and after[1] else end]


def _past_blank(text: str, place: int) -> int:
    end = min(len(text), place + _MOST_BLANK)
    while place < end and text[place] in _BLANK:
        place += 1
    return place


_MOST_BLANK = 4
_MOST_FILLERS = 4


def direction_before(text: str, edge: int, floor: int) -> Direction:
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


def direction_after(text: str, end: int) -> Direction:
    """The word of change behind the number: a 5% drop."""
    found = DIRECTIONS_AFTER.after(text, _past_blank(text, end))
    return found[1] if found else 0


_LEVEL = re.compile(r"(?:至|到|为|达| to | at )(?:[约近超]|负|-)?\Z")
_RATE_OF_CHANGE = re.compile(r"[幅速]|[长增]率|growth")
_LONGEST_LEVEL = 6
_LONGEST_RATE = 10


def is_level(text: str, start: int) -> bool:
    """降至3% is 3 %, whichever way it came there; 下降3% and 降幅扩大至3% are as much as -3 %."""
    found = _LEVEL.search(text, max(0, start - _LONGEST_LEVEL), start)
    return bool(found) and not _RATE_OF_CHANGE.search(text, max(0, start - _LONGEST_RATE), start)


_MINUS = re.compile(r"(?:(?<![0-9A-Za-z%)])-|负|零下|[Mm]inus )\Z")
_AFTER_A_WORD = re.compile(r"[\u4e00-\u9fff](?<![为至到率比幅值报跌降])-\Z")
_SIGNED_ANYWHERE = frozenset(("temperature", "percent", "points", "money"))
_PLUS = re.compile(r"(?<![0-9A-Za-z])\+\Z")
_PRICED = re.compile(r"[ *`]*(?:[\u4e00-\u9fff]{0,4}[：:]?)[ *`]*")
_LONGEST_SIGN = 6
_LONGEST_EACH = 18


def minus_before(text: str, start: int, floor: int, unit: Unit) -> tuple[int, bool] | None:
    """Where the minus (-, 负, 零下) before `start` begins, and whether it speaks of a temperature.

    A hyphen right behind a Chinese word is a minus before what can be negative: 在-40℃, not 项目-3标段.
    """
    sign = _MINUS.search(text, max(floor, start - _LONGEST_SIGN), start)
    if not sign or (unit.kind not in _SIGNED_ANYWHERE and _AFTER_A_WORD.search(text, max(floor, start - 2), start)):
        return None
    return sign.start(), sign.group() == "零下"


def plus_before(text: str, start: int, floor: int) -> bool:
    """A + stands before the number."""
    return _PLUS.search(text, max(floor, start - 2), start) is not None


def each_before(text: str, edge: int, floor: int, unit: Unit) -> tuple[int, Unit] | None:
    """Where a 每吨 right before `edge` begins, and the rate that it makes of the unit.

    A short word may stand between them, as in 每百万token输入0.50美元; then `edge` itself is returned. 每平方米每月 is
    by the square metre: a period may be left unsaid.
    """
    start = text.rfind("每", max(floor, edge - _LONGEST_EACH), edge)
    if start < 0 or unit.kind in _NEVER_PER:
        return None
    below = below_at(text, start + 1 + text.startswith("一", start + 1))
    if not below or below[0] > edge or not _PRICED.fullmatch(text, below[0], edge):
        return None
    if below[1].symbol in SPANS_OF_TIME and (outer := each_before(text, start, floor, unit)):
        return outer
    return (start if not text[below[0] : edge].strip(_BLANK) else edge), rate(unit, below[1])


_NEVER_PER = frozenset(("rate", "percent", "points", "multiple", "rank", "ordinal", "fraction", "grade"))
