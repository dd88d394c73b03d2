"""Names in Chinese and English texts, and which of them another text carries, under whichever form."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from facts.names.name_words import (
    COMMON_ENGLISH,
    COUNTRIES,
    COUNTRY_SHORT,
    GENERIC_LATIN,
)
from facts.names.romanised import spells
from facts.text.cleaning import plain
from facts.text.language import language_of
from facts.text.segmenter import words
from facts.text.sentences import Span
from facts.values.dates import date_spans
from facts.values.digit_names import read_names_with_digits
from facts.values.figures import read_figures
from facts.values.numerals import fold_width


class Aliases:
    """Groups of forms under which one organisation, product, person or place goes: 英伟达, NVIDIA."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._of: dict[str, set[int]] = {}
        for number, forms in enumerate(groups):
            for form in forms:
                self._of.setdefault(form, set()).add(number)
        self._starts: dict[str, list[str]] = {}
        for form in sorted(self._of, key=len, reverse=True):
            self._starts.setdefault(form[:2], []).append(form)

    def found(self, text: str) -> tuple[Span, ...]:
        """The known forms in `text` without overlap, the longest where several begin at one place."""
        spans: list[Span] = []
        position = 0
        for place in range(len(text) - 1):
            starting = self._starts.get(text[place : place + 2]) if place >= position else None
            form = starting and next((one for one in starting if _stands_at(one, text, place)), None)
            if form:
                position = place + len(form)
                spans.append(Span(place, position, form))
        return tuple(spans)

    def groups(self, *forms: str) -> frozenset[int]:
        """Numbers of the groups that one of the forms belongs to."""
        return frozenset(number for form in forms for number in self._of.get(form, ()))

    def others(self, form: str) -> frozenset[str]:
        """All forms of what `form` names."""
        numbers = self.groups(form)
        return frozenset(other for other, groups in self._of.items() if groups & numbers)


@lru_cache(maxsize=8)
def aliases_of(groups: tuple[tuple[str, ...], ...]) -> Aliases:
    """The table, made once for each set of groups."""
    return Aliases(groups)


def _stands_at(form: str, text: str, place: int) -> bool:
    """A Latin form is no part of a longer word; a trailing digit is no part of a longer number, nor 三一 of 点三一,
    nor 日本 of 21日本地.
    """
    if not text.startswith(form, place) or (form[0] == "日" and _DAY_BEFORE.search(text, max(0, place - 3), place)):
        return False
    before, behind = text[place - 1 : place] if place else "", text[place + len(form) : place + len(form) + 1]
    if before and before in _IN_NUMBERS and set(form) <= set(_IN_NUMBERS):
        return False
    return not (_is_latin(form[0]) and _is_latin(before)) and not (_is_latin(form[-1]) and _is_latin(behind))


_DAY_BEFORE = re.compile(r"(?<!\d)\d{1,2}\Z")
_IN_NUMBERS = "点零一二三四五六七八九十百千万亿"


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


@dataclass(frozen=True)
class _SearchedText:
    text: str
    """The reader's form of all texts, width folded."""
    groups: frozenset[int]
    has_chinese: bool
    """One of them is in Chinese: who renders it may spell its names, or put their meaning in words."""

    def carries(self, name: str, aliases: "Aliases") -> bool:
        """The name stands there, or another form of it; and China in Chinese texts, which need not name it: 国产."""
        groups = aliases.groups(name)
        is_home = self.has_chinese and name.isascii() and bool(groups & aliases.groups(_HOME))
        return is_home or bool(groups & self.groups) or self.holds(name)

    def could_name(self, name: str, forms: Iterable[str]) -> bool:
        """One of the forms is in a script in which these texts write names. Without a short form in Latin letters they
        may still have the long one.
        """
        telling = [form for form in forms if form == name or not _SHORT_FORM.fullmatch(form)]
        return any((_HAN if _HAN.search(form) else _LATIN_NAME).search(self.text) for form in telling)

    def holds(self, name: str) -> bool:
        """It stands there: in Latin letters whatever its case and the signs between its parts, or by its sound."""
        return _spelt(name).search(self.text) is not None or self._sounds_so(name)

    def _sounds_so(self, name: str) -> bool:
        """Its digits stand there too, and so does what it is called: Xigu 32B, 溪谷32B; version 2.0, 2.0版."""
        words, digits = _LETTERS.findall(_POSSESSIVE.sub("", name)), _DIGITS.findall(name)
        names = [one for one in words if not one.islower()]
        if not (self.has_chinese and (names or digits) and all(spells(one, self.text) for one in names)):
            return False
        return all(_spelt(one).search(self.text) for one in digits)

    def counts(self, name: str) -> bool:
        """Its digits, three or more, stand there: behind a name they may be a number: Hanzhu Cooling 460 units."""
        parted = _NAME_AND_NUMBER.fullmatch(name)
        return parted is not None and _spelt(parted[1]).search(self.text) is not None

    def tells_apart(self, name: str) -> bool:
        """It is known otherwise than by its number: GPT-5 beside a text on GPT-4."""
        letters = "".join(_LETTERS.findall(name))
        return letters != name and bool(letters) and not letters.islower() and self.holds(letters)


@lru_cache(maxsize=4096)
def _spelt(name: str) -> re.Pattern[str]:
    parts = _PARTS.findall(name)
    if not parts or not name.isascii():
        return re.compile(re.escape(name), re.IGNORECASE)
    before = r"(?<![\d.])" if parts[0][0].isdigit() else r"(?<![A-Za-z])"
    after = r"(?!\d|\.\d)" if parts[-1][-1].isdigit() else r"(?:e?s|['’]s)?(?![A-Za-z])"
    return re.compile(before + r"[\s._·*`-]{0,3}".join(map(re.escape, parts)) + after, re.IGNORECASE)


_NAME_AND_NUMBER = re.compile(r"[A-Za-z'’+-]+ ((?:\d\.?){3,})")
_POSSESSIVE = re.compile(r"['’]s\b")
_LETTERS = re.compile(r"[A-Za-z]+(?:[' -][A-Za-z]+)*")
_DIGITS = re.compile(r"\d[\d.]*[A-Za-z]?\b")
_PARTS = re.compile(r"[A-Za-z]+|[0-9]+(?:\.[0-9]+)*|[^A-Za-z0-9\s._·-]")


@dataclass(frozen=True, slots=True)
class MissingName:
    text: str
    is_proven: bool
    """It is told by its letters or by the table. Otherwise by quotation marks: it may be no name at all."""


def missing_names(said: str, evidence: Iterable[str], aliases: Aliases) -> tuple[MissingName, ...]:
    """The names in `said` that no text of `evidence` carries, each once, in order.

    Nothing is proven of a name in another script than all names of the evidence, unless the table has a form in that
    script: it may be a translation. Nor, in an English text on Chinese ones, of a name that no table has: it may be put
    by its meaning, or by its sound in another spelling; nor is a quotation the same there, or a capital at a beginning.
    """
    text = fold_width(plain(said))
    known = _evidence(tuple(evidence), aliases)
    told, guessed = _missing(text, known, aliases)
    sure = [name for name in told if not _begins_a_sentence(text, name)]
    if known.has_chinese and language_of(text) == "en":
        told, guessed, sure = sure, [], [name for name in sure if _has_one_form(name.text, known, aliases)]
    proven = {name.text for name in sure if known.could_name(name.text, aliases.others(name.text) or (name.text,))}
    in_order = sorted((*told, *guessed), key=lambda one: one.start)
    return tuple(MissingName(name, name in proven) for name in dict.fromkeys(one.text for one in in_order))


def names_others(said: str, evidence: Iterable[str], aliases: Aliases) -> bool:
    """It has names, and no text of `evidence` carries one of them."""
    own, strange = _names_and_strange(said, evidence, aliases)
    return 0 < own == strange


def shares_no_name(said: str, evidence: Iterable[str], aliases: Aliases) -> bool:
    """As `names_others`, or it has none."""
    own, strange = _names_and_strange(said, evidence, aliases)
    return own == strange


def _names_and_strange(said: str, evidence: Iterable[str], aliases: Aliases) -> tuple[int, int]:
    """How many names it has, and how many of them no text of `evidence` carries."""
    return len(missing_names(said, (), aliases)), len(missing_names(said, evidence, aliases))


def _has_one_form(name: str, known: _SearchedText, aliases: Aliases) -> bool:
    return bool(aliases.groups(name)) or known.tells_apart(name)


def _missing(text: str, known: _SearchedText, aliases: Aliases) -> tuple[list[Span], list[Span]]:
    """What is told to be a name, and what marks alone tell."""
    listed = [name for name in aliases.found(text) if _is_word(text, name)]
    told = [name for name in listed if not known.carries(name.text, aliases)]
    covered = [(name.start, name.end) for name in listed]
    told += [*_versions(text, known), *_outside((*covered, *_no_names(text)), _latin(text, known))]
    return told, _outside(covered, _quoted(text, known))


def _is_word(text: str, name: Span) -> bool:
    """It is no piece of other words or of a number: 北美的 does not name 美的, nor 360 billion 360.

    The evidence may hold it anyhow.
    """
    if name.text.isdigit() and any(one.start <= name.start < name.end < one.end for one in read_figures(text)):
        return False
    edges = {0, *(word.end for word in words(text))}
    ends = (place for place, sign in ((name.start, name.text[0]), (name.end, name.text[-1])) if _HAN.match(sign))
    return all(place in edges for place in ends)


_HOME = "中国"
_HAN = re.compile("[\u3400-\u9fff]")
_SHORT_FORM = re.compile(r"[A-Z]{2,6}")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z0-9]+|[0-9][A-Z]")


@lru_cache(maxsize=512)
def _evidence(texts: tuple[str, ...], aliases: Aliases) -> _SearchedText:
    text = "\n".join(fold_width(plain(one)) for one in texts)
    short = (COUNTRIES[match.group()] for match in COUNTRY_SHORT.finditer(text))
    groups = aliases.groups(*(name.text for name in aliases.found(text)), *short)
    return _SearchedText(text, groups, has_chinese=any(language_of(one) == "zh" for one in texts))


def _begins_a_sentence(text: str, name: Span) -> bool:
    """Its capital may be its place's: Exit clauses."""
    is_word = name.text.isascii() and name.text.isalpha() and name.text[1:].islower()
    return is_word and language_of(text) == "en" and _SENTENCE_START.search(text, 0, name.start) is not None


def _outside(spans: Sequence[tuple[int, int]], names: Iterable[Span]) -> list[Span]:
    """Those of `names` that overlap with none of `spans`."""
    return [name for name in names if not any(start < name.end and name.start < end for start, end in spans)]


def _no_names(text: str) -> list[tuple[int, int]]:
    return [
        *((figure.start, figure.end) for figure in read_figures(text)),
        *((name.start, name.end) for name in read_names_with_digits(text)),
        *date_spans(text),
    ]


def _versions(text: str, known: _SearchedText) -> list[Span]:
    """Names with digits: Gemini 3, H200, 600481.SH."""
    names = (name for name in read_names_with_digits(text) if not _ENDS_A_NUMBER.search(text, 0, name.start))
    return [name for name in names if not (known.holds(name.text) or known.counts(name.text))]


# --- Latin letters ----------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-z0-9À-ɏ]*(?:(?:[-&+.]|(?<=[A-Z])\.)[A-Za-z0-9À-ɏ]+)*")
_ENDS_A_NUMBER = re.compile(r"\d[,.]\Z")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;。！？：；\n“\"'‘(—|-])\s*\Z")


def _latin(text: str, known: _SearchedText) -> Iterator[Span]:
    """Names in Latin letters that the evidence does not carry."""
    is_english = language_of(text) == "en"
    for word in _WORD.finditer(text):
        if _names_nothing(word[0]) or known.holds(word[0]) or all(map(known.holds, _parts(word[0]))):
            continue
        if not (is_english and (_is_plain_english(text, word.start(), word[0], known) or _is_spelt(text, word, known))):
            yield Span(*word.span(), word[0])


def _names_nothing(word: str) -> bool:
    return word.islower() or word in GENERIC_LATIN or len(word) < _SHORTEST


_SHORTEST = 2


def _parts(word: str) -> list[str]:
    """Those between signs that could be names."""
    return [part for part in re.split(r"[-/&.+]", word) if part and not part.islower()]


def _is_spelt(text: str, word: re.Match[str], known: _SearchedText) -> bool:
    """Among words with capitals of which some are spelt as they sound: Luxi Lab, 鹿溪实验室; Duan Yu'an, 段予安."""
    run = next((one for one in _CAPITALS.finditer(text) if one.start() <= word.start() < one.end()), None)
    words = _POSSESSIVE.sub("", run[0]).split() if run else []
    return any(
        spells("".join(words[start:end]), known.text)
        for start in range(len(words))
        for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1)
    )


_CAPITALS = re.compile(
    r"[A-Z][A-Za-z]*(?:['’][A-Za-z]+)?(?: (?:(?:of|and) )?[A-Z][A-Za-z]*(?:['’][A-Za-z]+)?)*(?:\.?, Ltd)?"
)
_MOST_WORDS = 3
"""Of a name as it sounds: a person's has two or three."""


def _is_plain_english(text: str, start: int, written: str, known: _SearchedText) -> bool:
    """A word that only its place in a sentence or headline gives a capital."""
    if not written[1:].islower():
        return False
    lower = written.lower()
    if lower in COMMON_ENGLISH or re.search(rf"\b{re.escape(lower[:5])}", known.text, re.IGNORECASE):
        return True
    return _SENTENCE_START.search(text, 0, start) is not None and lower.endswith(("ing", "ed", "ly", "ers", "ions"))


# --- Chinese ----------------------------------------------------------------------------------------------------------

_QUOTED = re.compile(r"《([^《》]{1,40})》|“([^“”]{2,24})”|「([^「」]{2,24})」|『([^『』]{2,24})』")
_SIGNS = re.compile(r"[\s，,、：:·—-]+")


def _quoted(text: str, known: _SearchedText) -> Iterator[Span]:
    """What stands in title or quotation marks stands in the evidence so, whatever signs are between its words."""
    squeezed = _SIGNS.sub("", known.text).lower()
    for match in _QUOTED.finditer(text):
        group = match.lastindex or 1
        if _SIGNS.sub("", match[group]).lower() not in squeezed:
            yield Span(*match.span(group), match[group])
