"""Which words of a list occur in a text: substrings for Chinese, whole words for the rest."""

import re
from collections.abc import Iterable
from functools import lru_cache

_LATIN = re.compile(r"[a-z0-9]", re.IGNORECASE)


class Terms:
    """A compiled list of words. Latin ones match case-insensitively at word boundaries, so that AI is not in chain."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {word.lower(): word for word in words if word.strip()}
        self._edges = {word: _edges(word) for word in self._words if _LATIN.match(word[0]) or _LATIN.match(word[-1])}

    def found_in(self, text: str) -> tuple[str, ...]:
        """The distinct words that occur, as the list writes them, in its order; one within a longer one counts too."""
        lowered = text.lower()
        return tuple(
            written for word, written in self._words.items() if word in lowered and self._stands_alone(word, lowered)
        )

    def _stands_alone(self, word: str, text: str) -> bool:
        edges = self._edges.get(word)
        return edges is None or edges.search(text) is not None


@lru_cache(maxsize=4096)
def _edges(word: str) -> re.Pattern[str]:
    before = r"(?<![a-z0-9])" if _LATIN.match(word[0]) else ""
    after = r"(?![a-z])" if _LATIN.match(word[-1]) else ""
    return re.compile(before + re.escape(word) + after)
