"""The synthesis writer's question: every row of every table; in a revision, only rows that the named claims rest on."""

from collections.abc import Sequence
from itertools import combinations

from agents.claims import brief_passages
from schemas.claim import Claim
from schemas.classification import Evidence, SectionBrief, SectionEvidence, evidence_of
from schemas.draft import Keyword, RowBrief, Signal, SynthesisQuestion, TableBrief
from schemas.table import Remark, Row, TableDraft

_ROW_TOKENS = 380
"""Most tokens of evidence put to the writer for one row."""


def synthesis_question(tables: Sequence[TableDraft], sections: Sequence[SectionEvidence]) -> SynthesisQuestion:
    evidence = evidence_of(sections)
    titles = {section.section.id: section.section.title for section in sections}
    return SynthesisQuestion(
        tables=tuple(
            TableBrief(
                section=SectionBrief(id=table.section_id, title=titles[table.section_id], description=""),
                rows=tuple(_row(row, evidence[row.event_id]) for row in table.rows),
                effects=tuple(effect.text for effect in table.effects if effect.kind != "none"),
            )
            for table in tables
        ),
        pairs=tuple(combinations((table.section_id for table in tables), 2)),
        language=sections[0].language,
        lengths=sections[0].lengths,
    )


def narrowed_to_claims(
    question: SynthesisQuestion, remarks: Sequence[Remark], named: Sequence[Claim]
) -> SynthesisQuestion:
    """`question` cut down to the claims that `remarks` name: their kinds, their pairs, the rows that they rest on.

    If one of them rests on no row of the question, all rows stay: its support must still be found.
    """
    pairs = {claim.sections for claim in named if isinstance(claim, Signal)}
    keywords = sum(isinstance(claim, Keyword) for claim in named)
    lengths = {"keywords": keywords, "risks": len(named) - keywords - len(pairs)}
    return question.model_copy(
        update={
            "tables": _tables_behind(question, named) or question.tables,
            "pairs": tuple(pair for pair in question.pairs if pair in pairs),
            "lengths": question.lengths.model_copy(update=lengths),
            "remarks": tuple(remarks),
        }
    )


def _tables_behind(question: SynthesisQuestion, named: Sequence[Claim]) -> tuple[TableBrief, ...]:
    """Empty if one of the named claims rests on no row."""
    of_claims = [_rows_behind(question, claim) for claim in named]
    kept = {row_id for rows in of_claims for row_id in rows} if all(of_claims) else set[str]()
    tables = (
        table.model_copy(update={"rows": tuple(row for row in table.rows if row.row_id in kept)})
        for table in question.tables
    )
    return tuple(table for table in tables if table.rows)


def _rows_behind(question: SynthesisQuestion, claim: Claim) -> set[str]:
    if isinstance(claim, Signal):
        return set(claim.rows)
    cited = {citation.passage_id for citation in claim.citations}
    rows = (row for table in question.tables for row in table.rows)
    return {row.row_id for row in rows if cited & {passage.id for passage in row.passages}}


def _row(row: Row, evidence: Evidence) -> RowBrief:
    return RowBrief(
        row_id=row.id,
        cells=tuple(cell.text for cell in row.cells if cell.kind != "none"),
        terms=evidence.terms,
        passages=brief_passages(evidence.passages, _ROW_TOKENS),
    )
