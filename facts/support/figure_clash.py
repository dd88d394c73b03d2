"""Figures by which two headlines that are worded alike are told apart: two instalments of a series, two countries'."""

from collections.abc import Iterable
from dataclasses import replace

from facts.support.figure_matching import stands
from facts.values.figures import Figure, read_figures


def figures_clash(a: str, b: str) -> bool:
    """Whether both texts give figures of one unit, and none of either is one of the other's, exact or rounded.

    A rise is no fall. Counts of a handful say nothing: they are of whatever the sentence lists.
    """
    first, second = _telling(a), _telling(b)
    if not {_measure(one) for one in first} & {_measure(one) for one in second}:
        return False
    return not any(_is_among(one, second) for one in first) and not any(_is_among(one, first) for one in second)


def _telling(text: str) -> list[Figure]:
    """Of a range both ends: either may be rounded."""
    told = [one for one in read_figures(text) if one.is_hard or one.kind == "ordinal"]
    return [replace(one, low=end, high=end) for one in told for end in dict.fromkeys((one.low, one.high))]


def _measure(figure: Figure) -> tuple[str, str]:
    return figure.kind, figure.unit


def _is_among(figure: Figure, others: Iterable[Figure]) -> bool:
    return stands(figure, [one for one in others if one.direction * figure.direction >= 0])
