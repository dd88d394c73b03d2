"""What earlier reports told, read once, for a run to compare with."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from agents.retriever import Sifted
from agents.retriever.origins import attributed
from agents.retriever.selection import Rules
from agents.section_classifier.told import TellsOf, tellings
from brief.documents.corpus import Corpus
from brief.documents.corpus.history import History
from brief.pipeline.background import most_telling, with_background
from brief.pipeline.gather import Gathered
from brief.pipeline.plan import Plan
from brief.pipeline.rights import Rights
from brief.report.told import watched
from brief.settings.source_settings import SourceConfig
from facts.names.detection import aliases_of
from facts.text.term_list import Terms
from schemas.history import Told, ToldReport, ToldRow, Watched, least_words
from schemas.period import Period
from schemas.retrieval import Background, Document, Event, Reason, Request, Retrieval

_REPORTS = 7
"""Most of one format that are compared with, newest first: a week of dailies, seven weeks, seven months."""
_FIRST_CALL = 1.0
"""Salience of what a daily told: as much as to be told by many publishers."""
_DOCUMENTS = 5
"""Of a row, as many as are compared."""


def sifting(
    sift: Callable[..., Sifted], found: Gathered, plan: Plan
) -> Callable[[Request, Sequence[Document]], Sifted]:
    """How a run retrieves: of the whole catalogue, with what a standing corpus holds from before the period and what
    earlier reports told; but what somebody chose is all that is read.
    """

    def sifted(_: Request, documents: Sequence[Document]) -> Sifted:
        made = sift(plan.retrieving, documents, vectors=found.vectors)
        if found.description.path is None or plan.chosen:
            return made
        with Corpus(plan.corpus) as corpus:
            retrieval = with_background(made.retrieval, corpus, plan.config.sources)
            return replace(made, retrieval=with_history(retrieval, corpus, plan))

    return sifted


def with_history(retrieval: Retrieval, corpus: Corpus, plan: Plan) -> Retrieval:
    """`retrieval` with what reports of the same formats, language and kind of period told that ended before it."""
    found = _read(retrieval, plan)
    documents = _Documents(found, corpus, plan.config.sources)
    background = [one for asked in plan.formats for one in documents.background(asked.name)]
    known = {(one.event_id, one.document.id) for one in background}
    background += [one for one in retrieval.background if (one.event_id, one.document.id) not in known]
    return found.model_copy(update={"background": tuple(background)})


def _read(retrieval: Retrieval, plan: Plan) -> Retrieval:
    asked, aliases = retrieval.request, aliases_of(retrieval.request.aliases)
    with History(plan.corpus) as history:
        told = [one for one in history.told() if one.language == asked.language]
        listed = history.watched(until=asked.as_of.astimezone(asked.zone).date())
    earlier = [_led_to(one, plan.runs_dir) for own in plan.formats for one in _last(told, own.name, asked.period)]
    named = (one if one.words else watched(one.text, one.since, aliases) for one in listed)
    by_hand = (_last_told(one, earlier) for one in named)
    if plan.config.history.rollup and asked.period.kind != "daily":
        retrieval = _rolled_up(retrieval, [one for one in told if one.period.kind == "daily"])
    return retrieval.model_copy(update={"earlier": tuple(earlier), "watched": tuple(by_hand)})


def _last_told(item: Watched, earlier: Iterable[ToldReport]) -> Watched:
    """With the day on which a report last told of it, if one did."""
    words, least = Terms(item.words), least_words(item.words)
    rows = (row for report in earlier for row in report.rows if words)
    days = [row.day for row in rows if len(words.found_in(row.text)) >= least]
    return item.model_copy(update={"since": max(days, default=item.since)})


def _last(reports: Iterable[ToldReport], format: str, period: Period) -> list[ToldReport]:
    """Those of one format that ended before it and are of its kind."""
    alike = (one for one in reports if (one.format, one.period.kind) == (format, period.kind))
    return [one for one in alike if one.period.end < period.start][:_REPORTS]


def _rolled_up(retrieval: Retrieval, dailies: Sequence[ToldReport]) -> Retrieval:
    """What dailies told comes before what is as weighty and was not told; it is written anew from its documents."""
    own = [one for one in dailies if retrieval.request.period.holds(one.period.start)]
    told = {url for report in own for row in report.rows for url, _ in row.documents}
    of_dailies = {document.id for document in retrieval.documents if document.url in told}

    def weighed(event: Event) -> Event:
        if of_dailies.isdisjoint(event.document_ids):
            return event
        reason = Reason(factor="dailies", value=1.0, weight=_FIRST_CALL)
        return event.model_copy(update={"salience": event.salience + _FIRST_CALL, "reasons": (*event.reasons, reason)})

    apart = len(retrieval.events) - retrieval.apart
    events = sorted(map(weighed, retrieval.events[:apart]), key=lambda one: -one.salience)
    labels = tuple(sorted({one.period.label for one in own}))
    return retrieval.model_copy(update={"events": (*events, *retrieval.events[apart:]), "dailies": labels})


def _led_to(report: ToldReport, runs_dir: Path) -> ToldReport:
    """As the reports of a run in that folder lead to it."""
    path = Path(os.path.relpath(report.path, runs_dir / "run")).as_posix()
    return report.model_copy(update={"path": path})


class _Documents:
    """Those of earlier rows, as they may be cited."""

    def __init__(self, retrieval: Retrieval, corpus: Corpus, sources: Sequence[SourceConfig]) -> None:
        self._retrieval, self._corpus, self._rights = retrieval, corpus, Rights(sources, corpus)
        self._rules = Rules(retrieval.request)
        self._ids = {(one.document.url, one.document.title): one.document.id for one in retrieval.background}

    def background(self, format: str) -> Iterator[Background]:
        """Of each event that tells of rows of a format, the one that matters most; of several the newest."""
        reports = [one for one in self._retrieval.earlier if one.format == format]
        documents = {f"{one.run_id} {row.row_id}": list(self._of(row)) for one in reports for row in one.rows}
        by_event: dict[str, list[TellsOf]] = {}
        for one in tellings(self._retrieval, documents):
            by_event.setdefault(one.event.id, []).append(one)
        places = {row: place for place, row in enumerate(documents)}
        for event_id, found in by_event.items():
            first = min(found, key=lambda one: (one.news != "repeat", places[one.row]))
            run_id, row_id = first.row.split(" ")
            told = Told(format=format, news=first.news, run_id=run_id, row_id=row_id, new=first.new)
            document = self._named(first.document)
            yield Background(event_id=event_id, document=document, passage=most_telling(document), told=told)

    def _of(self, row: ToldRow) -> Iterator[Document]:
        found = (self._at(url, title) for url, title in row.documents[:_DOCUMENTS])
        for document in self._rights.on(one for one in found if one):
            if not self._rules.forbidden(document):
                yield attributed(document, self._retrieval.request.tiers)

    def _at(self, url: str, title: str) -> Document | None:
        found = self._corpus.at(url)
        return next((one for one in found if one.title == title), found[0] if found else None)

    def _named(self, document: Document) -> Document:
        name = self._ids.setdefault((document.url, document.title), f"bt{len(self._ids)}")
        return document.model_copy(update={"id": name})
