"""No document stands in two rows, no happening is told twice, and no text of a model says what stands beside it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from checks.base import Check, Finding, first_rows, rows_of
from checks.evidence_index import EvidenceIndex
from checks.remarks import remark
from facts.text.overlap import adds_nothing
from schemas.claim import Claim
from schemas.draft import Draft, Keyword
from schemas.table import Cell, Row, TableDraft


def _shared_documents(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for row in rows_of(draft):
        for document_id in sorted({citation.document_id for cell in row.cells for citation in cell.citations}):
            if seen.setdefault(document_id, row.id) != row.id:
                yield row.id, remark("cited_in_another_row").of(document=document_id, row=seen[document_id])


def _told_twice(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for first, second in combinations(rows_of(draft), 2):
        if first.event_id == second.event_id or told_alike(first.cells[0].text, second.cells[0].text):
            yield second.id, remark("told_in_another_row").of(row=first.id)


def told_alike(first: str, second: str) -> bool:
    """Two headlines tell of one happening in nearly the same words."""
    return adds_nothing(first, (second,)) and adds_nothing(second, (first,))


def _row_again(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    again = rows[0].model_copy(update={"id": f"{rows[0].id}-again"})
    return (*rows, again)


DOCUMENTS = Check("document_in_two_rows", "proof", _shared_documents, first_rows(_row_again))
EVENTS = Check("event_twice", "proof", _told_twice, first_rows(_row_again))


_LONG = 20
"""Characters of a cell that no later one holds by chance."""


def _repeating(draft: Draft, library: EvidenceIndex) -> Iterator[Finding]:
    for table in draft.tables:
        for row in table.rows:
            yield from _in_row(row)
        yield from _among(table.below, _texts(table))
    told = [text for table in draft.tables for text in (*_texts(table), *(one.text for one in table.below))]
    yield from _among(draft.synthesis.keywords, ())
    yield from _among((*draft.synthesis.signals, *draft.synthesis.risks, *draft.synthesis.entries), told)


def _texts(table: TableDraft) -> list[str]:
    return [cell.text for row in table.rows for cell in row.cells if cell.kind != "none"]


def _in_row(row: Row) -> Iterator[Finding]:
    """Cells that say no more than those before them together, or hold all of one; a headline may be held."""
    for number, cell in enumerate(row.cells):
        before = [one for one in row.cells[:number] if one.kind != "none"]
        goes_on = any(one.column != "event" and _holds(cell.text, one.text) for one in before)
        if _is_told(cell) and before and (goes_on or adds_nothing(cell.text, [one.text for one in before])):
            yield cell.id, remark("no_more_than_cells").of(cells=" / ".join(one.text for one in before))


def _holds(text: str, other: str) -> bool:
    return len(other) >= _LONG and adds_nothing(other, (text,))


def _among(claims: Iterable[Claim], known: Sequence[str]) -> Iterator[Finding]:
    """Those that say no more than one before them, or than the `known` texts together."""
    told: list[str] = []
    for claim in claims:
        text = f"{claim.term} {claim.text}" if isinstance(claim, Keyword) else claim.text
        if _is_told(claim) and known and adds_nothing(text, known):
            yield claim.id, remark("no_more_than_rows")
        elif _is_told(claim) and (repeated := next((one for one in told if adds_nothing(text, (one,))), None)):
            yield claim.id, remark("said_before").of(text=repeated)
        told.append(text)


def _is_told(claim: Claim) -> bool:
    return claim.by == "model" and claim.kind != "none"


def _told_again(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    first, *others = rows
    again = Cell(**{**dict(first.cells[0]), "id": f"{first.id}.technical", "column": "technical", "by": "model"})
    return (first.model_copy(update={"cells": (*first.cells, again)}), *others)


REPEATING = Check("says_no_more", "suspicion", _repeating, first_rows(_told_again))
