"""Figures worked out from others that stand beside them: sums, differences, shares, multiples, growth."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from facts.figures import Figure
from facts.numerals import fold_width

_SAYS_SO = re.compile(
    r"合计|共计|总计|累计|总共|一共|共|总额|总和|加起来|相加|相差|差额|差距|之差|多出|少了|净增|增加|减少|增长|增幅|下降|降幅|降低|上升|提高"
    r"|涨幅|跌幅|占比?|比例|倍|翻|一半|相当于|平均|sum|total|together|combined|differ|gap|more than|less than"
    r"|growth|grew|up|down|rose|fell|increase|decrease|times|share|average|ratio|double",
    re.IGNORECASE,
)
_DECIMALS = re.compile(r"[0-9]\.([0-9]+)")
_MOST_OPERANDS = 6


def is_derived(figure: Figure, operands: Sequence[Figure], said: str) -> bool:
    """`figure` follows from `operands`, which stand in the same text and are borne out, and `said` tells so.

    Two or more are added, two subtracted or divided; what comes out may be rounded to the figure's written digits.
    """
    if figure.low != figure.high or len(operands) < 2 or not _SAYS_SO.search(said):
        return False
    values = [one for one in operands if one.low == one.high and one.low > 0][:_MOST_OPERANDS]
    return any(abs(abs(figure.low) - result) <= _slack(figure) for result in _results(figure, values))


def _results(figure: Figure, operands: Sequence[Figure]) -> Iterator[Decimal]:
    alike = [one.low for one in operands if one.unit == figure.unit and one.kind == figure.kind]
    if len(alike) > 1:
        yield sum(alike, Decimal(0))
    for a, b in permutations(operands, 2):
        if a.unit != b.unit or a.kind != b.kind:
            continue
        if a.unit == figure.unit:
            yield a.low + b.low
            yield a.low - b.low
        yield from _compared(figure, a, b)


def _compared(figure: Figure, a: Figure, b: Figure) -> Iterator[Decimal]:
    """How `a` relates to `b`, in the kind of `figure`."""
    if a.kind == "percent" and figure.kind == "points":
        yield a.low - b.low
    if figure.kind == "percent":
        yield abs(a.low - b.low) / b.low * 100
        yield a.low / b.low * 100
    if figure.kind in ("multiple", "fraction"):
        yield a.low / b.low


def _slack(figure: Figure) -> Decimal:
    """Half of what the last written digit is worth."""
    text = fold_width(figure.text)
    written = re.search(r"[0-9][0-9,]*(?:\.[0-9]+)?", text)
    if not written:
        return Decimal(0)
    number = Decimal(written.group().replace(",", ""))
    decimals = _DECIMALS.search(text)
    last = Decimal(1).scaleb(-len(decimals[1]) if decimals else 0)
    return abs(figure.low) / number * last / 2 if number else Decimal(0)
