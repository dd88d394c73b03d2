"""Names that hold digits: Gemini 3, GPT-5.5, H200, 沪深300, 600481.SH. Their digits are no figures."""

import re
from collections.abc import Iterator

from facts.text.sentences import Span, match_end
from facts.values.dates import date_spans
from facts.values.numerals import fold_width
from facts.values.quantities import currency_before, has_unit
from facts.values.tables import TABLES

_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_NUMBERED = re.compile(r"第 ?[0-9]+ ?[届条章号]")
_RUN = re.compile(r"[A-Za-z0-9]*(?:[-.+_·][A-Za-z0-9]+)*")
_RUN_BEFORE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:(?:[-.+_&]| - )[A-Za-z0-9]*)*\Z")
_STOCK_CODE = re.compile(r"[0-9]{4,6}\.(?:SH|SZ|BJ|HK|TW|KS|KQ|SS|US|T)(?![A-Za-z])|(?<=[(（])[0-9]{5,6}(?=[)）])")
_INDEX_BEFORE = re.compile(
    r"(?:沪深|中证|上证|科创|创业板|深证|国证|标普|日经|富时|罗素|纳斯达克|纳指|斯托克|斯托克欧洲|北证|大中华"
    r"|CAC|DAX|EGX|KOSPI|Russell|FTSE|CSI|S&P|Nikkei|Stoxx|STOXX)\s?\Z"
)
_INDEX_SIZES = frozenset("30 40 50 60 100 150 180 200 225 250 300 350 380 500 600 800 1000 2000 3000".split())
_NAMED_BEHIND = re.compile(
    r"\s?(?:号(?!召)|系列?(?!统)|合约|热线|晚会|事件|高校|国道|省道|时代|世纪|版本|型(?!号)|调查|条款|[Ss]eries\b|edition\b"
    r"|(?:Pro|Max|Ultra|Plus|[Mm]ini|Turbo|Air|Lite|Flash|Preview|SUV|Fold|Edge)(?![A-Za-z]))|[BCG](?=[端业客企基产领])"
)
_DOTTED = re.compile(r"[0-9]+(?:·[0-9]+|(?:\.[0-9]+){2,})")
_HYPHENED = re.compile(r"[\u4e00-\u9fff”」](?<![为至到率比幅值报跌降])-\Z")
_VERSION = re.compile(r"[0-9]{1,2}(?:\.0|\.[0-9]+(?=版|\.[0-9]))")
_RANGE_BEHIND = re.compile(
    r" ?(?:至|到|-|~|—|to|、|和) ?[0-9]+(?:\.[0-9]+)? ?(?:[万亿]|(?!版)[\u4e00-\u9fff]?元|%|[A-Za-z])"
)
_ENUMERATOR = re.compile(r"(?<![^\s：:；;。，,(])[0-9]{1,2}\)|(?<![^\n。；;：])[0-9]{1,2}[、.](?![0-9])")
_WORD_BEFORE = re.compile(r"(?<![A-Za-z0-9.-])([A-Za-z][A-Za-z0-9'’+-]*) \Z")
_LONGEST_NUMBER = 5
_THOUSANDS = re.compile(r",[0-9]{3}(?![0-9])")
_PLAIN_NUMBER = re.compile(r"[0-9.]+")
_PLAIN_WORDS = frozenset(TABLES["plain_words"].split())


def read_names_with_digits(text: str) -> tuple[Span, ...]:
    """The names in `text` that hold digits, with their Latin letters: H200, Gemini 3, 600481.SH, 第14届."""
    folded = fold_width(text)
    found: list[Span] = []
    position = 0
    for start, end in _digits_outside(folded, date_spans(folded)):
        name = _name_at(folded, start, end) if start >= position else None
        if name:
            first, position = max(name[0], position), name[1]
            found.append(Span(first, position, text[first:position]))
    return tuple(found)


def _digits_outside(text: str, spans: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    """Runs of digits that are in none of the spans."""
    rest = iter(spans)
    span = next(rest, None)
    for digits in _DIGITS.finditer(text):
        while span and span[1] <= digits.start():
            span = next(rest, None)
        if not span or span[0] >= digits.end():
            yield digits.span()


def _name_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    numbered = _NUMBERED.match(text, max(0, text.rfind("第", max(0, start - 2), start)))
    if numbered:
        return numbered.span()
    stop = name_end(text, start, end)
    return (_name_start(text, start), stop) if stop else None


def _name_start(text: str, place: int) -> int:
    window = max(0, place - _LONGEST_NAME)
    run = _RUN_BEFORE.search(text, window, place) or _WORD_BEFORE.search(text, window, place)
    return run.start() if run else place


_LONGEST_NAME = 40


def name_end(text: str, start: int, end: int) -> int:
    """Where the name ends to which the digits at `start..end` belong, or 0 where they are a figure's.

    `text` has its width folded.
    """
    code = _STOCK_CODE.match(text, start)
    if code:
        return code.end()
    if _is_part_of_name(text, start, end):
        return match_end(_RUN, text, end)
    if has_unit(text, end) or currency_before(text, start):
        return 0
    following = text[end : end + 1]
    if following.isascii() and following.isalpha():
        return match_end(_RUN, text, end)
    return (
        match_end(_RUN, text, end) if _is_label(text, start, end) or _follows_name(text, start, text[start:end]) else 0
    )


def _is_part_of_name(text: str, start: int, end: int) -> bool:
    """Letters, an index or a word such as 系列 at its side make it a name, unit or not."""
    if _LETTER_BEFORE.search(text, max(0, start - 8), start):
        return not (currency_before(text, start) or _is_acronym_of_value(text, start, end))
    if text[start:end] in _INDEX_SIZES and _INDEX_BEFORE.search(text, max(0, start - 12), start):
        return True
    return _NAMED_BEHIND.match(text, end) is not None or _is_letter_x(text, start, end)


_LETTER_BEFORE = re.compile(r"(?:[A-Za-z][-._+]?|&#|(?<![A-Za-z])[A-Z]{1,4} - )\Z")
_ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z]{2,}(?: - )?\Z")


def _is_acronym_of_value(text: str, start: int, end: int) -> bool:
    """GDP5.2%, EPS1.2元, PE20倍: the letters name what is measured."""
    return text[end : end + 1] in _VALUE_SIGNS and _ACRONYM.search(text, max(0, start - 8), start) is not None


_VALUE_SIGNS = tuple("%亿万元倍美港")


def _is_letter_x(text: str, start: int, end: int) -> bool:
    """极氪9X: no multiple."""
    return text[end : end + 1] == "X" and _is_wide(text, start - 1) and _is_wide(text, end + 1)


def _is_wide(text: str, place: int) -> bool:
    return place >= 0 and "\u4e00" <= text[place : place + 1] <= "\u9fff"


def _is_label(text: str, start: int, end: int) -> bool:
    """A version (2.0), 3·15, 承诺-4, a leading zero (Speech 02), or a number that counts paragraphs: 1）, (2), 3、."""
    written = text[start:end]
    if _DOTTED.match(text, start) or _HYPHENED.search(text, max(0, start - 2), start):
        return True
    if (_VERSION.fullmatch(written) and not _RANGE_BEHIND.match(text, end)) or (
        len(written) > 1 and written[0] == "0" and written.isdigit()
    ):
        return True
    return _ENUMERATOR.match(text, start) is not None


def _follows_name(text: str, start: int, written: str) -> bool:
    """Gemini 3: a word with a capital stands before, one that no sentence has to begin with; and no Cooling 3,200."""
    if _THOUSANDS.match(text, start + len(written)):
        return False
    word = _WORD_BEFORE.search(text, max(0, start - 24), start)
    if not word or not _PLAIN_NUMBER.fullmatch(written) or len(written) > _LONGEST_NUMBER:
        return False
    return not word[1].islower() and word[1].lower() not in _PLAIN_WORDS
