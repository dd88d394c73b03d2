"""Parses the date that a source gives: an aware instant, or the reason why it cannot be used."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from typing import NamedTuple

from schemas.retrieval import DateProblem

EARLIEST_YEAR = 1990
"""There was no web before 1990; earlier dates (1970, 0001) are empty fields of content systems."""
LATEST_YEAR = 2100
_CLOCK_TOLERANCE = timedelta(days=2)
"""How far after the fetch a date may be: scheduled posts, or a wrong time zone."""


class Published(NamedTuple):
    """`at` is aware UTC, the start of the day if only a day was given; None if there is a problem."""

    at: datetime | None
    date_only: bool
    problem: DateProblem | None


_MISSING = Published(None, False, "missing")
_UNREADABLE = Published(None, False, "unreadable")
_IMPOSSIBLE = Published(None, False, "impossible")


def parse_published(text: str | None, zone: tzinfo, fetched_at: datetime | None = None) -> Published:
    """Reads ISO 8601 and similar forms (2026/3/5 10:15, 2026年3月5日), RFC 822, US dates, epoch seconds, milliseconds.

    A time without an offset is in `zone`. Impossible: a day that no calendar has, before 1990, after 2100, or more than
    two days after `fetched_at`. Never raises.
    """
    date_text = " ".join(text.split()) if text else ""
    if not date_text:
        return _MISSING
    try:
        found = _read(date_text, zone)
    except (ValueError, OverflowError):  # it looks like a date, but no calendar has that date
        return _IMPOSSIBLE
    return _checked(found, fetched_at) if found else _UNREADABLE


def _checked(found: tuple[datetime, bool], fetched_at: datetime | None) -> Published:
    at, date_only = found
    if not EARLIEST_YEAR <= at.year <= LATEST_YEAR or (fetched_at and at > fetched_at + _CLOCK_TOLERANCE):
        return _IMPOSSIBLE
    return Published(at, date_only, None)


def _read(date_text: str, zone: tzinfo) -> tuple[datetime, bool] | None:
    """(instant in UTC, only a day was given). Raises ValueError for a day or time that does not exist."""
    if date_text.isascii() and re.fullmatch(r"\d{9,10}(\.\d+)?|\d{13}", date_text):
        seconds = float(date_text) / (1000 if len(date_text) == 13 and "." not in date_text else 1)
        return datetime.fromtimestamp(seconds, UTC), False
    for form in (_YEAR_FIRST, _COMPACT, _DAY_FIRST, _MONTH_FIRST):
        found = form.fullmatch(date_text)
        if found:
            return _instant(found, zone)
    return _rfc822(date_text)


# -- the forms -------------------------------------------------------------------------------------------------------

_TIME = (
    r"(?:(?:[T\s]|,\s?|\sat\s|(?<=日))\s?(?P<hour>\d{1,2})[:：时](?P<minute>\d{1,2})?(?:[:：分](?P<second>\d{1,2})?秒?)?"
    r"(?:[.,](?P<fraction>\d+))?\s?(?P<half>[ap]\.?m\.?)?\s?(?P<zone>Z|[A-Z]{2,5}|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)?"
    r"(?:\s\([^()]*\))?)?"
)
_WEEKDAY = r"(?:[a-z]{3,9}\.?,?\s)?"
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4,6}})\s?[-/.年]\s?(?P<month>\d{{1,2}})\s?[-/.月]\s?(?P<day>\d{{1,2}})日?{_TIME}",
    re.ASCII | re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?"
    r"(?P<fraction>(?!))?(?P<half>(?!))?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]{_MONTH},?[\s-](?P<year>\d{{4,6}}){_TIME}",
    re.ASCII | re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4,6}}){_TIME}", re.ASCII | re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OFFSETS_IN_HOURS = {
    **dict.fromkeys(("Z", "UT", "UTC", "GMT", "WET"), 0),
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "BST": 1, "CET": 1,
    "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10,
    "AEDT": 11,
}  # fmt: skip


def _instant(found: re.Match[str], zone: tzinfo) -> tuple[datetime, bool]:
    month = found["month"].lower()
    day = date(int(found["year"]), _MONTHS.index(month) + 1 if month.isalpha() else int(month), int(found["day"]))
    if found["hour"] is None:
        return _utc(datetime.combine(day, time.min), zone), True
    clock, days = _clock(found)
    local = datetime.combine(day, clock) + timedelta(days=days)
    return _utc(local, _zone(found["zone"], zone, local)), False


def _clock(found: re.Match[str]) -> tuple[time, int]:
    """The time of day, and 1 if it is 24:00 (the next day), else 0. A leap second becomes the second before it."""
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of a twelve-hour clock")
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    midnight = (hour, minute, second) == (24, 0, 0)
    microsecond = int((found["fraction"] or "0")[:6].ljust(6, "0"))
    return time(0 if midnight else hour, minute, 59 if second == 60 else second, microsecond), int(midnight)


def _zone(name: str | None, zone: tzinfo, local: datetime) -> tzinfo:
    """The zone that a date names; `zone` if it names none, or names that zone's own abbreviation (CST in China)."""
    if not name or name.upper() == zone.tzname(local):
        return zone
    if name.upper() in _OFFSETS_IN_HOURS:
        return timezone(timedelta(hours=_OFFSETS_IN_HOURS[name.upper()]))
    offset = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", name, re.IGNORECASE)
    if not offset:
        return zone
    size = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(size if offset[1] == "+" else -size)


def _utc(local: datetime, zone: tzinfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def _rfc822(date_text: str) -> tuple[datetime, bool] | None:
    """Dates that the standard library can read: two-digit years, asctime (which is in UTC)."""
    try:
        parts = parsedate_tz(date_text)
    except (ValueError, IndexError, TypeError):  # the library fails on some texts
        return None
    if not parts or not re.search(r"\d:\d", date_text):
        return None
    return _utc(datetime(*parts[:6]), timezone(timedelta(seconds=parts[9] or 0))), False  # noqa: DTZ001 - set by _utc
