"""Turns rows that an editor names, as a reader would, into amendments that keep them."""

from collections.abc import Iterable, Iterator, Sequence

from brief.errors import UsageError
from schemas.amendment import Amendment, Keep, Put
from schemas.draft import Draft
from schemas.report import Report
from schemas.table import Row, TableDraft


def pinned(draft: Draft, report: Report, names: Iterable[str]) -> tuple[Amendment, ...]:
    """Amendments that keep each named row as in `draft`, with the thesis and effects that rest on them.

    A name is a row's id (`ai.e12`), an event's (`e12`), a section's for all of its rows, or `ai.3` for the third row
    that the report shows there; several may be joined by commas. Raises UsageError for any other.
    """
    wanted = {row_id for name in _split(names) for row_id in _rows_named(name, draft, report)}
    return tuple(amendment for table in draft.tables for amendment in _kept(table, wanted))


def _split(names: Iterable[str]) -> list[str]:
    return [part.strip() for name in names for part in name.split(",") if part.strip()]


def _rows_named(name: str, draft: Draft, report: Report) -> Sequence[str]:
    rows = [row for table in draft.tables for row in table.rows]
    exact = [row.id for row in rows if name in (row.id, row.event_id)]
    of_section = [row.id for table in draft.tables for row in table.rows if table.section_id == name]
    section_id, _, number = name.rpartition(".")
    shown = [row.id for section in report.sections for row in section.rows if section.id == section_id]
    numbered = shown[int(number) - 1 : int(number)] if number.isdecimal() and int(number) else []
    if found := exact or of_section or numbered:
        return found
    known = "; ".join(_listed(table) for table in draft.tables if table.rows)
    raise UsageError(f"there is no row {name!r}.", where="--pin-rows", next=f"Rows by section: {known}.")


def _listed(table: TableDraft) -> str:
    return f"{table.section_id}: {', '.join(row.id for row in table.rows)}"


def _kept(table: TableDraft, wanted: set[str]) -> Iterator[Amendment]:
    rows = [row for row in table.rows if row.id in wanted]
    yield from (Keep(row=row) for row in rows)
    cited = _documents(rows)
    for claim in (*filter(None, (table.thesis,)), *table.effects):
        if rows and (len(rows) == len(table.rows) or cited & {one.document_id for one in claim.citations}):
            yield Put(claim=claim)


def _documents(rows: Iterable[Row]) -> set[str]:
    return {citation.document_id for row in rows for cell in row.cells for citation in cell.citations}
