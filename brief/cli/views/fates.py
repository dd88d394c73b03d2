"""Shows what became of documents, and how events came about and stand, as indented lines."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from brief.cli.views.lines import Line, day_of, line
from brief.provenance.as_json import in_or_not, said_of
from brief.provenance.fates import Fate, Found
from brief.provenance.merging import Joined
from brief.provenance.standing import Standing
from brief.words import counted, label
from schemas.absence import Glimpse
from schemas.retrieval import Document

NO_RECORD = "This run kept no record of left-out documents: it was made by an earlier version."
_MOST_SIBLINGS = 6
"""Most other events of a story that are named one by one; JSON names all."""


def fate_lines(found: Found, zone: ZoneInfo) -> Iterator[Line]:
    """The documents that may be meant, each with what became of it; an event is described only the first time."""
    described: set[int] = set()
    for number, fate in enumerate(found.fates):
        if number:
            yield line(0, "", "")
        yield from _document(fate, zone)
        if fate.held < 1:
            yield line(1, "asked", f"its headline has {fate.held:.0%} of the words, by their weight")
        yield line(1, "fate", said_of(fate))
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
    yield line(1, "fate", in_or_not(standing))
    yield from _standing(standing, zone, 1, all_factors=True)
    for one in documents:
        yield line(1, "document", f"{one.document.id} · {one.document.title}")
        yield line(2, "from", _from(one.document, zone))
        yield line(2, "url", one.document.url)
        yield line(2, "joined by", _joined(one))


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


# -- one event -------------------------------------------------------------------------------------------------------


def _event(standing: Standing) -> str:
    of = counted(len(standing.documents), "document", "documents")
    return f"{standing.event_id or 'not handed on'} · {standing.title} ({of})"


def _standing(standing: Standing, zone: ZoneInfo, depth: int, *, all_factors: bool) -> Iterator[Line]:
    of = f" of {standing.ranked}" if standing.ranked else ""
    yield line(depth, "rank", f"{standing.rank}{of}, salience {standing.salience:.2f}")
    told_factors = (one for one in standing.reasons if all_factors or one.value * one.weight)
    factors = " · ".join(f"{one.factor} {one.value:.2f} × {one.weight:g}" for one in told_factors)
    yield line(depth, "weighed", factors or "nothing")
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
    yield line(
        depth, "story", f"{standing.story_id}, with {counted(len(standing.story), 'other event', 'other events')}"
    )
    for one in standing.story[:_MOST_SIBLINGS]:
        row = f", row {one.row_id}" if one.row_id else ""
        day = f"{one.reported_at.astimezone(zone):%m-%d} " if one.reported_at else ""
        yield line(depth + 1, "", f"{day}{one.event_id or 'not handed on'} · {one.title} (rank {one.rank}{row})")
    if more > 0:
        yield line(depth + 1, "", f"and {more} more")


def _joined(one: Joined) -> str:
    if one.other is None:
        return "the first of them"
    shared = (("words", one.words), ("figures", one.figures), ("names", one.names))
    told = [f"{label(kind)} {', '.join(found)}" for kind, found in shared if found]
    return f"{one.other.id}, {one.by} {one.likeness:.2f} alike; {'; '.join(told) or 'nothing that can be named'}"
