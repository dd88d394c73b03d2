"""Dates and periods that a Chinese or English text names, resolved against the day it was written."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from facts.text.remembered import remembered
from facts.values import date_forms as forms
from facts.values.numerals import ENGLISH_ORDERS, fold_width, small_integer
from facts.values.quantities import has_unit

Precision = Literal["day", "ten_days", "week", "month", "quarter", "half", "year", "decade"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or period in a text: `source[start:end] == text`.

    `first` and `last` are the days it covers, both included, or None where too little is known (去年, no anchor).
    """

    start: int
    end: int
    text: str
    precision: Precision
    first: date | None
    last: date | None

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last, where both can be told."""
        return (self.first, self.last) if self.first and self.last else None

    def holds(self, day: date) -> bool:
        return self.days is not None and self.days[0] <= day <= self.days[1]


def read_dates(text: str, anchor: date | None = None) -> tuple[DateMention, ...]:
    """The dates and periods in `text`, in order, without overlap. `anchor` is the day on which the text was published.

    A date without a year is in the year of a date named shortly before it, else in the one nearest to the anchor.
    """
    found: list[DateMention] = []
    for match, read in _matches(fold_width(text)):
        start, end = match.span()
        near = found and start - found[-1].end <= _NEAR
        days = read(match, _Context(anchor, found[-1].first if near else None))
        if days:
            found.append(DateMention(start, end, text[start:end], *days))
    return tuple(found)


@remembered
def date_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where dates, periods and times of day stand, in order: what is no figure though it has digits."""
    folded = fold_width(text)
    spans = [match.span() for match, _ in _matches(folded)]
    spans += [match.span() for match in forms.TIME.finditer(folded)]
    return tuple(sorted(spans))


_NEAR = 12
"""A date at most this many characters behind another one shares its year."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What is known when a mention is read: the day of publication, and the day that the mention before it named."""

    anchor: date | None
    before: date | None

    @property
    def year(self) -> int | None:
        known = self.before or self.anchor
        return known.year if known else None

    def year_of(self, number: int, months: int) -> int | None:
        """Of a period of so many months that is the `number`th of a year: the one nearest to the anchor."""
        if self.before or not self.anchor:
            return self.year
        ahead, half_year = number - 1 - (self.anchor.month - 1) // months, 6 // months
        return self.anchor.year + (ahead < -half_year) - (ahead > half_year)


_Days = tuple[Precision, date | None, date | None]
_Reader = Callable[[re.Match[str], _Context], _Days | None]


def _day(year: int | None, month: int, day: int) -> date | None:
    """None where the year is not known, or has no such day."""
    if year is None or not 1 <= year <= 9999 or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _days(year: int | None, month: int, first: int, last: int) -> _Days:
    return "day", _day(year, month, first), _day(year, month, last)


def _months(year: int | None, first: int, last: int, precision: Precision) -> _Days:
    """From the first day of month `first` to the last day of month `last`, if the year is known."""
    if year is None:
        return precision, None, None
    last = min(max(last, first), 12)
    return precision, _day(year, first, 1), _day(year, last, monthrange(year, last)[1])


def _number(written: str | None) -> int:
    return (small_integer(written) or 0) if written else 0


def _whole_year(written: str) -> int:
    """25 is 2025."""
    year = _number(written)
    return year + 2000 if year < 100 else year


_RELATIVE_YEARS = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "明年": 1, "前年": -2, "后年": 2}


def _named_year(named: dict[str, str | None], context: _Context) -> int | None:
    """The year that stands in the mention itself."""
    written = named["year"] or named["plain"]
    if written:
        return _whole_year(written.strip("年 "))
    relative = named["rel"] or ""
    if relative in _RELATIVE_YEARS:
        return context.anchor.year + _RELATIVE_YEARS[relative] if context.anchor else None
    return context.before.year if context.before else None


def _read_chinese(match: re.Match[str], context: _Context) -> _Days | None:
    """2026年2月8日, 去年三季度, 1-2月, 上半年, 2025年底."""
    named = match.groupdict()
    has_year = bool(named["year"] or named["rel"] or named["plain"])
    part = _parts(named)
    month, quarter = _number(part["m1"]), _number(part["q1"] or part["q3"] or part["q4"])
    if has_year:
        year = _named_year(named, context)
    elif month:
        year = context.year_of(month, 1)
    else:
        year = context.year_of(quarter, 3) if quarter else context.year
    return _read_month(part, year, month) if month else _read_part_of_year(part, quarter, year, context)


def _parts(named: dict[str, str | None]) -> dict[str, str | None]:
    """What stands beside the year, by names that do not tell how the year is written."""
    prefix = "" if named["year"] or named["rel"] else "p_" if named["plain"] else "t_"
    return {name: named.get(prefix + name) for name in _PARTS} | {"ypart": named["ypart"]}


_PARTS = ("until", "m1", "m2", "d1", "d2", "part", "q1", "q2", "q3", "q4", "qrel", "half")
_PART_OF_MONTH = {
    "上旬": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "初": (1, 10),
    "中": (11, 20),
    "底": (21, 31),
    "末": (21, 31),
}
_PART_OF_YEAR = {"底": (12, 12), "末": (12, 12), "初": (1, 2), "中": (6, 7)}


def _read_month(part: dict[str, str | None], year: int | None, month: int) -> _Days:
    if day := _number(part["d1"]):
        return _days(year, month, day, _number(part["d2"]) or day)
    if part["part"] and year is not None:
        return _part_of_month(_day(year, month, 1), part["part"])
    return _months(year, month, _number(part["m2"]) or month, "month")


def _read_part_of_year(part: dict[str, str | None], quarter: int, year: int | None, context: _Context) -> _Days:
    if part["until"]:
        return _months(year, 1, _number(part["until"]), "month")
    if quarter:
        return _months(year, 3 * quarter - 2, 3 * (_number(part["q2"]) or quarter), "quarter")
    if part["qrel"]:
        return _relative_quarter(part["qrel"], year, None if year is None else context.anchor)
    if part["half"]:
        return _months(year, 1, 6, "half") if part["half"] in ("上半年", "H1") else _months(year, 7, 12, "half")
    if part["ypart"]:
        return _months(year, *_PART_OF_YEAR[part["ypart"].strip("年期")], "month")
    return _months(year, 1, 12, "year")


_QUARTERS_FROM_JANUARY = {"前三": 9, "前两": 6, "首": 3}


def _relative_quarter(written: str, year: int | None, anchor: date | None) -> _Days:
    if written in _QUARTERS_FROM_JANUARY:
        return _months(year, 1, _QUARTERS_FROM_JANUARY[written], "quarter")
    return _shifted_months(anchor, {"上": -1, "下": 1}.get(written[0], 0), 3, "quarter")


def _shifted_months(anchor: date | None, shift: int, length: int, precision: Precision) -> _Days:
    """The period of `length` months that lies `shift` such periods from the anchor's own."""
    if anchor is None:
        return precision, None, None
    first = ((anchor.year * 12 + anchor.month - 1) // length + shift) * length
    return _months(first // 12, first % 12 + 1, first % 12 + length, precision)


def _read_iso_day(match: re.Match[str], _context: _Context) -> _Days | None:
    day = _day(int(match["year"]), int(match["month"]), int(match["day"]))
    return ("day", day, day) if day else None


def _read_iso_month(match: re.Match[str], _context: _Context) -> _Days | None:
    return _months(int(match["year"]), int(match["month"]), int(match["month"]), "month")


def _read_years(match: re.Match[str], _context: _Context) -> _Days | None:
    first, last = match["first"], match["last"]
    until = int(first[: 4 - len(last)] + last)
    is_range = until > int(first) and (len(last) > 2 or "年" in match.group() or until == int(first) + 1)
    return ("year", _day(int(first), 1, 1), _day(until, 12, 31)) if is_range else None


def _read_decade(match: re.Match[str], _context: _Context) -> _Days | None:
    if match["full"]:
        start = int(match["full"])
    else:
        tens = _number(match["tens"])
        start = tens + (1900 if match["century"] or tens >= 50 else 2000)
    return "decade", _day(start, 1, 1), _day(start + 9, 12, 31)


def _read_bare_day(match: re.Match[str], context: _Context) -> _Days | None:
    """8日, 10日至12日: in the month of the mention before it, else the one nearest to the anchor."""
    first = int(match["first"])
    last = int(match["last"] or first)
    if context.before:
        return _days(context.before.year, context.before.month, first, last)
    if not context.anchor:
        return "day", None, None
    nearest = _nearest_day(context.anchor, first)
    return _days(nearest.year, nearest.month, first, last)


def _nearest_day(anchor: date, day: int) -> date:
    months = [anchor.year * 12 + anchor.month - 1 + shift for shift in (0, -1, 1)]
    known = [found for number in months if (found := _day(number // 12, number % 12 + 1, day))]
    return min(known, key=lambda found: abs(found - anchor), default=anchor)


_DAY_SHIFTS = {"今": 0, "当": 0, "昨": -1, "明": 1, "前": -2, "后": 2, "tod": 0, "ton": 0, "yes": -1, "tom": 1}
_SHIFTS = {"本": 0, "这": 0, "上": -1, "下": 1, "this": 0, "last": -1, "next": 1}


def _read_relative_day(match: re.Match[str], context: _Context) -> _Days | None:
    written = match.group().lower()
    return _shifted_day(context.anchor, _DAY_SHIFTS[written[:3] if written.isascii() else written[0]])


def _read_relative_period(match: re.Match[str], context: _Context) -> _Days | None:
    """本周, 上月, 下月初, this quarter, last year."""
    shift = _SHIFTS[(match["which"] or match["this"] or match["en_which"]).lower()]
    unit = match["unit"] or match["week"] or match["en_unit"]
    if unit in ("周", "星期", "week"):
        return _shifted_week(context.anchor, shift)
    if "季" in unit or unit == "quarter":
        return _shifted_months(context.anchor, shift, 3, "quarter")
    if unit == "year":
        return _shifted_months(context.anchor, shift, 12, "year")
    month = _shifted_months(context.anchor, shift, 1, "month")
    return _part_of_month(month[1], match["part"]) if match["part"] else month


def _part_of_month(first: date | None, part: str) -> _Days:
    if first is None:
        return "ten_days", None, None
    start, end = _PART_OF_MONTH[part]
    length = monthrange(first.year, first.month)[1]
    return "ten_days", first.replace(day=start), first.replace(day=min(end, length))


def _read_within_year(match: re.Match[str], context: _Context) -> _Days | None:
    """年内, 年底: of the year of publication."""
    year = context.anchor.year if context.anchor else None
    if match["part"] == "内":
        return _months(year, 1, 12, "year")
    return _months(year, *_PART_OF_YEAR[match["part"]], "month")


def _moved(anchor: date, days: int) -> date | None:
    """`anchor` so many days later, or None where the calendar ends."""
    try:
        return anchor + timedelta(days=days)
    except OverflowError:
        return None


def _shifted_day(anchor: date | None, shift: int) -> _Days:
    day = _moved(anchor, shift) if anchor else None
    return "day", day, day


def _shifted_week(anchor: date | None, shift: int) -> _Days:
    if anchor is None:
        return "week", None, None
    to_monday = 7 * shift - anchor.weekday()
    return "week", _moved(anchor, to_monday), _moved(anchor, to_monday + 6)


_WEEKDAYS = {character: number for number, character in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_WEEKDAYS |= {name: number for number, name in enumerate(("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"))}


def _read_weekday(match: re.Match[str], context: _Context) -> _Days | None:
    """周五: the nearest one; 上周五 and next Monday: of the week they name."""
    if context.anchor is None:
        return "day", None, None
    away = _WEEKDAYS[match["zh"] or match["en"]] - context.anchor.weekday()
    which = (match["which"] or match["en_which"] or "").lower()
    if which:
        return _shifted_day(context.anchor, away + 7 * _SHIFTS[which])
    return _shifted_day(context.anchor, (away + 3) % 7 - 3)


_MONTH_NAMES = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}


def _read_english(match: re.Match[str], context: _Context) -> _Days | None:
    """Feb 8, 2026 · 8 February 2026 · February 2026 · Feb. 8-10."""
    named = match.groupdict()
    month = _MONTH_NAMES[match["name"][:3].lower()]
    written = named.get("year") or named.get("only")
    year = int(written) if written else context.year_of(month, 1)
    if day := named.get("day"):
        return _days(year, month, int(day), int(named["until"] or day))
    return _months(year, month, month, "month")


def _read_english_part(match: re.Match[str], context: _Context) -> _Days | None:
    """Q3 2025 · third quarter of 2025 · first half · H1 2026 · 3Q25."""
    written = match["quarter"] or match["half"]
    digit = re.search(r"[1-4]", written)
    order = int(digit.group()) if digit else ENGLISH_ORDERS[re.split("[ -]", written)[0]]
    named = match["year"] or match["short"] or match["apart"]
    year = _whole_year(named) if named else context.year
    length = 3 if match["quarter"] else 6
    return _months(year, length * (order - 1) + 1, length * order, "quarter" if match["quarter"] else "half")


def _read_year(match: re.Match[str], _context: _Context) -> _Days | None:
    return _months(_whole_year(match["year"] or match["short"]), 1, 12, "year")


_RULES: tuple[tuple[re.Pattern[str], re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(hint), pattern, read)
    for hint, pattern, read in (
        (r"[0-9][-/.][0-9]", forms.ISO_DAY, _read_iso_day),
        (r"[0-9]-[01]", forms.ISO_MONTH, _read_iso_month),
        (r"(?:19|20|21)[0-9]{2}", forms.YEARS, _read_years),
        (r"年代|0s", forms.DECADE, _read_decade),
        (r"[年月季]|Q[1-4]|H[12]", forms.CHINESE, _read_chinese),
        (r"日", forms.BARE_DAY, _read_bare_day),
        (r"[今昨明前后当][日天晨早晚夜]|day|night|omorrow", forms.RELATIVE_DAY, _read_relative_day),
        (r"[本上下这][周星月个季一]|(?:his|ast|ext) ", forms.RELATIVE_PERIOD, _read_relative_period),
        (r"年[内底末初]", forms.WITHIN_YEAR, _read_within_year),
        (r"周|星期|day", forms.WEEKDAY, _read_weekday),
        (r"[0-9] [JFMASOND]", forms.DAY_MONTH, _read_english),
        (r"[a-z]\.? [0-9]", forms.MONTH_DAY, _read_english),
        (r"(?:n|y|e|l|m) [JFMASOND]", forms.MONTH_ALONE, _read_english),
        (r"Q|H|quarter|half", forms.ENGLISH_PART, _read_english_part),
        (r"FY|[0-9]财年", forms.FISCAL_YEAR, _read_year),
        (r"20[1-4][0-9]", forms.BARE_YEAR, _read_year),
    )
)
"""(hint, pattern, reader): a pattern is tried only where its cheap hint occurs."""


def _matches(text: str) -> Iterator[tuple[re.Match[str], _Reader]]:
    """All rules' matches, the earliest first and of these the longest, without overlap."""
    every = [
        (match.start(), -match.end(), order, match, read)
        for order, (hint, pattern, read) in enumerate(_RULES)
        if hint.search(text)
        for match in pattern.finditer(text)
        if pattern is not forms.BARE_YEAR or not _is_amount(text, match.end())
    ]
    position = 0
    for start, negative_end, _, match, read in sorted(every, key=lambda entry: entry[:3]):
        if start >= position:
            position = -negative_end
            yield match, read


def _is_amount(text: str, end: int) -> bool:
    """A unit stands behind what could be a year: 2030台, 2040 MW."""
    return has_unit(text, end) and not forms.BEHIND_A_YEAR.match(text, end)
