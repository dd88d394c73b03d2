"""How high the picks of an edited AI daily stand among the rows that a day's report would have."""

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from agents.retriever import retrieve
from agents.section_classifier import classify
from benchmarks.choice.data import Data, bare
from benchmarks.choice.product import asked_of
from benchmarks.choice.shares import Share, counted
from benchmarks.labels import week_documents
from brief.llm.ask import extractive_ask
from schemas.retrieval import Document, Event, Request

_EDITED = "juya-ai-daily"
"""The source whose picks are looked for: its own texts would tell the answer."""
SECTION = "ai"
_TOPS = (8, 16, 32)
_ORDERS = ("product", "syndication", "recency")
_ZONE = ZoneInfo("Asia/Shanghai")

Places = dict[str, int]
"""Address -> how many events stand before its own."""


def selection(data: Data) -> dict[str, dict[str, Share]]:
    """The shares of the picks within the first 8, 16 and 32 of their day: by the product, and by two that know nothing.

    A pick stands in several documents, perhaps of two days; it is where the best of them is.
    """
    picked = picks(data)
    wanted = frozenset[str]().union(*picked)
    places: dict[str, Places] = {name: {} for name in _ORDERS}
    there: set[str] = set()
    for day, documents in days(data, wanted):
        there |= wanted & {bare(one.url) for one in documents}
        for name, found in _places(asked_of(day, day, max(_TOPS)), documents).items():
            places[name] |= {url: place for url, place in found.items() if url in wanted}
    known = [urls & there for urls in picked if urls & there]
    return {name: {f"top{top}": _within(top, known, places[name]) for top in _TOPS} for name in _ORDERS}


def _within(top: int, picks: Sequence[set[str]], places: Places) -> Share:
    return counted(any(places.get(url, top) < top for url in urls) for urls in picks)


def picks(data: Data) -> list[set[str]]:
    """The addresses of each."""
    found: dict[tuple[str, int], set[str]] = {}
    for row in data.labels("editor_picks_in_pool"):
        found.setdefault((row["report"], row["rank"]), set()).add(bare(row["pool_url"]))
    return list(found.values())


def days(data: Data, wanted: frozenset[str]) -> Iterator[tuple[date, list[Document]]]:
    """The days that hold a pick, each with all its documents but those of the daily itself."""
    for week in data.weeks() if wanted else ():
        by_day: dict[date, list[Document]] = {}
        for document in week_documents(week):
            if document.source != _EDITED and document.published_at:
                by_day.setdefault(document.published_at.astimezone(_ZONE).date(), []).append(document)
        yield from ((day, found) for day, found in by_day.items() if any(bare(one.url) in wanted for one in found))


def _places(request: Request, documents: Sequence[Document]) -> dict[str, Places]:
    """Places in the product's rows, and among all that it puts in the section: by number of documents, by newness."""
    retrieval = retrieve(request, documents)
    classification = classify(retrieval, request.sections, extractive_ask())
    placed = {one.event_id for one in classification.assignments if one.section_id == SECTION}
    events = sorted((one for one in retrieval.events if one.id in placed), key=lambda one: one.published_at)
    rows = [one.event for part in classification.sections if part.section.id == SECTION for one in part.evidence]
    urls = {document.id: bare(document.url) for document in retrieval.documents}

    def places(ordered: Sequence[Event]) -> Places:
        return {urls[one]: place for place, event in enumerate(ordered) for one in event.document_ids}

    newest = events[::-1]
    orders = (rows, sorted(newest, key=lambda one: -len(one.document_ids)), newest)
    return {name: places(order) for name, order in zip(_ORDERS, orders, strict=True)}
