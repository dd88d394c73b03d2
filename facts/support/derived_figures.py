"""Figures worked out from others: sums, differences, shares, multiples, growth.

From those that stand beside them a figure follows, where words say what was done. From two of the sources it may have
been worked out, unsaid: that proves nothing either way.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, permutations

from facts.text.lexicon import opposites, word_list
from facts.values.figures import Figure
from facts.values.numerals import fold_width

_SUM = re.compile(r"合计|共|总|累计|加起来|相加|\b(?:sum|total|together|combined)", re.IGNORECASE)
_REST = re.compile(r"其余|剩余|余下|剩下|另外|\b(?:rest|remaining|remainder|other)\b", re.IGNORECASE)
_SHARE = re.compile(r"占|比例|相当于|\b(?:share|equal|percent of|% of)", re.IGNORECASE)
_THAN = re.compile(r"比|\b(?:than|by)\b")
_BEFORE, _BEHIND = 12, 8
_MOST_OPERANDS = 6


def is_derived(figure: Figure, operands: Sequence[Figure], said: str) -> bool:
    """`figure` follows from `operands`, which stand in the same text and are borne out.

    The words beside it must say what was done: two or more added, two subtracted or divided, one taken from the whole.
    What comes out may be rounded to the figure's written digits.
    """
    values = _single(operands)[:_MOST_OPERANDS]
    results = _results(figure, values, _beside(figure, said)) if _single((figure,)) else ()
    return any(abs(figure.low - one) <= _slack(figure) for one in results)


def _single(figures: Iterable[Figure]) -> list[Figure]:
    """Those that are no range, and more than nothing."""
    return [one for one in figures if not one.is_range and one.low > 0]


def _beside(figure: Figure, said: str) -> str:
    return said[max(0, figure.start - _BEFORE) : figure.end + _BEHIND]


def says_share(figure: Figure, said: str) -> bool:
    """It is told as part of a whole: 占12%, a share of 12%."""
    return bool(_SHARE.search(_beside(figure, said)))


def _results(figure: Figure, operands: Sequence[Figure], beside: str) -> Iterator[Decimal]:
    alike = [one.low for one in operands if one.measure == figure.measure]
    if len(alike) > 1 and _SUM.search(beside):
        yield sum(alike, Decimal(0))
        yield from (a + b for a, b in permutations(alike, 2))
    if _REST.search(beside):
        yield from _rests(figure, operands)
    if _compares(beside):
        yield from _differences(figure, operands)
    for a, b in permutations(operands, 2):
        if a.measure == b.measure:
            yield from _ratios(figure, a.low, b.low, beside)
    yield from _products(figure, operands)
    yield from _amounts_at(figure, operands)
    yield from _rates_of(figure, operands)


def _compares(beside: str) -> bool:
    change = opposites()["change"]
    return any(words.occurs_in(beside) for words in (change.up, change.down, word_list("difference")))


def _rests(figure: Figure, operands: Sequence[Figure]) -> Iterator[Decimal]:
    """What the shares leave of the whole: 占70%，其余30%."""
    whole = {"percent": Decimal(100), "fraction": Decimal(1)}.get(figure.kind)
    shares = [one.low for one in operands if one.kind == figure.kind]
    if whole and shares:
        yield whole - sum(shares)
        yield from (whole - share for share in shares)


def _differences(figure: Figure, operands: Sequence[Figure]) -> Iterator[Decimal]:
    """Of two percentages, percentage points; of two prices, what for is told of one of the three, or of more."""
    of = {"points": "percent"}.get(figure.kind)
    alike = [one for one in operands if (one.kind == of if of else _measure_alike(one, figure))]
    for a, b in permutations(alike, 2):
        if of or _measure_alike(a, b):
            yield a.low - b.low


def _measure_alike(one: Figure, other: Figure) -> bool:
    """They have one unit, or one says of how much of what it is, and the other does not: 0.31元/千瓦时, 0.42元."""
    if (one.kind == "rate") == (other.kind == "rate"):
        return one.measure == other.measure
    return one.above == other.above


def _ratios(figure: Figure, a: Decimal, b: Decimal, beside: str) -> Iterator[Decimal]:
    shares = _shares(figure.kind, a, b)
    if figure.kind != "percent" or _SHARE.search(beside):
        yield from shares[:1]
    if figure.kind != "multiple" and _compares(beside):
        yield from shares[1:]


# --- perhaps ----------------------------------------------------------------------------------------------------------


def may_be_derived(figure: Figure, known: Sequence[Figure]) -> bool:
    """Some one or two of `known`, figures of the sources, come to `figure`, as far as its written digits tell."""
    if not _single((figure,)):
        return False
    if "半" in figure.text and any(one.kind in ("percent", "fraction") for one in known):
        return True  # 40% is 未过半
    values = {(one.measure, one.low): one for one in _single(known)}
    return _is_among(figure, _possible(figure, tuple(values.values())))


def _is_among(figure: Figure, results: Iterable[Decimal]) -> bool:
    """As far as its written digits tell."""
    slack = _slack(figure) or _ROUGH.get(figure.kind, Decimal(0))
    return any(abs(figure.low - one) <= slack for one in results)


_ROUGH = {"fraction": Decimal("0.02"), "multiple": Decimal("0.1")}
"""一半, a quarter, twice: without a digit that tells how far it is rounded."""


def may_be_multiple(figure: Figure, stated: Sequence[Figure], known: Sequence[Figure]) -> bool:
    """It is how many times one of `stated`, which the text itself says, is one of `known`, or the other way: 41.89亿
    against 3.2亿 of another source is 13倍.
    """
    pairs = [(a, b) for a in stated for b in known if a.measure == b.measure and min(a.low, b.low) > 0]
    ratios = (ratio for a, b in pairs for ratio in (a.low / b.low, b.low / a.low))
    return figure.kind == "multiple" and _is_among(figure, ratios)


def may_be_difference(figure: Figure, known: Sequence[Figure], said: str) -> bool:
    """The words beside it compare, and it is by how much one of `known`, whatever its source, exceeds another: 低9.7亿
    of 10.3亿 and 20亿.
    """
    beside = _beside(figure, said)
    differences = _differences(figure, _single(known)) if _THAN.search(beside) or _compares(beside) else ()
    return any(abs(figure.low - one) <= _slack(figure) for one in differences)


def comes_of(figure: Figure, stated: Sequence[Figure]) -> bool:
    """Two of `stated`, which a reader has before him and which are borne out, come to it, whatever they count: 386,000
    seats are 7.9% of 4.89 million users; 1,000 swaps at 480 a day are two days, 320 million at 500,000 each are 640.
    A range comes of them where both of its ends do: 18 to 24 times $38 million.
    """
    if figure.is_range:
        return all(comes_of(end, stated) for end in figure.ends)
    values = [end for one in stated for end in one.ends if end.low > 0]
    share = replace(figure, kind="percent", unit="%") if figure.kind == "points" else figure
    results = chain(
        _compared(figure.kind, values), _added(figure, values), _parted(figure, values), _saved(figure, values)
    )
    return _is_among(figure, results) or may_be_derived(share, values) or _is_quotient(figure, values)


def _compared(kind: str, values: Sequence[Figure]) -> Iterator[Decimal]:
    """How much one is of another, and by how much they differ: of the same unit, of counts, or where one has none."""
    for a, b in permutations(values, 2):
        if a.measure == b.measure or ("count" in (a.kind, b.kind) and "" in (a.unit, b.unit)):
            yield from _shares(kind, a.low, b.low)


_WHOLE = {"percent": Decimal(100), "fraction": Decimal(1), "multiple": Decimal(1)}


def _shares(kind: str, a: Decimal, b: Decimal) -> tuple[Decimal, ...]:
    """How much `a` is of `b`, and by how much they differ, in the measure of that kind; nothing for other kinds."""
    whole = _WHOLE.get(kind)
    return (a / b * whole, abs(a - b) / b * whole) if whole else ()


def _added(figure: Figure, values: Sequence[Figure]) -> Iterator[Decimal]:
    """Two prices for so much each, $1.20 per million in and $6 per million out; two counts, whatever they are of."""
    priced = _amounts(figure, values)
    counts = [one.low for one in values if one.kind == figure.kind == "count"]
    yield from (a + b for alike in (priced, counts) for a, b in permutations(alike, 2))


def _parted(figure: Figure, values: Sequence[Figure]) -> Iterator[Decimal]:
    """An amount parted among so many, a year or a month: 137 million yuan for 420 racks over three years; or among
    years alone: at most 1.6 billion yuan over four years.
    """
    amounts = [one.low for one in values if figure.kind in ("money", "rate") and one.unit == figure.above]
    counts = [Decimal(1), *(one.low for one in values if one.kind == "count")]
    spans = [one.low / size for one in values if one.above == "month" for size in (1, _MONTHS)]
    yield from (amount / count / span for amount in amounts for count in counts for span in spans)


_MONTHS = 12


def _saved(figure: Figure, values: Sequence[Figure]) -> Iterator[Decimal]:
    """What a difference of two prices, which may itself be stated, comes to on so much: 0.04 yuan on 810 GWh."""
    for rate in _rates_in(figure, values):
        alike = (abs(rate.low - one.low) for one in values if one.measure == rate.measure)
        stated = (one.low for one in values if one.unit == rate.above)
        for low in (*alike, *stated):
            yield from _at(replace(rate, low=low), values)


def _is_quotient(figure: Figure, values: Sequence[Figure]) -> bool:
    pairs = list(permutations((one for one in values if one.kind != "duration"), 2))
    spans = (a.low / b.low * unit for a, b in pairs for unit in _SECONDS)
    counts = (a.low / b.low for a, b in pairs if a.measure == b.measure)
    results = {"duration": spans, "count": counts}.get(figure.kind, ())
    return any(abs(figure.low - one) <= figure.low * _ROUGHLY for one in results)


_SECONDS = tuple(map(Decimal, (60, 3600, 86_400, 604_800)))
_ROUGHLY = Decimal("0.06")
"""Of what comes out, for 约两天 of 2.08."""


def _possible(figure: Figure, known: Sequence[Figure]) -> Iterator[Decimal]:
    yield from (one.low for one in known if one.kind == "ordinal" and figure.kind == "count")
    yield from (100 - one.low for one in known if one.kind == figure.kind == "percent")
    yield from _rates(figure, known)
    yield from _amounts_at(figure, known)
    yield from _differences(figure, known)
    yield from _products(figure, known)
    for a, b in permutations(known, 2):
        is_alike = a.measure == b.measure
        if is_alike:
            yield from _shares(figure.kind, a.low, b.low)
        if a.kind == figure.kind and (a.unit == figure.unit or a.kind == "count"):
            yield from (a.low + b.low,) if is_alike else _of_part(a, b)


def _products(figure: Figure, known: Sequence[Figure]) -> Iterator[Decimal]:
    """An amount, or one for each, as many times as there are of it, or parted among them: 420 racks at 40 kW."""
    counts = [one.low for one in known if one.kind == "count" and one.is_hard]
    of_each = ((amount, count) for amount in _amounts(figure, known) for count in counts)
    yield from (result for amount, count in of_each for result in (amount * count, amount / count))


def _amounts(figure: Figure, known: Sequence[Figure]) -> list[Decimal]:
    """In its unit, or so much of that for each."""
    return [one.low for one in known if figure.unit and figure.unit in (one.unit, one.above)]


def _rates(figure: Figure, known: Sequence[Figure]) -> Iterator[Decimal]:
    """Its amount alone, where words say for how much of what; or an amount by how much of it there is, whatever the
    measures of both are called.
    """
    amounts = [one.low for one in known if one.unit == figure.above and figure.kind == "rate"]
    yield from (amount * figure.per for amount in amounts)
    others = [one.low for one in known if one.unit != figure.above and one.low]
    yield from (amount / other * figure.per * size for amount in amounts for other in others for size in _SIZES)


def _rates_of(figure: Figure, known: Sequence[Figure]) -> Iterator[Decimal]:
    """An amount by how much of it there is, of the very measures that the rate names: 320 million yuan over 600 MWh."""
    above, _, below = figure.unit.partition("/")
    amounts = [one.low for one in known if one.unit == above and figure.kind == "rate"]
    others = [one.low for one in known if one.low and one.unit and below.endswith(one.unit)]
    yield from (amount / other * size for amount in amounts for other in others for size in _SIZES)


def _amounts_at(figure: Figure, known: Sequence[Figure]) -> Iterator[Decimal]:
    """What so much comes to at such a rate: 700 GWh at 0.11 yuan/kWh."""
    for rate in _rates_in(figure, known):
        yield from _at(rate, known)


def _rates_in(figure: Figure, known: Sequence[Figure]) -> list[Figure]:
    """Those of its unit, for so much of something."""
    return [one for one in known if one.kind == "rate" and figure.above and one.unit.startswith(f"{figure.above}/")]


def _at(rate: Figure, known: Sequence[Figure]) -> Iterator[Decimal]:
    yield from (amount * rate.low / size for amount in _of_measure(rate, known) for size in _SIZES)


def _of_measure(rate: Figure, known: Sequence[Figure]) -> Iterator[Decimal]:
    """The amounts of what it is a rate per."""
    below = rate.unit.partition("/")[2]
    return (one.low for one in known if one.unit and one is not rate and below.endswith(one.above))


_SIZES = tuple(map(Decimal, (1, 12, 1000, 1_000_000)))
"""Months in a year, and prefixes."""


def _of_part(amount: Figure, part: Figure) -> Iterator[Decimal]:
    """What a share of it is, what it was before it changed by so much, and by how much that was."""
    if (amount.kind, part.kind) == ("percent", "points"):
        yield from (amount.low + part.low, amount.low - part.low)
    elif part.kind in ("percent", "fraction", "multiple"):
        share = part.low / 100 if part.kind == "percent" else part.low
        before = amount.low / (1 + share)
        yield from (amount.low * share, amount.low / share, amount.low * (1 + share), before, amount.low - before)
        if share < 1:
            yield from (amount.low * (1 - share), amount.low / (1 - share))


_LEAST_DIGITS = 3
_WRITTEN = re.compile(r"[0-9][0-9,]*(?:\.([0-9]+))?")


def _slack(figure: Figure) -> Decimal:
    """Half of what the last written digit is worth; a whole number may be rounded, but to three digits at least."""
    written = _WRITTEN.search(fold_width(figure.text))
    if not written:
        return Decimal(0)
    number = Decimal(written.group().replace(",", ""))
    whole = str(int(number))
    rounded = 0 if written[1] else max(0, min(len(whole) - len(whole.rstrip("0")), len(whole) - _LEAST_DIGITS))
    last = Decimal(1).scaleb(rounded - len(written[1] or ""))
    return abs(figure.low) / number * last / 2 if number else Decimal(0)
