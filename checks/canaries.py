"""Small changes to a sound draft, from which canaries are made."""

from collections.abc import Callable

from schemas.claim import Claim
from schemas.draft import Draft
from schemas.table import Cell, Row, TableDraft


def with_first_event_cell(draft: Draft, change: Callable[[Claim], Claim]) -> Draft:
    """`draft` with its first event cell changed."""

    def changed(row: Row) -> Row:
        first, *others = row.cells
        return row.model_copy(update={"cells": (Cell(**dict(change(first))), *others)})

    return with_first_rows(draft, lambda rows: (changed(rows[0]), *rows[1:]))


def with_first_rows(draft: Draft, change: Callable[[tuple[Row, ...]], tuple[Row, ...]]) -> Draft:
    """`draft` with the rows of its first table changed."""
    first, *others = draft.tables
    table: TableDraft = first.model_copy(update={"rows": change(first.rows)})
    return draft.model_copy(update={"tables": (table, *others)})
