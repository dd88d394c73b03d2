"""Shows what became of documents, and how events came about and stand, as indented lines or as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from brief.cli.views.lines import Line, day_of, line
from brief.provenance.fates import Fate, Found
from brief.provenance.merging import Joined
from brief.provenance.standing import Sibling, Standing
from schemas.absence import Glimpse, Refused
from schemas.retrieval import Document, Reason

NO_RECORD = "This run kept no record of left-out documents: it was made by an earlier version."
_MOST_SIBLINGS = 6
"""Most other events of a story that are named one by one; JSON names all."""
_REFUSALS = {
    "date_missing": "its source gives no date",
    "date_unreadable": "its date cannot be read",
    "date_impossible": "its date cannot be",
    "outside_period": "it was published on a day outside the period",
    "after_as_of": "it was published after the instant that the run was asked for",
    "ordered_never": "it holds what is never to be told, by [orders] never in config.toml: {words}",
    "held": "it is held back, by [[orders.hold_until]] in config.toml: {words}",
    "no_happening": "its headline tells of no happening: it names a thing, an address, or is a word or two",
    "market_noise": "its headline holds market noise, by [run] noise: {words}",
}


def fate_lines(found: Found, zone: ZoneInfo) -> Iterator[Line]:
    """The documents that may be meant, each with what became of it; an event is described only the first time."""
    described: set[int] = set()
    for number, fate in enumerate(found.fates):
        if number:
            yield line(0, "", "")
        yield from _document(fate, zone)
        yield line(1, "fate", _fate(fate))
        if fate.standing and fate.standing.rank not in described:
            described.add(fate.standing.rank)
            yield line(1, "event", _event(fate.standing))
            yield from _standing(fate.standing, zone, 2, all_factors=False)
    if found.more:
        yield line(0, "", f"and {found.more} more documents that are as like it: add words")
    if not found.is_recorded:
        yield line(0, "", NO_RECORD)


def event_lines(standing: Standing, documents: Sequence[Joined], zone: ZoneInfo) -> Iterator[Line]:
    """The event, every document with what it shares with an earlier one, and where the event stands."""
    yield line(0, "", _event(standing))
    yield line(1, "fate", _in_or_not(standing))
    yield from _standing(standing, zone, 1, all_factors=True)
    for one in documents:
        yield line(1, "document", f"{one.document.id} · {one.document.title}")
        yield line(2, "from", _from(one.document, zone))
        yield line(2, "url", one.document.url)
        yield line(2, "joined by", _joined(one))


def found_json(found: Found) -> dict[str, Any]:
    return {"documents": [_fate_json(one) for one in found.fates], "more": found.more, "recorded": found.is_recorded}


def event_json(standing: Standing, documents: Sequence[Joined]) -> dict[str, Any]:
    """The event's standing; its documents in order of time, each with what joined it."""
    return {**_standing_json(standing), "documents": [_joined_json(one) for one in documents]}


# -- one document ----------------------------------------------------------------------------------------------------


def _document(fate: Fate, zone: ZoneInfo) -> Iterator[Line]:
    if fate.document is None:
        yield line(0, "", fate.skipped.title if fate.skipped else "")
        return
    yield line(0, "", fate.document.title)
    yield line(1, "from", _from(fate.document, zone))
    yield line(1, "url", fate.document.url)
    yield from (line(1, "also as", title) for title in fate.document.other_titles)


def _from(document: Document | Glimpse, zone: ZoneInfo) -> str:
    publisher = f" ({document.publisher})" if document.publisher != document.source else ""
    return f"{document.source}{publisher}, {day_of(document, zone)}"


def _fate(fate: Fate) -> str:
    if fate.skipped:
        return f"not in the report: skipped on reading, {fate.skipped.where} of {fate.read_from} {fate.skipped.why}"
    if fate.refused:
        return f"not in the report: {_refusal(fate.refused)}"
    return _in_or_not(fate.standing) if fate.standing else ""


def _refusal(refused: Refused) -> str:
    """A reason that only another version knows is told by its name."""
    return _REFUSALS.get(refused.reason, refused.reason).replace("{words}", ", ".join(refused.words))


# -- one event -------------------------------------------------------------------------------------------------------


def _event(standing: Standing) -> str:
    of = _counted(len(standing.documents), "document")
    return f"{standing.event_id or 'not handed on'} · {standing.title} ({of})"


def _in_or_not(standing: Standing) -> str:
    return f"{'in the report' if standing.row_id else 'not in the report'}: {standing.why}"


def _standing(standing: Standing, zone: ZoneInfo, depth: int, *, all_factors: bool) -> Iterator[Line]:
    of = f" of {standing.ranked}" if standing.ranked else ""
    yield line(depth, "rank", f"{standing.rank}{of}, salience {standing.salience:.2f}")
    yield line(
        depth,
        "weighed",
        " · ".join(_factor(one) for one in standing.reasons if all_factors or one.value * one.weight) or "nothing",
    )
    if standing.placed:
        yield line(depth, "section", f"{standing.section_id or 'none'}: {standing.placed}")
    if standing.story:
        yield from _timeline(standing, zone, depth)
    for one in standing.later:
        told = "told beside its row" if one.is_certain else "shown to whoever writes its row"
        yield line(depth, "later", f"{one.day} {one.title} ({told})")


def _timeline(standing: Standing, zone: ZoneInfo, depth: int) -> Iterator[Line]:
    """The other events of its story in the order of their first reports."""
    more = len(standing.story) - _MOST_SIBLINGS
    yield line(depth, "story", f"{standing.story_id}, with {_counted(len(standing.story), 'other event')}")
    yield from (line(depth + 1, "", _sibling(one, zone)) for one in standing.story[:_MOST_SIBLINGS])
    if more > 0:
        yield line(depth + 1, "", f"and {more} more")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _factor(reason: Reason) -> str:
    return f"{reason.factor} {reason.value:.2f} × {reason.weight:g}"


def _sibling(one: Sibling, zone: ZoneInfo) -> str:
    row = f", row {one.row_id}" if one.row_id else ""
    day = f"{one.reported_at.astimezone(zone):%m-%d} " if one.reported_at else ""
    return f"{day}{one.event_id or 'not handed on'} · {one.title} (rank {one.rank}{row})"


def _joined(one: Joined) -> str:
    if one.other is None:
        return "the first of them"
    shared = (("words", one.words), ("figures", one.figures), ("names", one.names))
    told = [f"{kind} {', '.join(found)}" for kind, found in shared if found]
    return f"{one.other.id}, {one.by} {one.likeness:.2f} alike; {'; '.join(told) or 'nothing that can be named'}"


# -- JSON ------------------------------------------------------------------------------------------------------------


def _fate_json(fate: Fate) -> dict[str, Any]:
    return {
        "document": fate.document and _document_json(fate.document),
        "fate": _fate(fate),
        "skipped": fate.skipped and {**fate.skipped.model_dump(), "read_from": fate.read_from},
        "refused": fate.refused and {"reason": fate.refused.reason, "words": fate.refused.words},
        "event": fate.standing and _standing_json(fate.standing),
    }


def _document_json(document: Document | Glimpse) -> dict[str, Any]:
    kept = {"id", "url", "title", "other_titles", "source", "publisher", "published_at", "date_only"}
    return document.model_dump(mode="json", include=kept)


def _sibling_json(one: Sibling) -> dict[str, Any]:
    return {**vars(one), "reported_at": one.reported_at and one.reported_at.isoformat()}


def _standing_json(standing: Standing) -> dict[str, Any]:
    return {
        "event_id": standing.event_id,
        "title": standing.title,
        "rank": standing.rank,
        "ranked": standing.ranked,
        "salience": standing.salience,
        "reasons": [one.model_dump() for one in standing.reasons],
        "section_id": standing.section_id,
        "placed": standing.placed,
        "row_id": standing.row_id,
        "why": standing.why,
        "story": {"id": standing.story_id, "events": [_sibling_json(one) for one in standing.story]},
        "later": [one.model_dump() for one in standing.later],
        "documents": [_document_json(one) for one in standing.documents],
    }


def _joined_json(one: Joined) -> dict[str, Any]:
    return {
        **_document_json(one.document),
        "joined": one.other
        and {
            "to": one.other.id,
            "by": one.by,
            "likeness": one.likeness,
            "words": one.words,
            "figures": one.figures,
            "names": one.names,
        },
    }
