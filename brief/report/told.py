"""What a report tells, as typed data, for the reports after it to be compared with."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from brief.report.format import Format
from facts.names.detection import Aliases, aliases_of
from facts.names.event_anchors import name_anchors, versioned
from facts.text.cleaning import plain
from facts.text.language import language_of
from facts.text.lexicon import word_list
from facts.text.segmenter import words
from facts.text.sentences import clauses
from facts.values.dates import read_dates
from facts.values.figures import read_figures
from schemas.claim_ids import owner_of
from schemas.history import ToldReport, ToldRow, Watched
from schemas.report import Report, ReportRow, ReportSection
from schemas.retrieval import Event, Retrieval

_WORDS = 6
"""Most of what is watched."""
_PRECISE = ("day", "ten_days", "month", "quarter")
"""A year is no day on which anybody looks; a week is most often the one that it was said in."""


def told_by(report: Report, format: Format, retrieval: Retrieval, run_id: str, path: Path) -> ToldReport:
    """`path`: of its JSON."""
    telling = _Telling(report, format, retrieval)
    return ToldReport(
        period=retrieval.request.period,
        format=report.format,
        language=report.language,
        run_id=run_id,
        path=str(path.with_suffix("")),
        rows=tuple(telling.rows()),
        watched=tuple(telling.watched()),
    )


def watched(text: str, since: date, aliases: Aliases) -> Watched:
    """With the names in it, and where there are few, its nouns."""
    names = _names(text, aliases)
    nouns = (text[one.start : one.end] for one in words(text) if one.tag.startswith("n"))
    more = (one for one in nouns if len(one) > 1 and not any(one in name for name in names))
    return Watched(
        text=text, since=since, words=names[:_WORDS] if names[1:] else (*names, *dict.fromkeys(more))[:_WORDS]
    )


def _names(text: str, aliases: Aliases) -> tuple[str, ...]:
    listed, spelt = (span.text for span in aliases.found(text)), name_anchors(text)
    return tuple(dict.fromkeys((*listed, *sorted(spelt if language_of(text) == "zh" else versioned(spelt)))))


def heading_of(section: ReportSection) -> str:
    """Of a theme that code did not name, its thesis."""
    return section.title or (section.thesis.text if section.thesis else "")


def values_of(row: ReportRow, event: Event) -> tuple[str, ...]:
    """The clauses of its headline and its quotes that hold hard figures."""
    texts = (event.title, *(one.quote for one in row.citations))
    held = (clause.text for text in texts for clause in clauses(plain(text)))
    return tuple(dict.fromkeys(one for one in held if any(figure.is_hard for figure in read_figures(one))))


class _Telling:
    def __init__(self, report: Report, format: Format, retrieval: Retrieval) -> None:
        self._blocks, self._period = format.blocks, retrieval.request.period
        self._report, self._events = report, {event.id: event for event in retrieval.events}
        self._documents = {document.id: document for document in retrieval.documents}
        self._aliases, self._zone = aliases_of(retrieval.request.aliases), retrieval.request.zone
        self._wrong = {owner_of(one.claim_id) for one in report.corrections}
        self._typed = {one.id for section in format.sections for one in section.columns if one.kind != "text"}

    def watched(self) -> Iterator[Watched]:
        """What it says that it will watch, and what its rows promise for a day to come."""
        watching = {block.id for block in self._blocks if block.watches}
        for block in self._report.blocks:
            for entry in block.entries if block.id in watching else ():
                yield watched(entry.text, self._period.end, self._aliases)
        for row in self._report.rows:
            yield from () if row.id in self._wrong else self._promised(row)

    def _promised(self, row: ReportRow) -> Iterator[Watched]:
        """At most one of a row."""
        day = self._events[row.event_id].published_at.astimezone(self._zone).date()
        for cell in row.cells:
            promised = (
                clause for clause in clauses(cell.text) if word_list("plan", "future", "guess").occurs_in(clause.text)
            )
            days = (each for clause in promised for each in read_dates(clause.text, day) if each.precision in _PRECISE)
            last = max((each.last for each in days if each.last), default=day)
            if cell.kind != "none" and last > self._period.end:
                found = watched(cell.text, self._period.end, self._aliases)
                url = next((one.url for one in cell.citations), "")
                yield found.model_copy(update={"due": last, "url": url})
                return

    def rows(self) -> Iterator[ToldRow]:
        for section in self._report.sections:
            yield from (self._row(row, heading_of(section), self._events[row.event_id]) for row in section.rows)

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
            names=_names(text, self._aliases),
            figures=values_of(row, event),
            typed=tuple((cell.column, cell.text) for cell in said if cell.column in self._typed),
            corrected=row.id in self._wrong,
        )
