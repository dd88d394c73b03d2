"""Finds documents of the standing corpus: by words, with vectors by meaning too, and by the section that is theirs."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from agents.section_classifier.places import place_of
from brief.documents.corpus.searching import Hits, Scope
from brief.embedding.embedders import Embedder
from brief.embedding.store import VECTORS, VectorStore, nearest
from brief.errors import UsageError
from brief.llm.base import ProviderError
from brief.pipeline.gather import existing
from brief.settings.corpus_place import CorpusPlace
from brief.settings.periods import end_of_day, parse_as_of, parse_period, start_of_day
from facts.extraction.section_affinity import affinities_of
from schemas.retrieval import Document
from schemas.section import Section

_FLATTENING = 60
"""Cormack, Clarke and Büttcher 2009: how little a first place counts more than a tenth."""


class Search(NamedTuple):
    """What somebody looks for, and how."""

    words: str
    scope: Scope
    of_section: Callable[[Document], bool]
    embedder: Embedder | None
    """Without one, words alone are looked for."""


def find(
    place: CorpusPlace, asked: Search, most: int | None, note: Callable[[str], None]
) -> tuple[tuple[Document, ...], Hits]:
    """What holds the words, and what means them as far as vectors are kept beside the corpus, both joined by their
    ranks: the best, `most` of them or all. Raises UsageError where the corpus cannot be used.
    """
    vectors, near = place.beside(VECTORS), list[int]()
    with existing(place) as (corpus, _):
        hits = corpus.search(asked.words, asked.scope, note)
        if asked.embedder and vectors.exists():
            try:
                near = nearest(asked.words, corpus.titles(asked.scope), asked.embedder, VectorStore(vectors))
            except ProviderError as error:
                note(f"embeddings: {error}; only the words were looked for")
        found = filter(asked.of_section, corpus.numbered(joined(hits.numbers, near), asked.scope.end))
        return tuple(islice(found, most)), hits


def remarks(hits: Hits, found: Sequence[Document]) -> Iterator[str]:
    """What a reader of the result should know of it, a sentence each."""
    for word in hits.parted:
        yield f"No document there holds {word} in one piece; its parts were looked for."
    if hits.absent:
        yield f"No document there holds {', '.join(hits.absent)}."
    if 0 < hits.held < hits.words:
        yield f"None holds all {hits.words} words; those found hold {hits.held} of them."
    if hits.numbers and not found:
        yield f"None of the {len(hits.numbers)} that hold the words is of that section."


def scope_of(period: str, as_of: str | None, source: str, zone: ZoneInfo) -> Scope:
    """What a `--period` and an `--as-of` of `brief run` name. Raises UsageError."""
    latest = parse_as_of(as_of, zone, datetime.now(UTC))
    if not period:
        return Scope(end=latest, source=source) if as_of else Scope(source=source)
    days = parse_period(period, latest, zone)
    return Scope(start_of_day(days.start, zone), min(end_of_day(days.end, zone), latest), source)


def joined(*rankings: Sequence[int]) -> list[int]:
    """By reciprocal ranks: what several rankings name comes before what one does."""
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, number in enumerate(ranking, start=1):
            scores[number] += 1 / (_FLATTENING + rank)
    return sorted(scores, key=lambda number: -scores[number])


def of_section(wanted: str, sections: Sequence[Section]) -> Callable[[Document], bool]:
    """Whether a document's words speak for that section; an empty one takes all. Raises UsageError."""
    if not wanted:
        return lambda _: True
    if wanted not in (known := [one.id for one in sections]):
        raise UsageError(f"there is no section {wanted!r}.", where="--section", next=f"Known: {', '.join(known)}.")
    affinities = affinities_of(*(one for one in sections if not one.apart or one.id == wanted))
    return lambda document: place_of((document,), affinities).section_id == wanted
