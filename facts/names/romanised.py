"""Chinese names in Latin letters, as pinyin spells them: 溪谷 is Xigu."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

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
