"""What becomes of claims that no revision mended: they are taken out, line by line. The report always comes out."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import cast

from schemas.claim import C, Claim
from schemas.critique import Issue
from schemas.draft import Draft, Synthesis
from schemas.table import Cell, Row, TableDraft


def without_failed(draft: Draft, issues: Iterable[Issue]) -> Draft:
    """`draft` without the claims that `issues` name.

    A cell keeps its place with no statement; a row whose event failed goes, and every signal that rests on it, and the
    thesis if it rests on nothing else.
    """
    failed = {issue.claim_id for issue in issues}
    tables = tuple(_table(table, failed) for table in draft.tables)
    rows = {row.id for table in tables for row in table.rows}
    synthesis = Synthesis(
        keywords=_sound(draft.synthesis.keywords, failed),
        signals=tuple(signal for signal in _sound(draft.synthesis.signals, failed) if rows.issuperset(signal.rows)),
        risks=_sound(draft.synthesis.risks, failed),
        entries=_sound(draft.synthesis.entries, failed),
    )
    return Draft(revision=draft.revision, tables=tables, synthesis=synthesis)


def with_claims(draft: Draft, changed: Mapping[str, Claim]) -> Draft:
    """`draft` with claims of `changed`, by id, in place of its own; one that says nothing is taken out.

    But for an event: without it there would be no row, so the old one stays.
    """

    def cell(one: Cell) -> Cell:
        new = changed.get(one.id, one)
        if new.kind == "none":
            return one if one.column == "event" else emptied(one)
        return Cell.model_validate(dict(new))

    def all_of(claims: Iterable[C]) -> tuple[C, ...]:
        return tuple(new for one in claims if (new := cast(C, changed.get(one.id, one))).kind != "none")

    tables = tuple(
        table.model_copy(
            update={
                "thesis": next(iter(all_of(filter(None, (table.thesis,)))), None),
                "rows": tuple(row.model_copy(update={"cells": tuple(map(cell, row.cells))}) for row in table.rows),
                "effects": all_of(table.effects),
                "entries": all_of(table.entries),
            }
        )
        for table in draft.tables
    )
    written = draft.synthesis
    synthesis = Synthesis(
        keywords=all_of(written.keywords),
        signals=all_of(written.signals),
        risks=all_of(written.risks),
        entries=all_of(written.entries),
    )
    return Draft(revision=draft.revision, tables=tables, synthesis=synthesis)


def is_bereft(claim: Claim | None, before: Iterable[Row], after: Iterable[Row]) -> bool:
    """All that it cites are documents of rows that are gone: what it tells of stands in the table no more."""
    left = {row.id for row in after}
    cited: dict[bool, set[str]] = {True: set(), False: set()}
    for row in before:
        cited[row.id in left].update(citation.document_id for cell in row.cells for citation in cell.citations)
    own = {citation.document_id for citation in claim.citations} if claim else set()
    return bool(own) and own <= cited[False] - cited[True]


def _table(table: TableDraft, failed: AbstractSet[str]) -> TableDraft:
    left = (row for row in table.rows if row.id not in failed and row.cells[0].id not in failed)
    cells = ((row, tuple(emptied(cell) if cell.id in failed else cell for cell in row.cells)) for row in left)
    rows = [row.model_copy(update={"cells": kept}) for row, kept in cells]
    thesis = table.thesis if table.thesis and table.thesis.id not in failed else None
    if is_bereft(thesis, table.rows, rows):
        thesis = None
    effects, entries = (_sound(claims, failed) for claims in (table.effects, table.entries))
    return table.model_copy(update={"thesis": thesis, "rows": tuple(rows), "effects": effects, "entries": entries})


def emptied(claim: C) -> C:
    """In its place, with no statement."""
    return claim.model_copy(update={"text": "", "kind": "none", "citations": (), "ground": (), "kept": "", "basis": ""})


def _sound(claims: Iterable[C], failed: AbstractSet[str]) -> tuple[C, ...]:
    return tuple(claim for claim in claims if claim.id not in failed)
