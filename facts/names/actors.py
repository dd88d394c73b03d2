"""Who a headline is of."""

import re

from facts.names.detection import Aliases
from facts.text.segmenter import words

_ATTRIBUTE = re.compile(r"[^，。：:,\s]{0,4}的")
"""英伟达支持的… is of somebody else."""
_PLACES = frozenset({"ns", "nsf"})
"""Tags of places: a country is where much happens, and nobody's balance."""


def actor(headline: str, aliases: Aliases) -> str:
    """The first organisation, product or person of the table that it names, under one of its forms, always the same;
    empty where it names none.
    """
    places = {headline[word.start : word.end] for word in words(headline) if word.tag in _PLACES}
    named = (name for name in aliases.found(headline) if name.text not in places)
    first = next((name.text for name in named if not _ATTRIBUTE.match(headline, name.end)), "")
    return min(aliases.others(first), default="")
