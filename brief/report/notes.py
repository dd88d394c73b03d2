"""The notes below a report: what concerns its readers, in at most five lines of the report's language."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, groupby

from agents.section_classifier.told import TOLD_BEFORE
from brief.report.accepted import AcceptedDraft
from brief.report.claim_fates import weak_texts
from brief.report.fallbacks import in_draft, tallied
from brief.report.format import FormatColumn
from brief.report.printable import Placed, Shown
from brief.report.reader_words import ReaderWords
from brief.settings.model_settings import has_model
from facts.text.term_list import Terms
from schemas.claim import is_emptied
from schemas.reading import Reading
from schemas.reasons import Reason
from schemas.run import Coverage
from schemas.table import Cell

_THIN = 2
"""A section with at most this many rows is called thin."""
_FEW_ROWS = 4
"""Of so few, nobody's share is told."""
_NAMED = 5
"""Most sources that are named."""
_WRITERS = ("table_writer", "synthesis_writer")


@dataclass(frozen=True)
class Composed:
    """What the notes tell of."""

    accepted: AcceptedDraft
    shown: Shown
    gone: Sequence[str]
    """Places of texts outside of rows that an editor removed."""
    cited: int
    """How many documents the report cites."""


def notes_of(composed: Composed) -> tuple[str, ...]:
    """Who wrote, who read it, what is weak, what is thin or was ordered and not found, and what it was read from: a
    line each, where there is something to tell.
    """
    words = composed.shown.format.reader
    lines = (
        _about_writing(composed, words),
        _about_critic(composed, words),
        _about_weak(composed, words),
        chain(_about_sections(composed), _about_orders(composed, words)),
        chain(_about_reading(composed, words), _about_coverage(composed.accepted.coverage, words)),
    )
    return tuple(filter(None, (words.punctuation.joint.join(filter(None, map(str.strip, line))) for line in lines)))


def _about_writing(composed: Composed, words: ReaderWords) -> Iterator[str]:
    """Whether a model wrote any text, how many extraction wrote in its place, and what an editor did; before it, of
    which edition it is the rendering.
    """
    own = [one for one in composed.shown.claims if one.claim_id == one.claim.id]
    yield from _about_rendering(own, words) if composed.shown.format.language in composed.accepted.editions[1:] else ()
    by = {one.claim.by for one in own if one.claim.kind != "none"}
    if "extraction" in by and "model" not in by:
        yield words.notes.without_model_by_hand if "hand" in by else words.notes.without_model
    if unwritten := _listed(_unwritten(composed), words):
        yield words.notes.unwritten.format(places=unwritten)
    texts, reasons = tallied(in_draft(composed.shown.draft, composed.accepted.models))
    if reasons:
        listed = words.punctuation.list.join(_reason(code, count, words) for code, count in reasons.most_common())
        yield words.notes.all_by_extraction.format(all=texts, count=reasons.total(), reasons=listed)
    yield from _about_hand(own, composed.gone, words)


def _unwritten(composed: Composed) -> Iterator[str]:
    """Columns that the page leaves out since only a model could fill them, and none was asked."""
    if has_model("table_writer", composed.accepted.models):
        return
    for section, table in zip(composed.shown.format.sections, composed.shown.draft.tables, strict=True):
        yield from (one.title for one in section.unwritten(table.rows) if table.rows)


def _about_rendering(claims: Sequence[Placed], words: ReaderWords) -> Iterator[str]:
    yield words.notes.rendered
    if left := sum(one.claim.instead is not None and one.claim.by != "extraction" for one in claims):
        yield words.notes.untranslated.format(count=left)


def _about_hand(claims: Sequence[Placed], gone: Iterable[str], words: ReaderWords) -> Iterator[str]:
    """What an editor wrote, and removed."""
    if edited := [one.place for one in claims if one.claim.by == "hand" and one.claim.kind != "none"]:
        yield words.notes.by_hand.format(count=len(edited), places=_listed(edited, words))
    if emptied := [*(one.place for one in claims if is_emptied(one.claim)), *gone]:
        yield words.notes.emptied.format(count=len(emptied), places=_listed(emptied, words))


def _reason(code: Reason, count: int, words: ReaderWords) -> str:
    if code in words.reasons:
        return words.notes.for_reason.format(reason=words.reasons[code], count=count)
    return words.notes.for_check.format(reason=words.issues.get(code, code), count=count)


def _listed(places: Iterable[str], words: ReaderWords) -> str:
    return words.punctuation.list.join(dict.fromkeys(places))


def _about_critic(composed: Composed, words: ReaderWords) -> Iterator[str]:
    """Where a model wrote, and no critic was heard, or one was half heard. Extraction infers nothing to be read."""
    if not any(has_model(role, composed.accepted.models) for role in _WRITERS):
        return
    # A run that only took over what had been read asks nobody: then what they counted for who read it stands.
    read = [critique for critique in composed.accepted.critiques if critique.readings]
    heard = (read or composed.accepted.critiques)[-1].heard
    if heard != "yes":
        yield words.notes.half_heard if heard == "half" else words.notes.unheard


def _about_weak(composed: Composed, words: ReaderWords) -> Iterator[str]:
    if weak := weak_texts(composed.shown.claims, composed.accepted.critiques[-1]):
        yield words.notes.weak.format(count=len(weak), places=_listed(weak, words))


def _about_sections(composed: Composed) -> Iterator[str]:
    """Sections with few rows or none, and cells for which the sources have no statement."""
    layout, this, missing = composed.shown.format, composed.shown.this, 0
    words = layout.reader.notes
    for section, table in zip(layout.sections, composed.shown.draft.tables, strict=True):
        if not table.rows:
            yield words.empty_section.format(section=section.title, this=this)
        elif len(table.rows) <= _THIN and not layout.themes:
            yield words.thin_section.format(section=section.title, this=this, count=len(table.rows))
        missing += sum(_is_missing(*one) for row in table.rows for one in zip(row.cells, section.columns, strict=True))
    if missing:
        yield words.cells_without_statement.format(count=missing)
    if linked := _linked_only(composed):
        yield words.linked_only.format(count=linked)


def _is_missing(cell: Cell, column: FormatColumn) -> bool:
    """Nobody found what it should hold, though somebody looked. A value may well not be there: a tender that is open
    has no winner.
    """
    is_asked = column.none and column.holds != "view" and not column.is_read
    looked = is_asked and (cell.by == "model" or not column.needs_model)
    return bool(looked) and cell.kind == "none" and not is_emptied(cell)


def _linked_only(composed: Composed) -> int:
    """How many rows rest on what may be linked, and not quoted."""
    quoting = {document.id: document.quote for document in composed.accepted.retrieval.documents}
    told = {event.id: {quoting[one] for one in event.document_ids} for event in composed.accepted.retrieval.events}
    return sum(told.get(row.event_id) == {"link"} for table in composed.shown.draft.tables for row in table.rows)


def _about_orders(composed: Composed, words: ReaderWords) -> Iterator[str]:
    """Topics that were due, and of which no row tells."""
    request = composed.accepted.retrieval.request
    told = tuple(_told(composed))
    due = request.orders.due(request.period)
    if missing := [one.topic for one in due if not any(map(Terms(one.words).found_in, told))]:
        yield words.notes.due_not_found.format(topics=words.punctuation.list.join(missing))


def _told(composed: Composed) -> Iterator[str]:
    """What the rows say, and the headlines of their events."""
    rows = [row for table in composed.shown.draft.tables for row in table.rows]
    yield from (cell.text for row in rows for cell in row.cells)
    titles = {document.id: document.title for document in composed.accepted.retrieval.documents}
    shown = {row.event_id for row in rows}
    events = (event for event in composed.accepted.retrieval.events if event.id in shown)
    yield from (titles[one] for event in events for one in event.document_ids)


def _about_pages(reading: Reading, words: ReaderWords) -> Iterator[str]:
    pages, unread = len(reading.pages), len(reading.unread)
    if pages + unread:
        yield words.notes.pages.format(read=pages, asked=pages + unread)
    if as_kept := sum(bool(page.unreached) for page in reading.pages):
        yield words.notes.pages_as_kept.format(count=as_kept)
    if reading.late:
        yield words.notes.late


def _about_dailies(days: Sequence[str], words: ReaderWords) -> Iterator[str]:
    if days:
        yield words.notes.dailies.format(days=_listed(days, words))


def _how_many(composed: Composed, words: ReaderWords) -> str:
    retrieval = composed.accepted.retrieval
    kept = len(retrieval.documents) - len(composed.accepted.reading.pages)
    left = sum(one.count for one in retrieval.left_out)
    form = words.notes.read if left else words.notes.read_whole or words.notes.read
    return form.format(read=kept + left, kept=kept, events=len(retrieval.events), cited=composed.cited)


def _about_reading(composed: Composed, words: ReaderWords) -> Iterator[str]:
    """How many documents were read, how many are cited, how many events were told before, and whose lead more rows than
    one outlet's share.
    """
    retrieval = composed.accepted.retrieval
    yield _how_many(composed, words)
    yield from _about_pages(composed.accepted.reading, words)
    yield from _about_dailies(retrieval.dailies, words)
    if again := sum(one.reason.startswith(TOLD_BEFORE) for one in composed.accepted.assignments):
        yield words.notes.told_before.format(count=again)
    sources = {document.id: document.via or document.source for document in retrieval.citable}
    rows = [row.cells[0] for table in composed.shown.draft.tables for row in table.rows if row.cells[0].citations]
    leading = Counter(sources[cell.citations[0].document_id] for cell in rows)
    for source, count in leading.most_common(1):
        if count > max(_FEW_ROWS, retrieval.request.balance.outlet_share * len(rows)):
            yield words.notes.one_outlet.format(source=source, count=count, rows=len(rows))


def _about_coverage(coverage: Coverage | None, words: ReaderWords) -> Iterator[str]:
    """Days and sources of the period that were not read."""
    if coverage and coverage.missing_days:
        yield words.notes.missing_days.format(days=_listed(_spans(coverage.missing_days, words), words))
    if coverage and (failed := coverage.failed_sources):
        yield words.notes.failed_sources.format(count=len(failed), sources=_listed(failed[:_NAMED], words))


def _spans(days: Sequence[date], words: ReaderWords) -> Iterator[str]:
    """Days that follow on each other as one span."""
    for _, numbered in groupby(enumerate(days), key=lambda one: one[1] - timedelta(days=one[0])):
        span = [day for _, day in numbered]
        yield words.punctuation.days.format(start=span[0], end=span[-1]) if len(span) > 1 else str(span[0])
