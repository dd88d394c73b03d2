"""Which passages carry a text: those that its writer named, and what the named ones leave uncarried."""

from collections.abc import Iterable, Iterator, Mapping

from facts.figure_support import unsupported_figures
from facts.quoting import quotes_for
from facts.similarity import terms

_MOST = 4
"""Passages that one text is given where its writer named none."""
_LEAST_SHARE = 0.5
"""Of a text's words in the passages found for it: fewer, and it may well say something else."""


def carriers(text: str, named: Iterable[str], offered: Mapping[str, str]) -> tuple[str, ...]:
    """Ids of passages out of `offered` (id -> text) that carry `text`; empty where nothing in them resembles it.

    The named ones that were offered come first. Where none was, those that hold most of its words; then those with its
    figures, as far as the others lack them.
    """
    known = tuple(dict.fromkeys(one for one in named if one in offered)) or _resembling(text, offered)
    return (*known, *_with_missing_figures(text, known, offered)) if known else ()


def _resembling(text: str, offered: Mapping[str, str]) -> tuple[str, ...]:
    ids, words = tuple(offered), set(terms(text))
    found = dict.fromkeys(ids[quote.passage] for quote in quotes_for(text, tuple(offered.values())))
    kept = tuple(found)[:_MOST]
    held = words & {term for one in kept for term in terms(offered[one])}
    return kept if len(held) >= _LEAST_SHARE * len(words) else ()


def _with_missing_figures(text: str, known: tuple[str, ...], offered: Mapping[str, str]) -> Iterator[str]:
    texts = [offered[one] for one in known]
    missing = unsupported_figures(text, texts)
    for one in offered:
        if not missing:
            return
        left = unsupported_figures(text, [*texts, offered[one]])
        if len(left) < len(missing):
            texts, missing = [*texts, offered[one]], left
            yield one
