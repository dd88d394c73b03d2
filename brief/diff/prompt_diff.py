"""The changed places of a long text, word by word, few and short enough to be read. Pure."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from brief.diff.text_diff import Piece, pieces

_MOST = 12
"""Most places that are shown."""
_LONGEST = 200
"""Most characters of removed or added text in one place."""
_AROUND = 16
"""Characters of unchanged text shown on either side of a change."""


@dataclass(frozen=True)
class Rewording:
    """One changed place of a text."""

    line: int
    """Line in the new text; for removed text, the line that is there now."""
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Rewordings:
    places: tuple[Rewording, ...]
    more: int
    """How many places are not shown."""


def rewordings(before: str, after: str) -> Rewordings:
    """The places where the texts differ, in order."""
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
