"""No document stands in two rows, no happening is told twice, and no fact."""

from collections.abc import Iterable, Iterator
from itertools import chain, combinations

from checks.base import Check, Finding, beside, first_cells, first_rows, rows_of
from checks.evidence_index import EvidenceIndex, asked_at
from checks.remarks import remark
from facts.names.detection import aliases_of
from facts.support.same_fact import told_again
from facts.text.overlap import adds_nothing
from schemas.claim import Claim
from schemas.draft import Draft
from schemas.section import Block, Column
from schemas.table import Cell, Row


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


def _facts_again(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """What follows from a fact may tell it again: the parts that join events are left alone."""
    aliases, told = aliases_of(index.aliases), list[str]()
    for claim in _in_reading_order(draft, index):
        found = ((told_again(claim.text, text, aliases), text) for text in told if claim.by == "model")
        if again := next((one for one in found if one[0]), None):
            yield claim.id, remark("told_before").of(clause=again[0], text=again[1])
        told.append(claim.text)


def _in_reading_order(draft: Draft, index: EvidenceIndex) -> Iterable[Claim]:
    """Sentences, without headings and values."""
    below = [one for table in draft.tables for one in (*(row.cells[1:] for row in table.rows), table.entries)]
    said = (*chain.from_iterable(below), *draft.synthesis.entries)
    places = [(asked_at(one, index), one) for one in said if one.kind != "none"]
    texts = [(place, one) for place, one in places if not (isinstance(place, Column) and place.is_read)]
    return [one for _, one in sorted(texts, key=lambda text: not (isinstance(text[0], Block) and text[0].above))]


def _told_in_two_cells(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    said = {"text": "二期装机300兆瓦，由北辰科技建设", "by": "model"}
    return (cells[0], *(beside(cells[0], column, **said) for column in ("technical", "insight")))


DOCUMENTS = Check("document_in_two_rows", "proof", _shared_documents, first_rows(_row_again))
EVENTS = Check("event_twice", "proof", _told_twice, first_rows(_row_again))
FACTS = Check("told_again", "suspicion", _facts_again, first_cells(_told_in_two_cells))
