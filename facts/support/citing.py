"""Which passages a text needs beside those that its writer named."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from facts.support.counterparts import clauses_of
from facts.support.figures import Unsupported, figures_without_ground
from facts.text.overlap import FEW, LITTLE, distinct_terms, novelty, overlap
from facts.text.quoting import quotes_for
from facts.text.similarity import terms
from schemas.retrieval import document_of

_MOST = 4
"""Passages that one text is given where its writer named none."""
_LEAST_SHARE = 0.5
"""Of a text's words in the passages that carry it: with fewer, it may well say something else."""


def carriers(text: str, named: Sequence[str], offered: Mapping[str, str]) -> tuple[str, ...]:
    """Ids of the passages out of `offered` (id -> text) that `text` needs beside those that its writer `named`.

    Those with its figures, as far as the named ones lack them, out of the same documents or where they tell of what the
    figure is of; where none is named, those that hold most of its words.
    """
    known = tuple(named) or _resembling(text, offered)
    documents = set(map(document_of, known))
    near = {one for one in offered if document_of(one) in documents}
    more = tuple(_with_missing_figures(text, known, offered, near)) if known else ()
    return more if named else (*known, *more)


def _resembling(text: str, offered: Mapping[str, str]) -> tuple[str, ...]:
    """Those that together hold most words of `text`; none, where they hold fewer."""
    ids = tuple(offered)
    found = dict.fromkeys(ids[quote.passage] for quote in quotes_for(text, tuple(offered.values())))
    kept = tuple(found)[:_MOST]
    is_told = terms(text) and novelty(text, (offered[one] for one in kept)) <= 1 - _LEAST_SHARE
    return kept if is_told else ()


def _with_missing_figures(
    text: str, known: tuple[str, ...], offered: Mapping[str, str], near: Container[str]
) -> Iterator[str]:
    texts = [offered[one] for one in known]
    missing = figures_without_ground(text, texts)
    for one in offered:
        if not missing:
            return
        if one not in near and not _tells_of(missing, text, offered[one]):
            continue
        left = figures_without_ground(text, [*texts, offered[one]])
        if len(left) < len(missing):
            texts, missing = [*texts, offered[one]], left
            yield one


def _tells_of(figures: Iterable[Unsupported], text: str, passage: str) -> bool:
    """Of what one of the figures is of: the same number stands in many a passage of something else."""
    return any(overlap(told, (passage,)) >= LITTLE for figure in figures for told in _around(figure.text, text))


def _around(figure: str, text: str) -> Iterator[str]:
    """What the clauses with `figure` say beside it, or their sentences where that is hardly anything."""
    for clause in clauses_of(text):
        if figure in clause.text:
            beside = clause.text.replace(figure, " ")
            yield beside if len(distinct_terms(beside)) >= FEW else clause.sentence.replace(figure, " ")
