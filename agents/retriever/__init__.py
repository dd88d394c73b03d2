"""The retriever: turns documents into events, best first, with the passages that a writer may cite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents.retriever.absences import counted, outranked
from agents.retriever.clustering import cluster
from agents.retriever.passages import cut_passages
from agents.retriever.salience import Scored, score_events
from agents.retriever.selection import in_time, select
from agents.retriever.tellers import Tellers
from facts.names.detection import aliases_of
from schemas.absence import Absences
from schemas.retrieval import Document, Event, LeftOut, Passage, Request, Retrieval

__all__ = ["Sifted", "retrieve", "sift"]


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is handed on, and what became of the rest."""

    retrieval: Retrieval
    absences: Absences


def retrieve(request: Request, documents: Sequence[Document]) -> Retrieval:
    """The period's events among `documents`, ranked; at most `request.max_events` of them are handed on.

    Documents come back renumbered d1, d2, … in order of time and URL, events e1, e2, … in order of salience.
    """
    return sift(request, documents).retrieval


def sift(request: Request, documents: Sequence[Document], vectors: Mapping[str, Any] | None = None) -> Sifted:
    """As `retrieve`, with an account of every document that is in none of its events.

    `vectors`: by document id, of what documents mean; with them more documents of two languages become one event.
    """
    selection = select(request, documents)
    ranked = score_events(request, cluster(selection.documents, request.aliases, vectors))
    kept, left = _with_their_stories(ranked, request.max_events)
    beyond = outranked(left, len(kept))
    absences = Absences(refused=selection.refused, outranked=beyond, ranked=len(ranked))
    apart = sorted((one for one in left if one.apart), key=lambda one: -one.apart)[:_MOST_APART]
    tellers = Tellers(selection.documents, aliases_of(request.aliases))
    return Sifted(_hand_on(request, kept, apart, counted(absences), tellers), absences)


def _with_their_stories(ranked: Sequence[Scored], most: int) -> tuple[list[Scored], list[Scored]]:
    """The first `most`, with what else is told of their stories, of which their rows are written too; and the rest."""
    first, rest = ranked[:most], ranked[most:]
    stories = {one.story for one in first}
    return [*first, *(one for one in rest if one.story in stories)], [one for one in rest if one.story not in stories]


_MOST_APART = 200
"""Of events beyond those that are handed on, how many are for what sections that stand apart know alone."""


def _hand_on(
    request: Request,
    kept: Sequence[Scored],
    apart: Sequence[Scored],
    left_out: tuple[LeftOut, ...],
    tellers: Tellers,
) -> Retrieval:
    """What is there for sections that stand apart is numbered last: the rest is as it would be without."""
    numbers = {document_id: f"d{n}" for n, document_id in enumerate((*_in_time(kept), *_in_time(apart)), start=1)}
    events: list[Event] = []
    documents: list[Document] = []
    passages: list[Passage] = []
    for rank, one in enumerate((*kept, *apart), start=1):
        own = tuple(document.model_copy(update={"id": numbers[document.id]}) for document in one.documents)
        cut = tuple(passage for document in own for passage in cut_passages(document))
        documents.extend(own)
        passages.extend(cut)
        events.append(_event(f"e{rank}", one, own, cut, alone=not tellers.has_others(one.documents[0])))
    return Retrieval(
        request=request,
        documents=tuple(sorted(documents, key=lambda document: int(document.id[1:]))),
        events=tuple(events),
        passages=tuple(passages),
        apart=len(apart),
        left_out=left_out,
    )


def _in_time(scored: Sequence[Scored]) -> list[str]:
    """Ids of their documents, which get new short ones, d1, d2, …: they cost a model fewer tokens than hashes."""
    return [document.id for document in sorted((each for one in scored for each in one.documents), key=in_time)]


def _event(
    event_id: str, scored: Scored, documents: Sequence[Document], passages: Sequence[Passage], *, alone: bool
) -> Event:
    return Event(
        id=event_id,
        title=documents[0].title,
        document_ids=tuple(document.id for document in documents),
        passage_ids=tuple(passage.id for passage in passages),
        publishers=tuple(dict.fromkeys(document.publisher for document in documents)),
        published_at=min(document.published_at for document in documents if document.published_at),
        salience=scored.salience,
        apart=scored.apart,
        story_id=f"s{scored.story}",
        alone=alone,
        reasons=scored.reasons,
    )
