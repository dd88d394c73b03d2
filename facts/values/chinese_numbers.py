"""Numbers in Chinese words with what they count: 三家, 十九万亿, 数十亿美元; not 一些, 三星."""

import re
from dataclasses import replace
from decimal import Decimal

from facts.values.numerals import DIGITS, SCALES, chinese_number
from facts.values.quantities import Quantity, measured
from facts.values.tables import TABLES
from facts.values.units import Unit, unit_at

_NO_NUMBERS = frozenset(TABLES["no_numbers"].split())
_LONGEST_NO_NUMBER = max(map(len, _NO_NUMBERS))
_NEIGHBOURS = re.compile(r"(十?)([一二三四五六七八两])([二两三四五六七八九])([十百千万亿]*)")
_KINDS_OF_ONE = frozenset(
    "percent points multiple money mass power energy data volume area temperature compute rate".split()
)
_PERIOD_OF_ONE = frozenset("新上下前后另这那首同每某第有统单万唯专")
_VAGUE_SCALES = frozenset("百千万亿")
_COUNTED_BY_SCALE = frozenset("人 家 辆 台 户".split())
_BEFORE_VAGUE = frozenset("近超逾数几上破过约达")
"""What 千 or 万 has before it where it is a number of people: 近千人."""
_RANGE_GOES_ON = re.compile(r"[到至][一二三四五六七八九十两]{1,3}[\u4e00-\u9fff]")
_UNTOLD = frozenset("国省市县区州城院所校村镇店步L")
"""Units that a lone Chinese digit rather names than counts: 三国, 两市, 三方."""


def read_chinese(text: str, start: int, written: str) -> Quantity | None:
    """The number that `written` is at `start`, with its unit, or None where it is a word or part of one."""
    if _begins_a_word(text, start):
        return None
    if len(written) > 1 and written[-1] in "千百" and _is_of_unit(text, start + len(written) - 1):
        written = written[:-1]
    whole = _without_last_scale(written)
    values = _values(whole)
    if values is None:
        return None
    number = measured(text, start, start + len(whole), *values)
    if not _says_enough(text, written, number):
        return None
    return _vague(text, number) if written[0] in SCALES else number


def _is_of_unit(text: str, place: int) -> bool:
    """The 千 of 百万千瓦."""
    unit = unit_at(text, place)
    return unit is not None and len(unit[0]) > 1


def _begins_a_word(text: str, start: int) -> bool:
    if _RANKED_LIST.search(text, max(0, start - 4), start):
        return True
    return any(text[start : start + length] in _NO_NUMBERS for length in range(2, _LONGEST_NO_NUMBER + 1))


_RANKED_LIST = re.compile(r"第[一二三四五六七八九十]{1,2}[、和]\Z")
"""第二、三名: the second of them is no amount either."""


def _without_last_scale(written: str) -> str:
    """The 三十 of 三十亿: its scale is read as that of 30亿 is."""
    whole = written.rstrip("万亿")
    return whole if whole and "万" not in whole and "亿" not in whole else written


def _values(written: str) -> tuple[Decimal, Decimal] | None:
    between = _neighbours(written)
    value = None if between else chinese_number(written)
    return between if value is None else (value, value)


def _neighbours(written: str) -> tuple[Decimal, Decimal] | None:
    """三四十 is 30 to 40, 十七八 17 to 18."""
    match = _NEIGHBOURS.fullmatch(written)
    if not match or DIGITS[match[3]] != DIGITS[match[2]] + 1:
        return None
    low, high = (chinese_number(match[1] + digit + match[4]) for digit in (match[2], match[3]))
    return None if low is None or high is None else (low, high)


def _says_enough(text: str, written: str, number: Quantity) -> bool:
    """A unit makes Chinese digits a number, but for lone ones that rather name (三国); a large one needs no unit."""
    unit = number.unit
    if unit is None:
        return _RANGE_GOES_ON.match(text, number.end) is not None or _is_large(written, number)
    if written in _VAGUE_SCALES and unit.kind == "count":
        return unit.symbol in _COUNTED_BY_SCALE and text[number.start - 1 : number.start] in _BEFORE_VAGUE
    if len(written) == 1 and unit.symbol in _UNTOLD:
        return False
    return written != "一" or _counts_one(text, number.start, unit)


def _is_large(written: str, number: Quantity) -> bool:
    """三千亿 and 百亿, but neither 千万 nor 一万."""
    tells = len(written) > 1 and (written[0] not in _VAGUE_SCALES or written[-1] == "亿")
    return tells and number.low * number.scale > _LARGE


def _counts_one(text: str, start: int, unit: Unit) -> bool:
    """一 is a number before a measure (一倍) and a period (but 新一年, 每一天); before all else it is an article."""
    if unit.kind == "duration":
        return text[start - 1 : start] not in _PERIOD_OF_ONE
    return unit.kind in _KINDS_OF_ONE


_LARGE = 10_000


def _vague(text: str, number: Quantity) -> Quantity | None:
    """数十亿, 上百, 几千, 十几: no digit says how many."""
    before = text[number.start - 1 : number.start]
    if before in ("数", "几") and before:
        return replace(number, start=number.start - 1, hedge="several")
    if before == "上" and text[number.start - 2 : number.start - 1] not in ("以", "之", "加"):
        return replace(number, start=number.start - 1, hedge="at_least")
    return number
