"""Merges two texts word by word, in Chinese character by character; of long ones, the changed places alone. Pure."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Sign = Literal["=", "-", "+"]


@dataclass(frozen=True)
class Piece:
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
    for number, one in enumerate(found):
        inner = 0 < number < len(found) - 1
        if one.sign == "=" and not (inner and len(one.text) < _SHORTEST_SHARED):
            yield from _turned(gone, come)
            yield one
            gone, come = "", ""
        else:
            gone += one.text if one.sign != "+" else ""
            come += one.text if one.sign != "-" else ""
    yield from _turned(gone, come)


def _turned(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield Piece("-", gone)
    if come:
        yield Piece("+", come)


def likeness(before: str, after: str) -> float:
    """Share of tokens that the texts have in common, 0..1."""
    return difflib.SequenceMatcher(None, _TOKEN.findall(before), _TOKEN.findall(after), autojunk=False).ratio()


# -- of a long text ---------------------------------------------------------------------------------------------------

_MOST = 12
"""Most places that are shown."""
_LONGEST = 200
"""Most characters of removed or added text in one place."""
_AROUND = 16
"""Characters of unchanged text shown on either side of a change."""


@dataclass(frozen=True)
class Rewording:
    line: int
    """Line in the new text; for removed text, the line that is there now."""
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Rewordings:
    places: tuple[Rewording, ...]
    more: int
    """How many places are not shown."""


def rewordings(before: str, after: str) -> Rewordings:
    found = list(_places(before.splitlines(), after.splitlines()))
    return Rewordings(tuple(found[:_MOST]), max(0, len(found) - _MOST))


def _places(old: list[str], new: list[str]) -> Iterator[Rewording]:
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace" and j - i == m - k:
            yield from (_place(k + at, old[i + at], new[k + at]) for at in range(j - i))
        elif tag != "equal":
            yield _place(k, "\n".join(old[i:j]), "\n".join(new[k:m]))


def _place(above: int, before: str, after: str) -> Rewording:
    found = pieces(before, after)
    last = len(found) - 1
    return Rewording(above + 1, tuple(_shortened(one, at == 0, at == last) for at, one in enumerate(found)))


def _shortened(piece: Piece, first: bool, last: bool) -> Piece:
    text = piece.text
    if piece.sign != "=":
        return piece if len(text) <= _LONGEST else Piece(piece.sign, f"{text[:_LONGEST]}…")
    if len(text) <= 2 * _AROUND + 1:
        return piece
    return Piece("=", f"{'' if first else text[:_AROUND]}…{'' if last else text[-_AROUND:]}")
