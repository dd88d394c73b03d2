"""Numbers in English words: three million, half of, doubled, 27th, fourth biggest."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from facts.values.numerals import ENGLISH_NUMBERS
from facts.values.quantities import Direction, Quantity, measured
from facts.values.units import FRACTION, MULTIPLE, ORDINAL, RANK, Unit

_WORD = "|".join(sorted(ENGLISH_NUMBERS, key=len, reverse=True))
_CANDIDATE = re.compile(
    rf"\b(?:(?P<parts>one|two|three|a)[- ](?P<of>thirds?|quarters?|fifths?)(?= of\b)"
    rf"|(?P<number>{_WORD})(?:-(?P<ones>{_WORD}))?"
    r"|(?P<fold>doubl(?:e[ds]?|ing)|twice|twofold|tripl(?:e[ds]?|ing)|threefold|quadrupl(?:e[ds]?|ing))"
    r"|(?P<half>halv(?:e[ds]?|ing)|half(?= of\b| the\b| its\b))|(?P<nth>[0-9]+)(?:st|nd|rd|th)"
    r"|(?P<largest>second|third|fourth|fifth)[ -](?:largest|biggest))\b",
    re.IGNORECASE,
)
_FOLDS = {"doub": 2, "twic": 2, "twof": 2, "trip": 3, "thre": 3, "quad": 4}
_PARTS = {"a": 1, "one": 1, "two": 2, "three": 3}
_WHOLES = {"third": 3, "quarter": 4, "fifth": 5}
_RANKS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}


def english_numbers(text: str) -> Iterator[Quantity]:
    """The numbers in English words, in order: three million, half of, doubled, 27th, fourth biggest."""
    for match in _CANDIDATE.finditer(text):
        number = _read_english(text, match)
        if number:
            yield number


def _read_english(text: str, match: re.Match[str]) -> Quantity | None:
    named = {name: written.lower() for name, written in match.groupdict().items() if written}
    if "number" in named:
        return _read_count(text, match, named["number"], named.get("ones", "zero"))
    for form, read in _FORMS.items():
        if form in named:
            value, unit, direction = read(named)
            return Quantity(*match.span(), value, value, unit=unit, direction=direction)
    return None


def _read_count(text: str, match: re.Match[str], tens: str, ones: str) -> Quantity | None:
    """A number word counts with a scale or a unit; one without a scale is an article."""
    value = Decimal(ENGLISH_NUMBERS[tens] + ENGLISH_NUMBERS[ones])
    number = measured(text, *match.span(), value, value)
    return None if number.is_bare or (value == 1 and number.scale == 1) else number


_Told = tuple[Decimal, Unit, Direction]


def _read_parts(named: dict[str, str]) -> _Told:
    return Decimal(_PARTS[named["parts"]]) / _WHOLES[named["of"].rstrip("s")], FRACTION, 0


def _read_fold(named: dict[str, str]) -> _Told:
    return Decimal(_FOLDS[named["fold"][:4]]), MULTIPLE, 0 if named["fold"] == "twice" else 1


def _read_half(named: dict[str, str]) -> _Told:
    return Decimal("0.5"), FRACTION, 0 if named["half"] == "half" else -1


def _read_nth(named: dict[str, str]) -> _Told:
    return Decimal(named["nth"]), ORDINAL, 0


def _read_largest(named: dict[str, str]) -> _Told:
    return Decimal(_RANKS[named["largest"]]), RANK, 0


_FORMS: dict[str, Callable[[dict[str, str]], _Told]] = {
    "parts": _read_parts,
    "fold": _read_fold,
    "half": _read_half,
    "nth": _read_nth,
    "largest": _read_largest,
}
