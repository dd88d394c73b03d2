"""The forms in which texts write numbers, each read into a quantity: digits, words, 分之, 第, 翻番, 一半."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from facts.text.sentences import match_end
from facts.values.chinese_numbers import read_chinese
from facts.values.dates import date_spans
from facts.values.digit_names import name_end
from facts.values.english_numbers import english_numbers
from facts.values.figure_words import Hedge
from facts.values.numerals import FRACTIONS, arabic, chinese_number
from facts.values.quantities import Direction, Quantity, measured
from facts.values.units import FRACTION, MULTIPLE, ORDINAL, PERCENT, RANK, TOP, Unit, scaled_below

_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,8}(?![0-9])|[1-9][0-9]{0,2}(?: [0-9]{3}){1,4}(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_CHINESE = r"[零一二三四五六七八九十百千万亿两]+(?:点[零一二三四五六七八九]+)?"
_NUMBER = rf"(?:[0-9]+|{_CHINESE})"
_CANDIDATE = re.compile(
    rf"(?P<ordinal>第[\s*`]{{0,4}}{_NUMBER})|(?P<rank>(?:[Tt][Oo][Pp]|前)[ -]?{_NUMBER}(?! ?%)|\b[Nn]o\. ?[0-9]+)"
    rf"|(?P<share>{_NUMBER}分之(?:{_ARABIC}|{_CHINESE}))"
    rf"|(?P<fold>翻一?倍|翻了?一?番|翻了?[两二三四2-9](?:番|倍))"
    r"|(?P<half>一半|半数|过半|减半|腰斩|(?<![一个上下大前后])半(?=个月|个?小时|年(?![报度])|个?世纪)"
    r"|(?<=[近超逾约过])半(?![年月天小个导径]))"
    r"|(?P<ratio>(?<![0-9./A-Za-z-])[1-9]/(?:10|12|[2-9])(?![0-9./%A-Za-z期月号日]))"
    rf"|(?P<arabic>{_ARABIC})|(?P<chinese>(?<![唯统]){_CHINESE})|(?P<glyph>[½¼¾⅛⅜⅝⅞⅕⅖⅗⅘])"
)
_HAS_WORDS = re.compile(r"[A-Za-z]{3}|[0-9](?:st|nd|rd|th)\b")


def quantities(text: str) -> list[Quantity]:
    """The numbers of `text` (its width folded) in order, those in dates, times and names left out."""
    found = list(_written_in_digits(text))
    if _HAS_WORDS.search(text):
        ends = [number.end for number in found]
        found += [number for number in list(english_numbers(text)) if _is_free(number, found, ends)]
        found.sort(key=lambda number: number.start)
    return found


def _is_free(number: Quantity, found: list[Quantity], ends: list[int]) -> bool:
    """None of the numbers found overlaps it."""
    following = bisect_right(ends, number.start)
    return following >= len(ends) or found[following].start >= number.end


def _written_in_digits(text: str) -> Iterator[Quantity]:
    dates = iter(date_spans(text))
    date = next(dates, None)
    position = 0
    while match := _CANDIDATE.search(text, position):
        while date and date[1] <= match.start():
            date = next(dates, None)
        if date and date[0] < match.end():
            position = date[1]
            continue
        number, position = _read(text, match)
        if number:
            yield number


def _read(text: str, match: re.Match[str]) -> tuple[Quantity | None, int]:
    """The quantity at the match, or None, and where to read on."""
    form = match.lastgroup or ""
    if form == "arabic" and (name := name_end(text, *match.span())):
        return None, name
    if form in ("arabic", "chinese") and _PER_BEFORE.search(text, max(0, match.start() - 4), match.start()):
        below = scaled_below(text, match.start())
        if below:
            return None, below[0]
    number = _READERS[form](text, match)
    return number, max(number.end, match.start() + 1) if number else _passed(match, form)


_PER_BEFORE = re.compile(r"(?:每|per |/)\Z")
"""Before a number that is the size of what something is counted per: 每百万token."""


def _passed(match: re.Match[str], form: str) -> int:
    """Where to go on behind what was no number: 前 may stand before one."""
    return match.start() + 1 if form in ("rank", "share") else match.end()


def _value(written: str) -> Decimal | None:
    written = written.strip()
    return arabic(written) if written[:1].isascii() else chinese_number(written)


def _exactly(
    match: re.Match[str], value: Decimal, unit: Unit, hedge: Hedge | None = None, direction: Direction = 0
) -> Quantity:
    return Quantity(match.start(), match.end(), value, value, unit=unit, hedge=hedge, direction=direction)


# --- digits and glyphs ------------------------------------------------------------------------------------------------


def _read_arabic(text: str, match: re.Match[str]) -> Quantity | None:
    value = arabic(match.group())
    glyph = FRACTIONS.get(text[match.end() : match.end() + 1])
    if glyph:
        value += Decimal(glyph)
    return measured(text, match.start(), match.end() + bool(glyph), value, value)


def _read_glyph(text: str, match: re.Match[str]) -> Quantity | None:
    value = Decimal(FRACTIONS[match.group()])
    number = measured(text, *match.span(), value, value)
    return replace(number, unit=FRACTION) if number.is_bare else number


# --- parts, ranks, multiples ------------------------------------------------------------------------------------------

_HUNDREDTHS = frozenset((Decimal(100), Decimal(1000), Decimal(10000)))


def _read_share(_text: str, match: re.Match[str]) -> Quantity | None:
    """百分之五 is 5 %, 三分之一 a fraction."""
    below, _, above = match.group().partition("分之")
    whole, parts = _value(below), _value(above)
    if not whole or parts is None:
        return None
    if whole in _HUNDREDTHS:
        return _exactly(match, parts * 100 / whole, PERCENT)
    return _exactly(match, parts / whole, FRACTION)


def _read_ratio(_text: str, match: re.Match[str]) -> Quantity | None:
    """1/5"""
    above, _, below = match.group().partition("/")
    return _exactly(match, Decimal(above) / Decimal(below), FRACTION) if int(above) < int(below) else None


_MARKUP = re.compile(r"[ *`]{0,4}")
_NO_ORDINAL = "届季方者产世人条章"
_RANKED = "大名位强"
_NEXT_DAY = 2
"""第二天 is the next day, 第三十天 the thirtieth."""
_FIRST_OF_ALL = re.compile(r"(?:排名|位居|位列|跃居|稳居|全球|世界|全国|国内|行业)\Z")


def _read_ordinal(text: str, match: re.Match[str]) -> Quantity | None:
    """第三大 is a rank, 第三次 an ordinal; 第一 and 第十四届 are words and names."""
    end = match_end(_MARKUP, text, match.end())
    following = text[end : end + 1]
    value = _value(match.group().lstrip("第 *`"))
    if value is None or (following and following in _NO_ORDINAL) or (following == "天" and value <= _NEXT_DAY):
        return None
    if following and following in _RANKED:
        return replace(_exactly(match, value, RANK), end=end + 1)
    number = measured(text, *match.span(), value, value)
    if value == 1 and number.scale == 1 and not _FIRST_OF_ALL.search(text, max(0, match.start() - 2), match.start()):
        return None
    end = number.end if number.scale > 1 else match.end()
    return replace(number, end=end, unit=ORDINAL, hedge=None)


def _read_rank(text: str, match: re.Match[str]) -> Quantity | None:
    """前十名, TOP 10, No. 3."""
    written = match.group().lower()
    value = _value(re.sub(r"^(?:top|前|no\.)[ -]?", "", written))
    following = text[match.end() : match.end() + 1]
    if value is None or (written[0] == "前" and (not following or following not in _RANKED)):
        return None
    if written.startswith("no"):
        return _exactly(match, value, RANK)
    end = match.end() + (written[0] == "前")
    return replace(_exactly(match, value, TOP), end=end) if value > 1 else None


def _read_fold(_text: str, match: re.Match[str]) -> Quantity | None:
    """翻番 is twice, 翻两番 four times, 翻三倍 three times."""
    written = match.group()
    digits = written.strip("翻了番倍")
    times = (_value(digits) if digits else None) or Decimal(1)
    if written.endswith("番") or times == 1:
        times = Decimal(2) ** int(times)
    return _exactly(match, times, MULTIPLE, direction=1)


def _read_half(text: str, match: re.Match[str]) -> Quantity | None:
    """一半, 减半, and the 半 of 半年."""
    written = match.group()
    if written == "半" and not _HALF_OF_ALL.search(text, max(0, match.start() - 1), match.start()):
        return measured(text, *match.span(), _HALF, _HALF)
    return _exactly(
        match, _HALF, FRACTION, "over" if written == "过半" else None, -1 if written in ("减半", "腰斩") else 0
    )


_HALF = Decimal("0.5")
_HALF_OF_ALL = re.compile(r"[近超逾约过]\Z")


_READERS: dict[str, Callable[[str, re.Match[str]], Quantity | None]] = {
    "ordinal": _read_ordinal,
    "rank": _read_rank,
    "share": _read_share,
    "fold": _read_fold,
    "half": _read_half,
    "ratio": _read_ratio,
    "arabic": _read_arabic,
    "chinese": lambda text, match: read_chinese(text, match.start(), match.group()),
    "glyph": _read_glyph,
}
