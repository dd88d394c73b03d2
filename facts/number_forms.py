"""The forms in which texts write numbers, each read into a quantity: digits, Chinese and English words, "
"分之, 第, 翻番, 一半."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from facts.dates import date_spans
from facts.digit_names import name_end
from facts.figure_words import Hedge
from facts.numerals import DIGITS, ENGLISH_NUMBERS, FRACTIONS, SCALES, arabic, chinese_number
from facts.quantities import Direction, Quantity, measured
from facts.units import Unit

_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,8}(?![0-9])|[1-9][0-9]{0,2}(?: [0-9]{3}){1,4}(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_CHINESE = r"[零一二三四五六七八九十百千万亿两]+(?:点[零一二三四五六七八九]+)?"
_NUMBER = rf"(?:[0-9]+|{_CHINESE})"
_CANDIDATE = re.compile(
    rf"(?P<ordinal>第[\s*`]{{0,4}}{_NUMBER})|(?P<rank>(?:[Tt][Oo][Pp]|前)[ -]?{_NUMBER}|\b[Nn]o\. ?[0-9]+)"
    rf"|(?P<share>{_NUMBER}分之(?:{_ARABIC}|{_CHINESE}))"
    rf"|(?P<fold>翻一?倍|翻了?一?番|翻了?[两二三四2-9](?:番|倍))"
    r"|(?P<half>一半|半数|过半|减半|腰斩|(?<![一个上下大前后])半(?=个月|个?小时|年(?![报度])|个?世纪))"
    rf"|(?P<arabic>{_ARABIC})|(?P<chinese>(?<![唯统]){_CHINESE})|(?P<glyph>[½¼¾⅛⅜⅝⅞⅕⅖⅗⅘])"
)
_ENGLISH = "|".join(sorted(ENGLISH_NUMBERS, key=len, reverse=True))
_ENGLISH_CANDIDATE = re.compile(
    rf"\b(?:(?P<parts>one|two|three|a)[- ](?P<of>thirds?|quarters?|fifths?)(?= of\b)"
    rf"|(?P<number>{_ENGLISH})(?:-(?P<ones>{_ENGLISH}))?"
    r"|(?P<fold>doubl(?:e[ds]?|ing)|twice|twofold|tripl(?:e[ds]?|ing)|threefold|quadrupl(?:e[ds]?|ing))"
    r"|(?P<half>halv(?:e[ds]?|ing)|half(?= of\b| the\b| its\b))|(?P<nth>[0-9]+)(?:st|nd|rd|th)"
    r"|(?P<largest>second|third|fourth|fifth)[ -](?:largest|biggest))\b",
    re.IGNORECASE,
)
_HAS_WORDS = re.compile(r"[A-Za-z]{3}|[0-9](?:st|nd|rd|th)\b")


def quantities(text: str) -> list[Quantity]:
    """The numbers of `text` (its width folded) in order, those in dates, times and names left out."""
    found = list(_written_in_digits(text))
    if _HAS_WORDS.search(text):
        taken = [(number.start, number.end) for number in found]
        found += [number for number in _written_in_english(text) if _is_free(number, taken)]
        found.sort(key=lambda number: number.start)
    return found


def _is_free(number: Quantity, taken: list[tuple[int, int]]) -> bool:
    return not any(start < number.end and number.start < end for start, end in taken)


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
    number = _READERS[form](text, match)
    return number, max(number.end, match.start() + 1) if number else _passed(match, form)


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
    return replace(number, unit=_FRACTION) if number.is_bare else number


_FRACTION = Unit("", "fraction")


# --- Chinese words ----------------------------------------------------------------------------------------------------

_NO_NUMBERS = frozenset(
    """
    十三五 十四五 十五五 十六五 三元材料 三元锂 三元前驱 三元电池 三元正极 三元桥 三元股份 三元里 一年一度 一天一
    十分 万分 百分 千层 一点 一度 一分 一元化 九州 两会 两岸 两地 两院 两党 两军 三农 三军 两者 两侧 两翼 一次会议
    二次会议 三次会议 四次会议 五次会议 六次会议 一次 一时 一口 一面 一线 二线 三线 一带 一站 一股 一手 二手 一体
    一张 一路 一道 一条 一层 一阶 二级 一级 三级 三维 二维 两手 两头 三省 百姓 百度 千问 千方 千家 万户 万众 万科
    万华 万达 万物 亿纬 七夕 九阳 三星 三亚 三峡 四川 四处 六安 八面
    """.split()
)
"""Words that begin like a number with its unit."""
_LONGEST_NO_NUMBER = max(map(len, _NO_NUMBERS))
_NEIGHBOURS = re.compile(r"(十?)([一二三四五六七八两])([二三四五六七八九])([十百千万亿]*)")
_KINDS_OF_ONE = frozenset(
    "percent points multiple money mass power energy data volume area temperature compute rate".split()
)
_PERIOD_OF_ONE = frozenset("新上下前后另这那首同每某第有统单万唯专")
_VAGUE_SCALES = frozenset("百千万亿")
_COUNTED_BY_SCALE = frozenset("人 家 辆 台 户".split())
_CLOSING_SCALES = frozenset("万亿")
_BEFORE_VAGUE = frozenset("近超逾数几上破过约达")
"""What 千 or 万 has before it where it is a number of people: 近千人."""
_RANGE_GOES_ON = re.compile(r"[到至][一二三四五六七八九十两]{1,3}[\u4e00-\u9fff]")
_UNTOLD = frozenset("国省市县区州城院所校村镇店步L")
"""Units that a lone Chinese digit rather names than counts: 三国, 两市, 三方."""


def _read_chinese(text: str, match: re.Match[str]) -> Quantity | None:
    start = match.start()
    if _RANKED_LIST.search(text, max(0, start - 4), start) or any(
        text[start : start + length] in _NO_NUMBERS for length in range(2, _LONGEST_NO_NUMBER + 1)
    ):
        return None
    written = match.group()
    whole = written.rstrip("万亿")
    if not whole or not _CLOSING_SCALES.isdisjoint(whole):
        whole = written
    values = _neighbours(whole) or _same(chinese_number(whole))
    if values is None:
        return None
    number = measured(text, start, start + len(whole), *values)
    if not _says_enough(text, written, number):
        return None
    return _vague(text, number) if written[0] in SCALES else number


def _same(value: Decimal | None) -> tuple[Decimal, Decimal] | None:
    return None if value is None else (value, value)


def _neighbours(written: str) -> tuple[Decimal, Decimal] | None:
    """三四十 is 30 to 40, 十七八 17 to 18."""
    match = _NEIGHBOURS.fullmatch(written)
    if not match or DIGITS[match[3]] != DIGITS[match[2]] + 1:
        return None
    low, high = (chinese_number(match[1] + digit + match[4]) for digit in (match[2], match[3]))
    return None if low is None or high is None else (low, high)


def _says_enough(text: str, written: str, number: Quantity) -> bool:
    """A Chinese number counts with a unit, or without one when it is large: 三千亿, 百亿, but not 千万 or 一万."""
    unit = number.unit
    if unit is None and _RANGE_GOES_ON.match(text, number.end):
        return True
    if unit is None:
        return (
            len(written) > 1
            and (written[0] not in _VAGUE_SCALES or written[-1] == "亿")
            and number.low * number.scale > _LARGE
        )
    if written in _VAGUE_SCALES and unit.kind == "count":
        return unit.symbol in _COUNTED_BY_SCALE and text[number.start - 1 : number.start] in _BEFORE_VAGUE
    if len(written) == 1 and unit.symbol in _UNTOLD:
        return False
    return written != "一" or _counts_one(text, number.start, unit)


def _counts_one(text: str, start: int, unit: Unit) -> bool:
    """一 is a number before a measure (一倍) and a period (but 新一年, 每一天); before all else it is an article."""
    if unit.kind == "duration":
        return text[start - 1 : start] not in _PERIOD_OF_ONE
    return unit.kind in _KINDS_OF_ONE


_LARGE = 10_000


def _vague(text: str, number: Quantity) -> Quantity | None:
    """数十亿, 上百, 几千, 十几: no digit says how many."""
    before = text[number.start - 1 : number.start]
    if before in ("数", "几") and before:
        return replace(number, start=number.start - 1, hedge="several")
    if before == "上" and text[number.start - 2 : number.start - 1] not in ("以", "之", "加"):
        return replace(number, start=number.start - 1, hedge="at_least")
    return number


# --- parts, ranks, multiples ------------------------------------------------------------------------------------------

_HUNDREDTHS = frozenset((Decimal(100), Decimal(1000), Decimal(10000)))


def _read_share(_text: str, match: re.Match[str]) -> Quantity | None:
    """百分之五 is 5 %, 三分之一 a fraction."""
    below, _, above = match.group().partition("分之")
    whole, parts = _value(below), _value(above)
    if not whole or parts is None:
        return None
    if whole in _HUNDREDTHS:
        return _exactly(match, parts * 100 / whole, Unit("%", "percent"))
    return _exactly(match, parts / whole, _FRACTION)


_RANKED_LIST = re.compile(r"第[一二三四五六七八九十]{1,2}[、和]\Z")
_MARKUP = re.compile(r"[ *`]{0,4}")


def _behind(text: str, place: int) -> int:
    """Behind blanks and the signs of Markdown."""
    match = _MARKUP.match(text, place)
    return match.end() if match else place


_NO_ORDINAL = "届季方者产世人条章"
_RANKED = "大名位强"
_NEXT_DAY = 2
"""第二天 is the next day, 第三十天 the thirtieth."""
_FIRST_OF_ALL = re.compile(r"(?:排名|位居|位列|跃居|稳居|全球|世界|全国|国内|行业)\Z")


def _read_ordinal(text: str, match: re.Match[str]) -> Quantity | None:
    """第三大 is a rank, 第三次 an ordinal; 第一 and 第十四届 are words and names."""
    end = _behind(text, match.end())
    following = text[end : end + 1]
    value = _value(match.group().lstrip("第 *`"))
    if value is None or (following and following in _NO_ORDINAL) or (following == "天" and value <= _NEXT_DAY):
        return None
    if following and following in _RANKED:
        return replace(_exactly(match, value, Unit("", "rank")), end=end + 1)
    number = measured(text, *match.span(), value, value)
    if value == 1 and number.scale == 1 and not _FIRST_OF_ALL.search(text, max(0, match.start() - 2), match.start()):
        return None
    end = number.end if number.scale > 1 else match.end()
    return replace(number, end=end, unit=Unit("", "ordinal"), hedge=None)


def _read_rank(text: str, match: re.Match[str]) -> Quantity | None:
    """前十名, TOP 10, No. 3."""
    written = match.group().lower()
    value = _value(re.sub(r"^(?:top|前|no\.)[ -]?", "", written))
    following = text[match.end() : match.end() + 1]
    if value is None or (written[0] == "前" and (not following or following not in _RANKED)):
        return None
    if written.startswith("no"):
        return _exactly(match, value, Unit("", "rank"))
    end = match.end() + (written[0] == "前")
    return replace(_exactly(match, value, Unit("top", "rank")), end=end) if value > 1 else None


_MULTIPLE = Unit("x", "multiple")


def _read_fold(_text: str, match: re.Match[str]) -> Quantity | None:
    """翻番 is twice, 翻两番 four times, 翻三倍 three times."""
    written = match.group()
    digits = written.strip("翻了番倍")
    times = (_value(digits) if digits else None) or Decimal(1)
    if written.endswith("番") or times == 1:
        times = Decimal(2) ** int(times)
    return _exactly(match, times, _MULTIPLE, direction=1)


def _read_half(text: str, match: re.Match[str]) -> Quantity | None:
    """一半, 减半, and the 半 of 半年."""
    written = match.group()
    if written == "半":
        return measured(text, *match.span(), _HALF, _HALF)
    return _exactly(
        match, _HALF, _FRACTION, "over" if written == "过半" else None, -1 if written in ("减半", "腰斩") else 0
    )


_HALF = Decimal("0.5")
_READERS: dict[str, Callable[[str, re.Match[str]], Quantity | None]] = {
    "ordinal": _read_ordinal, "rank": _read_rank, "share": _read_share, "fold": _read_fold, "half": _read_half,
    "arabic": _read_arabic, "chinese": _read_chinese, "glyph": _read_glyph,
}  # fmt: skip


# --- English words ----------------------------------------------------------------------------------------------------

_ENGLISH_FOLDS = {"doub": 2, "twic": 2, "twof": 2, "trip": 3, "thre": 3, "quad": 4}
_ENGLISH_PARTS = {"a": 1, "one": 1, "two": 2, "three": 3}
_ENGLISH_WHOLES = {"third": 3, "quarter": 4, "fifth": 5}
_ENGLISH_RANKS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}


def _written_in_english(text: str) -> Iterator[Quantity]:
    for match in _ENGLISH_CANDIDATE.finditer(text):
        number = _read_english(text, match)
        if number:
            yield number


def _read_english(text: str, match: re.Match[str]) -> Quantity | None:
    named = {name: written.lower() for name, written in match.groupdict().items() if written}
    if "parts" in named:
        return _exactly(
            match, Decimal(_ENGLISH_PARTS[named["parts"]]) / _ENGLISH_WHOLES[named["of"].rstrip("s")], _FRACTION
        )
    if "fold" in named:
        return _exactly(
            match, Decimal(_ENGLISH_FOLDS[named["fold"][:4]]), _MULTIPLE, direction=0 if named["fold"] == "twice" else 1
        )
    if "half" in named:
        return _exactly(match, _HALF, _FRACTION, direction=0 if named["half"] == "half" else -1)
    if "nth" in named:
        return _exactly(match, Decimal(named["nth"]), Unit("", "ordinal"))
    if "largest" in named:
        return _exactly(match, Decimal(_ENGLISH_RANKS[named["largest"]]), Unit("", "rank"))
    value = Decimal(ENGLISH_NUMBERS[named["number"]] + ENGLISH_NUMBERS.get(named.get("ones", ""), 0))
    number = measured(text, *match.span(), value, value)
    return None if number.is_bare or (value == 1 and number.scale == 1) else number
