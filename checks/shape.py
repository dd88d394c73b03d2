"""A claim says something, in text that a table and a page can hold; a signal joins two rows of two sections."""

from collections.abc import Iterator, Mapping

from checks.answers.wording import says_nothing
from checks.base import Check, Finding, claims_of, event_text, rows_of
from checks.claim_evidence import ground_of
from checks.evidence_index import EvidenceIndex
from checks.remarks import remark
from facts.text.cleaning import unshowable
from schemas.claim import Claim
from schemas.draft import Draft, Keyword, Signal
from schemas.table import Row


def _texts(claim: Claim) -> tuple[str, ...]:
    """All that a reader sees of it: of a keyword the term too."""
    return (claim.term, claim.text) if isinstance(claim, Keyword) else (claim.text,)


def _empty(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for claim in claims_of(draft):
        if claim.kind != "none" and any(map(says_nothing, _texts(claim))):
            yield claim.id, remark("says_nothing")


def _broken(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for claim in claims_of(draft):
        if found := next(filter(None, map(unshowable, (*_texts(claim), claim.basis))), None):
            yield claim.id, remark("unshowable").of(found=repr(found))


def _unjoined(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """The rows of a signal, by the section they stand in, and what it quotes of their events."""
    section_of = {row.id: table.section_id for table in draft.tables for row in table.rows}
    rows = {row.id: row for row in rows_of(draft)}
    for signal in draft.synthesis.signals:
        if not _has_rows_of_both(signal, section_of):
            yield signal.id, remark("rows_missing")
            continue
        named = {one.document_id for one in ground_of(signal)}
        for section in signal.sections:
            own = (_documents(rows[row], index) for row in signal.rows if section_of[row] == section)
            if not named & set[str]().union(*own):
                yield signal.id, remark("section_not_cited").of(section=section)


def _has_rows_of_both(signal: Signal, section_of: Mapping[str, str]) -> bool:
    """Of each of two sections, and of no third."""
    sections = set(signal.sections)
    return len(sections) == 2 and {section_of.get(row) for row in signal.rows} == sections


def _documents(row: Row, index: EvidenceIndex) -> set[str]:
    """Of the row's event."""
    cited = {citation.document_id for cell in row.cells for citation in cell.citations}
    return cited.union(*(index.companions.get(one, ()) for one in cited))


def _one_sided(draft: Draft) -> Draft:
    table = draft.tables[0]
    row, cell = table.rows[0], table.rows[0].cells[0]
    values = {name: value for name, value in cell if name != "column"}
    signal = Signal(**values, sections=(table.section_id, "other"), rows=(row.id,))
    return draft.model_copy(update={"synthesis": draft.synthesis.model_copy(update={"signals": (signal,)})})


EMPTY = Check("empty_text", "proof", _empty, event_text(lambda _: " …"))
BROKEN = Check("broken_text", "proof", _broken, event_text(lambda text: f"{text}<b>"))
SIGNALS = Check("too_few_rows", "proof", _unjoined, _one_sided)
