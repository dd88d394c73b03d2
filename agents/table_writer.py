"""The table-writer: one section's rows, thesis and effects."""

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from agents.base import Answer, Ask
from agents.claims import (
    ClaimsOf,
    Reasons,
    asides,
    brief_passages,
    filled_entries,
    is_in,
    lacks_a_block,
    named_reasons,
    replaced,
    unquoted,
)
from agents.ground import measured
from checks.base import claims_in
from checks.dropping import emptied, is_bereft
from checks.evidence_index import asked_in
from checks.typed_cells import counted
from facts.text.overlap import adds_nothing
from schemas.claim import Citation
from schemas.claim_ids import cell_name, effects_name, row_name, thesis_name, without_number
from schemas.classification import Evidence, SectionBrief, SectionEvidence
from schemas.reasons import Reason
from schemas.section import Column, Measure
from schemas.table import (
    Cell,
    CellAnswer,
    EventEvidence,
    PassageBrief,
    Row,
    RowAnswer,
    TableAnswer,
    TableDraft,
    TableQuestion,
)

_EVENT_TOKENS = 900
"""Most tokens of evidence that a writer is shown for one event: an article, and what others add. With half of that the
sentence that limits or disputes a claim was what strong writers lacked.
"""


def write_table(evidence: SectionEvidence, ask: Ask) -> TableDraft:
    """The section's table. Code decides which events get a row: what a writer leaves out is written by extraction."""
    if not evidence.evidence:
        return TableDraft(section_id=evidence.section.id, thesis=None, rows=(), effects=())
    question = _counted(_question(evidence, ask), evidence, ask)
    answer = ask("table_writer", _without_unread(question, ask), TableAnswer)
    reasons = Reasons(answer.lost)
    draft = _draft(evidence, answer, reasons).model_copy(update={"unread": _unread(evidence, question)})
    return draft if answer.by == "extraction" else _completed(draft, evidence, question, ask, reasons)


def _counted(question: TableQuestion, evidence: SectionEvidence, ask: Ask) -> TableQuestion:
    """With what code counts of the rows as it reads them itself, where the format has them counted and a model is to
    write of them.
    """
    if not ask.model("table_writer") or not any(block.counts for block in evidence.section.blocks):
        return question
    read = _draft(evidence, ask.extract("table_writer", question, TableAnswer), Reasons())
    return question.model_copy(update={"counted": tuple(map(str, counted(read, asked_in([evidence]))))})


def _without_unread(question: TableQuestion, ask: Ask) -> TableQuestion:
    """`question` without the views that a model would write for nobody: unread, none is printed."""
    if ask.heard != "no" or not ask.model("table_writer"):
        return question
    columns, blocks = (
        tuple(one for one in asked if one.holds != "view") for asked in (question.columns, question.blocks)
    )
    return question.model_copy(update={"columns": columns, "blocks": blocks})


def quote_table(evidence: SectionEvidence, ask: Ask, previous: TableDraft, named: Mapping[str, Reason]) -> TableDraft:
    """`previous` with the named claims quoted from the evidence, instead of the model's text.

    `named`: claim id or row id -> what was found wrong with it.
    """
    concerned = _named_events(evidence, previous, named) or evidence.evidence
    # A thesis that rested on a named row is not named itself, so it takes the first reason.
    reasons = Reasons(named=named_reasons(named, claims_in(previous)), otherwise=next(iter(named.values()), None))
    return _merged(previous, _extracted(evidence, concerned, ask, reasons), named)


def _named_events(evidence: SectionEvidence, previous: TableDraft, named: Collection[str]) -> tuple[Evidence, ...]:
    """Evidence of the rows of `previous` that are named or hold a named cell."""
    events = {row.event_id for row in previous.rows if row.id in named or any(cell.id in named for cell in row.cells)}
    return tuple(one for one in evidence.evidence if one.event.id in events)


def _completed(
    draft: TableDraft, evidence: SectionEvidence, question: TableQuestion, ask: Ask, reasons: Reasons
) -> TableDraft:
    """`draft` with what it lacks, by extraction where the evidence has it: rows, cells, thesis, effects."""
    rows = {row.event_id: row for row in draft.rows}
    lacking = [one for one in evidence.evidence if one.event.id not in rows or _gaps(rows[one.event.id])]
    missing = _lacks_beside_rows(draft, question)
    if not lacking and not missing:
        return draft
    shown = evidence.evidence if missing else lacking
    extracted = _extracted(evidence, shown, ask, replace(reasons, otherwise="left_empty"))
    return draft.model_copy(
        update={
            "thesis": draft.thesis or extracted.thesis,
            "rows": _filled_rows(evidence.evidence, rows, {row.event_id: row for row in extracted.rows}),
            "effects": draft.effects or extracted.effects,
            "entries": filled_entries(question.blocks, draft.entries, extracted.entries),
        }
    )


def _lacks_beside_rows(draft: TableDraft, question: TableQuestion) -> bool:
    wants_effects = question.lengths.effects > 0 and not draft.effects
    return not draft.thesis or wants_effects or lacks_a_block(question.blocks, draft.entries)


def _filled_rows(
    evidence: Sequence[Evidence], rows: Mapping[str, Row], extracted: Mapping[str, Row]
) -> tuple[Row, ...]:
    """In their writer's order, then in that of the evidence; an event that neither writer gave a row has none."""
    ids = dict.fromkeys((*rows, *(one.event.id for one in evidence)))
    filled = (_filled(rows.get(one), extracted.get(one)) for one in ids)
    return tuple(row for row in filled if row)


def _unread(evidence: SectionEvidence, question: TableQuestion) -> tuple[str, ...]:
    read = {passage.id for event in question.events for passage in event.passages}
    return tuple(passage.id for one in evidence.evidence for passage in one.passages if passage.id not in read)


def _extracted(evidence: SectionEvidence, concerned: Sequence[Evidence], ask: Ask, reasons: Reasons) -> TableDraft:
    """What may stand beside a model's texts: in the report's language, but for an event, without which there would be
    no row.
    """
    part, language = evidence.model_copy(update={"evidence": tuple(concerned)}), evidence.language
    made = _draft(part, ask.extract("table_writer", _question(part, ask), TableAnswer), reasons)

    def kept(row: Row) -> Row:
        others = (cell if is_in(cell, language) else emptied(cell) for cell in row.cells[1:])
        return row.model_copy(update={"cells": (row.cells[0], *others)})

    return made.model_copy(
        update={
            "thesis": made.thesis if made.thesis and is_in(made.thesis, language) else None,
            "rows": tuple(map(kept, made.rows)),
            "effects": tuple(one for one in made.effects if is_in(one, language)),
            "entries": tuple(one for one in made.entries if is_in(one, language)),
        }
    )


def _gaps(row: Row) -> set[str]:
    """Cells that say nothing, as do all other texts of their columns, though no editor emptied them."""
    told = {without_number(one.column) for one in row.cells if one.kind != "none"}
    return {one.id for one in row.cells if without_number(one.column) not in told and one.by != "hand"}


def _filled(row: Row | None, extracted: Row | None) -> Row | None:
    """`row` with its gaps filled; where it is None, the whole other row."""
    if row is None or extracted is None:
        return row or extracted
    found, gaps = {cell.column: cell for cell in extracted.cells}, _gaps(row)
    cells = tuple(found.get(cell.column, cell) if cell.id in gaps else cell for cell in row.cells)
    return _unrepeated(row.model_copy(update={"cells": cells}))


def _unrepeated(row: Row) -> Row:
    """`row` without extracted cells that add nothing to what others wrote in the same row."""
    others = [cell.text for cell in row.cells if cell.by != "extraction"]
    cells = (
        emptied(cell) if cell.by == "extraction" and any(adds_nothing(cell.text, (one,)) for one in others) else cell
        for cell in row.cells[1:]
    )
    return row.model_copy(update={"cells": (row.cells[0], *cells)})


def _question(evidence: SectionEvidence, ask: Ask) -> TableQuestion:
    """With all of the evidence where no model writes: to extraction no token costs anything."""
    section, is_whole = evidence.section, ask.model("table_writer") is None
    return TableQuestion(
        section=SectionBrief(id=section.id, title=section.title, description=section.description.strip()),
        columns=section.columns,
        blocks=tuple(block for block in section.blocks if not block.counts),
        elsewhere=evidence.elsewhere,
        language=evidence.language,
        lengths=evidence.lengths,
        events=tuple(_event(one, evidence, is_whole) for one in evidence.evidence),
    )


def shown_of(one: Evidence, section: SectionEvidence) -> tuple[PassageBrief, ...]:
    """What a model that writes the event's row is shown of it."""
    return _event(one, section, is_whole=False).passages


def _event(one: Evidence, section: SectionEvidence, is_whole: bool) -> EventEvidence:
    zone, needy = ZoneInfo(section.timezone), [column for column in section.section.columns if column.needs]
    ground = measured(one) if needy else Measure()
    without = tuple(column.id for column in needy if not any(map(ground.reaches, column.needs)))
    return EventEvidence(
        event_id=one.event.id,
        published=one.event.published_at.astimezone(zone).date().isoformat(),
        passages=brief_passages(
            one.passages,
            sys.maxsize if is_whole else _EVENT_TOKENS,
            one.event.document_ids,
            asides(one, zone),
            unquoted(one.documents),
        ),
        terms=one.terms,
        without=without,
    )


def _turns(one: Evidence) -> tuple[Citation, ...]:
    return tuple(
        Citation(document_id=later.document_id, passage_id=later.passage_id, quote=later.title)
        for later in one.later
        if later.is_certain
    )


def _draft(evidence: SectionEvidence, answer: Answer[TableAnswer], reasons: Reasons) -> TableDraft:
    """The table of one answer; claims that extraction wrote carry the reason."""
    section, known = evidence.section, {one.event.id: one for one in evidence.evidence}
    made = ClaimsOf(answer.by, reasons, {passage.id: passage for one in known.values() for passage in one.passages})
    given = {row.event_id: row for row in answer.value.rows if row.event_id in known}
    rows = (_row(known[one], row, evidence, made) for one, row in given.items())
    thesis = made.claim(thesis_name(section.id), answer.value.thesis, "thesis")
    return TableDraft(
        section_id=section.id,
        heading=section.heading,
        thesis=None if thesis.kind == "none" else thesis,
        rows=tuple(row for row in rows if row),
        effects=made.numbered(effects_name(section.id), "effect", answer.value.effects),
        entries=made.entries(f"{section.id}.", section.blocks, answer.value.entries),
    )


def _row(one: Evidence, answer: RowAnswer, section: SectionEvidence, made: ClaimsOf) -> Row | None:
    """None if the writer gave it no headline: a row without an event says nothing."""
    row_id = row_name(section.section.id, one.event.id)
    given, own = {cell.column: cell for cell in answer.cells}, {passage.id for passage in one.passages}

    def cell(column: Column) -> Cell:
        said = given.get(column.id) or CellAnswer(column=column.id, text="", passages=())
        place = ("row", one.event.id, column.id)
        claim = made.claim(cell_name(row_id, column.id), said, *place, holds=column.holds, own=own)
        if column.is_read and claim.kind == "quoted":
            # A value is no sentence of its source; a date and a choice are in the language of the report.
            claim = claim.model_copy(update={"kind": column.holds})
        if column.kind in ("date", "choice"):
            claim = claim.model_copy(update={"lang": section.language})
        return Cell(column=column.id, **dict(claim))

    cells = tuple(map(cell, section.section.columns))
    return None if cells[0].kind == "none" else Row(id=row_id, event_id=one.event.id, cells=cells, turns=_turns(one))


def _merged(previous: TableDraft, fresh: TableDraft, named: Collection[str]) -> TableDraft:
    """`previous` with the named claims taken from `fresh`; a named claim that `fresh` lacks is gone.

    A thesis is removed too if the rows that it rests on are removed.
    """
    fresh_rows = {row.id: row for row in fresh.rows}
    rows = [row for old in previous.rows if (row := _merged_row(old, fresh_rows.get(old.id), named))]
    below = {
        "effects": replaced(previous.effects, fresh.effects, named),
        "entries": replaced(previous.entries, fresh.entries, named),
    }
    thesis = previous.thesis
    if thesis and (thesis.id in named or is_bereft(thesis, previous.rows, rows)):
        thesis = fresh.thesis
    return previous.model_copy(update={"thesis": thesis, "rows": tuple(rows), **below})


def _merged_row(old: Row, fresh: Row | None, named: Collection[str]) -> Row | None:
    if old.id in named or not any(cell.id in named for cell in old.cells):
        return fresh if old.id in named else old
    if fresh is None:
        return None
    by_column = {cell.column: cell for cell in fresh.cells}
    # What stood beside a cell may have kept another empty: extraction repeats nothing.
    renewed = _gaps(old).union(named)
    cells = tuple(by_column.get(cell.column, emptied(cell)) if cell.id in renewed else cell for cell in old.cells)
    return _unrepeated(old.model_copy(update={"cells": cells}))
