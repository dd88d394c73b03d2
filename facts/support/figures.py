"""Which figures of a text stand nowhere in others, which is proof, and which are there and perhaps of another thing."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain

from facts.support.derived_figures import (
    comes_of,
    is_derived,
    may_be_derived,
    may_be_difference,
    may_be_multiple,
)
from facts.support.figure_matching import (
    PlacedFigure,
    agree,
    is_end_of,
    placed_figures,
    stands,
)
from facts.support.figure_order import crossed_figures
from facts.support.figure_owners import misplaced_figures
from facts.support.undisproved import has_rival, is_small_count, refers_to_itself, spans_between_dates
from facts.text.cleaning import plain
from facts.text.quoting import places_of
from facts.text.remembered import remembered
from facts.text.sentences import clauses, without_end
from facts.values.dates import date_spans
from facts.values.digit_names import read_names_with_digits
from facts.values.figures import Figure, read_figures
from facts.values.numerals import fold_width


@dataclass(frozen=True, slots=True)
class Unsupported:
    text: str
    """The figure as the text has it."""
    known: tuple[str, ...]
    """Figures of the evidence, those of the same unit first."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    text: str
    """The figure as the text has it."""
    owner: str = ""
    """The figure that the evidence has of what is said here."""
    turned: str = ""
    """The clause of the evidence that has the figure going the other way."""


# --- proof ------------------------------------------------------------------------------------------------------------


def standing_figures(said: str, texts: Iterable[str]) -> tuple[Figure, ...]:
    """Those of `said` that stand in `texts`."""
    return tuple(one.figure for one in _read(said, tuple(texts)).there)


def figures_without_ground(said: str, texts: Iterable[str], beside: Sequence[Figure] = ()) -> tuple[Unsupported, ...]:
    """The figures and other digits of `said` that stand nowhere in `texts` and do not follow from figures that do.

    Any notation will do. A count of a handful is one only where `texts` count the very same thing otherwise; a span of
    time is none that two of their dates come to. What comes of figures that are read `beside` it follows too.
    """
    read = _read(said, tuple(texts))
    left = _left(read, beside, comes_of) if beside else [one.figure for one in read.groundless]
    return _without_ground(read, {one.text for one in left})


def _without_ground(read: "_Read", wanted: Container[str]) -> tuple[Unsupported, ...]:
    found = (one.figure for one in read.groundless if one.figure.text in wanted and not _cannot_be_disproved(one, read))
    return (
        *(Unsupported(figure.text, _nearest(figure, read.known)) for figure in found),
        *(Unsupported(digits, ()) for digits in _stray_digits(read.said, read.texts)),
    )


def disproved_figures(said: str, texts: Iterable[str], beside: Sequence[Figure] = ()) -> tuple[Unsupported, ...]:
    """Those of `figures_without_ground` that cannot have been worked out: from figures of `texts`, unsaid; from those
    that `said` has of them, or that are read `beside` it; or, step by step, from such as were.
    """
    read = _read(said, tuple(texts))
    left = _left(read, beside, lambda figure, stated: _may_be_worked_out(figure, stated, read))
    return _without_ground(read, {one.text for one in left})


def _left(read: "_Read", beside: Sequence[Figure], follows: Callable[[Figure, Sequence[Figure]], bool]) -> list[Figure]:
    """The groundless figures that do not follow from what is stated, nor from others that do."""
    spans = (one for one in read.groundless if spans_between_dates(one.figure, one.text, read.texts))
    stated = [*(one.figure for one in (*read.there, *read.derived, *spans)), *beside]
    left = [one.figure for one in read.groundless]
    while found := [one for one in left if follows(one, stated)]:
        stated += found
        left = [one for one in left if one not in found]
    return left


def _may_be_worked_out(figure: Figure, stated: Sequence[Figure], read: "_Read") -> bool:
    from_texts = (may_be_derived(figure, read_figures(text)) for text in read.texts)
    known = [one.figure for one in read.known]
    compared = may_be_multiple(figure, stated, known) or may_be_difference(figure, known, read.said)
    return any(from_texts) or compared or comes_of(figure, stated)


class _Read:
    """A text beside others: which of its figures are there, which follow from those, and which are neither."""

    def __init__(self, said: str, texts: tuple[str, ...]) -> None:
        self.said, self.texts = plain(said), list(map(plain, texts))
        self.known = [one for text in self.texts for one in placed_figures(text)]
        self.numbered = frozenset(chain.from_iterable(map(_numbers_of_names, self.texts)))
        figures = [one for one in placed_figures(self.said) if not _says_little(one.figure)]
        self.there = [one for one in figures if self._is_there(one.figure)]
        self.derived = [one for one in figures if self._is_derived(one.figure)]
        self.groundless = [one for one in figures if one not in (*self.there, *self.derived)]

    def _is_derived(self, figure: Figure) -> bool:
        return is_derived(figure, [one.figure for one in self.there], self.said)

    def _is_there(self, figure: Figure) -> bool:
        known = [one.figure for one in self.known]
        if figure.measure == _BARE and not figure.is_range and figure.low in self.numbered:
            return True
        return any(stands(one, known) or _is_bare_of(one, known) for one in _readings(figure)) or _is_written(
            figure, self.said, self.texts
        )


_read = remembered(_Read)
"""Several checks ask of the same texts, and of a draft that is edited most stay."""


def _readings(figure: Figure) -> Iterator[Figure]:
    """What English calls points may be those of a percentage, and 462m is metres or millions."""
    yield figure
    if figure.kind == "score":
        yield replace(figure, unit="pp", kind="points")
    if figure.unit == "m" and _METRES_OR_MILLIONS.search(figure.text):
        yield replace(figure, low=figure.low * 10**6, high=figure.high * 10**6, unit="", kind="count")


_METRES_OR_MILLIONS = re.compile(r"[0-9]m\Z")


def _is_bare_of(figure: Figure, known: Iterable[Figure]) -> bool:
    """A number without a unit is that of some figure, as it is written there: V6 from 118 to 106. Of money, and of what
    is counted per something, it is the whole amount too; of what is measured it is not: 10 km are no 10,000.
    """
    if figure.measure != _BARE or figure.is_range:
        return False
    return any(figure.low in _written(one) or figure.low == _counted(one) for one in known)


_BARE = ("", "count")


def _numbers_of_names(text: str) -> Iterator[Decimal]:
    """A number behind a word in Latin letters looks like a version, and may be the value of what the word means: PUE
    1.53.
    """
    found = (_NUMBER_BEHIND_WORD.search(fold_width(one.text)) for one in read_names_with_digits(text))
    return (Decimal(one.group(1)) for one in found if one)


_NUMBER_BEHIND_WORD = re.compile(r" ([0-9]+(?:\.[0-9]+)?)\Z")


def _counted(figure: Figure) -> Decimal | None:
    """The amount without its unit, where that is money or none: 每个词元只用320亿."""
    if figure.kind == "money":
        return figure.low
    return figure.low / figure.per if figure.unit.startswith("/") else None


def _written(figure: Figure) -> Iterator[Decimal]:
    for digits in _RUN.findall(fold_width(figure.text)):
        if ":" not in digits and digits.count(".") < 2:
            yield Decimal(digits.replace(",", ""))


def _says_little(figure: Figure) -> bool:
    """一个, 一家, one company: an article rather than a number."""
    return figure.kind == "count" and figure.high == 1 and figure.text[:1] in "一oOaA个"


def _cannot_be_disproved(one: PlacedFigure, read: _Read) -> bool:
    if is_small_count(one.figure):
        return refers_to_itself(one) or not has_rival(one, read.known)
    return spans_between_dates(one.figure, one.text, read.texts)


def _nearest(figure: Figure, known: Sequence[PlacedFigure]) -> tuple[str, ...]:
    def distance(one: Figure) -> tuple[bool, bool, Decimal]:
        return one.unit != figure.unit, one.kind != figure.kind, abs(one.low - figure.low)

    ordered = sorted((one.figure for one in known), key=distance)
    return tuple(dict.fromkeys(one.text for one in ordered))[:_MOST_TOLD]


_MOST_TOLD = 5


# --- suspicion --------------------------------------------------------------------------------------------------------


def doubtful_figures(said: str, texts: Iterable[str]) -> tuple[Doubtful, ...]:
    """The figures of `said` that are in `texts`, but perhaps of another thing, and those that nothing can disprove.

    They stand among another figure's words or under another label, go the other way, are hedged otherwise, are an end
    of a range told as the whole, or are rounded without saying so.
    """
    read = _read(said, tuple(texts))
    owners = dict((*misplaced_figures(read.said, read.texts), *crossed_figures(read.said, read.texts)))
    doubtful = [one for one in read.there if one not in read.derived and not _is_borne(one, read)]
    doubtful += [one for one in read.groundless if _cannot_be_disproved(one, read) and not refers_to_itself(one)]
    found = [
        Doubtful(one.figure.text, owners.get(one.figure.text, ""), _turned(one.figure, read.known)) for one in doubtful
    ]
    told = {one.text for one in found}
    return (*found, *(Doubtful(text, owner) for text, owner in owners.items() if text not in told))


def _is_borne(one: PlacedFigure, read: _Read) -> bool:
    """Some figure of the evidence says the same, and none says another of what the claim's own label names."""
    if _is_as_written(one.figure, read):
        return True
    same = [other for other in read.known if agree(one, other) or _is_named_end(one, other)]
    label = one.label
    if not same or label is None or any(other.label in (label, None) for other in same):
        return bool(same) or _has_both_ends(one.figure, read.known)
    return not any(other.label == label and _is_rival(one.figure, other.figure) for other in read.known)


def _is_as_written(figure: Figure, read: _Read) -> bool:
    return _is_written(figure, read.said, read.texts) or _is_bare_of(figure, (one.figure for one in read.known))


def _is_named_end(one: PlacedFigure, other: PlacedFigure) -> bool:
    """An end of a range that is told as one: 上限112.5港元, 若定价落在95.6港元."""
    return is_end_of(one.figure, other.figure) and (
        one.figure.hedge is not None
        or _LIMIT.search(one.text, max(0, one.figure.start - _BESIDE), one.figure.end + _BESIDE) is not None
    )


_LIMIT = re.compile(
    r"[上下]限|顶格|[高低]端|[最至][高低多少大小]|若|如果|假如|封顶|起步|可达"
    r"|\b(?:if|upper|lower|top|bottom|high end|low end|up to|at (?:least|most))\b"
)
_BESIDE = 12


def _has_both_ends(figure: Figure, known: Sequence[PlacedFigure]) -> bool:
    return figure.is_range and stands(figure, (one.figure for one in known))


def _is_rival(figure: Figure, other: Figure) -> bool:
    """Another amount of the same kind of thing."""
    return {figure.kind, other.kind} <= {"percent", "points"} or figure.measure == other.measure


def _turned(figure: Figure, known: Sequence[PlacedFigure]) -> str:
    amount = (figure.measure, abs(figure.low), abs(figure.high))
    for one in known:
        other = one.figure
        turns = figure.direction * other.direction < 0 or (figure.low < 0) != (other.low < 0)
        if turns and (other.measure, abs(other.low), abs(other.high)) == amount:
            return without_end(next(span.text for span in clauses(one.text) if span.start <= other.start < span.end))
    return ""


# --- the same signs ---------------------------------------------------------------------------------------------------


def _is_written(figure: Figure, said: str, texts: Iterable[str]) -> bool:
    """Number and unit stand there sign by sign with the same neighbours, however they are read in that place."""
    beside = 0 if _UNIT_BY_ITS_WORDS.fullmatch(figure.text) else _CONTEXT
    wanted = fold_width(said[max(0, figure.start - beside) : figure.end + beside])
    is_last = not said[figure.end : figure.end + 1].isalnum()
    return any(_stands_in(wanted, fold_width(text), is_last) for text in texts)


def _stands_in(wanted: str, text: str, is_last: bool) -> bool:
    """`is_last`: the figure ends a clause, and must do so in `text`; more letters would be another unit."""
    for place in places_of(wanted, text):
        is_whole = not (wanted[:1].isdigit() and text[max(0, place - 1) : place] in _OF_A_NUMBER)
        if is_whole and not (is_last and text[place + len(wanted) : place + len(wanted) + 1].isalnum()):
            return True
    return False


_CONTEXT = 2
_OF_A_NUMBER = tuple("0123456789.,")
_UNIT_BY_ITS_WORDS = re.compile(r"[0-9][0-9,.]*P")
"""With letters that are a unit only beside some words: 1198P of 算力."""

_RUN = re.compile(r"[0-9]+(?:[.:,][0-9]+)*")
_PER = re.compile(r"(?:每|per )\Z")
"""Before the size of what something is counted by: 每10万人."""


def _stray_digits(said: str, texts: Sequence[str]) -> Iterator[str]:
    """Digits that belong to no figure, date or name (18:30) and that no text has."""
    read = [(figure.start, figure.end) for figure in read_figures(said)]
    read += [(name.start, name.end) for name in read_names_with_digits(said)]
    read += [span for span in date_spans(said) if ":" not in said[slice(*span)]]
    known = {_without_commas(run) for text in texts for run in _RUN.findall(fold_width(text))}
    for run in _RUN.finditer(fold_width(said)):
        is_size = _PER.search(said, max(0, run.start() - 4), run.start()) is not None
        is_read = any(start <= run.start() < end for start, end in read)
        if _without_commas(run[0]) not in known and not is_size and not is_read:
            yield run[0]


def _without_commas(digits: str) -> str:
    """1,198 is 1198; a list of other numbers keeps them."""
    return digits.replace(",", "") if _THOUSANDS.fullmatch(digits) else digits


_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
