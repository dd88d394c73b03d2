"""Numbers in English words: three million, half of, one-fifth, doubled, tenfold, 27th, fourth biggest."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from facts.values.numerals import ENGLISH_NUMBERS, ENGLISH_ORDERS, ENGLISH_SCALES
from facts.values.quantities import Direction, Quantity, measured
from facts.values.units import FRACTION, MULTIPLE, ORDINAL, RANK, Unit

_WORD = rf"(?:{'|'.join(sorted(ENGLISH_NUMBERS, key=len, reverse=True))})"
_TENS = rf"{_WORD}(?:-{_WORD})?"
_UP_TO_TEN = tuple(ENGLISH_NUMBERS)[:11]
_ORDER = "|".join(tuple(ENGLISH_ORDERS)[1:])
_WHOLES = {"half": 2, "halve": 2, "quarter": 4} | ENGLISH_ORDERS
_WHOLE = r"(?:half|halves|(?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?)"
_SCALE_WORDS = {word: 10**power for word, power in ENGLISH_SCALES.items()} | {"dozen": 12}
_SCALE = rf"(?:{'|'.join(_SCALE_WORDS)})"
_CANDIDATE = re.compile(
    rf"\b(?:(?P<parts>{'|'.join(_UP_TO_TEN[1:10])})-(?P<of>{_WHOLE})"
    rf"|(?P<parts_apart>one|two|three|an?)[ ](?P<of_apart>{_WHOLE})"
    r"(?= (?:of|as|the|its|less|more|cheaper|lower|higher)\b)"
    rf"|(?P<number>(?:half )?an?(?= {_SCALE}\b)|{_TENS})"
    rf"(?P<more>(?:[- ](?:hundred\b(?:(?: and)? {_TENS})?|{_SCALE}\b(?:(?: and)? {_TENS}(?= {_SCALE}\b))?))*)"
    r"|(?P<fold>doubl(?:e[ds]?|ing)|twice|tripl(?:e[ds]?|ing)|quadrupl(?:e[ds]?|ing)"
    rf"|(?:{'|'.join(_UP_TO_TEN[2:])})-?fold)"
    r"|(?P<half>halv(?:e[ds]?|ing)|(?<!first )(?<!second )(?<!latter )half(?= of\b| the\b| its\b| as\b)"
    r"|(?:(?<=by )|(?<=in ))half(?! an? ))"
    r"|(?P<nth>[0-9]+(?:,[0-9]{3})*)(?:st|nd|rd|th)"
    r"|(?P<largest>second|third|fourth|fifth)[ -](?:largest|biggest|highest|lowest)"
    rf"|(?:rank(?:s|ed|ing)?|placed?|came|finish(?:es|ed)) (?P<place>{_ORDER})"
    rf"|(?P<order>{_ORDER})(?= place\b|[ -](?:consecutive|straight|successive)\b))\b",
    re.IGNORECASE,
)
_FOLDS = {"doub": 2, "twic": 2, "trip": 3, "quad": 4}


def english_numbers(text: str) -> Iterator[Quantity]:
    """The numbers in English words, in order: three million, half of, doubled, 27th, fourth biggest."""
    for match in _CANDIDATE.finditer(text):
        number = _read_english(text, match)
        if number:
            yield number


def _read_english(text: str, match: re.Match[str]) -> Quantity | None:
    named = {name.removesuffix("_apart"): written.lower() for name, written in match.groupdict().items() if written}
    if "number" in named:
        return _read_count(text, match, named["number"] + named.get("more", ""))
    for form, read in _FORMS.items():
        if form in named:
            value, unit, direction = read(named)
            start = match.start(form) if form == "place" else match.start()
            return Quantity(start, match.end(), value, value, unit=unit, direction=direction)
    return None


def _read_count(text: str, match: re.Match[str], written: str) -> Quantity | None:
    """A number word counts with a scale or a unit, or above a dozen; one without a scale is an article."""
    value = _value(re.split("[- ]", written))
    number = measured(text, *match.span(), value, value)
    return None if (number.is_bare and value < _LARGE) or (value == 1 and number.scale == 1) else number


_LARGE = 13


def _value(words: list[str]) -> Decimal:
    """five hundred million, half a billion, two hundred and fifty thousand."""
    total, section = Decimal(0), Decimal(0)
    for word in words:
        if word in _LOW_SCALES:
            section = (section or 1) * _SCALE_WORDS[word]
        elif word in _SCALE_WORDS:
            total, section = total + (section or 1) * _SCALE_WORDS[word], Decimal(0)
        else:
            section += _HALF if word == "half" else ENGLISH_NUMBERS.get(word, 0)
    return total + section


_LOW_SCALES = ("hundred", "dozen")
_HALF = Decimal("0.5")

_Told = tuple[Decimal, Unit, Direction]


def _read_parts(named: dict[str, str]) -> _Told:
    above = Decimal(ENGLISH_NUMBERS.get(named["parts"], 1))
    return above / _WHOLES[named["of"].removesuffix("s")], FRACTION, 0


def _read_fold(named: dict[str, str]) -> _Told:
    written = named["fold"].removesuffix("fold").rstrip("-")
    times = ENGLISH_NUMBERS.get(written) or _FOLDS[written[:4]]
    return Decimal(times), MULTIPLE, 0 if written == "twice" else 1


_FORMS: dict[str, Callable[[dict[str, str]], _Told]] = {
    "parts": _read_parts,
    "fold": _read_fold,
    "half": lambda named: (_HALF, FRACTION, 0 if named["half"] == "half" else -1),
    "nth": lambda named: (Decimal(named["nth"].replace(",", "")), ORDINAL, 0),
    "largest": lambda named: (Decimal(ENGLISH_ORDERS[named["largest"]]), RANK, 0),
    "place": lambda named: (Decimal(ENGLISH_ORDERS[named["place"]]), ORDINAL, 0),
    "order": lambda named: (Decimal(ENGLISH_ORDERS[named["order"]]), ORDINAL, 0),
}
