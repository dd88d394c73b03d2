"""Which passages carry a text: those that its writer named, and what the named ones leave uncarried."""

from collections.abc import Iterable, Iterator, Mapping

from facts.support.figures import figures_without_ground
from facts.text.novelty import novelty
from facts.text.quoting import quotes_for
from facts.text.similarity import terms

_MOST = 4
"""Passages that one text is given where its writer named none."""
_LEAST_SHARE = 0.5
"""Of a text's words in the passages that carry it: with fewer, it may well say something else."""


def carriers(text: str, named: Iterable[str], offered: Mapping[str, str]) -> tuple[str, ...]:
    """Ids of passages out of `offered` (id -> text) that carry `text`; empty where nothing in them resembles it.

    The named ones that were offered; where they hold few of its words and others hold most, those instead. Then those
    with its figures, as far as the others lack them.
    """
    known = tuple(dict.fromkeys(one for one in named if one in offered))
    if not _hold_most(known, text, offered):
        known = _resembling(text, offered) or known
    return (*known, *_with_missing_figures(text, known, offered)) if known else ()


def _resembling(text: str, offered: Mapping[str, str]) -> tuple[str, ...]:
    """Those that together hold most words of `text`; none, where they hold fewer."""
    ids = tuple(offered)
    found = dict.fromkeys(ids[quote.passage] for quote in quotes_for(text, tuple(offered.values())))
    kept = tuple(found)[:_MOST]
    return kept if _hold_most(kept, text, offered) else ()


def _hold_most(ids: Iterable[str], text: str, offered: Mapping[str, str]) -> bool:
    return bool(terms(text)) and novelty(text, (offered[one] for one in ids)) <= 1 - _LEAST_SHARE


def _with_missing_figures(text: str, known: tuple[str, ...], offered: Mapping[str, str]) -> Iterator[str]:
    texts = [offered[one] for one in known]
    missing = figures_without_ground(text, texts)
    for one in offered:
        if not missing:
            return
        left = figures_without_ground(text, [*texts, offered[one]])
        if len(left) < len(missing):
            texts, missing = [*texts, offered[one]], left
            yield one
