"""What no text can disprove: counts of a handful, and spans of time that follow from two dates.

Such counts are of what the sentence itself lists, or of what was named before; it is three years from 2026 to 2029, and
four days from the 5th to the 8th.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from facts.support.figure_matching import PlacedFigure
from facts.values.dates import read_dates
from facts.values.figures import Figure

_MOST = 10
_DIGIT = re.compile("[0-9]")
_COUNTING = frozenset(("count", "ordinal", "rank"))
_BACK_BEFORE = re.compile(
    r"(?:[这那此该其前后另]|上述|以上|前述|\b(?:the|these|those|all|both|other|its|their)) ?\Z", re.IGNORECASE
)
_BACK_BEHIND = re.compile(
    r"[\u4e00-\u9fff]{0,4}?(?:[均都各也皆将同间]|分别|合计|互相|相互|一起|可能|因此)|[，。；：、,;:)）]|\Z"
    r"| (?:both|each|all)\b"
)
_ENUMERATOR = re.compile(r"[，、：:,]")
_CLAUSE_END = re.compile(r"[，。；;：:]")
_SEPARATOR = re.compile(r"[、/]|和|与|及(?!时)|, | and ")


def is_small_count(figure: Figure) -> bool:
    """三家, 两条, 五点措施, second: a count or a place in an order of at most ten."""
    counts = figure.kind in _COUNTING or (figure.unit == "点" and not _DIGIT.search(figure.text))
    is_whole = figure.low == figure.high == figure.low.to_integral_value()
    return counts and is_whole and abs(figure.high) <= _MOST


def has_rival(one: PlacedFigure, known: Iterable[PlacedFigure]) -> bool:
    """The texts count the very same thing and come to another number."""
    return any(other.figure.measure == one.figure.measure and _counts_the_same(one, other) for other in known)


def _counts_the_same(one: PlacedFigure, other: PlacedFigure) -> bool:
    counted = one.counted
    return (bool(counted) and counted == other.counted) or (one.label is not None and one.label == other.label)


def refers_to_itself(one: PlacedFigure) -> bool:
    """It counts what the sentence lists, points back, or is the number of a point: 甲与乙两家, 两条路都, 第二，."""
    text, figure = one.text, one.figure
    if figure.kind != "count":
        return _ENUMERATOR.match(text, figure.end) is not None
    if _BACK_BEFORE.search(text, max(0, figure.start - _LONGEST_BEFORE), figure.start):
        return True
    return _BACK_BEHIND.match(text, figure.end) is not None or int(figure.high) in _listed(text)


_LONGEST_BEFORE = 8


def _listed(text: str) -> frozenset[int]:
    """How many things each clause, and the text as clauses, lists."""
    parts = _CLAUSE_END.split(text)
    return frozenset((*(len(_SEPARATOR.split(part)) for part in parts), len(parts) - 1)) - {0, 1}


# --- spans of time ----------------------------------------------------------------------------------------------------

_ANY_DAY = date(2026, 1, 1)
"""Only distances are asked for."""
_SECONDS_A_DAY = 86_400


_LOOKS_BACK = re.compile(r"多?(?:来|以来|新高|新低|最[高低大小快慢好差])|[- ](?:high|low)\b", re.IGNORECASE)


def spans_between_dates(figure: Figure, said: str, texts: Iterable[str]) -> bool:
    """It lasts, in months or days, as long as from one date of a text to another, the last one counted or not.

    三年新高 lasts from a date to the day of writing, which is not known here: any date will do.
    """
    if figure.kind != "duration" or figure.is_range:
        return False
    looks_back = _LOOKS_BACK.match(said, figure.end) is not None
    return any(_lasts(figure, days) or (looks_back and bool(days)) for days in map(_named_days, texts))


@lru_cache(maxsize=1024)
def _named_days(text: str) -> tuple[date, ...]:
    """The first and last days of what it names."""
    mentions = read_dates(text, _ANY_DAY)
    return tuple(sorted({day for one in mentions for day in (one.first, one.last) if day}))


def _lasts(figure: Figure, days: tuple[date, ...]) -> bool:
    distances = ((last, first) for place, first in enumerate(days) for last in days[place + 1 :])
    if figure.unit == "month":
        whole_years = figure.low % 12 == 0
        months = ((last.year - first.year) * 12 + last.month - first.month for last, first in distances)
        return any(
            months_ in (figure.low, figure.low - 1) or (whole_years and months_ // 12 == figure.low // 12)
            for months_ in months
        )
    wanted = figure.low / _SECONDS_A_DAY
    return wanted >= 1 and any((last - first).days in (wanted, wanted - 1) for last, first in distances)
