"""Chinese names in Latin letters, as pinyin spells them: 溪谷 is Xigu."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from facts.names.name_words import COMMON_ENGLISH
from facts.text.segmenter import words

_RUN = re.compile("[\u3400-\u9fff]+")
_BETWEEN_SYLLABLES = re.compile(r"['’ -]")
_SYLLABLES = re.compile("[a-z]*[aeiouv][a-z]*")
"""Letters of which one is a vowel: for GPT no table of sounds is read."""
_FEWEST_LETTERS, _FEWEST_CHARACTERS = 3, 2
"""One character alone sounds like too many others."""


def spells(name: str, text: str) -> bool:
    """Whether `name` is how two or more Chinese characters in a row of `text` sound, whatever their tones."""
    letters = _BETWEEN_SYLLABLES.sub("", name).lower()
    if len(letters) < _FEWEST_LETTERS or not _SYLLABLES.fullmatch(letters):
        return False
    heard = _heard(text)
    first = (letters[:end] for end in range(1, len(letters) + 1))
    return any(_reads(letters[len(one) :], run, place + 1, 1) for one in first for run, place in heard.get(one, ()))


class Sounds:
    """Names in Latin letters that Chinese texts may write in characters: Qiguang is 岐光."""

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts` are in a language of Latin letters: what begins with a capital there is a name."""
        found = (word.lower() for text in texts for word in _CAPITALISED.findall(text))
        self._names = frozenset(word for word in found if len(word) >= _LONG and word not in COMMON_ENGLISH)
        self._beginnings = {name[:end] for name in self._names for end in range(1, len(name) + 1)}

    def heard_in(self, text: str) -> frozenset[str]:
        """The names that two or more characters in a row of `text` sound like; they begin and end words of it."""
        runs = _RUN.finditer(text) if self._names else ()
        spans = [span for run in runs for span in self._heard(run[0], run.start())]
        edges = {edge for word in words(text) for edge in (word.start, word.end)} if spans else set[int]()
        return frozenset(name for name, start, end in spans if {start, end} <= edges)

    def _heard(self, run: str, offset: int) -> Iterator[tuple[str, int, int]]:
        for first in range(len(run)):
            heard, end = [""], first
            while heard and end < len(run):
                heard = [f"{one}{sound}" for one in heard for sound in _sounds(run[end])]
                heard, end = [one for one in heard if one in self._beginnings], end + 1
                if end - first >= _FEWEST_CHARACTERS:
                    yield from ((one, offset + first, offset + end) for one in heard if one in self._names)


_CAPITALISED = re.compile(r"\b[A-Z][a-z]+\b")
_LONG = 4
"""Letters: shorter names sound like too many words."""


@lru_cache(maxsize=64)  # a text is searched for each name of whatever rests on it
def _heard(text: str) -> Mapping[str, Sequence[tuple[str, int]]]:
    """Sound -> runs of Chinese characters, each with a place in it where one sounds so."""
    found = defaultdict[str, list[tuple[str, int]]](list)
    for run in _RUN.findall(text):
        for place, character in enumerate(run):
            for sound in _sounds(character):
                found[sound].append((run, place))
    return found


def _reads(letters: str, run: str, place: int, read: int) -> bool:
    """`read`: how many characters have been."""
    if not letters:
        return read >= _FEWEST_CHARACTERS
    heard = [one for one in _sounds(run[place]) if letters.startswith(one)] if place < len(run) else []
    return any(_reads(letters[len(one) :], run, place + 1, read + 1) for one in heard)


@cache
def _sounds(character: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin

    (found,) = pinyin(character, style=Style.NORMAL, heteronym=True)
    return tuple(found)
