"""The lists of lexicon.toml, and where their words stand in a text. Nothing else reads that file."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from facts.text.remembered import remembered
from facts.text.segmenter import words

# fmt: off
Purpose = Literal[
    "speech", "hearsay", "guess", "plan", "future", "done", "condition", "denial", "refutal", "undone", "passive",
    "cause", "difference", "basis", "setting", "leaning", "pointing", "referring", "general", "joining",
    "consequence", "consequence_weak", "expectation", "expectation_weak", "comparison", "comparison_weak", "hazard",
    "risk", "risk_weak", "rules", "overcome", "change", "act", "praise", "filing", "business", "technical",
    "scenery", "reaching", "left_open", "total",
]
# fmt: on


class Place(NamedTuple):
    start: int
    end: int


class WordList:
    """A list of words: Latin ones in any case; both where the segmenter begins and ends a word."""

    def __init__(self, listed: str) -> None:
        self.listed = listed
        """All of them, between blanks; _ stands for a space, * for any ending."""
        self._by_first: dict[str, list[str]] = {}
        for word in sorted(listed.lower().split(), key=len, reverse=True):
            self._by_first.setdefault(word[0], []).append(word.replace("_", " "))
        self.places = remembered(self._places)

    @property
    def alternatives(self) -> str:
        """All of them, the longest first, in a regular expression: for words that stand in the middle of others."""
        return "|".join(re.escape(word) for words in self._by_first.values() for word in words)

    def occurs_in(self, text: str) -> bool:
        return bool(self.places(text))

    def words(self, text: str) -> frozenset[str]:
        """Those that stand in the text, in lower case."""
        return frozenset(text[place.start : place.end].lower() for place in self.places(text))

    def begins(self, text: str) -> bool:
        """The text begins with one of them."""
        return any(place.start == 0 for place in self.places(text))

    def ends(self, text: str) -> bool:
        """The text ends with one of them."""
        return any(place.end == len(text) for place in self.places(text))

    def _places(self, text: str) -> tuple[Place, ...]:
        lowered = text.lower()
        return tuple(_without_overlap(self._found(lowered if len(lowered) == len(text) else text)))

    def _found(self, text: str) -> Iterator[Place]:
        ends = {word.end for word in words(text)}
        for word in words(text):
            for entry in self._by_first.get(text[word.start], ()):
                end = word.start + len(entry)
                if entry.endswith("*") and text.startswith(entry[:-1], word.start):
                    yield Place(word.start, word.end)
                elif end in ends and text.startswith(entry, word.start):
                    yield Place(word.start, end)


def _without_overlap(found: Iterator[Place]) -> Iterator[Place]:
    """The first at each place: longer words are tried before shorter ones."""
    end = 0
    for place in found:
        if place.start >= end:
            end = place.end
            yield place


@dataclass(frozen=True, slots=True)
class Opposites:
    """The words for either way that a thing may go."""

    up: WordList
    down: WordList

    def part(self, one: str, other: str) -> bool:
        """What the one text alone says goes one way, and what the other alone says the other way."""
        mine, theirs = self._ways(one), self._ways(other)
        here, there = ({way for way, _ in words} for words in (mine - theirs, theirs - mine))
        return len(here) == len(there) == 1 and here != there

    def _ways(self, text: str) -> frozenset[tuple[int, str]]:
        """The words that say which way it goes, each with its way."""
        up, down = self.up.words(text), self.down.words(text)
        return frozenset((*((1, word) for word in up), *((-1, word) for word in down)))


@cache
def word_list(*purposes: Purpose) -> WordList:
    """The words that serve one of `purposes`."""
    return WordList("\n".join(_lexicon()[one] for one in purposes))


@cache
def opposites() -> Mapping[str, Opposites]:
    """By the name of the axis."""
    return {one["name"]: Opposites(WordList(one["up"]), WordList(one["down"])) for one in _lexicon()["opposites"]}


@cache
def _lexicon() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))
