"""Sentences and clauses of Chinese and English news, with the exact place of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from facts.text.remembered import remembered


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: `source[start:end] == text`, without outer white space."""

    start: int
    end: int
    text: str


_LONGEST_ENCLOSED = 80
"""A quotation or bracket up to this long is never split; within a longer one, sentences are."""

_PAIRS = {pair[0]: pair[1] for pair in ("“”", "「」", "『』", "（）", "()", "【】", "《》", "〈〉", "[]", "‘’", '""')}
_CLOSERS = "”」』）)】》〉]’\"'"

_SENTENCE_MARK = re.compile(r"[。！？!?；\n\r\u2028\u2029.“「『（(【《〈\[‘\"]")
_CLAUSE_MARK = re.compile(r"[，,、：:—–;“「『（(【《〈\[‘\"]")
_AFTER_END = re.compile(rf"[。！？!?；]*[{re.escape(_CLOSERS)}]*")
_HEADLINE = re.compile(r"【[^【】\n]{1,120}】")
_ENCLOSED = {
    opening: re.compile(
        rf"{re.escape(opening)}[^{re.escape(opening)}{re.escape(closing)}\n]{{0,{_LONGEST_ENCLOSED}}}{re.escape(closing)}"
    )
    for opening, closing in _PAIRS.items()
}
_WORD_BEFORE = re.compile(r"[A-Za-z0-9.&'-]{1,20}\Z")
_ABBREVIATIONS = frozenset(
    """
    inc corp ltd co mr mrs ms dr prof st vs e.g i.e etc no nos fig approx est sen gov gen rep adm col sgt jr sr dept
    univ assn bros jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun a.m p.m cf
    al pp vol ed eds
    """.split()
)
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Z]\Z")
_NUMBER_BEFORE = re.compile(r"\d(?: ?(?:%|percent|thousand|million|billion|trillion))?\Z")
"""December 31, 2027 and 462 million, 471 million are no two clauses."""
_LONGEST_NUMBER = 12
_LISTED = re.compile(r"\d{1,2}\Z")


@remembered
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of `text` in order. A leading 【headline】 is one of its own.

    Numbers, abbreviations, addresses and short quotations or brackets are not split; pieces without a letter or digit
    are left out.
    """
    return tuple(_pieces(text, 0, len(text), _sentence_breaks(text)))


@remembered
def clauses(text: str) -> tuple[Span, ...]:
    """The clauses of `text` in order, without the comma, colon or dash between them.

    Enumerations (北京、上海), numbers (1,320.5), dates and lists of numbers (May 3, 2027), ranges (0.6亿—0.9亿),
    quotations and brackets stay whole.
    """
    found: list[Span] = []
    for sentence in sentences(text):
        found += _pieces(text, sentence.start, sentence.end, _clause_breaks(text, sentence.start, sentence.end))
    return tuple(found)


def without_end(clause: str) -> str:
    """`clause` without the mark that ends it."""
    return clause.rstrip("，,；;。.！!？?：: ")


_LABEL = 20
"""Characters."""


def blanked(text: str, openings: str, longest: int = _LONGEST_ENCLOSED) -> str:
    """`text` with blanks for what stands between pairs of the signs `openings`, if it is no longer than `longest`
    characters; all else keeps its place.
    """

    def blank(found: re.Match[str]) -> str:
        return found.group() if len(found.group()) > longest + 2 else " " * len(found.group())

    for opening in openings:
        text = _ENCLOSED[opening].sub(blank, text)
    return text


def without_labels(text: str) -> str:
    """`text` with blanks for what stands so short between quotation marks that it is called so, and tells nothing."""
    return blanked(text, "“「", _LABEL)


def _pieces(text: str, start: int, end: int, breaks: Iterator[tuple[int, int]]) -> Iterator[Span]:
    """The spans between breaks; each break is (end of the piece before it, start of the piece after it)."""
    for stop, following in breaks:
        yield from _trimmed(text, start, stop)
        start = following
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    kept = piece.strip()
    if kept and any(map(str.isalnum, kept)):
        first = start + len(piece) - len(piece.lstrip())
        yield Span(first, first + len(kept), kept)


def _sentence_breaks(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    sentence_start = 0
    while mark := _SENTENCE_MARK.search(text, position):
        place = mark.start()
        kind, position = _sentence_mark(text, place, sentence_start)
        if kind:
            yield position, position
            sentence_start = position


def _sentence_mark(text: str, place: int, sentence_start: int) -> tuple[bool, int]:
    """Whether a sentence ends at the mark at `place`, and where reading goes on."""
    character = text[place]
    if character in _ENCLOSED:
        return _enclosure(text, place, character, sentence_start)
    if character == ".":
        return _full_stop(text, place, sentence_start)
    after = match_end(_AFTER_END, text, place + 1)
    if character in "!?" and not _word_ends(text, after):
        return False, place + 1
    return True, after


def match_end(pattern: re.Pattern[str], text: str, place: int) -> int:
    """Where that ends which stands at `place`; `place` itself where nothing of the pattern does."""
    found = pattern.match(text, place)
    return found.end() if found else place


_FIRST_BEYOND_LATIN = 0x2000


def _word_ends(text: str, place: int) -> bool:
    """Nothing, white space or a character of another script stands at `place`: no address or name goes on there."""
    return place >= len(text) or text[place].isspace() or ord(text[place]) > _FIRST_BEYOND_LATIN


def _enclosure(text: str, place: int, opening: str, sentence_start: int) -> tuple[bool, int]:
    """A leading headline ends a sentence, so does a quotation that ends in a full stop; all else is passed over."""
    if opening == "【" and not text[sentence_start:place].strip():
        headline = _HEADLINE.match(text, place)
        if headline:
            return True, headline.end()
    enclosed = _ENCLOSED[opening].match(text, place)
    if not enclosed:
        return False, place + 1
    after = enclosed.end()
    return text[after - 2] == "。" and opening in "“「『", after


def _full_stop(text: str, place: int, sentence_start: int) -> tuple[bool, int]:
    after = match_end(_AFTER_END, text, place + 1)
    following = text[after : after + 2]
    if following and not following[0].isspace():
        return False, place + 1
    if following[1:].islower() or _within_number(text, place) or _abbreviated(text, place, sentence_start):
        return False, place + 1
    return text[place - 1 : place] != ".", after


SPACED_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,3}\. [0-9]")
"""1. 4 万亿: one number that a blank has got into. A year before the point ends its sentence."""


def _within_number(text: str, place: int) -> bool:
    return SPACED_NUMBER.search(text, max(0, place - 3), place + 3) is not None


def _abbreviated(text: str, place: int, sentence_start: int) -> bool:
    word = _WORD_BEFORE.search(text, max(sentence_start, place - 20), place)
    if not word:
        return False
    written = word.group()
    if written.lower() in _ABBREVIATIONS or _INITIALS.match(written):
        return True
    return bool(_LISTED.match(written)) and not text[sentence_start : word.start()].strip()


def _clause_breaks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    position = clause_start = start
    while mark := _CLAUSE_MARK.search(text, position, end):
        place, character = mark.start(), mark.group()
        if character in _ENCLOSED:
            enclosed = _ENCLOSED[character].match(text, place, end)
            position = enclosed.end() if enclosed else place + 1
            continue
        position = _run_end(text, place, end)
        if _separates(text, place, position, clause_start, end):
            yield place, position
            clause_start = position


def _run_end(text: str, place: int, end: int) -> int:
    """Behind the last of several equal signs: —— is one dash."""
    after = place + 1
    while after < end and text[after] == text[place]:
        after += 1
    return after


def _parts(text: str, place: int, after: int) -> bool:
    """A narrow sign between wide letters, or before a blank, but not within numbers."""
    if not text[after : after + 1].isspace():
        return _is_wide(text[place - 1 : place]) and _is_wide(text[after : after + 1])
    is_number = text[after + 1 : after + 2].isdigit()
    return not (is_number and _NUMBER_BEFORE.search(text, max(0, place - _LONGEST_NUMBER), place))


def _separates(text: str, place: int, after: int, clause_start: int, end: int) -> bool:
    """The sign at `place..after` stands between two clauses."""
    character, before, behind = text[place], text[place - 1 : place], text[after : after + 1]
    if character in ",:;":
        return _parts(text, place, after)
    if character in "—–":
        return after - place > 1 or (
            before.isspace() and behind.isspace() and not text[after + 1 : after + 2].isdigit()
        )
    if character == "、":
        return _tells_twice(text, clause_start, place, after, end)
    if character == "，":
        return not (before.isdigit() and _THOUSANDS.match(text, after))
    return not (before.isdigit() and behind.isdigit())


_THOUSANDS = re.compile(r"\d{3}(?!\d)")
_TOLD = re.compile(r"[^，、：；。！？,—]{5,}?[0-9]")
_DIGIT = re.compile(r"[0-9]")


def _tells_twice(text: str, clause_start: int, place: int, after: int, end: int) -> bool:
    """同比增长5%、环比下降3%: both sides say something of a figure. 3、5、8纳米 and 北京、上海 are enumerations."""
    return _DIGIT.search(text, clause_start, place) is not None and _TOLD.match(text, after, end) is not None


def _is_wide(character: str) -> bool:
    return bool(character) and ord(character) > _FIRST_WIDE


_FIRST_WIDE = 0x2E7F
