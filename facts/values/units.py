"""Units of measure: how each is written, its kind, and what it is worth in the kind's base unit, by figures.toml."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from facts.values.tables import TABLES

Kind = Literal[
    "money", "power", "energy", "length", "area", "volume", "mass", "duration", "frequency", "data", "compute",
    "voltage", "current", "charge", "pressure", "measure", "temperature", "angle", "percent", "points", "score",
    "multiple", "fraction", "count", "rank", "ordinal", "grade", "rate",
]  # fmt: skip
"""`points` are percentage points, `score` those of an index or a test; `measure` holds what is rare: dB, nit, N·m."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` of the base unit `symbol`: 兆瓦 is 10^6 W. Of a rate, `per` is what of it is the lower unit's."""

    symbol: str
    kind: Kind
    factor: Decimal = Decimal(1)
    per: Decimal = Decimal(1)


PLAIN = Unit("", "count")
PERCENT = Unit("%", "percent")
FRACTION = Unit("", "fraction")
MULTIPLE = Unit("x", "multiple")
ORDINAL = Unit("", "ordinal")
RANK = Unit("", "rank")
TOP = Unit("top", "rank")
"""前十名, TOP 10: a group, no place in it."""


INTERCHANGEABLE = (
    frozenset("辆 台".split()),
    frozenset("起 宗 例 件".split()),
    frozenset("枚 只 支 架".split()),
    frozenset("座 个 处".split()),
)
"""Counts that texts use for each other: 28万台 and 28万辆 of one car."""

GENERIC_COUNTS = frozenset(("", "个", "项", "款", "件", "种", "条"))
"""Counts that may stand for any other."""

CURRENCY_SIGNS = {
    sign: code
    for signs, _, code in (entry.partition("=") for entry in TABLES["signs"].split())
    for sign in signs.split(",")
}
"""What stands before an amount -> its currency."""

_NOT_FOLLOWED_BY = {
    unit: followers.replace("_", " ")
    for unit, _, followers in (entry.partition(">") for entry in TABLES["followers"].split())
}


def _prefixed() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for line in TABLES["prefixed"].strip().splitlines():
        (kind, base), symbols, prefixes = (part.split() for part in line.split("|"))
        for prefix in (written.strip("-") for written in prefixes):
            factor = Decimal(10) ** TABLES["prefixes"][prefix]
            units |= {prefix + symbol: Unit(base, cast(Kind, kind), factor) for symbol in symbols}
    return units


def _named() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for line in TABLES["named"].strip().splitlines():
        (kind, base), spellings = (part.split() for part in line.split("|"))
        for spelling in spellings:
            written, _, factor = spelling.partition("*")
            units[written.replace("_", " ")] = Unit(base, cast(Kind, kind), _ratio(factor or "1"))
    return units


def _ratio(written: str) -> Decimal:
    above, _, below = written.partition("/")
    return Decimal(above) / Decimal(below or "1")


def _counted() -> dict[str, Unit]:
    units = {written: Unit(written, "count") for written in TABLES["counted_alone"].split()}
    for line in TABLES["counted"].strip().splitlines():
        base, _, spellings = line.partition(" | ")
        units |= {written: Unit(base, "count") for written in spellings.split()}
    return units


def _capitalised(units: dict[str, Unit], shortest: int = 4) -> dict[str, Unit]:
    """English words as headlines write them: Gigawatts."""
    return {
        form: unit
        for word, unit in units.items()
        if word.isascii() and word.islower() and len(word) >= shortest
        for form in (word.title(), word.capitalize())
    }


def _all_units() -> dict[str, Unit]:
    units = _counted() | _named() | _prefixed()
    return _capitalised(units) | units


UNITS = _all_units()
"""How a unit is written -> the unit."""


def _by_first(spellings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Spellings by their first character, the longest first."""
    index: dict[str, list[str]] = {}
    for written in sorted(spellings, key=len, reverse=True):
        index.setdefault(written[0], []).append(written)
    return {first: tuple(written) for first, written in index.items()}


_BY_FIRST = _by_first(UNITS)


def unit_at(text: str, place: int) -> tuple[str, Unit] | None:
    """The longest unit written at `place` (its spelling and the unit), or None."""
    for written in _BY_FIRST.get(text[place : place + 1], ()):
        if text.startswith(written, place) and _stands_alone(text, written, place + len(written)):
            return written, UNITS[written]
    return None


def _stands_alone(text: str, written: str, end: int) -> bool:
    following = text[end : end + 1]
    if written[-1].isascii() and written[-1].isalnum():
        return not (following.isascii() and following.isalnum())
    forbidden = _NOT_FOLLOWED_BY.get(written, "")
    return following not in forbidden if following else "，" not in forbidden


# --- rates: a unit per another ----------------------------------------------------------------------------------------

_TIMES = {
    "s": "s 秒 sec second",
    "min": "min 分钟 分 minute",
    "h": "h hr 时 小时 hour",
    "day": "d 日 天 day",
    "week": "周 week",
    "month": "月 个月 month",
    "quarter": "季度 quarter",
    "year": "年 yr y year annum",
}
_SECONDS = {"s": 1, "min": 60, "h": 3600}
_BELOW_TIME = {
    written: Unit("s" if name in _SECONDS else name, "duration", Decimal(_SECONDS.get(name, 1)))
    for name, spellings in _TIMES.items()
    for written in spellings.split()
}
_BELOW = _BELOW_TIME | {
    "度": UNITS["千瓦时"],
    "平": UNITS["平方米"],
    **dict.fromkeys(("盎司", "ounce", "ounces", "oz"), Unit("oz", "mass")),
    "share": UNITS["股"],
    **dict.fromkeys(("person", "capita", "user"), UNITS["人"]),
    **dict.fromkeys(("vehicle", "car"), UNITS["辆"]),
    "unit": UNITS["台"],
    "household": UNITS["户"],
}
_BELOW = _capitalised(_BELOW_TIME, shortest=3) | _BELOW
_BELOW_BY_FIRST = _by_first(_BELOW)
_BELOW_SIZES = {
    "g": ("t", Decimal(10**6)),
    "Wh": ("kWh", Decimal(10**3)),
    "BTU": ("MMBtu", Decimal(10**6)),
    "m": ("km", Decimal(10**3)),
    "token": ("Mtoken", Decimal(10**6)),
}

SPANS_OF_TIME = frozenset(("day", "week", "month", "quarter", "year"))
"""Denominators that a text often leaves to its reader: 年产 50 万吨 for 50 万吨/年."""


def rate(above: Unit, below: Unit) -> Unit:
    """`above` per `below`: 元/吨 is CNY/t. Below stand t, kWh, km and million tokens; seconds for all up to an hour."""
    symbol, size = _BELOW_SIZES.get(below.symbol, (below.symbol, Decimal(1)))
    per = size / below.factor
    return Unit(f"{above.symbol}/{symbol}", "rate", above.factor * per, per)


def below_at(text: str, place: int) -> tuple[int, Unit] | None:
    """Where the unit below the line that is written at `place` ends, and that unit: 吨, kWh, 百万token."""
    return _plain_below(text, place) or scaled_below(text, place)


def _plain_below(text: str, place: int) -> tuple[int, Unit] | None:
    found = unit_at(text, place)
    for written in _BELOW_BY_FIRST.get(text[place : place + 1], ()):
        if found and len(found[0]) > len(written):
            break
        if text.startswith(written, place) and _stands_alone(text, written, place + len(written)):
            found = written, _BELOW[written]
            break
    return (place + len(found[0]), found[1]) if found else None


_SIZES = {"百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_SIZES |= {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "K": 1000, "k": 1000, "M": 10**6}
_SIZE = re.compile(
    r"(?:(?P<digits>100+|1(?:,000)+|100?,000(?:,000)?|10*(?= ?[KkM万百htb])) ?)?"
    rf"(?P<word>{'|'.join(sorted(_SIZES, key=len, reverse=True))})?"
)
_SORT = re.compile(r" ?[a-z]+ |[\u4e00-\u9fff]{2} ?| ?")
"""What may stand between a size and its unit: million input tokens, 百万输入token."""


def scaled_below(text: str, place: int) -> tuple[int, Unit] | None:
    """So too of a round number of them: 百万token, 1M tokens, million input tokens, 100公里."""
    size = _SIZE.match(text, place)
    number = int((size["digits"] or "1").replace(",", "")) * _SIZES.get(size["word"] or "", 1) if size else 1
    if not size or number == 1:
        return None
    for sort in (_NOTHING, _SORT):
        between = sort.match(text, size.end())
        below = _plain_below(text, between.end()) if between else None
        if below:
            return below[0], Unit(below[1].symbol, below[1].kind, below[1].factor * number)
    return None


_NOTHING = re.compile(" ?")
