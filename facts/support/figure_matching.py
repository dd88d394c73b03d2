"""Whether a figure stands in a text: the same amount in any notation, an end of a range, or rounded."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from facts.text.remembered import remembered
from facts.values.figures import REACHED, Amount, Figure, close, read_figures, readings, same_unit, same_value
from facts.values.numerals import arabic, chinese_number, fold_width
from facts.values.units import UNITS


@dataclass(frozen=True, slots=True)
class PlacedFigure:
    """A figure in its text."""

    figure: Figure
    text: str

    @property
    def label(self) -> str | None:
        return _label_before(self.text, self.figure.start)

    @property
    def counted(self) -> str:
        """Of an ordinal or a count, what it counts: 天 in 第16天, 公司 in 三家公司, companies."""
        unit = _NO_NUMBER.search(self.figure.text)
        match = _COUNTED.match(self.text, self.figure.end - (len(unit.group()) if unit else 0))
        return match.group().strip().lower() if match else ""


_NO_NUMBER = re.compile(r"[^0-9零一二三四五六七八九十百千万亿两.]*\Z")
_COUNTED = re.compile(
    r"个月|个季度|个交易日|[天日周年届轮期批代款座位名家台辆架艘枚](?![\u4e00-\u9fff])| ?[A-Za-z][a-z]+"
    r"|[\u4e00-\u9fffA-Z0-9]{1,2}"
)


_FILLER = re.compile(
    r"(?:[ *`(（:：+-]|约为?|大约|超过?|逾|近|达到?|高达|为|是|至|到|了|的"
    r"|仅|共|合计|累计|最高|至少|不到|不足|突破|同比|环比|分别|均|各|just|about"
    r"|over|nearly|to|of|by|is|was|at|US|HK|[$€£¥￥])\Z"
)
_LISTED = re.compile(r"(?:[、,，/]|和|及|与|或|以及| and| or)\Z")
_LABEL = re.compile(r"[\u4e00-\u9fff]{2}\Z|[A-Za-z]{3,}\Z")


def _label_before(text: str, start: int) -> str | None:
    """The last two characters or the word before the figure at `start`, or None where it stands in a list or first."""
    end = start
    for _ in range(_MOST_FILLERS):
        filler = _FILLER.search(text, max(0, end - _LONGEST), end)
        if not filler:
            break
        end = filler.start()
    if _LISTED.search(text, max(0, end - _LONGEST), end):
        return None
    label = _LABEL.search(text, max(0, end - _LONGEST), end)
    return label.group() if label else None


_MOST_FILLERS = 6
_LONGEST = 16


@remembered
def placed_figures(text: str) -> tuple[PlacedFigure, ...]:
    return tuple(PlacedFigure(figure, text) for figure in read_figures(text))


# --- it stands there, whatever it is said of --------------------------------------------------------------------------


def stands(figure: Figure, known: Iterable[Figure]) -> bool:
    """Its amount with its unit and currency is among `known`, whichever way that moved and whatever it counts."""
    known = tuple(known)
    if any(is_amount_of(figure, other) or is_end_of(figure, other) or may_round(figure, other) for other in known):
        return True
    return figure.is_range and all(stands(end, known) for end in figure.ends)


def is_amount_of(figure: Figure, other: Figure) -> bool:
    amounts = ((_without_sign(a), _without_sign(b)) for a, b in _comparable(figure, other))
    return any(close(low, other_low) and close(high, other_high) for (low, high), (other_low, other_high) in amounts)


def _without_sign(amount: Amount) -> tuple[Decimal, Decimal]:
    low, high = sorted((abs(amount[0]), abs(amount[1])))
    return low, high


def _comparable(figure: Figure, other: Figure) -> Iterator[tuple[Amount, Amount]]:
    for a in readings(figure):
        for b in readings(other):
            if _are_of_one_unit(a[2], b[2]) or _leaves_unit_out(figure, other) or _leaves_unit_out(other, figure):
                yield a, b
    if (figure.kind == "rate") != (other.kind == "rate"):
        a, b = _above_the_line(figure), _above_the_line(other)
        if _are_of_one_unit(a[2], b[2]):
            yield a, b


def _are_of_one_unit(a: str, b: str) -> bool:
    """All things counted are alike here."""
    return same_unit(a, b) or a[:1] == b[:1] == "#"


def _above_the_line(figure: Figure) -> Amount:
    """12元 of 12元/公斤: the denominator may be left unsaid."""
    above = figure.above
    is_counted = figure.kind == "count" or (above in UNITS and UNITS[above].kind == "count")
    return figure.low / figure.per, figure.high / figure.per, f"#{above}" if is_counted else above


def _leaves_unit_out(bare: Figure, other: Figure) -> bool:
    """净利润超3亿 for 3亿元."""
    return bare.kind == "count" and not bare.unit and abs(bare.high) >= _LARGE and other.kind == "money"


_LARGE = 1000


def is_end_of(figure: Figure, other: Figure) -> bool:
    """95.6港元 of 95.6至112.5港元."""
    return not figure.is_range and other.is_range and any(is_amount_of(figure, end) for end in other.ends)


# --- rounding ---------------------------------------------------------------------------------------------------------

_ROUNDED_UP = frozenset(("nearly", "under"))
_ABOVE = frozenset(("over", "at_least"))
_BELOW = frozenset(("nearly", "under", "at_most"))
_DIGITS = re.compile(r"[0-9][0-9, ]*(?:\.[0-9]+)?")
_CHINESE_DIGITS = re.compile("[一二三四五六七八九十百千两]+")
_NEAR, _VERY_NEAR = Decimal("0.05"), Decimal("0.01")
_NEAR_A_FRACTION = Decimal("0.02")
_LEAST_SIGNIFICANT = 2


def is_rounded(figure: Figure, exact: Figure) -> bool:
    """约1.2万亿 for 1.2037万亿, 近500亿 for 483.91亿: hedged, on the side that the hedge says, and near.

    A third for 33% needs no hedge.
    """
    if figure.direction * exact.direction < 0:
        return False
    if figure.kind == "fraction" and any(_near(a[0], b[0], _NEAR_A_FRACTION) for a, b in _single(figure, exact)):
        return True
    share = _NEAR if _keeps_enough(figure) else _VERY_NEAR
    return any(
        same_unit(a[2], b[2]) and _near(a[0], b[0], share) and _hedged(figure, a[0], b[0])
        for a, b in _single(figure, exact)
    )


def may_round(figure: Figure, exact: Figure) -> bool:
    """So too where it is further off or unhedged, if then it is correctly rounded and keeps two digits or more."""
    return any(
        _hedged(figure, abs(a[0]), abs(b[0])) or _unhedged(figure, a[0], b[0]) for a, b in _single(figure, exact)
    )


def _single(figure: Figure, exact: Figure) -> Iterator[tuple[Amount, Amount]]:
    """Of two single values those to compare: not what a change comes to, of which its digits say nothing."""
    if not (figure.is_range or exact.is_range):
        pairs = ((a, b) for a, b in _comparable(figure, exact) if a[0] and b[0])
        yield from ((a, b) for a, b in pairs if a[2] != REACHED or figure.is_level or not figure.direction)


def _near(value: Decimal, exact: Decimal, share: Decimal) -> bool:
    return abs(value - exact) <= share * abs(exact)


def _hedged(figure: Figure, value: Decimal, exact: Decimal) -> bool:
    step, difference = _step(figure, value, significant=True), exact - value
    if figure.hedge == "about":
        return abs(difference) * 2 <= step or (figure.kind == "fraction" and _near(value, exact, _NEAR))
    if figure.hedge == "over":
        return 0 <= difference < step
    if figure.hedge == "several":  # 数百亿 for 400亿
        return value <= exact < 10 * value
    return figure.hedge in _ROUNDED_UP and 0 <= -difference < step


def _unhedged(figure: Figure, value: Decimal, exact: Decimal) -> bool:
    if figure.kind == "fraction":
        return _near(value, exact, _NEAR_A_FRACTION)
    return _keeps_enough(figure) and abs(abs(exact) - abs(value)) * 2 <= _step(figure, value, significant=False)


def _keeps_enough(figure: Figure) -> bool:
    """Two digits or more; a half and a third are as exact as such words are."""
    number = _written(figure)
    return figure.kind == "fraction" or (number is not None and len(number.as_tuple().digits) >= _LEAST_SIGNIFICANT)


def _written(figure: Figure) -> Decimal | None:
    """The digits of `figure` as a number: 484 in 484亿, 70 in 七成."""
    folded = fold_width(figure.text)
    written, chinese = _DIGITS.search(folded), _CHINESE_DIGITS.match(folded)
    number = arabic(written.group()) if written else chinese_number(chinese.group()) if chinese else None
    return number * 10 if number and folded.endswith("成") else number


def _step(figure: Figure, value: Decimal, *, significant: bool) -> Decimal:
    """What the last written digit of `figure` is worth in `value`; of 500亿 the last significant one."""
    number = _written(figure) or value
    if significant and number == number.to_integral_value() and number:
        number = number.normalize()
    return abs(value / number) * Decimal(1).scaleb(int(number.as_tuple().exponent)) if number else Decimal(0)


# --- it says the same ------------------------------------------------------------------------------------------------


def agree(one: PlacedFigure, other: PlacedFigure) -> bool:
    """Both say the same amount with the same sign, hedge and counted thing, or one rounds the other."""
    figure, known = one.figure, other.figure
    if (figure.low < 0) != (known.low < 0) and (other if figure.low < 0 else one).figure.is_level:
        return False
    if figure.kind == known.kind == "ordinal" and one.counted != other.counted:
        return False
    return hedges_agree(figure, known) and (
        same_value(figure, known) or is_rounded(figure, known) or _leaves_denominator_out(figure, known)
    )


def _leaves_denominator_out(figure: Figure, known: Figure) -> bool:
    """0.50美元 for 0.50美元/百万token: its reader is told elsewhere what it is counted by."""
    return (known.kind == "rate") != (figure.kind == "rate") and is_amount_of(figure, known)


def hedges_agree(figure: Figure, other: Figure) -> bool:
    """No more than 5 is not over 5. A hedge may be left out."""
    return not (
        (figure.hedge in _BELOW and other.hedge in _ABOVE) or (figure.hedge in _ABOVE and other.hedge in _BELOW)
    )


def figures_clash(a: str, b: str) -> bool:
    """Whether both texts give figures of one unit, and none of either is one of the other's, exact or rounded.

    A rise is no fall. Counts of a handful say nothing: they are of whatever the sentence lists.
    """
    first, second = _telling(a), _telling(b)
    if not {one.measure for one in first} & {one.measure for one in second}:
        return False
    return not any(_is_among(one, second) for one in first) and not any(_is_among(one, first) for one in second)


def _telling(text: str) -> list[Figure]:
    """Of a range both ends: either may be rounded."""
    return [end for one in read_figures(text) if one.is_hard or one.kind == "ordinal" for end in one.ends]


def _is_among(figure: Figure, others: Iterable[Figure]) -> bool:
    return stands(figure, [one for one in others if one.direction * figure.direction >= 0])
