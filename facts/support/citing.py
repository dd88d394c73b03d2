"""Which passages a text needs beside those that its writer named."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from facts.support.figures import figures_without_ground
from facts.text.overlap import novelty
from facts.text.quoting import quotes_for
from facts.text.similarity import terms

_MOST = 4
"""Passages that one text is given where its writer named none."""
_LEAST_SHARE = 0.5
"""Of a text's words in the passages that carry it: with fewer, it may well say something else."""


def carriers(text: str, named: Sequence[str], offered: Mapping[str, str]) -> tuple[str, ...]:
    """Ids of the passages out of `offered` (id -> text) that `text` needs beside those that its writer `named`.

    Those with its figures, as far as the named ones lack them; where none is named, those that hold most of its words.
    """
    known = tuple(named) or _resembling(text, offered)
    more = tuple(_with_missing_figures(text, known, offered)) if known else ()
    return more if named else (*known, *more)


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
