"""Turns rows that an editor names, as a reader would, into amendments that keep them."""

from collections.abc import Iterable, Iterator, Sequence

from brief.errors import UsageError
from checks.base import rows_of
from schemas.amendment import Amendment, Keep, Put
from schemas.claim_ids import section_of
from schemas.draft import Draft
from schemas.report import Report
from schemas.table import Row, TableDraft


def pinned(draft: Draft, report: Report, names: Iterable[str]) -> tuple[Amendment, ...]:
    """Amendments that keep each named row as in `draft`, with the thesis and effects that rest on them.

    A name is a row's id (`ai.e12`), an event's (`e12`), a section's for all of its rows, or `ai.3` for the third row
    that the report shows there; several may be joined by commas. Raises UsageError for any other.
    """
    split = (part.strip() for name in names for part in name.split(","))
    wanted = {row_id for name in split if name for row_id in _rows_named(name, draft, report)}
    return tuple(amendment for table in draft.tables for amendment in _kept(table, wanted))


def _rows_named(name: str, draft: Draft, report: Report) -> Sequence[str]:
    rows = list(rows_of(draft))
    named = [row.id for row in rows if name in (row.id, row.event_id)]
    found = named or [row.id for row in rows if section_of(row.id) == name] or _row_shown_at(name, report)
    if not found:
        tables = (
            f"{table.section_id}: {', '.join(row.id for row in table.rows)}" for table in draft.tables if table.rows
        )
        advice = f"Rows by section: {'; '.join(tables)}."
        raise UsageError(f"there is no row {name!r}.", where="--pin-rows", next=advice)
    return found


def _row_shown_at(name: str, report: Report) -> list[str]:
    """Counted as a reader counts: the report may show fewer rows than the draft has."""
    section_id, _, number = name.rpartition(".")
    if not number.isdecimal() or not int(number):
        return []
    shown = [row.id for section in report.sections for row in section.rows if section.id == section_id]
    return shown[int(number) - 1 : int(number)]


def _kept(table: TableDraft, wanted: set[str]) -> Iterator[Amendment]:
    before = (None, *(row.event_id for row in table.rows))
    yield from (Keep(row=row, after=one) for one, row in zip(before, table.rows, strict=False) if row.id in wanted)
    rows = [row for row in table.rows if row.id in wanted]
    cited = set().union(*map(_documents, rows))
    for claim in table.beside:
        if rows and (len(rows) == len(table.rows) or cited & {one.document_id for one in claim.citations}):
            yield Put(claim=claim)


def _documents(row: Row) -> set[str]:
    return {citation.document_id for cell in row.cells for citation in cell.citations}
