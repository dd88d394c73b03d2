"""The synthesis writer's question: every row of every table; in a revision, only rows that the named claims rest on."""

from collections.abc import Sequence
from datetime import tzinfo
from itertools import combinations
from zoneinfo import ZoneInfo

from agents.claims import asides, before, brief_passages, unquoted
from checks.claim_evidence import ground_of
from checks.evidence_index import Places, asked_in
from checks.typed_cells import counted
from schemas.classification import Evidence, SectionBrief, SectionEvidence, evidence_of
from schemas.draft import RowBrief, SynthesisQuestion, TableBrief
from schemas.retrieval import Passage
from schemas.section import Column
from schemas.table import PassageBrief, Row, TableDraft

_ROW_TOKENS, _ROW_TOKENS_OF_PROSE = 380, 600
"""Most tokens of evidence put to the writer for one row; where a writer's texts below the tables told much of it."""


def synthesis_question(tables: Sequence[TableDraft], sections: Sequence[SectionEvidence]) -> SynthesisQuestion:
    evidence, lengths, asked = evidence_of(sections), sections[0].lengths, asked_in(sections)
    themes = {section.section.id for section in sections if section.section.theme_of}
    zone = ZoneInfo(sections[0].timezone)
    titles = {section.section.id: section.section.title for section in sections}
    return SynthesisQuestion(
        tables=tuple(
            TableBrief(
                section=SectionBrief(id=table.section_id, title=titles[table.section_id], description=""),
                rows=tuple(
                    _row(row, table, evidence[row.event_id], asked[table.section_id], table.section_id in themes, zone)
                    for row in table.rows
                ),
                effects=tuple(one.text for one in table.below if one.kind != "none"),
                counted=tuple(map(str, counted(table, asked))),
            )
            for table in tables
        ),
        pairs=tuple(combinations((table.section_id for table in tables), 2)) if lengths.signals else (),
        blocks=sections[0].of_report,
        language=sections[0].language,
        lengths=lengths,
    )


def shown_of_rows(
    tables: Sequence[TableDraft], sections: Sequence[SectionEvidence]
) -> dict[str, tuple[PassageBrief, ...]]:
    """By event, what the writer of the synthesis is shown of it."""
    events = {row.id: row.event_id for table in tables for row in table.rows}
    rows = [row for table in synthesis_question(tables, sections).tables for row in table.rows]
    return {events[row.row_id]: (*row.passages, *row.earlier) for row in rows}


def _cited_first(row: Row, table: TableDraft, evidence: Evidence) -> list[Passage]:
    """What its cells rest on, and what surely overturned them, is put to the writer whatever else there is room for,
    then what no text below has told; of other happenings, the cells' ground alone.
    """
    told = {one.passage_id for text in table.entries for one in ground_of(text)}
    cited = {one.passage_id for cell in row.cells for one in (*ground_of(cell), *row.turns)}
    own = evidence.event.document_ids
    shown = (passage for passage in evidence.passages if passage.id in cited or passage.document_id in own)
    return sorted(shown, key=lambda passage: (passage.id not in cited, passage.id in told))


def _reported(evidence: Evidence, zone: tzinfo) -> tuple[PassageBrief, ...]:
    """What an earlier report told of it."""
    if not evidence.told:
        return ()
    told = (passage for passage in evidence.passages if passage.document_id == evidence.background[0])
    return brief_passages(told, _ROW_TOKENS, (), before(evidence, zone), unquoted(evidence.documents))


def _row(row: Row, table: TableDraft, evidence: Evidence, asked: Places, is_of_theme: bool, zone: tzinfo) -> RowBrief:
    said = [cell for cell in row.cells if cell.kind != "none"]
    last = asked.get(said[-1].column)
    is_typed = isinstance(last, Column) and last.kind != "text"
    return RowBrief(
        row_id=row.id,
        published=evidence.event.published_at.astimezone(zone).date().isoformat(),
        cells=tuple(cell.text for cell in said),
        follows="" if is_typed else said[-1].text,
        terms=evidence.terms,
        weight=evidence.event.salience if is_of_theme else 0.0,
        passages=brief_passages(
            _cited_first(row, table, evidence),
            _ROW_TOKENS_OF_PROSE if any(one.by == "model" for one in table.entries) else _ROW_TOKENS,
            None,
            asides(evidence, zone),
            unquoted(evidence.documents),
        ),
        earlier=_reported(evidence, zone),
    )
