"""What pins a text to one happening: its figures and the names in it that are written alike in every language."""

import re
from collections.abc import Iterable
from decimal import Decimal

from facts.values.figures import read_figures

_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z]*(?:[-.]?[A-Za-z0-9]+)*(?:[ -]\d[\d.]*)?")
_VERSIONED = re.compile(r"\d")
_SOFT_KINDS = frozenset({"count", "ordinal", "rank"})
_LEAST_COUNT = 100


def figure_anchors(text: str) -> frozenset[str]:
    """The hard figures of `text` in base units, so that 25亿元 and 2.5 billion yuan are one; small counts are none."""
    return frozenset(written_figures(text))


def written_figures(text: str) -> dict[str, str]:
    """Each of the figures of `figure_anchors`, with the first form in which `text` writes it."""
    found: dict[str, str] = {}
    for figure in read_figures(text):
        if _pins(figure.kind, figure.high):
            found.setdefault(f"{figure.low.normalize():f}-{figure.high.normalize():f} {figure.unit}", figure.text)
    return found


def _pins(kind: str, value: Decimal) -> bool:
    return kind not in _SOFT_KINDS or abs(value) >= _LEAST_COUNT


def name_anchors(text: str) -> frozenset[str]:
    """Names in Latin letters, lower-cased, with the number of their version: openai, gpt-5.4."""
    return frozenset(name.lower().replace(" ", "-") for name in _NAME.findall(text) if len(name) > 1)


def versioned(names: Iterable[str]) -> frozenset[str]:
    """Those with a number: they name one thing, not its maker."""
    return frozenset(name for name in names if _VERSIONED.search(name))
