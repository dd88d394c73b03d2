"""When a job is due: `07:30` daily, `Mon 07:30` weekly, `1 07:30` monthly, in the project's time zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from brief.errors import UsageError

Regular = Literal["daily", "weekly", "monthly"]

_FORMS: dict[Regular, str] = {
    "daily": r"(?P<day>)",
    "weekly": r"(?P<day>mon|tue|wed|thu|fri|sat|sun)[a-z]* ",
    "monthly": r"(?P<day>[1-9]|1\d|2[0-8])(?:st|nd|rd|th)? ",  # every month has these days
}
_EXAMPLES: dict[Regular, str] = {"daily": "07:30", "weekly": "Mon 07:30", "monthly": "1 07:30 (days 1 to 28)"}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Timing:
    """A time of day, on every day, on one of each week, or on one of each month."""

    day: str
    """`mon` or `28`; empty for every day."""
    time: time

    def between(self, after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """The instants after `after` and not after `until`, in UTC and in order.

        One on each day that is meant, also where clocks are changed: of a time that a day has twice it is the first;
        one that it has not comes as much later as the clocks were put on.
        """
        day, last = after.astimezone(zone).date() - _ONE_DAY, until.astimezone(zone).date()
        while day <= last:
            instant = datetime.combine(day, self.time, zone).astimezone(UTC)
            if self.day in ("", f"{day:%a}".lower(), str(day.day)) and after < instant <= until:
                yield instant
            day += _ONE_DAY

    def next(self, after: datetime, zone: ZoneInfo) -> datetime:
        """The first instant after `after`, in UTC."""
        return next(self.between(after, after + 33 * _ONE_DAY, zone))


def local(instant: datetime, zone: ZoneInfo) -> str:
    """`Mon 2026-01-12 07:30`; whoever prints it names the zone."""
    return f"{instant.astimezone(zone):%a %Y-%m-%d %H:%M}"


def parse_timing(text: str, period: Regular) -> Timing:
    """Raises UsageError for a text that is not of the form of that period."""
    form = rf"{_FORMS[period]}(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)"
    found = re.fullmatch(form, " ".join(text.lower().split()), re.ASCII)
    if not found:
        advice = f"Write it like {_EXAMPLES[period]}."
        raise UsageError(f"{text!r} is no time of a {period} report.", where="--at", next=advice)
    return Timing(found["day"], time(int(found["hour"]), int(found["minute"])))
