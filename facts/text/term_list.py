"""Which words of a list occur in a text: substrings for Chinese, whole words for the rest, in whichever number."""

import re
from collections.abc import Iterable
from functools import lru_cache

from facts.text.remembered import remembered

_LATIN = re.compile(r"[A-Za-z0-9]")
_JOINTS = re.compile(r"[\s\-\u2010-\u2015]+")
"""What stands between the parts of one word: open-source, open source."""
_BETWEEN_SCRIPTS = re.compile(r"(?<=[㐀-鿿]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) (?=[㐀-鿿])")
_NAME = re.compile(r"[A-Z][a-z]")
"""How a name begins; it has no plural."""
_ACRONYM = re.compile(r"[A-Z]{2,5}")
"""Its letters may spell a word: RAG, DOE, SOL."""


class Terms:
    """A compiled list of words.

    Latin ones match at word boundaries, so that AI is not in chain; what is no name, in the plural too (reactor,
    reactors; utility, utilities; LLM, LLMs). Case does not matter, but for acronyms, which match in capitals alone: DOE
    is not in does. Hyphen and space are one, and a space between Latin letters and Chinese ones is none: AI芯片 is in
    AI 芯片.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {folded: word for word in words if (folded := _folded(_cased(word)).strip())}
        self._forms = {word: _forms(word, written) for word, written in self._words.items() if _has_edge(word)}

    def found_in(self, text: str) -> tuple[str, ...]:
        """The distinct words that occur, as the list writes them, in its order; one within a longer one counts too."""
        folded, lowered = _folded(text), _folded(text.lower())
        return tuple(
            written
            for word, written in self._words.items()
            if self._occurs(word, folded if _ACRONYM.fullmatch(word) else lowered)
        )

    def _occurs(self, word: str, text: str) -> bool:
        forms = self._forms.get(word)
        if forms is None:
            return word in text
        return word[:-1] in text and forms.search(text) is not None


def longest(found: Iterable[str]) -> tuple[str, ...]:
    """Each word once, without those that stand in a longer one of them."""
    words = {word.lower(): word for word in found}
    return tuple(word for key, word in words.items() if not any(key != other and key in other for other in words))


@remembered
def _folded(text: str) -> str:
    return _BETWEEN_SCRIPTS.sub("", _JOINTS.sub(" ", text))


def _cased(word: str) -> str:
    return word if _ACRONYM.fullmatch(word) else word.lower()


def _has_edge(word: str) -> bool:
    return bool(_LATIN.match(word[0]) or _LATIN.match(word[-1]))


@lru_cache(maxsize=4096)
def _forms(word: str, written: str) -> re.Pattern[str]:
    """The word between its boundaries, and its plural behind it."""
    before = r"(?<![A-Za-z0-9])" if word[0].isdigit() else r"(?<![A-Za-z])" if _LATIN.match(word[0]) else ""
    after = r"(?![A-Za-z])" if _LATIN.match(word[-1]) else ""
    return re.compile(before + _in_any_number(word, written) + after)


def _in_any_number(word: str, written: str) -> str:
    if not re.search(r"[A-Za-z]$", word) or _NAME.match(written):
        return re.escape(word)
    if re.search(r"[^aeiou]y$", word):
        return f"{re.escape(word[:-1])}(?:y|ies)"
    return re.escape(word) + ("(?:es)?" if re.search(r"(?:s|x|z|ch|sh)$", word) else "s?")
