"""Chinese names in Latin letters, as pinyin spells them: 溪谷 is Xigu."""

import re
from functools import cache

_RUN = re.compile("[\u3400-\u9fff]+")
_BETWEEN_SYLLABLES = re.compile(r"['’ -]")
_FEWEST_LETTERS, _FEWEST_CHARACTERS = 3, 2
"""One character alone sounds like too many others."""


def spells(name: str, text: str) -> bool:
    """Whether `name` is how two or more Chinese characters in a row of `text` sound, whatever their tones."""
    letters = _BETWEEN_SYLLABLES.sub("", name).lower()
    if len(letters) < _FEWEST_LETTERS or not (letters.isascii() and letters.isalpha()):
        return False
    return any(_reads(letters, run, place, 0) for run in _RUN.findall(text) for place in range(len(run)))


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
