"""When a job is due: `07:30` daily, `Mon 07:30` weekly, `1 07:30` monthly, in the project's time zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from brief.errors import UsageError

Regular = Literal["daily", "weekly", "monthly"]

_AT = re.compile(r"(?:(?P<day>[A-Za-z]+|\d{1,2}(?:st|nd|rd|th)?) )?(?P<hour>\d{1,2}):(?P<minute>\d\d)", re.ASCII)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LAST_DAY_OF_EVERY_MONTH = 28
_EXAMPLES = {"daily": "07:30", "weekly": "Mon 07:30", "monthly": "1 07:30"}


@dataclass(frozen=True)
class Timing:
    """A time of day, daily or on one day of each week or month."""

    day: int | None
    """Weekday from 0, or day of the month from 1; None for every day."""
    time: time
    is_weekly: bool

    def between(self, after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """The instants after `after` and not after `until`, in UTC and in order.

        One on each day that is meant, also where clocks are changed: a time that a day has twice is the first of the
        two, one that it has not is as much later as the clocks were put on.
        """
        day, last = after.astimezone(zone).date() - timedelta(days=1), until.astimezone(zone).date()
        while day <= last:
            instant = datetime.combine(day, self.time, zone).astimezone(UTC)
            if self._is_on(day) and after < instant <= until:
                yield instant
            day += timedelta(days=1)

    def next(self, after: datetime, zone: ZoneInfo) -> datetime:
        """The first instant after `after`, in UTC."""
        return next(self.between(after, after + timedelta(days=33), zone))

    def _is_on(self, day: date) -> bool:
        return self.day is None or self.day == (day.weekday() if self.is_weekly else day.day)


def parse_timing(text: str, period: Regular) -> Timing:
    """Raises UsageError for a text of no such form, or of the form of another period."""
    found = _AT.fullmatch(" ".join(text.split()))
    try:
        if found:
            at, day = time(int(found["hour"]), int(found["minute"])), found["day"]
            return Timing(_day(day, period) if day else _every_day(period), at, period == "weekly")
    except ValueError:
        pass
    advice = f"A {period} report is due at a time such as {_EXAMPLES[period]!r}"
    days = f" (days 1 to {_LAST_DAY_OF_EVERY_MONTH})" if period == "monthly" else ""
    raise UsageError(f"{text!r} is no time of a {period} report.", where="--at", next=f"{advice}{days}.")


def _day(text: str, period: Regular) -> int:
    """Raises ValueError."""
    if period == "weekly" and len(text) >= len("Mon"):
        (weekday,) = (number for number, name in enumerate(_WEEKDAYS) if name.startswith(text.lower()))
        return weekday
    day = int(text.rstrip("stndrh"))
    if period != "monthly" or not 1 <= day <= _LAST_DAY_OF_EVERY_MONTH:
        raise ValueError(text)
    return day


def _every_day(period: Regular) -> None:
    if period != "daily":
        raise ValueError(period)
