"""What a text and its rendering in another language do not share: figures, dates and names, in the notation of each."""

import re
from calendar import month_name
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from facts.names.detection import Aliases, MissingName, missing_names
from facts.names.name_words import COUNTRIES, PLACES
from facts.support.derived_figures import says_share
from facts.support.figure_matching import PlacedFigure, is_amount_of, placed_figures
from facts.support.undisproved import is_small_count
from facts.text.cleaning import plain
from facts.text.lexicon import word_list
from facts.text.segmenter import words
from facts.values.dates import DateMention, read_dates
from facts.values.figure_context import with_hedge
from facts.values.figure_words import HEDGES_BEFORE
from facts.values.figures import Figure, read_figures, same_value
from facts.values.numerals import ENGLISH_NUMBERS, ENGLISH_SCALES, small_integer

_SIDES = {"over": "above", "at_least": "above", "nearly": "near", "about": "near", "under": "below", "at_most": "below"}
"""Hedges that one language has one word for, and the other two."""
_RELATIVE = frozenset(("percent", "points", "fraction", "multiple"))
"""Kinds of figure that say nothing without their direction. Money that is raised goes nowhere."""
_ANCHOR = date(2024, 7, 1)
"""Both texts were written on one day, whichever it was."""
_MONTHS = tuple(month_name)[1:]
_NEAR = 16
_LONGEST_MONTH = 31
_DAY_ALONE = re.compile(r"(?<![\d月])(\d{1,2})[日号]")
_NTHS = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
_PER_SO_MANY = {"100": "每百", "1,000": "每千", "1000": "每千", "10,000": "每万"}
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_AMOUNT = re.compile(r"[\d.,]+ ?(?:万亿|[万亿]|{})?".format("|".join(ENGLISH_SCALES)))
_HALF_MONTH = {(Decimal("0.5"), "month"), (Decimal(14 * 24 * 3600), "s")}
_RATIO = {("x", "multiple"), ("", "count")}
"""A ratio of 2.09 is 2.09倍."""
_WORDS = "|".join(ENGLISH_NUMBERS)
_WORD_OR_WORD = re.compile(rf"\b(?P<low>{_WORDS}) (?P<by>or|to) (?P<high>{_WORDS})\b", re.IGNORECASE)
_MORE = re.compile(r"(?<=[0-9]) (?:more|further|additional|extra)(?= (?!than)[a-z])")
_NTH = re.compile("第([一二三四五六七八九十百]+)|([一二三四五六七八九十]+)(?=[区号期条])")
_DISCOUNT = re.compile("([一二三四五六七八九]{1,2}|[1-9])折")
_MEGA = 10**6
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_WORD = re.compile(r"[\w.]*\w")
_CLAUSE_END = re.compile(r"[，。；：,;:!?]")
_OR = re.compile(r"或|\bor\b")
_ORIGINAL = re.compile(r" ?[\w .'&-]{0,40}[(（][^()（）]*[\u4e00-\u9fff][^()（）]*[)）]")
"""Behind a name, what it is in the original."""


def strangers(original: str, rendering: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The figures and dates that the original has alone, and those that the rendering has alone.

    One that differs in value, unit, direction or hedge stands on both sides. A count of a handful, a fraction or a
    vague number in words may go by another word: it counts only where the other side has such a one too.
    """
    texts = _as_counted(plain(original)), _as_counted(plain(rendering))
    read = [placed_figures(text) for text in texts]
    alone, others = _without_twins(*read)
    lost, added = _unnamed(_once(alone, read[1]), texts[1]), _unnamed(_once(others, read[0]), texts[0])
    lost, added = _told(lost, added), _told(added, lost)
    day, other = (read_dates(text, _ANCHOR) for text in texts)
    return (
        (*(_hedged(one, texts[0]) for one in lost), *_unmet(day, other, texts[1])),
        (*(_hedged(one, texts[1]) for one in added), *_unmet(other, day, texts[0])),
    )


def _hedged(figure: Figure, text: str) -> str:
    """With the words that make it rough: they may be all that is lost."""
    return with_hedge(text, figure.start, figure.end) if figure.hedge else figure.text


def _as_counted(text: str) -> str:
    """一两个月 is one or two months, from 1 to 2, and 3至5年 three to five years; 多用11天 takes 11 more days."""

    def written(match: re.Match[str]) -> str:
        low, high = (ENGLISH_NUMBERS[match[part].lower()] for part in ("low", "high"))
        is_range = low < high if match["by"].lower() == "to" else low + 1 == high
        return f"{low} to {high}" if is_range else match.group()

    return _MORE.sub("", _WORD_OR_WORD.sub(written, text))


def _without_twins(figures: Iterable[PlacedFigure], others: Iterable[PlacedFigure]) -> tuple[list[PlacedFigure], ...]:
    """Each figure takes its twin with it, once."""
    lost, added = list(figures), list(others)
    signs = {one.figure.direction for one in lost} & {one.figure.direction for one in added}
    for one in tuple(lost):
        if twin := next((other for other in added if _is_twin(one, other, signs)), None):
            lost.remove(one)
            added.remove(twin)
    return lost, added


def _once(figures: Iterable[PlacedFigure], others: Sequence[PlacedFigure]) -> list[PlacedFigure]:
    """Without those that the other side has too, and says once."""
    return [one for one in figures if not any(_is_twin(one, other, ()) for other in others)]


def _told(figures: Iterable[Figure], others: Sequence[Figure]) -> list[Figure]:
    """Without what may as well be a word, such as one, or half, unless one of its kind stands on the other side too."""
    kinds = {one.kind for one in others}
    return [one for one in figures if not _is_in_words(one) or (one.kind in kinds and one.low != 1)]


def _unnamed(figures: Iterable[PlacedFigure], other: str) -> list[Figure]:
    """Without those that the other side has as they stand, or counts in a word, and that are read as no figure there:
    大模型1.8 is Doubao 1.8, 1198P算力 1,198P of computing power, 3家医院 three hospitals, 四五种 four or five.
    """
    side = _Side(other)
    return [one for one in (each.figure for each in figures) if not (side.has(one) or side.counts(one))]


class _Side:
    """The numbers of a text, whatever they are of."""

    def __init__(self, text: str) -> None:
        read = read_figures(text)
        self._text, self._written, self._unread = text, _NUMBER.findall(text), _unread(text)
        self._bare = {(one.low, one.high) for one in read if not one.unit}
        self._amounts = {_amount(one) for one in read if one.unit}
        self._units = {unit for one in read for unit in (one.unit, one.unit.partition("/")[0])}
        self._named = {ENGLISH_NUMBERS.get(word.lower()) for word in self._unread}
        self._counted = {one.low for one in read if one.kind == "count" and not (one.is_range or one.hedge)}

    def has(self, figure: Figure) -> bool:
        """As it stands, without its unit, as a date, or in what Chinese alone has: 折 and 兆."""
        number = _THOUSANDS.sub("", figure.text)
        is_there = _is_written(figure, self._written) or number in self._unread
        is_there = is_there or self._leaves_unit_out(figure) or _is_day_or_hundred(figure, self._text)
        return is_there or _is_discount(figure, self._text) or _is_bandwidth(figure, self._text)

    def counts(self, figure: Figure) -> bool:
        """So many things, in a word or under another name."""
        known = self._named if figure.hedge else self._named | self._counted
        return figure.kind in ("count", "rate") and {figure.low, figure.high} <= known

    def _leaves_unit_out(self, figure: Figure) -> bool:
        """Its number stands alone beside one with its unit: 320毫秒 and 610毫秒 are 320 milliseconds and 610. A count
        has no need of one.
        """
        if figure.hedge or not (figure.unit in self._units or figure.kind == "count"):
            return False
        digits = _NUMBER.match(_THOUSANDS.sub("", figure.text))
        is_unread = digits is not None and digits.group() in self._unread
        return is_unread or _amount(figure) in (self._bare if figure.unit else self._bare | self._amounts)


def _amount(figure: Figure) -> tuple[Decimal, Decimal] | None:
    """Without its unit: 320 million of 3.2亿千瓦时."""
    number = _AMOUNT.match(figure.text)
    alone = read_figures(number.group()) if number else ()
    return (alone[0].low, alone[0].high) if alone else None


def _is_day_or_hundred(figure: Figure, other: str) -> bool:
    """20th and 20 July are 20日, and per 100 cases 每百例."""
    if figure.kind == "ordinal":
        return figure.text[:-2] in _DAY_ALONE.findall(other)
    if day := _DAY_ALONE.fullmatch(figure.text):
        return int(day[1]) in [one.first.day for one in read_dates(other, _ANCHOR) if one.first]
    per_so_many = _PER_SO_MANY.get(figure.text) if figure.kind == "count" else None
    return per_so_many is not None and per_so_many in other


def _is_discount(figure: Figure, other: str) -> bool:
    """七八折 is 70% to 80% of a price, or 20% to 30% off."""
    tenths = ([small_integer(digit) or 0 for digit in digits] for digits in _DISCOUNT.findall(other))
    parts = {(10 * one[0], 10 * one[-1]) for one in tenths}
    return (
        figure.kind == "percent" and {(figure.low, figure.high), (100 - figure.high, 100 - figure.low)} & parts != set()
    )


def _is_bandwidth(figure: Figure, other: str) -> bool:
    """200兆 of a line are 200 Mbps."""
    return figure.unit.endswith(("bit/s", "bps")) and f"{figure.low / _MEGA:f}兆" in other


def _is_written(figure: Figure, numbers: Collection[str]) -> bool:
    """A score's points may go unsaid."""
    if figure.kind == "score":
        return _NUMBER.findall(figure.text)[0] in numbers
    return figure.text in numbers and not figure.unit


def _unread(text: str) -> list[str]:
    """The words outside of its figures, numbers without marks of thousands."""
    for figure in reversed(read_figures(text)):
        text = f"{text[: figure.start]} {text[figure.end :]}"
    return _WORD.findall(_THOUSANDS.sub("", text))


def _is_in_words(figure: Figure) -> bool:
    """It may as well be a word."""
    is_vague = is_small_count(figure) or figure.kind in ("fraction", "duration", "multiple")
    is_one = figure.low == figure.high == 1
    return (is_vague or is_one or figure.hedge == "several") and not any(map(str.isdigit, figure.text))


def _is_twin(one: PlacedFigure, other: PlacedFigure, signs: Collection[int]) -> bool:
    """`signs`: directions that both sides have. From 5 to 12 rises, whichever end of it is said to. Where one side
    alone says whither, the other may say it by another word (少25%, cut by 25%), but not that it is a share.
    """
    figure, twin = one.figure, other.figure
    if figure.direction * twin.direction < 0 or not _is_as_much(figure, twin):
        return False
    moves = figure.direction == twin.direction or (figure.direction or twin.direction) in signs
    still = other if figure.direction else one
    moves = moves or not says_share(still.figure, still.text)
    return (moves or not {figure.kind, twin.kind} & _RELATIVE) and _hedged_alike(one, other)


def _is_as_much(figure: Figure, twin: Figure) -> bool:
    """Whatever is counted has a word of its own in each language, 两次 is twice, half a month two weeks, and 2.09倍 a
    ratio of 2.09.
    """
    if same_value(figure, twin) or is_amount_of(figure, twin):
        return True
    if {(one.low, one.unit) for one in (figure, twin)} == _HALF_MONTH:
        return True
    per = [one.unit.rpartition("/")[2] for one in (figure, twin) if one.kind == "rate"]
    is_of_one = (len(per) == 2 and per[0] == per[1]) or {figure.unit, twin.unit} == {"次", "x"}
    is_of_one = is_of_one or {figure.measure, twin.measure} == _RATIO
    return is_of_one and (figure.low, figure.high) == (twin.low, twin.high)


def _hedged_alike(one: PlacedFigure, other: PlacedFigure) -> bool:
    """突破 and up to are hedges to some: a figure that is only reached may have none beside it. Where one language has
    the hedge at the figure, the other may have it elsewhere before: 约需投资5亿元.
    """
    side, its = (_SIDES.get(each.figure.hedge or "") for each in (one, other))
    if side == its or (side and its):
        return side == its
    if _lasts(one) or _lasts(other):
        return True
    return _is_reached(one) or _is_reached(other) or (side or its) in _sides_before(other if side else one)


def _stands_apart(figure: Figure, text: str, start: int) -> bool:
    """It ends before `start`, and is not what the figure there is a part of: 不到802元的一半 is less than half."""
    between = text[figure.end : start]
    return figure.end <= start and not (between.endswith("的") and not _CLAUSE_END.search(between))


def _lasts(one: PlacedFigure) -> bool:
    """Over three years may be throughout them."""
    return one.figure.kind == "duration" and one.text[: one.figure.start].lower().endswith("over ")


def _sides_before(one: PlacedFigure) -> Iterator[str | None]:
    """Of the hedges between the figure and what stands before it in its clause, another figure or nothing; of that
    figure too, where the two are one or the other: above 1,000 at once or 3,000 in a day.
    """
    text, start = one.text, one.figure.start
    before = next((each for each in reversed(read_figures(text)) if _stands_apart(each, text, start)), None)
    if before and _is_alternative(text[before.end : start]):
        yield _SIDES.get(before.hedge or "")
    floor = before.end if before else 0
    yield from _sides_within(
        text, max([floor, *(end.end() for end in _CLAUSE_END.finditer(text, floor, start))]), start
    )


def _is_alternative(between: str) -> bool:
    return _OR.search(between) is not None and not _CLAUSE_END.search(between)


def _sides_within(text: str, start: int, end: int) -> Iterator[str | None]:
    inside = [word for word in words(text) if start <= word.start and word.end <= end]
    for word in inside:
        found = HEDGES_BEFORE.before(text, word.end)
        if found and found[0] in (each.start for each in inside):
            yield _SIDES.get(found[1] or "")


def _is_reached(one: PlacedFigure) -> bool:
    text, figure, reaching = one.text, one.figure, word_list("reaching")
    before, behind = text[: figure.start][-_NEAR:].rstrip(), text[figure.end :][:_NEAR]
    return figure.hedge == "several" or reaching.ends(before) or reaching.begins(behind)


def _unmet(mentions: Iterable[DateMention], others: Sequence[DateMention], other_text: str) -> list[str]:
    """Those with digits that no date of the other side lies within, or around: 2026年底 is within 2026. A part of a
    month, which English has many words for, is met by the month's name.
    """
    written = [one for one in mentions if any(map(str.isdigit, one.text))]
    written = [one for one in written if not (_names_month(one, other_text) or _names_day(one, other_text))]
    return [one.text for one in written if not any(_holds(one, other) or _holds(other, one) for other in others)]


def _names_month(one: DateMention, text: str) -> bool:
    if one.days is None or not 1 < (one.days[1] - one.days[0]).days < _LONGEST_MONTH:
        return False
    return _MONTHS[one.days[0].month - 1] in text


def _names_day(one: DateMention, text: str) -> bool:
    """20日 is the 20th, and of a month that stands elsewhere 20 July."""
    day = _DAY_ALONE.fullmatch(one.text)
    is_nth = day is not None and day[1] in _NTHS.findall(text)
    return is_nth or bool(one.first and one.first == one.last and str(one.first.day) in _DAY_ALONE.findall(text))


def _holds(one: DateMention, other: DateMention) -> bool:
    """Where all days of both can be told; a day without a month is that of any."""
    if one.days is None or other.days is None:
        return True
    if _DAY_ALONE.fullmatch(one.text) or _DAY_ALONE.fullmatch(other.text):
        return one.days[0].day == other.days[0].day
    return all(map(one.holds, other.days))


def lost_names(original: str, rendering: str, aliases: Aliases, *, from_chinese: bool) -> tuple[str, ...]:
    """The names of the original that the rendering has under no form, as far as they are names beyond doubt.

    No country or city is one: 国内 and 港股 name China and Hong Kong.
    """
    places = aliases.groups(*COUNTRIES.values(), *PLACES)
    found = (one for one in missing_names(original, (rendering,), aliases) if not aliases.groups(one.text) & places)
    return tuple(one.text for one in found if _is_sure(one, aliases, rendering, from_chinese))


def added_names(original: str, rendering: str, aliases: Aliases, *, from_chinese: bool) -> tuple[str, ...]:
    """Those of the rendering that the original has under no form, but for such as stand before the original's own."""
    text = plain(rendering)
    found = lost_names(rendering, original, aliases, from_chinese=not from_chinese)
    return tuple(one for one in found if not _ORIGINAL.match(text, text.find(one) + len(one)))


def _is_sure(name: MissingName, aliases: Aliases, other: str, in_chinese: bool) -> bool:
    """It is of the table, or in Latin letters within Chinese, or has capitals within, or a number that is not there."""
    numbers = set(_NUMBER.findall(name.text))
    if numbers and any(map(str.isalpha, name.text)):
        return not numbers <= {*_numbers(other), *(str(one.low) for one in read_figures(other))}
    if numbers:
        return False  # 360 of 360 billion is a figure's, which has a check of its own
    if aliases.groups(name.text):
        return name.is_proven
    return name.text.isascii() and (in_chinese or _has_capitals_within(name.text))


def _has_capitals_within(name: str) -> bool:
    """The plural of an abbreviation has none: PUEs."""
    name = name.removesuffix("s") if name[:-1].isupper() else name
    return any(not (part[1:].islower() or part.isupper()) for part in name.split("-") if part[1:])


def _numbers(text: str) -> set[str]:
    """As they are written, in digits: those of 第四条 and 1,198P too."""
    nths = (small_integer(before or behind) for before, behind in _NTH.findall(text))
    return {*_NUMBER.findall(_THOUSANDS.sub("", text)), *map(str, nths)}
