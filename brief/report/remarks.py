"""What stands beside a row: what became of it since, who alone tells it, whose interests it touches."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from brief.report.changes import led_to
from brief.report.printable import CitableDocuments
from brief.report.reader_words import RemarkWords
from facts.text.cleaning import plain
from facts.text.term_list import Terms
from schemas.claim import Citation
from schemas.report import ReportRemark
from schemas.retrieval import Document, Event, Retrieval, Tier
from schemas.table import Row

_INDEPENDENT: tuple[Tier, ...] = ("primary", "wire")
"""Tiers of which one source is enough."""
_EXCLUSIVE = re.compile(r"独家|\bexclusive(?:ly)?\b(?!\s+(?:rights?|licen[cs]e|deal|agreement))", re.IGNORECASE)
_OWNER = re.compile(r"据[《“]?([^，。：:《》“”]{2,12}?)[》”]?独家|([^，。：:《》“”\s]{2,12})独家(?:报道|获悉|消息)")
_LEAD_CHARS = 120


class Remarks:
    """Over the rows of one report."""

    def __init__(self, retrieval: Retrieval, library: CitableDocuments, words: RemarkWords) -> None:
        self._request, self._library, self._words = retrieval.request, library, words
        self._retrieval, self._cited = retrieval, set[str]()
        self._before = {one.event_id: one for one in retrieval.background if one.told}
        self._documents = {document.id: document for document in retrieval.citable}
        self._events = {event.id: event for event in retrieval.events}
        self._stories: dict[str, list[Document]] = defaultdict(list)
        for event in retrieval.events:
            self._stories[event.story_id or event.id] += [self._documents[one] for one in event.document_ids]

    def of(self, row: Row, elsewhere: Collection[str]) -> Iterator[ReportRemark]:
        """`elsewhere`: ids of the documents that other rows cite; no two rows link one."""
        event = self._events.get(row.event_id)
        documents = [self._documents[one] for one in event.document_ids] if event else []
        yield from self._told(row, elsewhere)
        yield from self._turns(row, elsewhere)
        yield from self._disclosures(row, documents)
        if event and self._request.tiers:
            cited = (self._documents[one] for one in row.cited if one in self._documents)
            story = (*self._stories[event.story_id or event.id], *cited)
            yield from self._single_source(event, documents[0], story)

    def _told(self, row: Row, elsewhere: Collection[str]) -> Iterator[ReportRemark]:
        """By an earlier report; its document, where no row cites it."""
        before = self._before.get(row.event_id)
        if not before or not before.told:
            return
        report, said = self._retrieval.row_told(before.told)
        if said.corrected:
            return
        document = before.document.id
        quote = Citation(document_id=document, passage_id=before.passage.id, quote=before.passage.text)
        is_cited = document in {*elsewhere, *row.cited, *self._cited}
        self._cited.add(document)
        yield ReportRemark(
            kind="told",
            text=self._words.said_before(report, said),
            citations=() if is_cited else self._library.cite_alone(quote),
            earlier=led_to(report),
        )

    def _turns(self, row: Row, elsewhere: Collection[str]) -> Iterator[ReportRemark]:
        """The likeliest of what the row does not cite already."""
        for turn in [one for one in row.turns if one.document_id not in row.cited][:1]:
            cited = () if turn.document_id in elsewhere else self._library.cite_alone(turn)
            yield ReportRemark(kind="turned", text=self._words.turned.format(text=plain(turn.quote)), citations=cited)

    def _disclosures(self, row: Row, documents: list[Document]) -> Iterator[ReportRemark]:
        said = " ".join([*(cell.text for cell in row.cells), *(document.title for document in documents)])
        for order in self._request.orders.disclose:
            if Terms(order.words).found_in(said):
                yield ReportRemark(kind="disclosed", text=self._words.disclosed.format(text=order.text))

    def _single_source(self, event: Event, first: Document, story: Sequence[Document]) -> Iterator[ReportRemark]:
        """Where one publisher family below wire tells of the story and is cited alone; of an exclusive, its owner.
        Words under another's address name both already.
        """
        is_told_by_others = len({one.publisher for one in story}) > 1 or any(one.tier in _INDEPENDENT for one in story)
        if is_told_by_others or first.via or not event.alone:
            return
        lead = f"{first.title} {plain(first.opening)[:_LEAD_CHARS]}"
        if _EXCLUSIVE.search(lead):
            named = _OWNER.search(lead)
            owner = (named[1] or named[2]) if named else first.source
            yield ReportRemark(kind="exclusive", text=self._words.exclusive.format(source=owner))
        else:
            yield ReportRemark(kind="single_source", text=self._words.single_source)
