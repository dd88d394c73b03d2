"""What pins a text to one happening: its figures and the names in it that are written alike in every language."""

import re
from collections.abc import Iterable

from facts.names.detection import Aliases
from facts.names.name_words import COMMON_ENGLISH, GENERIC_LATIN
from facts.text.similarity import terms
from facts.values.figures import read_figures

_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z]*(?:[-.]?[A-Za-z0-9]+)*(?:[ -]\d[\d.]*)?")
_VERSIONED = re.compile(r"(?!.*(?<!\d)20\d\d\Z).*\d")
_SOFT_KINDS = frozenset({"count", "ordinal", "rank"})
_LEAST_COUNT = 100


def figure_anchors(text: str) -> frozenset[str]:
    """The hard figures of `text` in base units, so that 25亿元 and 2.5 billion yuan are one; small counts are none."""
    return frozenset(written_figures(text))


def written_figures(text: str) -> dict[str, str]:
    """Each of the figures of `figure_anchors`, with the first form in which `text` writes it."""
    found: dict[str, str] = {}
    for figure in read_figures(text):
        if figure.kind not in _SOFT_KINDS or abs(figure.high) >= _LEAST_COUNT:
            found.setdefault(f"{figure.low.normalize():f}-{figure.high.normalize():f} {figure.unit}", figure.text)
    return found


def name_anchors(text: str) -> frozenset[str]:
    """Names in Latin letters, lower-cased, with the number of their version: openai, gpt-5.4."""
    return frozenset(name.lower().replace(" ", "-") for name in _NAME.findall(text) if len(name) > 1)


def names_in_any_language(text: str, aliases: Aliases) -> tuple[str, ...]:
    """What `text` writes as texts in other languages do, each once: the numbers of the groups of `aliases` that it
    names (英伟达 and Nvidia are one), its other words in Latin letters, lower-cased, but for common ones, and names
    with a version.
    """
    spans = aliases.found(text)
    listed = {word for span in spans for word in terms(span.text)}
    groups = (f"{_GROUP}{group}" for span in spans for group in sorted(aliases.groups(span.text)))
    words = (word for word in terms(text) if _LATIN_WORD.match(word) and word not in listed and word not in _NO_NAMES)
    return tuple(dict.fromkeys((*groups, *words, *sorted(versioned(name_anchors(text))))))


_NO_NAMES = COMMON_ENGLISH | {word.lower() for word in GENERIC_LATIN}
_GROUP = "="
_LATIN_WORD = re.compile(r"[a-z].")


def versioned(names: Iterable[str]) -> frozenset[str]:
    """Those with a number: they name one thing, not its maker."""
    return frozenset(name for name in names if _VERSIONED.match(name))
