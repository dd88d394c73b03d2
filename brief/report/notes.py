"""The notes below a report: what concerns its readers, in at most five lines of the report's language."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, groupby

from agents.section_classifier.told import TOLD_BEFORE
from brief.report.accepted import AcceptedDraft
from brief.report.claim_fates import weak_texts
from brief.report.fallbacks import in_draft, tallied
from brief.report.format import FormatColumn
from brief.report.printable import Placed, Shown
from brief.settings.model_settings import has_model
from checks.base import rows_of
from facts.text.term_list import Terms
from schemas.claim import is_emptied
from schemas.reasons import Reason
from schemas.table import Cell

_THIN = 2
"""A section with at most this many rows is called thin."""
_FEW_ROWS = 4
"""Of so few, nobody's share is told."""
_NAMED = 5
"""Most sources that are named."""
_WRITERS = ("table_writer", "synthesis_writer")


def notes_of(accepted: AcceptedDraft, shown: Shown, gone: Sequence[str], cited: Container[str]) -> tuple[str, ...]:
    """Who wrote, who read it, what is weak, what is thin or was ordered and not found, and what it was read from: a
    line each, where there is something to tell.

    `gone`: places of texts outside of rows that an editor removed; `cited`: ids of the documents that the report cites.
    """
    return tuple(_Notes(accepted, shown, gone, cited).lines())


class _Notes:
    def __init__(self, accepted: AcceptedDraft, shown: Shown, gone: Sequence[str], cited: Container[str]) -> None:
        self._accepted, self._shown, self._gone, self._cited = accepted, shown, gone, cited
        self._retrieval, self._reader, self._words = accepted.retrieval, shown.format.reader, shown.format.reader.notes
        self._tables = list(zip(shown.format.sections, shown.draft.tables, strict=True))
        self._rows = list(rows_of(shown.draft))

    def lines(self) -> Iterator[str]:
        for told in (
            self._about_writing(),
            self._about_critic(),
            self._about_weak(),
            chain(self._about_sections(), self._about_orders()),
            chain(self._about_reading(), self._about_coverage()),
        ):
            if line := self._reader.punctuation.joint.join(filter(None, map(str.strip, told))):
                yield line

    def _about_writing(self) -> Iterator[str]:
        """Whether a model wrote any text, how many extraction wrote in its place, and what an editor did; before it, of
        which edition it is the rendering.
        """
        own = [one for one in self._shown.claims if one.claim_id == one.claim.id]
        if self._shown.format.language in self._accepted.editions[1:]:
            yield from self._about_rendering(own)
        by = {one.claim.by for one in own if one.claim.kind != "none"}
        if "extraction" in by and "model" not in by:
            yield self._words.without_model_by_hand if "hand" in by else self._words.without_model
        if unwritten := self._listed(self._unwritten()):
            yield self._words.unwritten.format(places=unwritten)
        texts, reasons = tallied(in_draft(self._shown.draft, self._accepted.models))
        if reasons:
            told = (self._reason(code, count) for code, count in reasons.most_common())
            listed = self._reader.punctuation.list.join(told)
            yield self._words.all_by_extraction.format(all=texts, count=reasons.total(), reasons=listed)
        yield from self._about_hand(own)

    def _unwritten(self) -> Iterator[str]:
        """Columns that the page leaves out since only a model could fill them, and none was asked."""
        if not has_model("table_writer", self._accepted.models):
            for section, table in self._tables:
                yield from (one.title for one in section.unwritten(table.rows) if table.rows)

    def _about_rendering(self, claims: Sequence[Placed]) -> Iterator[str]:
        yield self._words.rendered
        if left := sum(one.claim.instead is not None and one.claim.by != "extraction" for one in claims):
            yield self._words.untranslated.format(count=left)

    def _about_hand(self, claims: Sequence[Placed]) -> Iterator[str]:
        """What an editor wrote, and removed."""
        if edited := [one.place for one in claims if one.claim.by == "hand" and one.claim.kind != "none"]:
            yield self._words.by_hand.format(count=len(edited), places=self._listed(edited))
        if emptied := [*(one.place for one in claims if is_emptied(one.claim)), *self._gone]:
            yield self._words.emptied.format(count=len(emptied), places=self._listed(emptied))

    def _reason(self, code: Reason, count: int) -> str:
        if code in self._reader.reasons:
            return self._words.for_reason.format(reason=self._reader.reasons[code], count=count)
        return self._words.for_check.format(reason=self._reader.issues.get(code, code), count=count)

    def _listed(self, places: Iterable[str]) -> str:
        return self._reader.punctuation.list.join(dict.fromkeys(places))

    def _about_critic(self) -> Iterator[str]:
        """Where a model wrote, and no critic was heard, or one was half heard. Extraction infers nothing to be read."""
        if not any(has_model(role, self._accepted.models) for role in _WRITERS):
            return
        # A run that only took over what had been read asks nobody: then what they counted for who read it stands.
        read = [critique for critique in self._accepted.critiques if critique.readings]
        heard = (read or self._accepted.critiques)[-1].heard
        if heard != "yes":
            yield self._words.half_heard if heard == "half" else self._words.unheard

    def _about_weak(self) -> Iterator[str]:
        if weak := weak_texts(self._shown.claims, self._accepted.critiques[-1]):
            yield self._words.weak.format(count=len(weak), places=self._listed(weak))

    def _about_sections(self) -> Iterator[str]:
        """Sections with few rows or none, and cells for which the sources have no statement."""
        this, missing = self._shown.this, 0
        for section, table in self._tables:
            if not table.rows:
                yield self._words.empty_section.format(section=section.title, this=this)
            elif len(table.rows) <= _THIN and not self._shown.format.themes:
                yield self._words.thin_section.format(section=section.title, this=this, count=len(table.rows))
            cells = (one for row in table.rows for one in zip(row.cells, section.columns, strict=True))
            missing += sum(_is_missing(*one) for one in cells)
        if missing:
            yield self._words.cells_without_statement.format(count=missing)
        if linked := self._linked_only():
            yield self._words.linked_only.format(count=linked)

    def _linked_only(self) -> int:
        """How many rows rest on what may be linked, and not quoted."""
        quoting = {document.id: document.quote for document in self._retrieval.documents}
        told = {event.id: {quoting[one] for one in event.document_ids} for event in self._retrieval.events}
        return sum(told.get(row.event_id) == {"link"} for row in self._rows)

    def _about_orders(self) -> Iterator[str]:
        """Topics that were due, and of which no row tells."""
        request, told = self._retrieval.request, tuple(self._told())
        due = request.orders.due(request.period)
        if missing := [one.topic for one in due if not any(map(Terms(one.words).found_in, told))]:
            yield self._words.due_not_found.format(topics=self._reader.punctuation.list.join(missing))

    def _told(self) -> Iterator[str]:
        """What the rows say, and the headlines of their events."""
        yield from (cell.text for row in self._rows for cell in row.cells)
        titles = {document.id: document.title for document in self._retrieval.documents}
        shown = {row.event_id for row in self._rows}
        events = (event for event in self._retrieval.events if event.id in shown)
        yield from (titles[one] for event in events for one in event.document_ids)

    def _about_pages(self) -> Iterator[str]:
        reading = self._accepted.reading
        pages, unread = len(reading.pages), len(reading.unread)
        if pages + unread:
            yield self._words.pages.format(read=pages, asked=pages + unread)
        if as_kept := sum(bool(page.unreached) for page in reading.pages):
            yield self._words.pages_as_kept.format(count=as_kept)
        if reading.late:
            yield self._words.late

    def _how_many(self) -> str:
        kept = len(self._retrieval.documents) - len(self._accepted.reading.pages)
        left = sum(one.count for one in self._retrieval.left_out)
        form = self._words.read if left else self._words.read_whole or self._words.read
        cited = sum(one.id in self._cited for one in self._retrieval.documents)
        return form.format(read=kept + left, kept=kept, events=len(self._retrieval.events), cited=cited)

    def _about_reading(self) -> Iterator[str]:
        """How many documents were read, how many are cited, how many events were told before, and whose lead more rows
        than one outlet's share.
        """
        yield self._how_many()
        yield from self._about_pages()
        if self._retrieval.dailies:
            yield self._words.dailies.format(days=self._listed(self._retrieval.dailies))
        if again := sum(one.reason.startswith(TOLD_BEFORE) for one in self._accepted.assignments):
            yield self._words.told_before.format(count=again)
        sources = {document.id: document.via or document.source for document in self._retrieval.citable}
        cited = [cell.citations[0] for row in self._rows for cell in row.cells[:1] if cell.citations]
        leading = Counter(sources[one.document_id] for one in cited)
        for source, count in leading.most_common(1):
            if count > max(_FEW_ROWS, self._retrieval.request.balance.outlet_share * len(cited)):
                yield self._words.one_outlet.format(source=source, count=count, rows=len(cited))

    def _about_coverage(self) -> Iterator[str]:
        """Days and sources of the period that were not read."""
        coverage = self._accepted.coverage
        if coverage and coverage.missing_days:
            yield self._words.missing_days.format(days=self._listed(self._spans(coverage.missing_days)))
        if coverage and (failed := coverage.failed_sources):
            yield self._words.failed_sources.format(count=len(failed), sources=self._listed(failed[:_NAMED]))

    def _spans(self, days: Sequence[date]) -> Iterator[str]:
        """Days that follow on each other as one span."""
        for _, numbered in groupby(enumerate(days), key=lambda one: one[1] - timedelta(days=one[0])):
            span = [day for _, day in numbered]
            yield self._reader.punctuation.span(span[0], span[-1])


def _is_missing(cell: Cell, column: FormatColumn) -> bool:
    """Nobody found what it should hold, though somebody looked. A value may well not be there: a tender that is open
    has no winner.
    """
    is_asked = column.none and column.holds != "view" and not column.is_read
    looked = is_asked and (cell.by == "model" or not column.needs_model)
    return bool(looked) and cell.kind == "none" and not is_emptied(cell)
