"""Nouns that no source holds a piece of: places, and in a text that its sources tell otherwise any that may be names."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from facts.names.detection import Aliases
from facts.names.name_words import COUNTRIES
from facts.text.language import language_of
from facts.text.overlap import adds_nothing
from facts.text.segmenter import Word, words

_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
_NAMES = frozenset(("nr", "nrfg", "nrt", "ns", "nt", "nz"))
"""Tags of persons, places, organisations and other names."""
_PLACES = frozenset(("ns",))
_NAMING = "njagz"
"""Of nouns, short forms and adjectives: two verbs in a row, 缩到, name nothing."""
_FUNCTION = "pcdumrxfyo"
"""Tags of prepositions, conjunctions, adverbs, particles, numbers and their like."""


def strange_nouns(said: str, evidence: Iterable[str], aliases: Aliases) -> tuple[str, ...]:
    """Chinese ones, each once, in order; no country, and none that the table of `aliases` lists. `evidence` are whole
    documents. None where one of them is in another language: it may hold the name in other letters.
    """
    texts = tuple(evidence)
    if not all(language_of(text) == "zh" for text in texts):
        return ()
    places = _tagged(said, _PLACES) if not adds_nothing(said, texts) else _name_places(said)
    nouns = (one for one in _nouns(said, places, aliases) if one not in _COUNTRIES)
    return tuple(dict.fromkeys(one for one in nouns if not _is_known(one, texts)))


_COUNTRIES = frozenset((*COUNTRIES.values(), "中国"))
"""Goods, firms and people are of them, whether a text says so or not."""


def _is_known(noun: str, texts: Iterable[str]) -> bool:
    """Its first two characters stand there: what tells a name from others comes first, 银行 and 集团 last."""
    return any(noun[:2] in text for text in texts)


def _nouns(text: str, places: Iterable[tuple[int, int]], aliases: Aliases) -> Iterator[str]:
    """Nouns that the dictionary has for names, and characters in a row that it takes for words: so it cuts a name that
    it lacks.
    """
    listed = aliases.found(text)
    for start, end in places:
        if _CHINESE.fullmatch(text, start, end) and not any(one.start < end and start < one.end for one in listed):
            yield text[start:end]


def _tagged(text: str, tags: frozenset[str]) -> Iterator[tuple[int, int]]:
    return ((word.start, word.end) for word in words(text) if word.tag in tags)


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
