"""No document stands in two rows, and no happening is told twice."""

from collections.abc import Iterator
from itertools import combinations

from checks.base import Check, Finding, first_rows, rows_of
from checks.evidence_index import EvidenceIndex
from checks.remarks import remark
from facts.text.overlap import adds_nothing
from schemas.draft import Draft
from schemas.table import Row


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
