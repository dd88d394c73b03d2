"""Spans of time that follow from two dates: three years from 2026 to 2029, four days from the 5th to the 8th."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from facts.values.dates import read_dates
from facts.values.figures import Figure

_ANY_DAY = date(2026, 1, 1)
"""Only distances are asked for."""
_SECONDS_A_DAY = 86_400


_LOOKS_BACK = re.compile(r"多?(?:来|以来|新高|新低|最[高低大小快慢好差])|[- ](?:high|low)\b", re.IGNORECASE)


def spans_between_dates(figure: Figure, said: str, texts: Iterable[str]) -> bool:
    """It lasts, in months or days, as long as from one date of a text to another, the last one counted or not.

    三年新高 lasts from a date to the day of writing, which is not known here: any date will do.
    """
    if figure.kind != "duration" or figure.low != figure.high:
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
