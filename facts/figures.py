"""Figures of Chinese and English texts: value, unit, hedge and direction, with the exact place of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from facts.dates import date_spans
from facts.figure_words import DIRECTIONS_AFTER, DIRECTIONS_BEFORE, FILLERS, HEDGES_AFTER, HEDGES_BEFORE, Hedge
from facts.numerals import ENGLISH_NUMBERS, ENGLISH_SCALES, FRACTIONS, SCALES, arabic, chinese_number, fold_width
from facts.units import CURRENCY_SIGNS, Kind, Unit, denominator_at, rate, unit_at

Direction = Literal[-1, 0, 1]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit: `source[start:end] == text`, hedge and sign of change left out.

    `low` and `high` are in the base unit `unit` (equal where there is no range); a minus sign makes them negative.
    """

    start: int
    end: int
    text: str
    low: Decimal
    high: Decimal
    unit: str
    kind: Kind
    hedge: Hedge | None = None
    direction: Direction = 0

    @property
    def is_hard(self) -> bool:
        """It has a unit or is too large to be counted by hand: what a reader would check."""
        return bool(self.unit) or self.kind != "count" or abs(self.high) >= _HARD_COUNT


_HARD_COUNT = 10_000


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as read, before ranges, lists, hedges and directions are settled."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    scale: Decimal = Decimal(1)
    unit: Unit | None = None
    hedge: Hedge | None = None
    direction: Direction = 0
    currency_first: bool = False

    @property
    def is_bare(self) -> bool:
        return self.unit is None and self.scale == 1


_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_CHINESE = r"[零一二三四五六七八九十百千万亿两廿]+(?:点[零一二三四五六七八九]+)?"
_ENGLISH = "|".join(sorted(ENGLISH_NUMBERS, key=len, reverse=True))
_CANDIDATE = re.compile(
    rf"(?P<ordinal>第\s?(?P<nth>{_CHINESE}|[0-9]+)|(?:[Tt][Oo][Pp]|前)[ -]?(?P<top>{_CHINESE}|[0-9]+)(?P<ranked>[大名位强])?|[Nn]o\. ?(?P<no>[0-9]+))"
    rf"|(?P<share>(?P<of>{_CHINESE}|[0-9]+)分之(?P<parts>{_CHINESE}|{_ARABIC}))"
    r"|(?P<fold>翻一?倍|翻了?一?番|翻了?(?P<doublings>[两二三四2-9])番|翻了?(?P<times>[两二三四五六七八九十2-9])倍)"
    r"|(?P<half>一半|半数|过半|减半|腰斩|(?<![一个上下])半(?=个月|个?小时|年(?!报|度)|个?世纪))"
    rf"|(?P<arabic>{_ARABIC})"
    rf"|(?P<chinese>{_CHINESE})"
    r"|(?P<glyph>[½¼¾⅛⅜⅝⅞⅕⅖⅗⅘])"
)
_ENGLISH_CANDIDATE = re.compile(
    rf"\b(?:(?P<english>{_ENGLISH})(?:-(?P<ones>{_ENGLISH}))?|(?P<word>double[ds]?|doubling|twice|twofold|tripl(?:e[ds]?|ing)|threefold|quadrupl(?:e[ds]?|ing)|halv(?:e[ds]?|ing)|half(?= of| the)))\b",
    re.IGNORECASE,
)
_LATIN_WORD = re.compile(r"[a-z]{3}")


def read_figures(text: str) -> tuple[Figure, ...]:
    """The figures in `text`, in order, without overlap. Dates, times and names with digits are none."""
    folded = fold_width(text)
    numbers = list(_numbers(folded))
    if _LATIN_WORD.search(folded):
        numbers = _merged(numbers, _english_numbers(folded))
    if not numbers:
        return ()
    joined = _ranges(folded, _lists(folded, numbers))
    return tuple(_figure(text, folded, number, before) for number, before in zip(joined, [0, *(n.end for n in joined)]))


def has_hard_figure(text: str) -> bool:
    """`text` holds a figure with a unit, or a large one."""
    return any(figure.is_hard for figure in read_figures(text))


def _numbers(text: str) -> Iterator[_Number]:
    skipped = iter(date_spans(text))
    gap = next(skipped, None)
    position = 0
    while match := _CANDIDATE.search(text, position):
        while gap and gap[1] <= match.start():
            gap = next(skipped, None)
        if gap and gap[0] < match.end():
            position = gap[1]
            continue
        name_end = _name_end(text, match)
        if name_end:
            position = name_end
            continue
        number = _read(text, match)
        if number:
            yield number
        position = number.end if number else match.end()


def _merged(numbers: list[_Number], more: Iterator[_Number]) -> list[_Number]:
    taken = [(number.start, number.end) for number in numbers]
    free = [number for number in more if not any(start < number.end and number.start < end for start, end in taken)]
    return sorted(numbers + free, key=lambda number: number.start) if free else numbers


# --- names ------------------------------------------------------------------------------------------------------------

_NAME_RUN = re.compile(r"[A-Za-z0-9]*(?:[-.+_][A-Za-z0-9]+)*")
_STOCK_CODE = re.compile(r"[0-9]{4,6}\.(?:SH|SZ|BJ|HK|TW|KS|SS|US|T)(?![A-Za-z])|(?<=[(（])[0-9]{5,6}(?=[)）])")
_INDEX_BEFORE = re.compile(r"(?:沪深|中证|上证|科创|创业板|深证|国证|标普|日经|富时|罗素|纳斯达克|纳指|斯托克|北证|法国CAC|KOSPI|Russell|FTSE|CSI|S&P|Nikkei|Stoxx)\s?\Z")
_INDEX_SIZES = frozenset("30 40 50 60 100 150 180 200 225 250 300 380 500 600 800 1000 2000 3000".split())
_NAME_BEHIND = re.compile(
    r"\s?(?:号(?!召)|系列?(?!统)|Pro\b|Max\b|Ultra\b|Plus\b|[Mm]ini\b|Turbo\b|Air\b|Lite\b|Flash\b|Preview\b|热线|晚会|事件(?=[，。、]|$)|高校|国道|时代|版本|版(?![税权])|后(?=[，。、的]))"
)
_DECIMAL_ZERO = re.compile(r"[0-9]{1,2}\.0")
_LATIN_BEFORE = re.compile(r"(?<![A-Za-z0-9.-])([A-Za-z][A-Za-z0-9'’+-]*)(?: - | )\Z")
_PLAIN_WORDS = frozenset(
    "over about by to for with at in of from the a an top nearly up down and or near adds raises cuts buys sells hits tops gets plans than more least "
    "around reaches invests secures under below above after before within between some approximately almost roughly only just all its their has have will "
    "wins build builds add cut raise buy sell order orders signs launches unveils opens closes loses lays off fires hires see sees is are was were as".split()
)
_LONGEST_NAME_NUMBER = 4


def _name_end(text: str, match: re.Match[str]) -> int:
    """Where the name ends whose digits the match found, or 0 where they are no name's."""
    start, end = match.span()
    if match["arabic"] is None:
        return 0
    code = _STOCK_CODE.match(text, start)
    if code:
        return code.end()
    if _joined_to_latin(text, start) and not _currency_before(text, start):
        return _run_end(text, end)
    if match.group() in _INDEX_SIZES and _INDEX_BEFORE.search(text, max(0, start - 12), start):
        return end
    if _currency_before(text, start) or _has_unit(text, end):
        return 0
    following = text[end : end + 1]
    if following.isascii() and following.isalpha() and not _letter_scale(text, end, False):
        return _run_end(text, end)
    if _NAME_BEHIND.match(text, end) or _DECIMAL_ZERO.fullmatch(match.group()) or (match.group()[0] == "0" and match.group().isdigit() and len(match.group()) > 1):
        return end
    return end if _follows_name(text, start, match.group()) else 0


def _run_end(text: str, place: int) -> int:
    run = _NAME_RUN.match(text, place)
    return run.end() if run else place


def _joined_to_latin(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    if before in ("-", ".", "_", "/") and start > 1:
        before = text[start - 2] if before != "/" else ""
    return before.isascii() and before.isalpha()


def _has_unit(text: str, end: int) -> bool:
    place = end + (text[end : end + 1] in (" ", "-"))
    return bool(unit_at(text, place) or text[place : place + 1] in SCALES or _ENGLISH_SCALE.match(text, place) or _letter_scale(text, place, False))


def _follows_name(text: str, start: int, written: str) -> bool:
    word = _LATIN_BEFORE.search(text, max(0, start - 24), start)
    if not word or len(written) > _LONGEST_NAME_NUMBER:
        return False
    return not word[1].islower() and word[1].lower() not in _PLAIN_WORDS


# --- one number with its scale and unit -------------------------------------------------------------------------------

_ENGLISH_SCALE = re.compile(r"(hundred|thousand|million|billion|trillion|bn|mn|tn|mln|bln|trn)s?\b", re.IGNORECASE)
_ENGLISH_POWERS = ENGLISH_SCALES | {"bn": 9, "bln": 9, "mn": 6, "mln": 6, "tn": 12, "trn": 12}
_LETTER_POWERS = {"k": 3, "K": 3, "M": 6, "B": 9, "T": 12}
_MONEY_POWERS = _LETTER_POWERS | {"m": 6, "b": 9, "t": 12}
_COUNTED_AFTER = re.compile(r" (?:tonnes|tons|barrels|people|users|customers|homes|households|shares|units|vehicles|cars|downloads|bpd|b/d)\b")
_PER = re.compile(r"\s?/\s?|每|[ -](?:per|an?)[ -]|-a-")


def _read(text: str, match: re.Match[str]) -> _Number | None:
    kind = match.lastgroup
    if match["ordinal"]:
        return _read_ordinal(text, match)
    if match["share"]:
        return _read_share(match)
    if match["fold"]:
        return _read_fold(match)
    if match["half"]:
        return _read_half(text, match)
    if match["arabic"]:
        value = arabic(match["arabic"])
        return _measured(text, match.start(), match.end(), value, value)
    if kind == "glyph":
        value = Decimal(FRACTIONS[match["glyph"]])
        return _measured(text, match.start(), match.end(), value, value)
    return _read_chinese(text, match)


def _measured(text: str, start: int, end: int, low: Decimal, high: Decimal) -> _Number:
    """A number with the scale and unit behind it and the currency before it."""
    currency = _currency_before(text, start)
    scale, hedge, end = _scale(text, end, bool(currency))
    added = _lower_part(text, end) if scale > 1 else None
    if added:
        value, end = added
        low, high = low + value / scale, high + value / scale
    unit, end = _unit(text, end)
    if currency and (unit is None or unit.kind != "money"):
        sign_start, code = currency
        unit, start = Unit(code, "money"), sign_start
        unit, end = _per(text, end, unit)
    return _Number(start, end, low, high, scale, unit, hedge, currency_first=bool(currency))


def _currency_before(text: str, start: int) -> tuple[int, str] | None:
    end = start - (text[start - 1 : start] == " ")
    for sign, code in CURRENCY_SIGNS.items():
        if text.endswith(sign, 0, end):
            first = end - len(sign)
            if sign.isalpha() and sign.isascii() and text[first - 1 : first].isalpha() and text[first - 1 : first].isascii():
                continue
            return first, code
    return None


def _scale(text: str, place: int, currency: bool) -> tuple[Decimal, Hedge | None, int]:
    """The scale written at `place` (万亿, million, bn), a 多 or 余 among it, and where it ends."""
    scale, hedge = Decimal(1), None
    while True:
        at = place + (text[place : place + 1] in (" ", "-") and scale == 1)
        character = text[at : at + 1]
        if character in ("多", "余", "来") and hedge is None and _goes_on(text, at + 1):
            hedge, place = "over", at + 1
        elif not currency and unit_at(text, at):
            return scale, hedge, place
        elif character in SCALES and character != "兆":
            scale, place = scale * 10 ** SCALES[character], at + 1
        else:
            power, end = _latin_scale(text, at, currency)
            return scale * 10**power, hedge, end or place


def _goes_on(text: str, place: int) -> bool:
    place += text[place : place + 1] == " "
    return text[place : place + 1] in SCALES or unit_at(text, place) is not None


def _latin_scale(text: str, place: int, currency: bool) -> tuple[int, int]:
    """(power of ten, end) of million, bn, K ...; (0, 0) where there is none."""
    word = _ENGLISH_SCALE.match(text, place)
    if word:
        return _ENGLISH_POWERS[word[1].lower()], word.end()
    power = _letter_scale(text, place, currency)
    return (power, place + 1) if power else (0, 0)


def _letter_scale(text: str, place: int, currency: bool) -> int:
    letter, following = text[place : place + 1], text[place + 1 : place + 2]
    if following.isascii() and following.isalnum():
        return 0
    if letter == "m" and not currency and _COUNTED_AFTER.match(text, place + 1):
        return _MONEY_POWERS["m"]
    return (_MONEY_POWERS if currency else _LETTER_POWERS).get(letter, 0)


_LOWER_PART = re.compile(r"([0-9]{1,4}(?:\.[0-9]+)?)(?=([百千万])(?!分))")


def _lower_part(text: str, place: int) -> tuple[Decimal, int] | None:
    """The 3000万 of 2亿3000万."""
    match = _LOWER_PART.match(text, place)
    return (Decimal(match[1]) * 10 ** SCALES[match[2]], match.end(2)) if match else None


def _unit(text: str, place: int) -> tuple[Unit | None, int]:
    found = None
    for at in (place, place + 1) if text[place : place + 1] in (" ", "-") else (place,):
        found = unit_at(text, at)
        if found:
            return _per(text, at + len(found[0]), found[1])
    return None, place


def _per(text: str, place: int, unit: Unit) -> tuple[Unit, int]:
    """`unit`, or the rate of which it is the upper half: 元/吨, barrels per day."""
    sign = _PER.match(text, place)
    below = denominator_at(text, sign.end()) if sign else None
    if sign is None or below is None:
        return unit, place
    return rate(unit, below[1]), sign.end() + len(below[0])


# --- Chinese numerals -------------------------------------------------------------------------------------------------

_VAGUE_BEFORE = {"数": "several", "几": "several", "上": "over", "成": None}
_NEIGHBOURS = re.compile(r"(十?)([一二三四五六七八九两])([二三四五六七八九])([十百千万亿]*)")
_ONE_COUNTS = frozenset({"percent", "multiple", "money", "mass", "power", "energy", "data"})
_FALSE_STARTS = frozenset("三元材料 三元锂 三元前驱 三元电池 三元正极 三元桥 三元股份 一年一度 一天一 十分 万分 百分 千层 两面 一点 一度 一分 一次 一元化 九州 一周岁".split())


def _read_chinese(text: str, match: re.Match[str]) -> _Number | None:
    start, end = match.span("chinese")
    written = match["chinese"]
    if any(text.startswith(false, start) for false in _FALSE_STARTS):
        return None
    whole = written.rstrip("万亿")
    values = _chinese_values(whole or written)
    if values is None:
        return None
    number = _measured(text, start, start + len(whole or written), *values)
    if number.unit is None and not _large(written, values[0] * number.scale):
        return None
    if written == "一" and (number.unit is None or number.unit.kind not in _ONE_COUNTS) and number.scale == 1:
        return _one_period(number, text)
    return _vague(text, number) if written[0] in SCALES else number


def _one_period(number: _Number, text: str) -> _Number | None:
    return number if number.unit and number.unit.kind == "duration" and text[number.start - 1 : number.start] not in ("新", "第", "这", "某", "同", "每", "有") else None


def _chinese_values(written: str) -> tuple[Decimal, Decimal] | None:
    """Lowest and highest value: 三四十 is 30 to 40."""
    between = _NEIGHBOURS.fullmatch(written)
    if between:
        low, high = chinese_number(between[1] + between[2] + between[4]), chinese_number(between[1] + between[3] + between[4])
        return (low, high) if low is not None and high is not None and low < high else None
    value = chinese_number(written)
    return None if value is None else (value, value)


def _large(written: str, value: Decimal) -> bool:
    """三千亿 says enough without a unit; 千万 and 一万 do not."""
    return value >= _HARD_COUNT and len(written) > 1 and written[0] not in "百千万亿一"


def _vague(text: str, number: _Number) -> _Number | None:
    """数十亿, 上百, 几千: a scale with no digit before it."""
    before = text[number.start - 1 : number.start]
    if before in ("数", "几"):
        return replace(number, start=number.start - 1, hedge="several")
    if before == "上" and text[number.start - 2 : number.start - 1] not in ("以", "之"):
        return replace(number, start=number.start - 1, hedge="at_least")
    return number


# --- other forms ------------------------------------------------------------------------------------------------------

_ORDINAL_NAMES = "届季方者产产天世人条章款期"
_RANK_BEFORE = re.compile(r"(?:排名|位居|位列|居|列|全球|世界|全国|国内|行业)\Z")


def _read_ordinal(text: str, match: re.Match[str]) -> _Number | None:
    written = match["nth"] or match["top"] or match["no"]
    value = arabic(written) if written.isdigit() else chinese_number(written)
    following = text[match.end() : match.end() + 1]
    if value is None or (match["nth"] and following in _ORDINAL_NAMES and following):
        return None
    if match["top"]:
        ranked = bool(match["ranked"]) or match.group()[0] in "Tt"
        return _Number(match.start(), match.end(), value, value, unit=Unit("top", "rank")) if ranked and value > 1 else None
    if match["no"] or following in ("大", "名", "位") and following:
        return _Number(match.start(), match.end() + (0 if match["no"] else 1), value, value, unit=Unit("", "rank"))
    if value == 1 and not _RANK_BEFORE.search(text, max(0, match.start() - 2), match.start()):
        return None
    return _Number(match.start(), match.end(), value, value, unit=Unit("", "ordinal"))


def _read_share(match: re.Match[str]) -> _Number | None:
    of = arabic(match["of"]) if match["of"].isdigit() else chinese_number(match["of"])
    written = match["parts"]
    parts = arabic(written) if written[0].isdigit() and written[0].isascii() else chinese_number(written)
    if not of or parts is None:
        return None
    if of in (100, 1000, 10000):
        value, unit = parts * 100 / of, Unit("%", "percent")
    else:
        value, unit = parts / of, Unit("", "fraction")
    return _Number(match.start(), match.end(), value, value, unit=unit)


def _read_fold(match: re.Match[str]) -> _Number:
    """翻番 is twice, 翻两番 four times."""
    if match["times"]:
        value = arabic(match["times"]) if match["times"].isdigit() else chinese_number(match["times"]) or Decimal(2)
    else:
        doublings = match["doublings"]
        value = Decimal(2) ** int((chinese_number(doublings) if not doublings.isascii() else Decimal(doublings)) or 1) if doublings else Decimal(2)
    return _Number(match.start(), match.end(), value, value, unit=Unit("x", "multiple"), direction=1)


def _read_half(text: str, match: re.Match[str]) -> _Number:
    written, half = match["half"], Decimal("0.5")
    if written == "半":
        return _measured(text, match.start(), match.end(), half, half)
    falls = written in ("减半", "腰斩")
    return _Number(match.start(), match.end(), half, half, unit=Unit("", "fraction"), hedge="over" if written == "过半" else None, direction=-1 if falls else 0)


_ENGLISH_FOLDS = {"dou": "2", "twi": "2", "two": "2", "tri": "3", "thr": "3", "qua": "4"}


def _english_numbers(text: str) -> Iterator[_Number]:
    for match in _ENGLISH_CANDIDATE.finditer(text):
        number = _read_english(text, match)
        if number:
            yield number


def _read_english(text: str, match: re.Match[str]) -> _Number | None:
    word = (match["word"] or "").lower()
    if word.startswith("hal"):
        return _Number(match.start(), match.end(), Decimal("0.5"), Decimal("0.5"), unit=Unit("", "fraction"), direction=0 if word == "half" else -1)
    if word:
        value = Decimal(_ENGLISH_FOLDS[word[:3]])
        return _Number(match.start(), match.end(), value, value, unit=Unit("x", "multiple"), direction=0 if word == "twice" else 1)
    value = Decimal(ENGLISH_NUMBERS[match["english"].lower()] + ENGLISH_NUMBERS.get((match["ones"] or "zero").lower(), 0))
    number = _measured(text, match.start(), match.end(), value, value)
    if number.is_bare or (value == 1 and number.scale == 1):
        return None
    return number


# --- ranges and lists -------------------------------------------------------------------------------------------------

_RANGE = re.compile(r"\s?(?:-|—{1,2}|~|至|到)\s?| to ")
_LIST = re.compile(r"\s?(?:、|和|及|与|或|以及)\s?|, | and | or ")
_FROM = re.compile(r"(?:从|由|自|from )\Z")
_RANGE_START_SCALES = 1000


def _lists(text: str, numbers: list[_Number]) -> list[_Number]:
    """3、5、8纳米: each bare number takes the unit and scale of the next in its list."""
    settled = numbers[:]
    for place in range(len(numbers) - 2, -1, -1):
        number, following = settled[place], settled[place + 1]
        if number.is_bare and not following.is_bare and not following.currency_first and _LIST.fullmatch(text, number.end, following.start):
            settled[place] = replace(number, scale=following.scale, unit=following.unit)
    return settled


def _ranges(text: str, numbers: list[_Number]) -> list[_Number]:
    joined: list[_Number] = []
    for number in numbers:
        whole = _range(text, joined[-1], number) if joined else None
        if whole:
            joined[-1] = whole
        else:
            joined.append(number)
    return joined


def _range(text: str, first: _Number, last: _Number) -> _Number | None:
    """The range that two neighbouring numbers form, or None: 38-95GW, 10%至12%, $5-10 billion."""
    connector = _RANGE.fullmatch(text, first.end, last.start)
    if not connector or first.low != first.high or last.low != last.high:
        return None
    if first.unit and last.unit and first.unit.symbol != last.unit.symbol:
        return None
    if first.unit and last.unit and (_FROM.search(text, max(0, first.start - 5), first.start) or _changes(text, first, connector)):
        return None
    low, high = _ends(first, last)
    if low > high:
        return None
    unit = last.unit or first.unit
    return replace(last, start=first.start, low=low, high=high, scale=Decimal(1), unit=replace(unit, factor=Decimal(1)) if unit else None, hedge=first.hedge)


def _changes(text: str, first: _Number, connector: re.Match[str]) -> bool:
    """上涨5元至12元 names a change and its result, no range; of percentages it is one."""
    if connector.group().strip() not in ("至", "到", "to") or (first.unit and first.unit.kind == "percent"):
        return False
    return _direction_before(text, first.start, 0) != 0


def _ends(first: _Number, last: _Number) -> tuple[Decimal, Decimal]:
    unit = first.unit or last.unit
    last_unit = last.unit or first.unit
    low_factor = (first.unit or last_unit).factor if unit and last_unit else Decimal(1)
    high_factor = last_unit.factor if last_unit else Decimal(1)
    if first.currency_first and not last.unit:
        high_factor = low_factor
    scale = last.scale if first.scale == 1 and (first.unit is None or first.currency_first) and first.low < last.high else first.scale
    return first.low * scale * low_factor, last.high * last.scale * high_factor


# --- the finished figure ----------------------------------------------------------------------------------------------

_MINUS = re.compile(r"(?:(?<![0-9A-Za-z%\u4e00-\u9fff)])-|负|零下|minus )\Z")
_EACH = re.compile(r"每一?([^\s0-9，。、]{1,4}?)\Z")


def _figure(text: str, folded: str, number: _Number, before: int) -> Figure:
    start, end = number.start, number.end
    unit = number.unit or Unit("", "count")
    factor = number.scale * unit.factor
    low, high = number.low * factor, number.high * factor
    sign = _MINUS.search(folded, max(before, start - 6), start)
    if sign:
        start, low, high = sign.start(), -high, -low
    hedge, edge = _hedge_before(folded, start, before)
    hedge = hedge or number.hedge or _hedge_after(folded, end)
    direction = number.direction or _direction_before(folded, edge, before) or _direction_after(folded, end)
    each = _EACH.search(folded, max(before, edge - 6), edge)
    if each and (below := denominator_at(folded, each.start(1))) and len(below[0]) == len(each[1]) and unit.kind not in ("rate", "percent"):
        per = rate(unit, below[1])
        low, high, unit = low / unit.factor * per.factor, high / unit.factor * per.factor, per
    return Figure(start, end, text[start:end], low, high, unit.symbol, unit.kind, hedge, direction)


def _hedge_before(text: str, start: int, floor: int) -> tuple[Hedge | None, int]:
    """The hedge before `start` and where it begins."""
    edge = start
    while edge > floor and text[edge - 1] == " ":
        edge -= 1
    found = HEDGES_BEFORE.before(text, edge)
    if found and found[0] >= floor:
        return found[1], found[0]
    return None, edge


def _hedge_after(text: str, end: int) -> Hedge | None:
    found = HEDGES_AFTER.after(text, end + (text[end : end + 1] == " "))
    return found[1] if found else None


def _direction_before(text: str, edge: int, floor: int) -> Direction:
    for _ in range(_MOST_FILLERS):
        while edge > floor and text[edge - 1] == " ":
            edge -= 1
        found = DIRECTIONS_BEFORE.before(text, edge)
        if found and found[0] >= floor:
            return found[1]
        filler = FILLERS.before(text, edge)
        if not filler or filler[0] < floor:
            return 0
        edge = filler[0]
    return 0


_MOST_FILLERS = 4


def _direction_after(text: str, end: int) -> Direction:
    found = DIRECTIONS_AFTER.after(text, end + (text[end : end + 1] == " "))
    return found[1] if found else 0


# --- equality ---------------------------------------------------------------------------------------------------------

_TOLERANCE = Decimal("1e-9")
"""Relative; for what unit conversion loses, never for digits."""

_GENERIC_COUNTS = frozenset({"", "个", "项", "款", "件", "种"})


def same_value(a: Figure, b: Figure) -> bool:
    """Both say the same amount of the same thing, however it is written: 120万吨 and 1.2 million tonnes, 0.1秒 and 100毫秒.

    Hedges are not compared; a direction only where both have one.
    """
    if a.direction * b.direction < 0 or not _same_unit(a, b):
        return False
    return _close(_signed(a.low, a), _signed(b.low, b)) and _close(_signed(a.high, a), _signed(b.high, b))


def _signed(value: Decimal, figure: Figure) -> Decimal:
    """下降5% and -5% are one value."""
    return abs(value) if figure.direction else value


def _same_unit(a: Figure, b: Figure) -> bool:
    if a.kind == b.kind == "count":
        return a.unit == b.unit or a.unit in _GENERIC_COUNTS or b.unit in _GENERIC_COUNTS
    kinds = {a.kind, b.kind}
    return a.unit == b.unit and (a.kind == b.kind or kinds == {"rank", "ordinal"})


def _close(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= _TOLERANCE * max(abs(a), abs(b))
