"""Which words of a list occur in a text: substrings for Chinese, whole words for the rest, in whichever number."""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from facts.text.remembered import remembered

_LATIN = re.compile(r"[A-Za-z0-9]")
_JOINTS = re.compile(r"[\s\-\u2010-\u2015]+")
"""What stands between the parts of one word: open-source, open source."""
_BETWEEN_SCRIPTS = re.compile(r"(?<=[㐀-鿿]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) (?=[㐀-鿿])")
_NAME = re.compile(r"[A-Z][a-z]")
"""How a name begins; it has no plural."""
_ACRONYM = re.compile(r"[A-Z]{2,5}")
"""Its letters may spell a word: RAG, DOE, SOL."""
_SHORT = 2
"""Signs of a word whose end alone may differ from what the text holds: by, bies."""


class Terms:
    """A compiled list of words.

    Latin ones match at word boundaries, so that AI is not in chain; what is no name, in the plural too (reactor,
    reactors; utility, utilities; LLM, LLMs). Case does not matter, but for acronyms, which match in capitals alone: DOE
    is not in does. Hyphen and space are one, and a space between Latin letters and Chinese ones is none: AI芯片 is in
    AI 芯片.
    """

    def __init__(self, words: Iterable[str]) -> None:
        folded = {known: word for word in words if (known := key(word))}
        self._words = [_Word(key, written) for key, written in folded.items()]
        self._starting: dict[str, list[int]] = {}
        for number, word in enumerate(self._words):
            self._starting.setdefault(word.start, []).append(number)

    def __bool__(self) -> bool:
        return bool(self._words)

    def found_in(self, text: str) -> tuple[str, ...]:
        """The distinct words that occur, as the list writes them, in its order; one within a longer one counts too."""
        cased, lowered, starts = _read(text)
        near = sorted(number for start in starts & self._starting.keys() for number in self._starting[start])
        return tuple(word.written for word in map(self._words.__getitem__, near) if word.occurs_in(cased, lowered))


class _Word:
    """One word of a list."""

    def __init__(self, key: str, written: str) -> None:
        self.written = written
        self.start = key[:2] if len(key) > _SHORT else key[0]
        self._key, self._is_acronym = key, bool(_ACRONYM.fullmatch(key))
        self._has_bounds = bool(_LATIN.match(key[0]) or _LATIN.match(key[-1]))

    @cached_property
    def _forms(self) -> re.Pattern[str]:
        """Compiled once some text may hold the word: most words of a list are in no text of a run."""
        return _forms(self._key, self.written)

    def occurs_in(self, cased: str, lowered: str) -> bool:
        text = cased if self._is_acronym else lowered
        if not self._has_bounds:
            return self._key in text
        return self._key[:-1] in text and self._forms.search(text) is not None


@remembered
def key(word: str) -> str:
    """What two spellings of one word have in common; empty for none."""
    return _folded(word if _ACRONYM.fullmatch(word) else word.lower()).strip()


def longest(found: Iterable[str]) -> tuple[str, ...]:
    """Each word once, without those that stand in a longer one of them."""
    words = {word.lower(): word for word in found}
    return tuple(word for key, word in words.items() if not any(key != other and key in other for other in words))


@remembered
def _read(text: str) -> tuple[str, str, frozenset[str]]:
    """The text with its case and without, and every sign and pair of signs in it: what a word in it may start with."""
    cased = _folded(text)
    lowered = cased.lower()
    pairs = (both[n : n + 2] for both in (cased, lowered) for n in range(len(both)))
    return cased, lowered, frozenset((*pairs, *cased, *lowered))


def _folded(text: str) -> str:
    return _BETWEEN_SCRIPTS.sub("", _JOINTS.sub(" ", text))


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
