"""The words around a figure that say how exact it is and which way it moved: those of figures.toml."""

from collections.abc import Mapping
from typing import Generic, Literal, TypeVar, cast

from facts.text.lexicon import opposites
from facts.values.tables import TABLES

Hedge = Literal["about", "over", "nearly", "under", "at_least", "at_most", "several"]
Value = TypeVar("Value")


class WordTable(Generic[Value]):
    """Words with a value, found at the end or the beginning of a stretch of text, the longest first."""

    def __init__(self, words: Mapping[Value, str]) -> None:
        self._by_last: dict[str, list[tuple[str, Value]]] = {}
        self._by_first: dict[str, list[tuple[str, Value]]] = {}
        entries = [(word.replace("_", " "), value) for value, listed in words.items() for word in listed.split()]
        for word, value in sorted(entries, key=lambda entry: -len(entry[0])):
            self._by_last.setdefault(word[-1], []).append((word, value))
            self._by_first.setdefault(word[0], []).append((word, value))

    def before(self, text: str, end: int) -> tuple[int, Value] | None:
        """Where the word that ends at `end` begins, and its value."""
        for word, value in self._by_last.get(text[end - 1 : end].lower(), ()):
            start = end - len(word)
            if start >= 0 and text[start:end].lower() == word and _apart(text, start - 1, word[0]):
                return start, value
        return None

    def after(self, text: str, start: int) -> tuple[int, Value] | None:
        """Where the word that begins at `start` ends, and its value."""
        for word, value in self._by_first.get(text[start : start + 1].lower(), ()):
            end = start + len(word)
            if text[start:end].lower() == word and _apart(text, end, word[-1]):
                return end, value
        return None


def _apart(text: str, place: int, edge: str) -> bool:
    """No Latin word runs on over its edge."""
    if not (edge.isascii() and edge.isalpha()) or not 0 <= place < len(text):
        return True
    return not (text[place].isascii() and text[place].isalpha())


def _hedges(table: str) -> WordTable[Hedge | None]:
    """Those under `none` only look like one."""
    return WordTable({None if name == "none" else cast(Hedge, name): words for name, words in TABLES[table].items()})


HEDGES_BEFORE = _hedges("hedges_before")
HEDGES_AFTER = _hedges("hedges_after")


def _directions(table: str, up: str = "", down: str = "") -> WordTable[Literal[-1, 0, 1]]:
    """`up` and `down`: further words."""
    words = TABLES[table]
    return WordTable({0: words.get("neither", ""), 1: f"{up} {words['up']}", -1: f"{down} {words['down']}"})


_CHANGE = opposites()["change"]
DIRECTIONS_BEFORE = _directions("directions_before", _CHANGE.up.listed, _CHANGE.down.listed)
DIRECTIONS_AFTER = _directions("directions_after")
FILLERS: WordTable[None] = WordTable({None: TABLES["fillers"]["any"]})
"""What may stand between the word of direction and the figure."""
