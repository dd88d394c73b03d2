"""Who a headline is of, and whom headlines name."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from facts.names.detection import Aliases
from facts.text.segmenter import words
from facts.text.sentences import Span

_ATTRIBUTE = re.compile(r"[^，。：:,\s]{0,4}的")
"""英伟达支持的… is of somebody else."""
_PLACES = frozenset({"ns", "nsf"})
"""Tags of places: a country is where much happens, and nobody's balance."""


def actor(headline: str, aliases: Aliases) -> str:
    """The first organisation, product or person of the table that it names, under one of its forms, always the same;
    empty where it names none.
    """
    first = next((name.text for name in _named(headline, aliases) if not _ATTRIBUTE.match(headline, name.end)), "")
    return min(aliases.others(first), default="")


def named_most(headlines: Iterable[str], aliases: Aliases, most: int = 8) -> tuple[str, ...]:
    """The names of the table that stand in most of the headlines, places aside, each in the form that came first."""
    found = [{aliases.groups(name.text): name.text for name in aliases.found(one)} for one in headlines]
    forms = {group: name for one in reversed(found) for group, name in one.items()}
    counts = Counter(group for one in found for group in one)
    told = (forms[group] for group, _ in counts.most_common())
    return tuple(islice((name for name in told if not any(map(_places, aliases.others(name)))), most))


def actors_in(headline: str, aliases: Aliases) -> frozenset[int]:
    """Numbers of the groups of names in it, places aside."""
    return aliases.groups(*(name.text for name in _named(headline, aliases)))


def _named(headline: str, aliases: Aliases) -> Iterator[Span]:
    """The names of the table in it, places aside."""
    places = _places(headline)
    return (name for name in aliases.found(headline) if name.text not in places)


def _places(text: str) -> frozenset[str]:
    return frozenset(text[word.start : word.end] for word in words(text) if word.tag in _PLACES)
