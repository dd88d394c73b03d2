"""Merges two texts word by word, in Chinese character by character."""

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

Sign = Literal["=", "-", "+"]


class Piece(NamedTuple):
    """A run of text that is in both (=), only in the first (-) or only in the second (+)."""

    sign: Sign
    text: str


_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[.,'’/-][A-Za-z0-9]+)*%?|\s+|.", re.DOTALL)
"""A Latin word or a figure is one token; a Chinese character is one."""

_SHORTEST_SHARED = 2
"""Shared text between two changes that is shorter than this is chance; it is shown as changed."""


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts merged; at each difference the removed text comes first, then the added text."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    found: list[Piece] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("=", "".join(old[i:j])))
        else:
            found += [Piece("-", "".join(old[i:j])), Piece("+", "".join(new[k:m]))]
    return tuple(_joined(found))


def _joined(found: Sequence[Piece]) -> Iterator[Piece]:
    """Merges neighbouring changes, including tiny pieces of shared text between them."""
    gone, come = "", ""
    for number, (sign, text) in enumerate(found):
        inner = 0 < number < len(found) - 1
        if sign == "=" and not (inner and len(text) < _SHORTEST_SHARED):
            yield from _turned(gone, come)
            yield Piece("=", text)
            gone, come = "", ""
        else:
            gone += text if sign != "+" else ""
            come += text if sign != "-" else ""
    yield from _turned(gone, come)


def _turned(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield Piece("-", gone)
    if come:
        yield Piece("+", come)


def likeness(before: str, after: str) -> float:
    """Share of tokens that the texts have in common, 0..1."""
    return difflib.SequenceMatcher(None, _TOKEN.findall(before), _TOKEN.findall(after), autojunk=False).ratio()
