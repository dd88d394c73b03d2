"""A text that a model wrote says something that does not stand beside it already."""

from collections.abc import Iterable, Iterator, Sequence

from checks.base import Check, Finding, beside, first_cells
from checks.evidence_index import EvidenceIndex, asked_at
from checks.remarks import remark
from facts.text.overlap import adds_nothing
from schemas.claim import Claim
from schemas.draft import Draft, Keyword
from schemas.section import Column
from schemas.table import Cell, Row, TableDraft

_LONG = 20
"""Characters of a cell that no later one holds by chance."""


def _repeating(draft: Draft, library: EvidenceIndex) -> Iterator[Finding]:
    for table in draft.tables:
        for row in table.rows:
            yield from _in_row(row, library)
        yield from _among(table.below, _texts(table))
    told = [text for table in draft.tables for text in (*_texts(table), *(one.text for one in table.below))]
    yield from _among(draft.synthesis.keywords, ())
    yield from _among((*draft.synthesis.signals, *draft.synthesis.risks, *draft.synthesis.entries), told)


def _texts(table: TableDraft) -> list[str]:
    return [cell.text for row in table.rows for cell in row.cells if cell.kind != "none"]


def _in_row(row: Row, library: EvidenceIndex) -> Iterator[Finding]:
    """Cells that say no more than those before them together, or hold all of one; a headline may be held, and may hold
    a value.
    """
    for number, cell in enumerate(row.cells):
        before = [one for one in row.cells[:number] if one.kind != "none"]
        if not before or not _is_told(cell) or _is_value(cell, library):
            continue
        if _goes_on(cell.text, before) or adds_nothing(cell.text, [one.text for one in before]):
            yield cell.id, remark("no_more_than_cells").of(cells=" / ".join(one.text for one in before))


def _goes_on(text: str, before: Iterable[Cell]) -> bool:
    """It holds all that one of them says."""
    return any(one.column != "event" and len(one.text) >= _LONG and adds_nothing(one.text, (text,)) for one in before)


def _is_value(cell: Cell, library: EvidenceIndex) -> bool:
    asked = asked_at(cell, library)
    return isinstance(asked, Column) and asked.is_read


def _among(claims: Iterable[Claim], known: Sequence[str]) -> Iterator[Finding]:
    """Those that say no more than one of the `known` texts, or than one before them: what joins two adds that."""
    told = list(known)
    for claim in claims:
        text = f"{claim.term} {claim.text}" if isinstance(claim, Keyword) else claim.text
        if _is_told(claim) and (repeated := next((one for one in told if adds_nothing(text, (one,))), None)):
            yield claim.id, remark("said_before").of(text=repeated)
        told.append(text)


def _is_told(claim: Claim) -> bool:
    return claim.by == "model" and claim.kind != "none"


REPEATING = Check(
    "says_no_more",
    "suspicion",
    _repeating,
    first_cells(lambda cells: (*cells, beside(cells[0], "technical", by="model"))),
)
