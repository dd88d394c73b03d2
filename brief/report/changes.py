"""What changed since earlier reports, found by code in typed rows: each side as it was told, with its source."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from brief.report.citable import citable_url
from brief.report.format import Format, FormatSection
from brief.report.told import heading_of, values_of
from facts.extraction.tallies import Cells, Tally, tallies
from facts.extraction.typed_cells import named
from facts.support.figure_owners import Measured, measured, new_values
from facts.text.shortening import shortened
from facts.values.figures import Figure
from schemas.base import T
from schemas.history import ToldReport, ToldRow, Watched
from schemas.report import (
    ChangeKind,
    EarlierReport,
    ReportBlock,
    ReportChange,
    ReportCitation,
    ReportRow,
    ReportSection,
    ReportSeries,
    SeriesPoint,
    ToldThen,
)
from schemas.retrieval import Retrieval
from schemas.section import Column, ColumnKind, Counts

_NOTABLE = 2.0
"""Standard deviations by which two counts differ at least, each as random as a count is."""
_FEWEST_POINTS = 3
_COMPARED: tuple[ColumnKind, ...] = ("money", "choice")
_NAME_CHARS = 30


class _Then(NamedTuple):
    report: ToldReport
    row: ToldRow


def led_to(report: ToldReport) -> EarlierReport:
    return EarlierReport(period=report.period.label, path=report.path.removesuffix(".md"))


class Changes:
    """Over the rows of one report."""

    def __init__(self, retrieval: Retrieval, sections: Sequence[ReportSection], format: Format) -> None:
        self._retrieval, self._sections, self._format = retrieval, sections, format
        self._events, self._zone = {event.id: event for event in retrieval.events}, retrieval.request.zone
        self._rows = [row for section in sections for row in section.rows]
        told = ((row, retrieval.told.get(row.event_id)) for row in self._rows)
        found = ((row, _Then(*retrieval.row_told(one))) for row, one in told if one)
        self._going_on = [(row, then) for row, then in found if not then.row.corrected]

    def found(self, answers: Iterable[ReportBlock]) -> tuple[ReportChange, ...]:
        """`answers`: the blocks of what earlier reports left open."""
        return (*self._typed(), *self._measures(), *self._due(answers), *self._counts())

    def series(self) -> Iterator[ReportSeries]:
        """Of measures of rows that go on: of those with values in two earlier reports or more."""
        for row, then, values in self._measured:
            for one in values:
                own = (_point(one.now, each.url, self._day(row)) for each in row.citations[:1])
                points = (*self._before(one, then.row), *own)
                if len(points) >= _FEWEST_POINTS:
                    yield ReportSeries(title=one.of, points=points)

    def _before(self, one: Measured, like: ToldRow) -> Iterator[SeriesPoint]:
        """Of each earlier report, the oldest first."""
        for report in reversed(self._retrieval.earlier):
            values = (
                _point(each.then, url, row.day)
                for row in report.rows
                if (url := _source(row)) and not row.corrected
                for each in measured(row.values, one.tells)
                if each.now.text == one.now.text and _is_of_one(row, each, like, one)
            )
            yield from [*values][:1]

    @cached_property
    def _measured(self) -> list[tuple[ReportRow, _Then, list[Measured]]]:
        """Rows that go on, with the new values of what was measured then: each measure once."""
        own = (("；".join(values_of(row, self._events[row.event_id])), row, then) for row, then in self._going_on)
        found = (({one.of: one for one in new_values(then.row.values, said)}, row, then) for said, row, then in own)
        return [(row, then, [*values.values()]) for values, row, then in found]

    def _measures(self) -> Iterator[ReportChange]:
        """At most one of a row."""
        for row, then, values in self._measured:
            for one in values[:1]:
                yield from self._change("figure", "", ([then], one.told), ([row], one.tells))

    def _typed(self) -> Iterator[ReportChange]:
        """Cells of typed columns that say otherwise now, but for the day, which always does."""
        typed = {one.id for section in self._format.sections for one in section.columns if one.kind in _COMPARED}
        for row, then in self._going_on:
            now, was = _cells(row), dict(then.row.typed)
            other = [name for name in now if name in typed and was.get(name, now[name]) != now[name]]
            if other:
                told, tells = (self._listed(values[name] for name in other) for values in (was, now))
                yield from self._change("typed", _short(row), ([then], told), ([row], tells))

    def _listed(self, texts: Iterable[str]) -> str:
        return self._format.reader.punctuation.list.join(texts)

    def _due(self, answers: Iterable[ReportBlock]) -> Iterator[ReportChange]:
        """What was promised for a day of now, and the row that tells what came."""
        promised = {number: one for number, one in enumerate(self._retrieval.to_answer, start=1) if one.due and one.url}
        for entry in chain.from_iterable(block.entries for block in answers):
            rows = [row for row in self._rows if _share_a_document(row, entry.citations)]
            if entry.paragraph in promised and rows:
                yield from self._came(promised[entry.paragraph], rows[0])

    def _came(self, one: Watched, row: ReportRow) -> Iterator[ReportChange]:
        for report in [each for each in self._retrieval.earlier if one in each.watched][:1]:
            day = one.due or one.since
            due = self._format.reader.changes.due.format(day=day.day, month=day.month, year=day.year)
            then = ToldThen(text=one.text, urls=(one.url,), earlier=led_to(report))
            yield from _made("due", due, then, ([row], row.cells[0].text))

    def _counts(self) -> Iterator[ReportChange]:
        """Against the last report, section by section or theme by theme."""
        for section, layout in zip(self._sections, self._format.sections, strict=True):
            before = self._told_in(section)
            if before and section.rows:
                yield from self._risen(section, before)
                for counts in (block.counts for block in layout.blocks if block.counts):
                    yield from self._summed(counts, layout, before, section.rows)

    def _told_in(self, section: ReportSection) -> list[_Then]:
        """What the last report told under the same heading."""
        last = self._retrieval.earlier[:1]
        return [
            _Then(report, row)
            for report in last
            for row in report.rows
            if row.section == heading_of(section) and not row.corrected
        ]

    def _risen(self, section: ReportSection, before: Sequence[_Then]) -> Iterator[ReportChange]:
        """Where it has notably more rows, or fewer."""
        then, now = len(before), len(section.rows)
        if abs(then - now) > _NOTABLE * (then + now) ** 0.5:
            told, tells = (self._format.reader.page.rows.format(count=count) for count in (then, now))
            yield from self._change("count", heading_of(section), (before[:1], told), (section.rows[:1], tells))

    def _summed(
        self, counts: Counts, layout: FormatSection, before: Sequence[_Then], rows: Sequence[ReportRow]
    ) -> Iterator[ReportChange]:
        """What is counted of a choice, where both reports have several rows of it: one alone is no total."""
        then, now = ([*map(_told, before)], [*map(_cells, rows)])
        was = {one.basis: one for one in tallies(then, counts, layout.columns) if one.basis and one.rows > 1}
        for one in tallies(now, counts, layout.columns):
            if one.basis in was and one.rows > 1 and one.sums != was[one.basis].sums:
                chosen = next(column for column in layout.columns if column.id == counts.by)
                told, tells = (_under(one.basis, chosen, *side) for side in ((then, before), (now, rows)))
                yield from self._change("count", "", (told, self._line(was[one.basis])), (tells, self._line(one)))

    def _line(self, tally: Tally) -> str:
        return self._format.reader.counts.line(tally, 0)

    def _change(
        self, kind: ChangeKind, of: str, then: tuple[Sequence[_Then], str], now: tuple[Sequence[ReportRow], str]
    ) -> Iterator[ReportChange]:
        rows, text = then
        urls = tuple(dict.fromkeys(filter(None, (_source(one.row) for one in rows))))
        if urls:
            yield from _made(kind, of, ToldThen(text=text, urls=urls, earlier=led_to(rows[0].report)), now)

    def _day(self, row: ReportRow) -> date:
        return self._events[row.event_id].published_at.astimezone(self._zone).date()


def _made(kind: ChangeKind, of: str, then: ToldThen, now: tuple[Sequence[ReportRow], str]) -> Iterator[ReportChange]:
    rows, text = now
    if cited := tuple(one for row in rows for one in row.citations[:1]):
        yield ReportChange(kind=kind, of=of, then=then, text=text, citations=cited)


def _is_of_one(row: ToldRow, each: Measured, like: ToldRow, one: Measured) -> bool:
    """The rows share a name, or say it of the same in the same words."""
    said, words = (told.told.replace(told.then.text, "") for told in (each, one))
    return said == words or not {*row.names}.isdisjoint(like.names)


def _point(figure: Figure, url: str, day: date) -> SeriesPoint:
    return SeriesPoint(text=figure.text, value=float(figure.low + figure.high) / 2, url=url, day=day)


def _source(row: ToldRow) -> str:
    """The address that its headline led to; empty where a reader cannot open it."""
    return next(filter(None, map(citable_url, row.cited)), "")


def _cells(row: ReportRow) -> dict[str, str]:
    return {cell.column: cell.text for cell in row.cells if cell.kind != "none"}


def _told(one: _Then) -> dict[str, str]:
    """The same of a row that was told: what happened, and its typed cells."""
    return {"": one.row.text, **dict(one.row.typed)}


def _under(basis: str, column: Column, cells: Iterable[Cells], rows: Iterable[T]) -> list[T]:
    """The rows that are counted on that basis."""
    chosen = ([one.title for one in named(held.get(column.id, ""), column)][:1] for held in cells)
    return [row for titles, row in zip(chosen, rows, strict=True) if basis in titles]


def _short(row: ReportRow) -> str:
    return shortened(row.cells[0].text, _NAME_CHARS)


def _share_a_document(row: ReportRow, citations: Iterable[ReportCitation]) -> bool:
    own = {one.document_id for one in row.citations}
    return not own.isdisjoint(one.document_id for one in citations)
