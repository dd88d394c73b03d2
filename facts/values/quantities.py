"""One number with what belongs to it: scale, unit, currency, denominator."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from facts.text.sentences import match_end
from facts.values.figure_words import Hedge
from facts.values.numerals import DIGITS, ENGLISH_SCALES, SCALES
from facts.values.units import CURRENCY_SIGNS, PLAIN, UNITS, Unit, below_at, rate, unit_at

Direction = Literal[-1, 0, 1]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as read, before ranges, lists, hedges and directions are settled.

    Its value is `low..high` × `scale` × the factor of its unit.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal
    scale: Decimal = Decimal(1)
    unit: Unit | None = None
    hedge: Hedge | None = None
    direction: Direction = 0
    has_sign: bool = False
    """A currency sign stands before it."""

    @property
    def is_bare(self) -> bool:
        return self.unit is None and self.scale == 1


def measured(text: str, start: int, end: int, low: Decimal, high: Decimal) -> Quantity:
    """The number at `start..end` with the scale and unit behind it and the currency before it."""
    currency = currency_before(text, start)
    halves = _HALF_MORE.match(text, end)
    if halves:
        low, high, end = low + _HALF, high + _HALF, halves.end()
        if text[end] == "月":
            return Quantity(start, end + 1, low, high, unit=UNITS["个月"])
    scale, hedge, end = _scale(text, end, bool(currency))
    lower = _lower_part(text, end) if scale > 1 else None
    if lower:
        value, end = lower
        low, high = low + value / scale, high + value / scale
    value_end = end
    unit, end = _unit(text, start, end, scale)
    if unit and (more := _PART_AFTER.match(text, end)):
        part = Decimal(DIGITS[more[1]]) / 10 if more[1] else _HALF
        low, high, end = low + part / scale, high + part / scale, more.end()
    if currency:
        start = currency[0]
        if unit is None or not (unit.kind == "money" or unit.symbol.startswith(f"{currency[1]}/")):
            unit, end = _rate(text, value_end, Unit(currency[1], "money"))
    return Quantity(start, end, low, high, scale, unit, hedge, has_sign=bool(currency))


_HALF = Decimal("0.5")
_HALF_MORE = re.compile(r"个半(?=小时|月|钟头|世纪)")
_PART_AFTER = re.compile(
    r"(?<=[年天倍斤成])半(?![导年数成价径决路])|(?<=成)([一二三四五六七八九])(?![\u4e00-\u9fff]?[成个家名大十百千万亿])"
)
"""两年半, 六成半, 八成五."""


# --- before the number ------------------------------------------------------------------------------------------------

_SIGNS_BY_LAST: dict[str, list[str]] = {}
for _sign in sorted(CURRENCY_SIGNS, key=len, reverse=True):
    _SIGNS_BY_LAST.setdefault(_sign[-1], []).append(_sign)


def currency_before(text: str, start: int) -> tuple[int, str] | None:
    """Where the currency sign before `start` begins, and its code."""
    end = start - 1 if text[start - 1 : start] == " " else start
    for sign in _SIGNS_BY_LAST.get(text[end - 1 : end], ()) if end else ():
        first = end - len(sign)
        if text.startswith(sign, max(first, 0)) and not (
            sign[0].isascii() and sign[0].isalpha() and _is_latin(text, first - 1)
        ):
            return first, CURRENCY_SIGNS[sign]
    return None


def _is_latin(text: str, place: int) -> bool:
    return place >= 0 and text[place : place + 1].isascii() and text[place : place + 1].isalnum()


# --- behind the number ------------------------------------------------------------------------------------------------

_WORD_POWERS = ENGLISH_SCALES | {
    "bn": 9,
    "bln": 9,
    "mn": 6,
    "mln": 6,
    "mil": 6,
    "tn": 12,
    "trn": 12,
    "crore": 7,
    "lakh": 5,
}
_WORD_SCALE = re.compile(rf"({'|'.join(_WORD_POWERS)})s?\b", re.IGNORECASE | re.ASCII)
_LETTER_POWERS = {"k": 3, "K": 3, "M": 6, "B": 9, "T": 12}
_MONEY_POWERS = _LETTER_POWERS | {"m": 6, "b": 9, "t": 12}
_MILLIONS_OF = re.compile(
    r" (?:tonnes|tons|barrels|people|users|customers|homes|households|shares|units|vehicles|cars|downloads|b/d)\b"
)
_MORE = "多余来"


def _scale(text: str, place: int, is_money: bool) -> tuple[Decimal, Hedge | None, int]:
    """The scale written at `place` (万亿, million, bn), a 多 or 余 within it, and where it ends."""
    scale = Decimal(1)
    hedge: Hedge | None = None
    while True:
        at = _past_gap(text, place) if scale == 1 else place
        character = text[at : at + 1]
        if character and character in _MORE and hedge is None and _goes_on(text, at + 1):
            hedge, place = "over", at + 1
        elif not is_money and _is_unit(text, at):
            return scale, hedge, place
        elif character in SCALES:
            scale, place = scale * 10 ** SCALES[character], at + 1
        else:
            power, end = _latin_scale(text, at, is_money)
            return scale * 10**power, hedge, end or place


def _is_unit(text: str, place: int) -> bool:
    """5 m is a length; 5m tonnes are millions."""
    return unit_at(text, place) is not None and not (text[place] == "m" and _are_millions(text, place + 1))


def _are_millions(text: str, place: int) -> bool:
    """Behind the m stands what there are millions of: things, or a unit, as in 320m kWh; but no x, as in 5m x 3m."""
    found = unit_at(text, place + 1) if text[place : place + 1] == " " else None
    return _MILLIONS_OF.match(text, place) is not None or (found is not None and found[1].kind != "multiple")


_GAP = re.compile(r"[ -]|[*`]{1,2} ?|")


def _past_gap(text: str, place: int) -> int:
    """Behind the space, hyphen or Markdown sign that may stand between a number and its unit."""
    return match_end(_GAP, text, place)


def _goes_on(text: str, place: int) -> bool:
    place = _past_gap(text, place)
    return text[place : place + 1] in SCALES or unit_at(text, place) is not None


def _latin_scale(text: str, place: int, is_money: bool) -> tuple[int, int]:
    """(power of ten, end) of million, bn, K; (0, 0) where there is none."""
    word = _WORD_SCALE.match(text, place)
    if word:
        return _WORD_POWERS[word[1].lower()], word.end()
    power = letter_power(text, place, is_money)
    return (power, place + 1) if power else (0, 0)


def letter_power(text: str, place: int, is_money: bool = False) -> int:
    """The power of ten of a lone K, M, B or T at `place`; of m, b and t too where money or things are meant."""
    letter = text[place : place + 1]
    if _is_latin(text, place + 1) or text[place + 1 : place + 2] == "&":
        return 0
    if letter == "m" and not is_money:
        return _MONEY_POWERS["m"] if _are_millions(text, place + 1) else 0
    return (_MONEY_POWERS if is_money else _LETTER_POWERS).get(letter, 0)


_LOWER_PART = re.compile(r"([0-9]{1,4}(?:\.[0-9]+)?)([百千万])(?!分)")


def _lower_part(text: str, place: int) -> tuple[Decimal, int] | None:
    """The 3000万 of 2亿3000万."""
    match = _LOWER_PART.match(text, place)
    return (Decimal(match[1]) * 10 ** SCALES[match[2]], match.end()) if match else None


def has_unit(text: str, end: int) -> bool:
    """A unit or scale stands behind the number that ends at `end`."""
    if _unit(text, end, end, Decimal(1))[0]:
        return True
    place = _past_gap(text, end)
    return text[place : place + 1] in SCALES or _latin_scale(text, place, False)[1] > 0


def _unit(text: str, start: int, place: int, scale: Decimal) -> tuple[Unit | None, int]:
    """The unit or rate at `place`, behind at most one space or hyphen, and where it ends."""
    at = place
    found = unit_at(text, at)
    if not found and (at := _past_gap(text, place)) != place:
        found = unit_at(text, at)
    if not found:
        return None, place
    written, unit = found
    end = at + len(written)
    if written in _SETTLED:
        settled = _SETTLED[written](text, start, end, scale)
        return (None, place) if settled is None else _rate(text, end, settled)
    return _rate(text, end, unit)


_ABOUT_HEAT = re.compile(r"温|零下|热|冷|烧")
_ABOUT_COMPUTING = re.compile(r"算力|(?:FP|INT|BF)\d", re.IGNORECASE)
_ABOUT_POWER = re.compile(r"电|千瓦")
_CONTEXT = 8
_SENTENCE = 60


def _settle_degree(text: str, start: int, _end: int, scale: Decimal) -> Unit | None:
    """度 is a kWh of electricity, a degree of heat or an angle."""
    before = text[max(0, start - _CONTEXT) : start]
    if scale >= _LARGE_SCALE or _ABOUT_POWER.search(before):
        return UNITS["千瓦时"]
    return UNITS["摄氏度"] if _ABOUT_HEAT.search(before) else UNITS["度"]


def _settle_grade(_text: str, _start: int, _end: int, scale: Decimal) -> Unit | None:
    """千亿级 is no grade but an amount."""
    return PLAIN if scale > 1 else UNITS["级"]


def _settle_petaflops(text: str, _start: int, end: int, _scale: Decimal) -> Unit | None:
    """1000P is 10^18 FLOPS where it speaks of 算力, or of the precision of numbers."""
    return UNITS["P"] if _ABOUT_COMPUTING.search(text[max(0, end - _SENTENCE) : end + _CONTEXT]) else None


_SETTLED: dict[str, Callable[[str, int, int, Decimal], Unit | None]] = {
    "度": _settle_degree,
    "级": _settle_grade,
    "P": _settle_petaflops,
}
"""Units that only the words around them tell."""
_LARGE_SCALE = 10_000
_PER = re.compile(r"\s?/\s?|每|[ -](?:per|an?|for every|for each)[ -]")


def _rate(text: str, place: int, unit: Unit) -> tuple[Unit, int]:
    """`unit`, or the rate of which it is the upper half: 元/吨, barrels per day."""
    sign = _PER.match(text, place)
    below = below_at(text, sign.end()) if sign else None
    if sign is None or below is None:
        return unit, place
    return rate(unit, below[1]), below[0]
