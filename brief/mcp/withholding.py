"""A run as a chat client may read it: without the texts of documents that it may not be told.

They are taken out of the hand-overs, so that whatever is made of these is free of them.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from brief.mcp.allowed import Allowed
from brief.runs.loaded import LoadedRun
from checks.base import claims_in, claims_of
from schemas.absence import Absences
from schemas.base import S
from schemas.retrieval import document_of

WITHHELD = "[withheld: its source lets no chat client read it]"
_TEXTS = frozenset(
    "text title summary body quote term kept basis message reason why fix rests_on doubt heading".split()
)
_LISTS = frozenset("other_titles terms names figures typed documents watched corrections".split())
"""Fields that hold words of the news, where they are no hand-overs of their own."""
_IDS = ("id", "document_id", "claim_id", "event_id", "url", "of")
_SEVERAL = ("document_ids", "cited", "citations", "ground", "rows")


def readable(held: LoadedRun, allowed: Allowed) -> LoadedRun:
    """`held` itself where nothing in it is kept from a model."""
    closed = frozenset(_closed(held, allowed))
    if not (closed or allowed.kept):
        return held
    own, left_out = LoadedRun(held.run, held.of, held.edition), held.retrieval.left_out
    bare = tuple(one.model_copy(update={"examples": ()}) for one in left_out)
    retrieval = held.retrieval.model_copy(update={"left_out": bare})
    vars(own).update(
        classification=_without(held.classification, closed),
        retrieval=_without(retrieval, closed),
        reading=_without(held.reading, closed),
        tables={name: _without(one, closed) for name, one in held.tables.items()},
        drafts={name: _without(one, closed) for name, one in held.drafts.items()},
        critiques={name: _without(one, closed) for name, one in held.critiques.items()},
        steering=_without(held.steering, closed),
        absences=held.absences and _absences(held.absences, allowed),
    )
    return own


def _closed(held: LoadedRun, allowed: Allowed) -> Iterator[str]:
    """Ids of documents, the events that they tell of, the claims that rest on them; addresses of earlier reports."""
    documents = {one.id for one in held.retrieval.citable if not allowed.document(one)}
    yield from documents
    yield from (name for name, cited in _resting(held) if not documents.isdisjoint(cited))
    earlier = chain.from_iterable(report.rows for report in held.retrieval.earlier)
    yield from (url for row in earlier for url, _ in row.documents if not allowed.address(url))


def _resting(held: LoadedRun) -> Iterator[tuple[str, Iterable[str]]]:
    """Events and claims, each with ids of its documents."""
    yield from ((one.id, one.document_ids) for one in held.retrieval.events)
    claims = *map(claims_in, held.tables.values()), *map(claims_of, held.drafts.values())
    for claim in chain.from_iterable(claims):
        yield claim.id, (one.document_id for one in claim.citations)
        yield claim.id, (one.document_id for one in claim.ground)


def _absences(absences: Absences, allowed: Allowed) -> Absences:
    fewer = (
        one.model_copy(update={"documents": tuple(filter(allowed.document, one.documents))})
        for one in absences.outranked
    )
    refused = tuple(one for one in absences.refused if allowed.document(one.document))
    return absences.model_copy(update={"refused": refused, "outranked": tuple(one for one in fewer if one.documents)})


def _without(value: S, closed: frozenset[str]) -> S:
    return type(value).model_validate(_bare(value.model_dump(mode="json"), closed)) if closed else value


def _bare(value: Any, closed: frozenset[str]) -> Any:
    """JSON in which every object that is of something closed has lost its words."""
    if isinstance(value, list):
        return [_bare(one, closed) for one in value]
    if not isinstance(value, dict):
        return value
    bare = {name: _bare(one, closed) for name, one in value.items()}
    if closed.isdisjoint(_named(value)):
        return bare
    said = {name: WITHHELD for name in _TEXTS & bare.keys() if bare[name] and isinstance(bare[name], str)}
    return bare | said | {name: [] for name in _LISTS & bare.keys()}


def _named(value: dict[str, Any]) -> Iterator[str]:
    """What an object is of, by ids and addresses: its own, and those of what it cites or lists."""
    several = [value.get("claim"), *(each for name in _SEVERAL for each in value.get(name) or ())]
    for one in (value, *(each for each in several if isinstance(each, dict))):
        yield from (one[name] for name in _IDS if isinstance(one.get(name), str))
    yield from (one for one in several if isinstance(one, str))
    yield document_of(value["id"]) if isinstance(value.get("id"), str) else ""
