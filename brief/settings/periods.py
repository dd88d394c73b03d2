"""Parses the period and the instant given on the command line."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from brief.errors import UsageError
from schemas.period import Period, PeriodKind

FORMS = "daily, weekly, monthly, 2026-W02, 2026-01, 2026-01-09 or 2026-01-05..2026-01-11"
_ONE_DAY = timedelta(days=1)
_LAST_INSTANT = timedelta(microseconds=1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def parse_period(text: str, as_of: datetime, timezone: ZoneInfo) -> Period:
    """The days that `text` names. `daily`, `weekly` and `monthly` are the last complete one before `as_of`.

    Raises UsageError for an unknown form, a date that does not exist, and days that are wholly after `as_of`.
    """
    wanted = text.strip()
    relative = _RELATIVE.get(wanted.lower())
    if relative:
        first_incomplete_day = (as_of + _LAST_INSTANT).astimezone(timezone).date()
        return relative(first_incomplete_day)
    period = _named(wanted)
    if period.start > as_of.astimezone(timezone).date():
        raise UsageError(
            f"the period {period.label} begins after --as-of ({as_of.astimezone(timezone):%Y-%m-%d %H:%M}).",
            where="--period",
            next="Name an earlier period, or a later --as-of.",
        )
    return period


def parse_as_of(text: str | None, timezone: ZoneInfo, now: datetime) -> datetime:
    """In UTC. A bare date is the end of that day; a time without an offset is in `timezone`; None means `now`."""
    if text is None:
        return now.astimezone(UTC)
    advice = "Write 2026-01-12 or 2026-01-12T09:00+08:00."
    instant = _instant(text, timezone, "--as-of", advice)
    if not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        raise UsageError(f"{text!r} is no time of news.", where="--as-of", next=advice)
    return instant


def parse_by(text: str | None, timezone: ZoneInfo, now: datetime) -> datetime | None:
    """In UTC: the next such time of the day in `timezone`, or an instant after `now`; None where none is given."""
    if text is None:
        return None
    advice = "Write 07:00 or 2026-01-12T07:00+08:00."
    if re.fullmatch(r"(?:[01]?\d|2[0-3]):[0-5]\d", text.strip(), re.ASCII):
        local = now.astimezone(timezone)
        moment = datetime.combine(local, time.fromisoformat(text.strip().zfill(5)), timezone)
        return (moment if moment > local else moment + _ONE_DAY).astimezone(UTC)
    instant = _instant(text, timezone, "--by", advice)
    if instant <= now:
        raise UsageError(f"{text!r} has passed.", where="--by", next=advice)
    return instant


def _instant(text: str, timezone: ZoneInfo, where: str, advice: str) -> datetime:
    """Raises UsageError, with `where` and `advice`, for what is no time."""
    try:
        if re.fullmatch(_DAY, text.strip(), re.ASCII):
            return end_of_day(date.fromisoformat(text.strip()), timezone)
        instant = datetime.fromisoformat(text.strip())
        return (instant if instant.tzinfo else instant.replace(tzinfo=timezone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{text!r} is no time.", where=where, next=advice) from error


def start_of_day(day: date, timezone: ZoneInfo) -> datetime:
    """The first instant of a day, in UTC."""
    return datetime.combine(day, time.min, timezone).astimezone(UTC)


def end_of_day(day: date, timezone: ZoneInfo) -> datetime:
    """The last microsecond of a day, in UTC; also right on days of 23 or 25 hours."""
    return start_of_day(day + _ONE_DAY, timezone) - _LAST_INSTANT


def _named(text: str) -> Period:
    for pattern, make in _NAMED:
        found = pattern.fullmatch(text)
        if found:
            try:
                return make(*found.groups())
            except (ValueError, OverflowError) as error:
                raise _no_period(text, "names a day or week that does not exist") from error
    raise _no_period(text, "is no period")


def _no_period(text: str, why: str) -> UsageError:
    return UsageError(f"{text!r} {why}.", where="--period", next=f"Write {FORMS}.")


def _day(day: date) -> Period:
    return Period(kind="daily", start=day, end=day, label=day.isoformat())


def _week(monday: date) -> Period:
    year, week, _ = monday.isocalendar()
    return Period(kind="weekly", start=monday, end=monday + timedelta(days=6), label=f"{year:04}-W{week:02}")


def _month(first: date) -> Period:
    end = first.replace(day=monthrange(first.year, first.month)[1])
    return Period(kind="monthly", start=first, end=end, label=first.isoformat()[:7])


def _range(first: str, last: str) -> Period:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    if end < start:
        raise _no_period(f"{first}..{last}", "ends before it begins")
    kind: PeriodKind = "daily" if start == end else "range"
    label = first if start == end else f"{first}..{last}"
    return Period(kind=kind, start=start, end=end, label=label)


_RELATIVE: dict[str, Callable[[date], Period]] = {
    "daily": lambda today: _day(today - _ONE_DAY),
    "weekly": lambda today: _week(today - timedelta(days=today.weekday() + 7)),
    "monthly": lambda today: _month((today.replace(day=1) - _ONE_DAY).replace(day=1)),
}
_DAY = r"(\d{4}-\d{2}-\d{2})"
_NAMED: tuple[tuple[re.Pattern[str], Callable[..., Period]], ...] = (
    (
        re.compile(r"(\d{4})-W(\d{2})", re.ASCII),
        lambda year, week: _week(date.fromisocalendar(int(year), int(week), 1)),
    ),
    (re.compile(r"(\d{4})-(\d{2})", re.ASCII), lambda year, month: _month(date(int(year), int(month), 1))),
    (re.compile(_DAY, re.ASCII), lambda day: _day(date.fromisoformat(day))),
    (re.compile(rf"{_DAY}\.\.{_DAY}", re.ASCII), _range),
)
