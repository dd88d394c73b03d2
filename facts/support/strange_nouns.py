"""Nouns that no source holds a piece of: well-known places, and in a text that its sources tell otherwise whatever may
be a name. One name may stand for another.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from facts.names.detection import Aliases
from facts.names.name_words import PLACES
from facts.text.language import language_of
from facts.text.overlap import adds_nothing
from facts.text.segmenter import Word, words

_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
_NAMES = frozenset(("nr", "nrfg", "nrt", "ns", "nt", "nz"))
"""Tags of persons, places, organisations and other names."""
_NAMING = "njagz"
"""Of nouns, short forms and adjectives: two verbs in a row, 缩到, name nothing."""
_FUNCTION = "pcdumrxfyo"
"""Tags of prepositions, conjunctions, adverbs, particles, numbers and their like."""


def strange_nouns(said: str, evidence: Iterable[str], aliases: Aliases) -> tuple[str, ...]:
    """Chinese ones, each once, in order; none that the table of `aliases` lists. `evidence` are whole documents.

    None where one of them is in another language: it may hold the name in other letters.
    """
    texts = tuple(evidence)
    if not all(language_of(text) == "zh" for text in texts):
        return ()
    spans = [*_known_places(said), *(_name_places(said) if adds_nothing(said, texts) else ())]
    nouns = _nouns(said, sorted(spans), aliases)
    # What tells a name from others comes first, 银行 and 集团 last.
    return tuple(dict.fromkeys(one for one in nouns if not any(one[:2] in text for text in texts)))


_PLACE = re.compile("|".join(sorted(PLACES, key=len, reverse=True)))


def _known_places(text: str) -> Iterator[tuple[int, int]]:
    """Those that begin where a word does: 上海南路 does not name 海南."""
    starts = {word.start for word in words(text)}
    return (found.span() for found in _PLACE.finditer(text) if found.start() in starts)


def _nouns(text: str, spans: Iterable[tuple[int, int]], aliases: Aliases) -> Iterator[str]:
    """Nouns that the dictionary has for names, and characters in a row that it takes for words: so it cuts a name that
    it lacks.
    """
    listed = aliases.found(text)
    for start, end in spans:
        if _CHINESE.fullmatch(text, start, end) and not any(one.start < end and start < one.end for one in listed):
            yield text[start:end]


def _name_places(text: str) -> Iterator[tuple[int, int]]:
    """A character behind a number counts: 落地20单."""
    counted = {word.end for word in words(text) if word.tag == "m"}
    for is_single, run in groupby(words(text), lambda word: _is_single(word) and word.start not in counted):
        found = list(run)
        if is_single and any(one.tag[0] in _NAMING for one in found):
            yield found[0].start, found[-1].end
        elif is_single:
            continue
        else:
            yield from ((one.start, one.end) for one in found if one.tag in _NAMES)


def _is_single(word: Word) -> bool:
    return word.end - word.start == 1 and word.tag[0] not in _FUNCTION
