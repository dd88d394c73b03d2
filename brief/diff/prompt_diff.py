"""What was changed in a text of many lines: the places, word by word, few and short enough to be read. Pure."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from brief.diff.text_diff import Piece, pieces

_MOST = 12
"""Places that are shown."""
_LONGEST = 200
"""Characters of what went or came in one place."""
_AROUND = 16
"""Characters of what stayed, on either side of a change."""


@dataclass(frozen=True)
class Rewording:
    """One place of a text."""

    line: int
    """In the text as it is now; of what only went, the line that stands there now."""
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Rewordings:
    places: tuple[Rewording, ...]
    more: int
    """Places that are not shown."""


def rewordings(before: str, after: str) -> Rewordings:
    """Where the two differ, in the order of the text."""
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
