"""Which figures of a text another text bears out: as they are, in another unit, rounded, or worked out from them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from facts.support.derived_figures import is_derived
from facts.support.figure_labels import label_before
from facts.text.cleaning import plain
from facts.text.sentences import clauses, without_end
from facts.values.dates import date_spans
from facts.values.digit_names import read_names_with_digits
from facts.values.figures import Figure, read_figures, same_value
from facts.values.numerals import fold_width

read_cached = read_figures


@dataclass(frozen=True, slots=True)
class Unsupported:
    text: str
    """The figure as the text has it."""
    known: tuple[str, ...]
    """Figures of the evidence, those of the same unit first."""
    turned: str = ""
    """Of the evidence, the clause that has the figure going the other way."""


def unsupported_figures(said: str, evidence: Iterable[str]) -> tuple[Unsupported, ...]:
    """The figures of `said`, and its other digits, that `evidence` does not bear out."""
    said, texts = plain(said), [plain(text) for text in evidence]
    known = [_Known(figure, text) for text in texts for figure in read_cached(text)]
    figures = [_Known(figure, said) for figure in read_cached(said) if not _says_little(figure)]
    borne = [one.figure for one in figures if _is_borne(one, known) or _is_written(one.figure, said, texts)]
    rest = [one.figure for one in figures if one.figure not in borne and not is_derived(one.figure, borne, said)]
    found = [Unsupported(figure.text, _nearest(figure, known), _turned(figure, known)) for figure in rest]
    return (*found, *(Unsupported(digits, ()) for digits in _stray_digits(said, texts)))


@dataclass(frozen=True, slots=True)
class _Known:
    """A figure in its text."""

    figure: Figure
    text: str

    @property
    def label(self) -> str | None:
        return label_before(self.text, self.figure.start)

    @property
    def counted(self) -> str | None:
        """Of an ordinal, what it counts: 天 in 第16天."""
        match = _COUNTED.match(self.text, self.figure.end)
        return match.group() if match else None

    @property
    def is_level(self) -> bool:
        """降至3% is 3 %, whichever way it came there; 下降3% is as much as -3 %."""
        return _LEVEL.search(self.text, max(0, self.figure.start - _LONGEST_LEVEL), self.figure.start) is not None


_COUNTED = re.compile(r"天|日|周|个月|年|个季度|个交易日|届|轮|期|批|代|款|座|位|名|家")
_LEVEL = re.compile(r"(?:至|到|为| to | at )(?:[约近超]|负|-)?\Z")
_LONGEST_LEVEL = 6


def _says_little(figure: Figure) -> bool:
    """一个, 一家, one company: an article rather than a number."""
    return figure.kind == "count" and figure.high == 1 and figure.text[:1] in "一oOaA个"


def _nearest(figure: Figure, known: Sequence[_Known]) -> tuple[str, ...]:
    ordered = sorted((one.figure for one in known), key=lambda one: (one.unit != figure.unit, one.kind != figure.kind))
    return tuple(dict.fromkeys(one.text for one in ordered))[:_MOST_TOLD]


_MOST_TOLD = 5


def _turned(figure: Figure, known: Sequence[_Known]) -> str:
    amount = (figure.unit, figure.kind, abs(figure.low), abs(figure.high))
    for one in known:
        other = one.figure
        turns = figure.direction * other.direction < 0 or (figure.low < 0) != (other.low < 0)
        if turns and (other.unit, other.kind, abs(other.low), abs(other.high)) == amount:
            return without_end(next(span.text for span in clauses(one.text) if span.start <= other.start < span.end))
    return ""


def _is_borne(one: _Known, known: Sequence[_Known]) -> bool:
    """Some figure of the evidence says the same, and none says another of what the claim's own label names."""
    same = [other for other in known if _agree(one, other)]
    label = one.label
    if not same or label is None or any(other.label in (label, None) for other in same):
        return bool(same)
    return not any(other.label == label and _is_rival(one.figure, other.figure) for other in known)


def _is_rival(figure: Figure, other: Figure) -> bool:
    """Another amount of the same kind of thing."""
    return {figure.kind, other.kind} <= {"percent", "points"} or (figure.unit, figure.kind) == (other.unit, other.kind)


def _agree(one: _Known, other: _Known) -> bool:
    figure, known = one.figure, other.figure
    if (figure.low < 0) != (known.low < 0) and (other if figure.low < 0 else one).is_level:
        return False
    if figure.kind == known.kind == "ordinal" and one.counted != other.counted:
        return False
    return _hedges_agree(figure, known) and (same_value(figure, known) or _is_rounded(figure, known))


_BELOW = frozenset(("nearly", "under", "at_most"))
_ABOVE = frozenset(("over", "at_least"))


def _hedges_agree(figure: Figure, other: Figure) -> bool:
    """No more than 5 is not over 5. A hedge may be left out."""
    return not (
        (figure.hedge in _BELOW and other.hedge in _ABOVE) or (figure.hedge in _ABOVE and other.hedge in _BELOW)
    )


# --- rounding ---------------------------------------------------------------------------------------------------------

_DIGITS = re.compile(r"[0-9][0-9, ]*(?:\.[0-9]+)?")
_LEAST_SIGNIFICANT = 2


def _is_rounded(figure: Figure, exact: Figure) -> bool:
    """约1.2万亿 for 1.2037万亿: hedged, at least two digits, and what the exact value comes to at that many."""
    if figure.hedge not in ("about", "over", "nearly") or figure.low != figure.high or exact.low != exact.high:
        return False
    if figure.direction * exact.direction < 0 or (figure.unit, figure.kind) != (exact.unit, exact.kind):
        return False
    step = _step(figure)
    if step is None or abs(figure.low - exact.low) >= step:
        return False
    difference = exact.low - figure.low
    if figure.hedge == "about":
        return abs(difference) * 2 <= step
    return difference >= 0 if figure.hedge == "over" else difference <= 0


def _step(figure: Figure) -> Decimal | None:
    """What the last written digit of `figure` is worth, or None where it has too few digits to be a rounded value."""
    written = _DIGITS.search(fold_width(figure.text))
    if not written:
        return None
    number = Decimal(written.group().replace(",", "").replace(" ", ""))
    if not number or len(number.as_tuple().digits) < _LEAST_SIGNIFICANT:
        return None
    return abs(figure.low) / number * Decimal(1).scaleb(int(number.as_tuple().exponent))


# --- the same signs ---------------------------------------------------------------------------------------------------


def _is_written(figure: Figure, said: str, texts: Iterable[str]) -> bool:
    """Number and unit stand there sign by sign with the same neighbours, however they are read in that place."""
    wanted = fold_width(said[max(0, figure.start - _CONTEXT) : figure.end + _CONTEXT])
    is_last = not said[figure.end : figure.end + 1].isalnum()
    return any(_stands_in(wanted, fold_width(text), is_last) for text in texts)


def _stands_in(wanted: str, text: str, is_last: bool) -> bool:
    """`is_last`: the figure ends a clause, and must do so in `text`; more letters would be another unit."""
    place = text.find(wanted)
    while place >= 0:
        if not (is_last and text[place + len(wanted) : place + len(wanted) + 1].isalnum()):
            return True
        place = text.find(wanted, place + 1)
    return False


_CONTEXT = 2

_RUN = re.compile(r"[0-9]+(?:[.:,][0-9]+)*")


def _stray_digits(said: str, texts: Sequence[str]) -> Iterator[str]:
    """Digits that belong to no figure, date or name (18:30) and that no text has."""
    read = [(figure.start, figure.end) for figure in read_cached(said)]
    read += [(name.start, name.end) for name in read_names_with_digits(said)]
    times = [span for span in date_spans(said) if ":" in said[slice(*span)]]
    read += [span for span in date_spans(said) if span not in times]
    known = {run for text in texts for run in _RUN.findall(fold_width(text))}
    for run in _RUN.finditer(fold_width(said)):
        if run.group() not in known and not any(start <= run.start() < end for start, end in read):
            yield run.group()
