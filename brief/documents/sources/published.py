"""Parses the date that a source gives: an aware instant, or the reason why it cannot be used."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

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
    """Reads ISO 8601 and similar forms (2026/3/5 10:15, 2026年3月5日 下午3:15, 2026년 3월 5일, 05.03.2026), RFC 822,
    asctime, US dates, epoch seconds, milliseconds.

    A time without an offset is in `zone`. A text that is not read whole is unreadable, as is a time in a zone of no
    known name: no part of a date is guessed. Impossible: a day that no calendar has, before 1990, after 2100, or more
    than two days after `fetched_at`. Never raises.
    """
    date_text = " ".join(text.split()) if text else ""
    if not date_text:
        return _MISSING
    try:
        found = _read(date_text, zone)
    except (ValueError, OverflowError):  # it looks like a date, but no calendar has that date
        return _IMPOSSIBLE
    if not found:
        return _UNREADABLE
    at, date_only = found
    if not EARLIEST_YEAR <= at.year <= LATEST_YEAR or (fetched_at and at > fetched_at + _CLOCK_TOLERANCE):
        return _IMPOSSIBLE
    return Published(at, date_only, None)


def _read(date_text: str, zone: tzinfo) -> tuple[datetime, bool] | None:
    """(instant in UTC, only a day was given). Raises ValueError for a day or time that does not exist."""
    if date_text.isascii() and re.fullmatch(r"\d{9,10}(\.\d+)?|\d{13}", date_text):
        seconds = float(date_text) / (1000 if len(date_text) == 13 and "." not in date_text else 1)
        return datetime.fromtimestamp(seconds, UTC), False
    for form in (_YEAR_FIRST, _COMPACT, _DAY_FIRST, _MONTH_FIRST, _DOTTED, _ASCTIME):
        found = form.fullmatch(date_text)
        if found:
            return _instant(found, UTC if form is _ASCTIME else zone)
    return None


# -- the forms -------------------------------------------------------------------------------------------------------

_HALVES = {"am": 0, "上午": 0, "午前": 0, "오전": 0, "pm": 12, "下午": 12, "午後": 12, "오후": 12}
_ZONE = r"(?P<zone>Z|[A-Z]{2,5}|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)"
_CLOCK = (
    r"(?P<early>上午|下午|午前|午後|오전|오후)?\s?(?P<hour>\d{1,2})[:：时時시]\s?(?P<minute>\d{1,2})?"
    r"(?:[:：分분]\s?(?P<second>\d{1,2})?[秒초]?)?(?:[.,](?P<fraction>\d+))?"
)
_TIME = (
    rf"(?:(?:[T\s]|,\s?|\sat\s|(?<=[日일)）]))\s?{_CLOCK}\s?(?P<half>[ap]\.?m\.?)?\s?{_ZONE}?"
    r"(?:\s?[(\[](?P<remark>[^()\[\]]*)[)\]])?)?"
)
_WEEKDAY = r"(?:[a-z]{3,9}(?:\.?,\s?|\.?\s))?"
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_YEAR = r"(?P<year>\d{4,6}|\d{2})"
_FLAGS = re.ASCII | re.IGNORECASE
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4,6})\s?[-/.年년]\s?(?P<month>\d{1,2})\s?[-/.月월]\s?(?P<day>\d{1,2})[日일.]?"
    rf"(?:\s?[(（][日月火水木金土一二三四五六周曜월화수목금토일요]{{1,3}}[)）])?{_TIME}",
    _FLAGS,
)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?)?",
    _FLAGS,
)
_DAY_FIRST = re.compile(rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]{_MONTH},?[\s-]{_YEAR}{_TIME}", _FLAGS)
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4,6}}){_TIME}", _FLAGS
)
_DOTTED = re.compile(rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year>\d{{4}}){_TIME}", _FLAGS)
_ASCTIME = re.compile(rf"{_WEEKDAY}{_MONTH}\s(?P<day>\d{{1,2}})\s{_CLOCK}\s(?:{_ZONE}\s)?(?P<year>\d{{4}})", _FLAGS)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OFFSETS_IN_HOURS = {
    **dict.fromkeys(("Z", "UT", "UTC", "GMT", "WET"), 0),
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "BST": 1, "CET": 1,
    "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10,
    "AEDT": 11, "BJT": 8,
}  # fmt: skip
_ZONES = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
"""Names that stand for summer and winter time."""


def _instant(found: re.Match[str], zone: tzinfo) -> tuple[datetime, bool] | None:
    """None for a time in a zone that is not known."""
    part = found.groupdict(default="")
    month = part["month"].lower()
    year = int(part["year"])
    if len(part["year"]) == 2:  # of the years 1969 to 2068, as in POSIX
        year += 1900 if year >= 69 else 2000
    day = date(year, _MONTHS.index(month) + 1 if month.isalpha() else int(month), int(part["day"]))
    if not part["hour"]:
        return _utc(datetime.combine(day, time.min), zone), True
    clock, days = _clock(part)
    local = datetime.combine(day, clock) + timedelta(days=days)
    named = _zone(part["zone"] or part.get("remark", ""), zone, local)
    return (_utc(local, named), False) if named else None


def _clock(part: Mapping[str, str]) -> tuple[time, int]:
    """The time of day, and 1 if it is 24:00 (the next day), else 0. A leap second becomes the second before it."""
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    half = part.get("early") or part.get("half", "").lower().replace(".", "")
    if half and not (part.get("early") and 12 < hour < 24 and _HALVES[half]):  # 下午15:05 is said too
        if not 1 <= hour <= 12:
            raise ValueError("no hour of a twelve-hour clock")
        hour = hour % 12 + _HALVES[half]
    midnight = (hour, minute, second) == (24, 0, 0)
    microsecond = int((part.get("fraction") or "0")[:6].ljust(6, "0"))
    return time(0 if midnight else hour, minute, 59 if second == 60 else second, microsecond), int(midnight)


def _zone(name: str, zone: tzinfo, local: datetime) -> tzinfo | None:
    """The zone that a date names; `zone` if it names none, or names that zone's own abbreviation (CST in China)."""
    if not name or name.upper() == zone.tzname(local):
        return zone
    if name.upper() in _ZONES:
        return ZoneInfo(_ZONES[name.upper()])
    if name.upper() in _OFFSETS_IN_HOURS:
        return timezone(timedelta(hours=_OFFSETS_IN_HOURS[name.upper()]))
    offset = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", name, re.IGNORECASE)
    if not offset:
        return None
    size = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(size if offset[1] == "+" else -size)


def _utc(local: datetime, zone: tzinfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)
