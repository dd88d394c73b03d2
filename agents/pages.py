"""Which pages are worth reading for the rows to be written, and how what was read joins their evidence."""

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import chain, zip_longest

from agents.ground import contemporary
from agents.section_classifier import rearranged
from agents.section_classifier.balance import in_balance
from facts.extraction.hard_facts import density
from facts.extraction.insights import insights
from facts.names.detection import Aliases
from facts.names.event_anchors import figure_anchors, names_in_any_language
from facts.text.boilerplate import MACHINE
from facts.text.language import language_of
from facts.text.overlap import overlap
from schemas.classification import Classification, Evidence, evidence_of
from schemas.reading import PageRead, Reading
from schemas.retrieval import Document, Event, Passage, Retrieval, Tier

_WHOLE = 3000
"""Bytes in UTF-8 of a text that is an article already: a thousand Chinese characters."""
_NEARNESS: tuple[Tier | None, ...] = ("primary", "wire", "trade", None, "aggregator", "social")
_MOST_PASSAGES = 8
"""Of one page that a row is written from, the headline aside."""
_CONSEQUENCE_CHARS = 160
_SAME_MATTER = 0.4
"""Least share of a headline that its page tells."""
_GAVE_WAY = "its texts fill a row, those of another did not", "its texts and what was read of its pages fill no row"
_TOLD = 0.7
"""A text of which its page tells so much is not read twice."""


def worth_reading(classification: Classification, per_story: int) -> tuple[Document, ...]:
    """Documents whose pages may tell more than they do: the best of every row, then every second best, and so on; at
    most `per_story` of one row. Of a story those nearest to the fact come first.
    """
    rows = [_to_read(one)[:per_story] for section in classification.sections for one in section.evidence]
    return tuple(one for one in chain.from_iterable(zip_longest(*rows)) if one)


def _to_read(one: Evidence) -> list[Document]:
    """Of different addresses. What hangs on another's address leads to whoever the fact came from; a part of a page of
    several is read as it is.
    """
    short = {d.url: d for d in reversed(contemporary(one)) if len(d.text.encode()) < _WHOLE and "#" not in d.url}
    own = frozenset(one.event.document_ids)
    order = [d.id for d in one.documents]
    return sorted(short.values(), key=lambda d: (d.id not in own, _distance(d), order.index(d.id)))


def _distance(document: Document) -> int:
    return -1 if document.via else _NEARNESS.index(document.tier)


def tells_of(document: Document, text: str, aliases: Aliases) -> bool:
    """Whether `text` is of what the document's headline says: no notice, no list, no page of another matter."""
    if overlap(document.title, (text,)) >= _SAME_MATTER:
        return True
    told = f"{document.title} {document.opening}"
    shared = set(names_in_any_language(told, aliases)) & set(names_in_any_language(text, aliases))
    is_foreign = language_of(document.title) != language_of(text)
    return is_foreign and bool(shared or figure_anchors(told) & figure_anchors(text))


def chosen_after_reading(classification: Classification, reading: Reading, retrieval: Retrieval) -> Classification:
    """What writers are given: the rows that stand after reading, with the pages that were read for them.

    `retrieval`: as it was, without the pages.
    """
    if reading.rows:
        known = {one.event_id for one in classification.assignments if one.shown}
        moved = _balanced(rearranged(classification, retrieval, reading.rows, _GAVE_WAY))
        classification = _told_of_pages(moved, reading, known)
    return with_pages(classification, reading)


def _told_of_pages(classification: Classification, reading: Reading, known: Container[str]) -> Classification:
    """Of rows that nobody chose at first, whether a page of theirs was asked for."""
    asked = {page.of for page in reading.pages} | {page.of for page in reading.unread}
    rows = evidence_of(classification.sections)
    unasked = {one for one, row in rows.items() if one not in known and not asked & {d.id for d in row.documents}}
    told = (
        one.model_copy(update={"reason": f"{one.reason}; no page of it was asked for"})
        if one.event_id in unasked
        else one
        for one in classification.assignments
    )
    return classification.model_copy(update={"assignments": tuple(told)})


def _balanced(classification: Classification) -> Classification:
    """With no outlet first in more rows than its share, where that can be."""
    asked = classification.request
    shown = in_balance(evidence_of(classification.sections), asked.language, asked.balance.outlet_share)
    return classification.with_evidence(lambda one: (shown[each.event.id] for each in one.evidence))


def with_pages(classification: Classification, reading: Reading) -> Classification:
    """`classification` with the pages that were read in the evidence of their rows, each before what led to it."""
    if not reading.pages:
        return classification
    pages = {page.of: page for page in reading.pages}
    return classification.with_evidence(lambda section: (_enlarged(one, pages) for one in section.evidence))


def all_read(retrieval: Retrieval, reading: Reading) -> Retrieval:
    """`retrieval` with what was read, for whoever looks up what a line cites."""
    if not reading.pages:
        return retrieval
    ids = {page.of: page.document.id for page in reading.pages}
    return retrieval.model_copy(
        update={
            "documents": (*retrieval.documents, *(page.document for page in reading.pages)),
            "passages": (*retrieval.passages, *chain.from_iterable(page.passages for page in reading.pages)),
            "events": tuple(_of_pages(event, ids) for event in retrieval.events),
        }
    )


def _of_pages(event: Event, ids: Mapping[str, str]) -> Event:
    """The event, with the pages of its documents among them."""
    if not any(one in ids for one in event.document_ids):
        return event
    both = chain.from_iterable((ids[one], one) if one in ids else (one,) for one in event.document_ids)
    return event.model_copy(update={"document_ids": tuple(both)})


def _enlarged(one: Evidence, pages: Mapping[str, PageRead]) -> Evidence:
    found = _new_to(one, pages)
    if not found:
        return one
    turns = dict.fromkeys(passage.document_id for passage in one.passages)
    passages = tuple(chain.from_iterable(_told(of, one.passages, found.get(of)) for of in turns))
    kept = {passage.document_id for passage in passages}
    documents = chain.from_iterable(_both(document, found.get(document.id)) for document in one.documents)
    return one.model_copy(
        update={
            "event": _of_pages(one.event, {of: page.document.id for of, page in found.items()}),
            "documents": tuple(document for document in documents if document.id in kept),
            "passages": passages,
            "read": tuple(page.document.id for page in found.values()),
        }
    )


def _new_to(one: Evidence, pages: Mapping[str, PageRead]) -> dict[str, PageRead]:
    """Of its documents, and not there yet."""
    there = {document.id for document in one.documents}
    return {of: page for of, page in pages.items() if of in there and page.document.id not in there}


def _both(document: Document, page: PageRead | None) -> tuple[Document, ...]:
    return (page.document, document) if page else (document,)


def _told(of: str, passages: Sequence[Passage], page: PageRead | None) -> Iterator[Passage]:
    """What the document of that id tells; where its page was read, the best of that, and what only itself says."""
    own = [passage for passage in passages if passage.document_id == of]
    if page is None:
        yield from own
        return
    yield from best(page.passages)
    text = page.document.text
    further = [one for one in own if one.field != "title" and overlap(one.text, (text,)) < _TOLD]
    if further:
        yield from (one for one in own if one.field == "title" or one in further)


def best(passages: Sequence[Passage]) -> list[Passage]:
    """The headline, how the article opens, and what holds most of facts and consequences, in the order of the text."""
    told = [one for one in passages if one.field != "title" and not MACHINE.search(one.text)]
    chosen = {one.id for one in (*told[:1], *sorted(told[1:], key=_worth, reverse=True)[: _MOST_PASSAGES - 1])}
    return [one for one in passages if one.field == "title" or one.id in chosen]


def _worth(passage: Passage) -> float:
    """Hard facts per hundred characters, and what its clearest consequence is worth."""
    found = insights(passage.text, _CONSEQUENCE_CHARS)
    return density(passage.text, _CONSEQUENCE_CHARS) + (found[0].strength if found else 0.0)
