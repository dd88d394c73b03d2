"""What a check is: a kind of finding, the code that finds it, and a canary, made by a small change, to reject."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from checks.evidence_index import EvidenceIndex
from checks.remarks import Remark
from schemas.claim import Claim
from schemas.claim_ids import cell_name, owner_of
from schemas.critique import Issue
from schemas.draft import Draft
from schemas.reasons import IssueKind
from schemas.table import Cell, Row, TableDraft

Finding = tuple[str, Remark]
"""(Id of the claim or row, what is wrong with it)."""


Yield = Literal["proof", "suspicion"]
"""proof: the fault follows from the texts alone, whoever reads them. suspicion: code guesses at a meaning; where a
critic is heard, it decides."""


@dataclass(frozen=True)
class Check:
    kind: IssueKind
    yields: Yield
    find: Callable[[Draft, EvidenceIndex], Iterable[Finding]]
    spoil: Callable[[Draft], Draft]
    """Makes of a sound draft one that this check must reject: its canary."""

    def issues(self, draft: Draft, index: EvidenceIndex, language: str = "") -> Iterator[Issue]:
        """Told in that language, or in the report's, as its writer is told."""
        for claim_id, one in self.find(draft, index):
            yield Issue(claim_id=claim_id, kind=self.kind, message=one.told(language or index.language))


def rows_of(draft: Draft) -> Iterator[Row]:
    for table in draft.tables:
        yield from table.rows


def claims_in(table: TableDraft) -> Iterator[Claim]:
    """Every claim of a table in the order of the report, cells without a statement included."""
    if table.thesis:
        yield table.thesis
    for row in table.rows:
        yield from row.cells
    yield from table.below


def claims_of(draft: Draft) -> Iterator[Claim]:
    """Those of all tables, and then of the synthesis."""
    for table in draft.tables:
        yield from claims_in(table)
    yield from draft.synthesis.claims


Spoil = Callable[[Draft], Draft]


def event_text(change: Callable[[str], str], **others: str) -> Spoil:
    """Changes the text of the first event cell, and `others` of its fields."""
    return event_cell(lambda claim: claim.model_copy(update={"text": change(claim.text), **others}))


def event_cell(change: Callable[[Claim], Claim]) -> Spoil:
    """Changes the first event cell."""
    return first_cells(lambda cells: (Cell(**dict(change(cells[0]))), *cells[1:]))


def first_cells(change: Callable[[tuple[Cell, ...]], tuple[Cell, ...]]) -> Spoil:
    """Changes the cells of the first row."""
    return first_rows(lambda rows: (rows[0].model_copy(update={"cells": change(rows[0].cells)}), *rows[1:]))


def beside(cell: Cell, column: str, **others: object) -> Cell:
    """The cell of another column of its row, with `others` of its fields."""
    return cell.model_copy(update={"id": cell_name(owner_of(cell.id), column), "column": column, **others})


def first_rows(change: Callable[[tuple[Row, ...]], tuple[Row, ...]]) -> Spoil:
    """Changes the rows of the first table."""

    def spoiled(draft: Draft) -> Draft:
        first, *others = draft.tables
        return draft.model_copy(update={"tables": (first.model_copy(update={"rows": change(first.rows)}), *others)})

    return spoiled
