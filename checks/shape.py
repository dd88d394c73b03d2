"""A claim says something, in text that a table and a page can hold; a signal joins two rows of two sections."""

from collections.abc import Iterable, Iterator, Mapping

from checks.base import Check, Finding, claims_of, rows_of
from checks.canaries import with_first_event_cell
from checks.evidence_index import EvidenceIndex
from facts.text.cleaning import unshowable
from schemas.claim import Claim
from schemas.draft import Draft, Keyword, Signal
from schemas.table import Row


def _texts(claim: Claim) -> tuple[str, ...]:
    """All that a reader sees of it: of a keyword the term too."""
    return (claim.term, claim.text) if isinstance(claim, Keyword) else (claim.text,)


def _empty(draft: Draft, library: EvidenceIndex) -> Iterator[Finding]:
    for claim in claims_of(draft):
        if claim.kind != "none" and not all(any(map(str.isalnum, text)) for text in _texts(claim)):
            yield claim.id, "It says nothing."


def _broken(draft: Draft, library: EvidenceIndex) -> Iterator[Finding]:
    for claim in claims_of(draft):
        if found := next(filter(None, map(unshowable, _texts(claim))), None):
            yield claim.id, f"Its text holds {found!r}, which is markup or cannot be shown."


def _unjoined(draft: Draft, library: EvidenceIndex) -> Iterator[Finding]:
    """The rows of a signal, by the section they stand in, and what it quotes of their events."""
    section_of = {row.id: table.section_id for table in draft.tables for row in table.rows}
    rows = {row.id: row for row in rows_of(draft)}
    for signal in draft.synthesis.signals:
        if not _has_rows_of_both(signal, section_of):
            yield signal.id, "It needs a row of each of its two sections."
            continue
        for section in signal.sections:
            own = [rows[row] for row in signal.rows if section_of[row] == section]
            if not _quotes_one_of(own, signal, library):
                yield signal.id, f"It says nothing that the rows of {section} carry. Join the two, or leave it out."


def _has_rows_of_both(signal: Signal, section_of: Mapping[str, str]) -> bool:
    """Of each of two sections, and of no third."""
    sections = set(signal.sections)
    return len(sections) == 2 and {section_of.get(row) for row in signal.rows} == sections


def _quotes_one_of(rows: Iterable[Row], signal: Signal, library: EvidenceIndex) -> bool:
    cited = {citation.document_id for citation in signal.citations}
    return any(cited & _documents(row, library) for row in rows)


def _documents(row: Row, library: EvidenceIndex) -> set[str]:
    """Of the row's event."""
    cited = {citation.document_id for cell in row.cells for citation in cell.citations}
    return cited.union(*(library.companions.get(one, ()) for one in cited))


def _emptied(claim: Claim) -> Claim:
    return claim.model_copy(update={"text": " …"})


def _marked_up(claim: Claim) -> Claim:
    return claim.model_copy(update={"text": f"{claim.text}<b>"})


def _one_sided(draft: Draft) -> Draft:
    table = draft.tables[0]
    row, cell = table.rows[0], table.rows[0].cells[0]
    values = {name: value for name, value in cell if name != "column"}
    signal = Signal(**values, sections=(table.section_id, "other"), rows=(row.id,))
    return draft.model_copy(update={"synthesis": draft.synthesis.model_copy(update={"signals": (signal,)})})


EMPTY = Check("empty_text", _empty, lambda draft: with_first_event_cell(draft, _emptied))
BROKEN = Check("broken_text", _broken, lambda draft: with_first_event_cell(draft, _marked_up))
SIGNALS = Check("too_few_rows", _unjoined, _one_sided)
