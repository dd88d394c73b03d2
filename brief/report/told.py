"""What a report tells, as typed data, for the reports after it to be compared with."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from brief.report.format import Format
from facts.names.detection import aliases_of
from facts.names.event_anchors import name_anchors, versioned, written_figures
from schemas.claim_ids import owner_of
from schemas.history import ToldReport, ToldRow
from schemas.report import Report, ReportRow
from schemas.retrieval import Event, Retrieval


def told_by(report: Report, format: Format, retrieval: Retrieval, run_id: str, path: Path) -> ToldReport:
    """`path`: of its Markdown file."""
    telling = _Telling(report, format, retrieval)
    return ToldReport(
        period=retrieval.request.period,
        format=report.format,
        language=report.language,
        run_id=run_id,
        path=str(path),
        rows=tuple(telling.rows()),
    )


class _Telling:
    def __init__(self, report: Report, format: Format, retrieval: Retrieval) -> None:
        self._report, self._events = report, {event.id: event for event in retrieval.events}
        self._documents = {document.id: document for document in retrieval.documents}
        self._aliases, self._zone = aliases_of(retrieval.request.aliases), ZoneInfo(retrieval.request.timezone)
        self._wrong = {owner_of(one.claim_id) for one in report.corrections}
        self._typed = {one.id for section in format.sections for one in section.columns if one.kind != "text"}

    def rows(self) -> Iterator[ToldRow]:
        for section in self._report.sections:
            yield from (self._row(row, section.title, self._events[row.event_id]) for row in section.rows)

    def _row(self, row: ReportRow, section: str, event: Event) -> ToldRow:
        said = [cell for cell in row.cells if cell.kind != "none"]
        text = " ".join([event.title, *(cell.text for cell in said)])
        return ToldRow(
            row_id=row.id,
            event_id=row.event_id,
            section=section,
            text=row.cells[0].text,
            day=event.published_at.astimezone(self._zone).date(),
            cited=tuple(dict.fromkeys(one.url for cell in said for one in cell.citations)),
            documents=tuple((one.url, one.title) for one in map(self._documents.__getitem__, event.document_ids)),
            names=self._names(text),
            figures=tuple(written_figures(text).values()),
            typed=tuple((cell.column, cell.text) for cell in said if cell.column in self._typed),
            corrected=row.id in self._wrong,
        )

    def _names(self, text: str) -> tuple[str, ...]:
        listed = (span.text for span in self._aliases.found(text))
        return tuple(dict.fromkeys((*listed, *sorted(versioned(name_anchors(text))))))
