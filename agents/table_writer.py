"""The table-writer: one section's rows, thesis and effects."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from agents.base import Answer, Ask
from agents.claims import Reasons, WrittenText, brief_passages, make_claim, named_reasons
from checks.dropping import emptied, is_bereft
from facts.text.novelty import adds_nothing
from schemas.claim import Claim
from schemas.claim_ids import cell_name, effects_name, last_part, owner_of, row_name, thesis_name
from schemas.classification import Evidence, SectionBrief, SectionEvidence
from schemas.reasons import Reason
from schemas.retrieval import Passage
from schemas.section import Column
from schemas.table import (
    Cell,
    CellAnswer,
    EventEvidence,
    Remark,
    Row,
    RowAnswer,
    StatementAnswer,
    TableAnswer,
    TableDraft,
    TableQuestion,
)

_EVENT_TOKENS = 400
"""Most tokens of evidence put to a writer for one event."""
INFERRED = frozenset({"insight", "impact"})
"""Columns that rest on what their quotes say; the others say it."""


def write_table(
    evidence: SectionEvidence, ask: Ask, remarks: Sequence[Remark] = (), previous: TableDraft | None = None
) -> TableDraft:
    """The section's table. With remarks, only the claims they name are written anew; others stay as in `previous`.

    Code decides which events get a row: what a writer leaves out is written by extraction.
    """
    if not evidence.evidence:
        return TableDraft(section_id=evidence.section.id, thesis=None, rows=(), effects=())
    if previous:
        return _rewritten(previous, evidence, ask, remarks)
    question = _question(evidence, ())
    answer = ask("table_writer", question, TableAnswer)
    reasons = Reasons(answer.lost)
    draft = _TableBuilder(evidence, answer, reasons).draft().model_copy(update={"unread": _unread(evidence, question)})
    return draft if answer.by == "extraction" else _completed(draft, evidence, evidence.evidence, True, ask, reasons)


def _rewritten(previous: TableDraft, evidence: SectionEvidence, ask: Ask, remarks: Sequence[Remark]) -> TableDraft:
    """`previous` with what the remarks name written anew, in sight of no more evidence than that needs."""
    named: dict[str, Reason] = {remark.claim_id: remark.kind for remark in remarks}
    concerned = _named_events(evidence, previous, named)
    about_all = _is_about_all(previous, named)
    if not concerned and not about_all:
        return previous
    shown = evidence if about_all else evidence.model_copy(update={"evidence": concerned})
    answer = ask("table_writer", _question(shown, remarks), TableAnswer, again=True)
    if answer.by == "extraction" and _by_model(previous, named):
        # Extraction gives nothing for what a remark names; but what failed here was a model's, so it is quoted.
        return quote_table(evidence, ask, previous, named)
    reasons = Reasons(answer.lost, named_reasons(named, _claims(previous)))
    draft = _TableBuilder(shown, answer, reasons).draft()
    if answer.by != "extraction":
        draft = _completed(draft, shown, concerned, about_all, ask, reasons)
    return _merged(previous, draft, named)


def _is_about_all(previous: TableDraft, named: Collection[str]) -> bool:
    """The thesis or an effect is named, or the thesis rests on a row that may go: they need all events in sight."""
    staying = [row for row in previous.rows if row.id not in named and row.cells[0].id not in named]
    bereft = is_bereft(previous.thesis, previous.rows, staying)
    return bereft or any(claim and claim.id in named for claim in (previous.thesis, *previous.effects))


def quote_table(evidence: SectionEvidence, ask: Ask, previous: TableDraft, named: Mapping[str, Reason]) -> TableDraft:
    """`previous` with the named claims quoted from the evidence in place of what a model wrote.

    `named`: by id of a claim or row, what was found with it.
    """
    concerned = _named_events(evidence, previous, named) or evidence.evidence
    # A thesis that rested on one of them is not named itself.
    reasons = Reasons(named=named_reasons(named, _claims(previous)), otherwise=next(iter(named.values()), None))
    return _merged(previous, _extracted(evidence, concerned, ask, reasons), named)


def _by_model(previous: TableDraft, named: Collection[str]) -> bool:
    claims = [cell for row in previous.rows for cell in row.cells] + list(previous.effects)
    return any(claim.by == "model" for claim in claims if claim.id in named or owner_of(claim.id) in named)


def _claims(table: TableDraft) -> Iterator[Claim]:
    yield from filter(None, (table.thesis,))
    yield from (cell for row in table.rows for cell in row.cells)
    yield from table.effects


def _named_events(evidence: SectionEvidence, previous: TableDraft, named: Collection[str]) -> tuple[Evidence, ...]:
    """Evidence of the rows of `previous` that are named, or that hold a named cell."""
    events = {row.event_id for row in previous.rows if row.id in named or any(cell.id in named for cell in row.cells)}
    return tuple(one for one in evidence.evidence if one.event.id in events)


def _completed(
    draft: TableDraft,
    evidence: SectionEvidence,
    concerned: Sequence[Evidence],
    about_all: bool,
    ask: Ask,
    reasons: Reasons,
) -> TableDraft:
    """`draft` with the rows and cells of `concerned` that it lacks, by extraction where the evidence has them; with the
    thesis and the effects too, if it is `about_all`.
    """
    rows = _by_event(draft)
    lacking = [one for one in concerned if one.event.id not in rows or _has_gap(rows[one.event.id])]
    missing = about_all and not (draft.thesis and draft.effects)
    if not lacking and not missing:
        return draft
    shown = evidence.evidence if missing else lacking
    extracted = _extracted(evidence, shown, ask, replace(reasons, otherwise="left_empty"))
    return TableDraft(
        section_id=draft.section_id,
        thesis=draft.thesis or extracted.thesis,
        rows=_filled_rows(concerned, rows, _by_event(extracted)),
        effects=draft.effects or extracted.effects,
        unread=draft.unread,
    )


def _by_event(table: TableDraft) -> Mapping[str, Row]:
    return {row.event_id: row for row in table.rows}


def _filled_rows(
    concerned: Sequence[Evidence], rows: Mapping[str, Row], extracted: Mapping[str, Row]
) -> tuple[Row, ...]:
    """In the order of the evidence; an event that neither writer gave a row has none."""
    filled = (_filled(rows.get(one.event.id), extracted.get(one.event.id)) for one in concerned)
    return tuple(row for row in filled if row)


def _unread(evidence: SectionEvidence, question: TableQuestion) -> tuple[str, ...]:
    read = {passage.id for event in question.events for passage in event.passages}
    return tuple(passage.id for one in evidence.evidence for passage in one.passages if passage.id not in read)


def _extracted(evidence: SectionEvidence, concerned: Sequence[Evidence], ask: Ask, reasons: Reasons) -> TableDraft:
    part = evidence.model_copy(update={"evidence": tuple(concerned)})
    return _TableBuilder(part, ask.extract("table_writer", _question(part, ()), TableAnswer), reasons).draft()


def _has_gap(row: Row) -> bool:
    return any(cell.kind == "none" for cell in row.cells)


def _filled(row: Row | None, extracted: Row | None) -> Row | None:
    if row is None or extracted is None:
        return row or extracted
    found = {cell.column: cell for cell in extracted.cells}
    cells = tuple(found.get(cell.column, cell) if cell.kind == "none" else cell for cell in row.cells)
    return _unrepeated(row.model_copy(update={"cells": cells}))


def _unrepeated(row: Row) -> Row:
    """Without the cells by extraction that say no more than what another wrote beside them."""
    told = [cell.text for cell in row.cells if cell.by != "extraction"]
    cells = (
        emptied(cell) if cell.by == "extraction" and any(adds_nothing(cell.text, (one,)) for one in told) else cell
        for cell in row.cells[1:]
    )
    return row.model_copy(update={"cells": (row.cells[0], *cells)})


def _question(evidence: SectionEvidence, remarks: Sequence[Remark]) -> TableQuestion:
    section = evidence.section
    return TableQuestion(
        section=SectionBrief(id=section.id, title=section.title, description=section.description.strip()),
        columns=section.columns,
        language=evidence.language,
        lengths=evidence.lengths,
        events=tuple(_event(one) for one in evidence.evidence),
        remarks=tuple(remarks),
    )


def _event(one: Evidence) -> EventEvidence:
    return EventEvidence(
        event_id=one.event.id,
        published=one.event.published_at.date().isoformat(),
        passages=brief_passages(one.passages, _EVENT_TOKENS),
        terms=one.terms,
    )


class _TableBuilder:
    """One answer being turned into a draft; what extraction writes of it carries its reason."""

    def __init__(self, evidence: SectionEvidence, answer: Answer[TableAnswer], reasons: Reasons) -> None:
        self._section = evidence.section
        self._evidence = evidence.evidence
        self._answer, self._by = answer.value, answer.by
        self._reasons = reasons
        self._passages = {passage.id: passage for one in evidence.evidence for passage in one.passages}

    def draft(self) -> TableDraft:
        answers = {row.event_id: row for row in self._answer.rows}
        rows = [row for one in self._evidence if (row := self._row(one, answers.get(one.event.id)))]
        effects = [
            self._claim(f"{effects_name(self._section.id)}{n}", "effect", effect)
            for n, effect in enumerate(self._answer.effects, start=1)
        ]
        thesis = self._claim(thesis_name(self._section.id), "thesis", self._answer.thesis, inferred=False)
        return TableDraft(
            section_id=self._section.id,
            thesis=None if thesis.kind == "none" else thesis,
            rows=tuple(rows),
            effects=tuple(effect for effect in effects if effect.kind != "none"),
        )

    def _row(self, one: Evidence, answer: RowAnswer | None) -> Row | None:
        """None where the writer left the event out or gave it no headline: a row without an event says nothing."""
        if answer is None:
            return None
        row_id = row_name(self._section.id, one.event.id)
        texts = {cell.column: cell for cell in answer.cells}
        own = {passage.id: passage for passage in one.passages}
        cells = tuple(self._cell(row_id, column, texts.get(column.id), own) for column in self._section.columns)
        return Row(id=row_id, event_id=one.event.id, cells=cells) if cells[0].kind != "none" else None

    def _cell(self, row_id: str, column: Column, answer: CellAnswer | None, passages: Mapping[str, Passage]) -> Cell:
        claim_id, given = cell_name(row_id, column.id), answer or CellAnswer(column=column.id, text="", passages=())
        wording = self._wording(given, claim_id, "row", last_part(row_id), column.id)
        return Cell(column=column.id, **dict(make_claim(claim_id, wording, passages, inferred=column.id in INFERRED)))

    def _claim(self, claim_id: str, kind: str, answer: StatementAnswer, inferred: bool = True) -> Claim:
        return make_claim(claim_id, self._wording(answer, claim_id, kind), self._passages, inferred)

    def _wording(self, answer: CellAnswer | StatementAnswer, claim_id: str, *place: str) -> WrittenText:
        reason = self._reasons.of(claim_id, *place) if self._by == "extraction" else None
        return WrittenText(answer.text, answer.passages, self._by, reason)


def _merged(previous: TableDraft, fresh: TableDraft, named: Collection[str]) -> TableDraft:
    """`previous` with the named claims taken from `fresh`; a named claim that `fresh` lacks is gone.

    So is a thesis that rests on rows that are gone.
    """
    fresh_rows = {row.id: row for row in fresh.rows}
    rows = [row for old in previous.rows if (row := _merged_row(old, fresh_rows.get(old.id), named))]
    fresh_effects = {effect.id: effect for effect in fresh.effects}
    effects = [fresh_effects.get(old.id) if old.id in named else old for old in previous.effects]
    thesis = previous.thesis
    if thesis and (thesis.id in named or is_bereft(thesis, previous.rows, rows)):
        thesis = fresh.thesis
    kept = tuple(effect for effect in effects if effect)
    return previous.model_copy(update={"thesis": thesis, "rows": tuple(rows), "effects": kept})


def _merged_row(old: Row, fresh: Row | None, named: Collection[str]) -> Row | None:
    if old.id in named or not any(cell.id in named for cell in old.cells):
        return fresh if old.id in named else old
    if fresh is None:
        return None
    by_column = {cell.column: cell for cell in fresh.cells}
    # What stood beside a cell may have kept another empty: extraction repeats nothing.
    gaps = {cell.id for cell in old.cells if cell.kind == "none" and cell.by != "hand"}
    cells = tuple(by_column.get(cell.column, cell) if cell.id in gaps | set(named) else cell for cell in old.cells)
    return _unrepeated(old.model_copy(update={"cells": cells}))
