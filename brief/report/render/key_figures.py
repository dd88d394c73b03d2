"""The figures that headlines of a report tell, for a strip at its top: each as it is printed there."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice, zip_longest
from typing import NamedTuple

from facts.text.shortening import shortened
from facts.values.figures import Figure, read_figures

_FEWEST, _MOST = 3, 5
_LABEL_CHARS = 22
_TELLING = ("money", "power", "energy", "compute", "percent", "multiple")
"""Kinds that say most by themselves, in this order; then the others."""


class KeyFigure(NamedTuple):
    text: str
    label: str
    anchor: str


def key_figures(sections: Iterable[Iterable[tuple[str, str]]]) -> tuple[KeyFigure, ...]:
    """Of headlines with their anchors, section by section, one each: the first rows of all sections first.

    None where fewer than three headlines have one.
    """
    in_turn = filter(None, chain.from_iterable(zip_longest(*sections)))
    found = tuple(islice(chain.from_iterable(_told(headline, anchor) for headline, anchor in in_turn), _MOST))
    return found if len(found) >= _FEWEST else ()


def _told(headline: str, anchor: str) -> Iterator[KeyFigure]:
    hard = [one for one in read_figures(headline) if one.is_hard]
    if hard:
        best = min(hard, key=_place)
        yield KeyFigure(headline[best.start : best.end], shortened(headline, _LABEL_CHARS), anchor)


def _place(figure: Figure) -> int:
    return _TELLING.index(figure.kind) if figure.kind in _TELLING else len(_TELLING)
