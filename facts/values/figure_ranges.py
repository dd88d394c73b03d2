"""Ranges and lists: numbers that share a unit or a scale. 38-95GW · 10至12% · $5-10 billion · 3、5、8纳米."""

import re
from dataclasses import replace
from decimal import Decimal

from facts.values.figure_context import direction_before
from facts.values.quantities import Quantity

_MARKUP = r"[ *`]{0,4}"
_RANGE = re.compile(rf"{_MARKUP}(?:-|—{{1,2}}|~|至|到){_MARKUP}| to ")
LIST = re.compile(rf"{_MARKUP}(?:、|和|及|与|或|以及){_MARKUP}|, | and | or |, and ")
_BESIDE = re.compile(r" (?:against|versus|vs\.?|of|from|over|than|to) ")
"""Between two of one measure, of which the second alone names it: 9.6 against 2.4 yuan, from 312 to 234 yuan."""
_FROM = re.compile(
    r"(?:从|由|自)(?:[^，。；：、\s]{1,8}的)?(?:不(?:少于|低于|足))?\Z|\bfrom (?:[\w'’]+ ){0,4}\Z", re.IGNORECASE
)


def with_lists(text: str, numbers: list[Quantity]) -> list[Quantity]:
    """3、5、8纳米: each bare number takes the unit and scale of the next one in its list, or beside which it is set.

    A list writes its numbers alike: in 1.18, three years the first is no number of years. A number of thousands is
    written out, and has no scale to take: 386,000 against 4.89 million.
    """
    settled, is_listed = numbers[:], False
    for place in range(len(numbers) - 2, -1, -1):
        number, following = settled[place], settled[place + 1]
        shares = number.is_bare and not following.is_bare and not following.has_sign
        is_listed = shares and _is_listed(text, number, following, is_listed)
        if is_listed or (shares and _compares(text, number, following)):
            scale = following.scale if number.high < _WRITTEN_OUT else number.scale
            settled[place] = replace(number, scale=scale, unit=following.unit)
        elif following.unit is None and _moves_to(text, number, following):
            settled[place + 1] = replace(following, unit=number.unit)
    return settled


def _moves_to(text: str, number: Quantity, following: Quantity) -> bool:
    """From 256,000 tokens to one million: of them too."""
    return _RANGE.fullmatch(text, number.end, following.start) is not None and _begins_a_change(text, number)


def _is_listed(text: str, number: Quantity, following: Quantity, goes_on: bool) -> bool:
    """`goes_on`: the following one is in a list itself. A comma alone ends what goes before as well."""
    has_digits = [bool(_DIGIT.search(text, one.start, one.end)) for one in (number, following)]
    between = LIST.fullmatch(text, number.end, following.start)
    return has_digits[0] == has_digits[1] and between is not None and (goes_on or between[0] != ", ")


_DIGIT, _WRITTEN_OUT = re.compile(r"\d"), 10_000


def _compares(text: str, number: Quantity, following: Quantity) -> bool:
    """A smaller one before `to` is the lower end of a range."""
    between = _BESIDE.fullmatch(text, number.end, following.start)
    return between is not None and (between[0] != " to " or number.low > following.high)


def with_ranges(text: str, numbers: list[Quantity]) -> list[Quantity]:
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
    connector = _RANGE.fullmatch(text, first.end, last.start) or _between(text, first, last)
    if not connector or not _can_be_ends(text, first, last, connector):
        return None
    low, high = _ends(first, last)
    if low > high:
        return None
    unit = last.unit or first.unit
    base = replace(unit, factor=Decimal(1)) if unit else None
    has_sign = first.has_sign or last.has_sign
    return Quantity(first.start, last.end, low, high, unit=base, hedge=first.hedge or last.hedge, has_sign=has_sign)


def _can_be_ends(text: str, first: Quantity, last: Quantity, connector: re.Match[str]) -> bool:
    """Neither is a range itself, and both measure the same: 38%-95GW is none, nor is a change from one to the other."""
    if first.low != first.high or last.low != last.high:
        return False
    if not first.unit or not last.unit:
        return not _begins_a_change(text, first)
    return first.unit.symbol == last.unit.symbol and not _is_change(text, first, connector)


def _between(text: str, first: Quantity, last: Quantity) -> re.Match[str] | None:
    """between 3 and 5 percent, 介于3%与5%之间."""
    opening = _BETWEEN.search(text, max(0, first.start - _LONGEST_BETWEEN), first.start)
    if not opening or (opening.group() == "在" and not text.startswith("之间", last.end)):
        return None
    return _AND.fullmatch(text, first.end, last.start)


_BETWEEN = re.compile(r"(?:\bbetween |介于|在)\Z", re.IGNORECASE)
_AND = re.compile(" and |和|与|及")
_LONGEST_BETWEEN = 9


def _is_change(text: str, first: Quantity, connector: re.Match[str]) -> bool:
    """从5%到12% and 上涨5元至12元 name a change, no range."""
    if connector.group().strip(" *`") not in ("至", "到", "to"):
        return False
    if _begins_a_change(text, first):
        return True
    return bool(first.unit and first.unit.kind != "percent" and direction_before(text, first.start, 0))


def _begins_a_change(text: str, first: Quantity) -> bool:
    """The window goes from 256,000 to one million."""
    return _FROM.search(text, max(0, first.start - _LONGEST_FROM), first.start) is not None


_LONGEST_FROM = 30


def _ends(first: Quantity, last: Quantity) -> tuple[Decimal, Decimal]:
    """Lowest and highest value in the base unit. 3-5万 lends its scale to the 3, unless that has one or is larger."""
    unit = last.unit or first.unit
    factor = unit.factor if unit else Decimal(1)
    low_factor = first.unit.factor if first.unit and last.unit else factor
    lends = (
        first.scale == 1 and (first.unit is None or (first.has_sign and not last.has_sign)) and first.low < last.high
    )
    return first.low * (last.scale if lends else first.scale) * low_factor, last.high * last.scale * factor
