"""Where the words of a text begin and end, and what part of speech each is.

By rjieba's dictionary alone: its guesses at words that it does not know would join 小鹏 and 称.
"""

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from facts.text.remembered import remembered

if TYPE_CHECKING:
    from rjieba import Jieba

SEGMENTER = "rjieba"
"""What decides it: another version may see other words."""


class Word(NamedTuple):
    start: int
    end: int
    tag: str
    """In ICTCLAS's tags: nr a person, nt an organisation, nz another name, p a preposition."""


@remembered
def words(text: str) -> tuple[Word, ...]:
    """The words of `text` in order, signs and blanks among them: together they are the whole text."""
    found: list[Word] = []
    place = 0
    for written, tag in _segmenter().tag(text, hmm=False):
        found.append(Word(place, place + len(written), tag))
        place += len(written)
    return tuple(found)


def parts_words(text: str, start: int, end: int) -> bool:
    """Whether what stands there begins or ends within a word: 币安 in 货币安全, 日产 in 日产量."""
    known = words(text)
    return start not in {one.start for one in known} or end not in {one.end for one in known}


@cache
def _segmenter() -> "Jieba":
    import rjieba

    return rjieba.Jieba()
