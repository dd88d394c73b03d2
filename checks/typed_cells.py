"""A cell of a typed column holds what the column is for; what is said of rows together is what code counts of them."""

import re
from collections.abc import Iterator, Mapping

from checks.base import Check, Finding, beside, event_text
from checks.claim_evidence import ClaimEvidence, every_evidence, ground_of
from checks.evidence_index import EvidenceIndex, Places, asked_at
from checks.mentioned_dates import dated_texts
from checks.remarks import Remark, remark
from facts.extraction.tallies import Tally, tallies
from facts.extraction.typed_cells import fits, named
from facts.support.dates import unsupported_dates
from facts.text.cleaning import plain
from facts.text.lexicon import word_list
from facts.values.figures import Figure, read_figures
from schemas.claim import Claim
from schemas.draft import Draft
from schemas.section import Block, Choice, Column, Counts
from schemas.table import Cell, TableDraft

_TOTAL = re.compile(rf"(?:{word_list('total').alternatives})(?: of)?\W{{0,3}}$")
_NEAR = 12
"""Characters before a figure, among which the word stands that makes it a total."""


def _misfits(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for one in every_evidence(draft, index, lambda claim: claim.text if claim.kind != "none" else ""):
        column = asked_at(one.claim, index)
        if isinstance(column, Column) and (wrong := _misfit(one, column, index)):
            yield one.claim.id, wrong


def _misfit(cell: ClaimEvidence, column: Column, index: EvidenceIndex) -> Remark | None:
    if not fits(cell.said, column):
        return remark("wrong_kind").of(known=tuple(one.title for one in column.choices) or (column.title,))
    if column.kind == "date" and unsupported_dates(cell.said, dated_texts(cell, index)):
        return remark("no_dates_there").of(date=cell.said)
    known = "\n".join(map(plain, cell.whole_texts)).casefold() if column.choices else ""
    strange = next((one for one in named(cell.said, column) if not _stands(one, known)), None)
    return remark("choice_not_there").of(choice=strange.title) if strange else None


def _stands(choice: Choice, known: str) -> bool:
    """One of its words does, or its title; where it has none, nobody can tell."""
    return not choice.words or any(word.casefold() in known for word in (choice.title, *choice.words))


def counted(table: TableDraft, places: Mapping[str, Places]) -> tuple[Tally, ...]:
    """What code counts of its rows, where blocks of its section do."""
    asked = places.get(table.section_id, {})
    shown = {cell.column for row in table.rows[:1] for cell in row.cells}
    columns = [one for one in asked.values() if isinstance(one, Column)]
    blocks = (one.counts for one in asked.values() if isinstance(one, Block) and one.counts)
    rows = [row.told for row in table.rows]
    return tuple(tally for one in blocks if one.by in shown for tally in tallies(rows, one, columns))


def counted_in(claim: Claim, draft: Draft, index: EvidenceIndex) -> dict[str, Tally]:
    """The figures of a text outside of rows that say what code counted of them: no passage need have these."""
    told = [] if isinstance(claim, Cell) else [one for table in draft.tables for one in counted(table, index.asked)]
    figures = read_figures(claim.text) if told else ()
    return {figure.text: one for figure in figures for one in told if one.counts(figure)}


def _uncounted(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """A total that neither the rows nor a passage of the text bears out."""
    for table in draft.tables:
        told = counted(table, index.asked)
        own = {one.document_id for row in table.rows for cell in row.cells for one in ground_of(cell)}
        for claim in (*table.beside, *draft.synthesis.claims) if told else ():
            if own.intersection(one.document_id for one in ground_of(claim)):
                for figure in _strange_totals(claim, index, told):
                    yield claim.id, remark("total_not_counted").of(figure=figure.text, known=tuple(map(str, told)))


def _strange_totals(claim: Claim, index: EvidenceIndex, told: tuple[Tally, ...]) -> Iterator[Figure]:
    passages = (index.passages.get(one.passage_id) for one in ground_of(claim))
    known = {(one.low, one.unit) for each in passages if each for one in read_figures(plain(each.text))}
    for figure in read_figures(claim.text):
        is_total = _TOTAL.search(claim.text[max(0, figure.start - _NEAR) : figure.start].casefold())
        if is_total and (figure.low, figure.unit) not in known and not any(one.counts(figure) for one in told):
            yield figure


TYPED = (
    Column(id="when", title="", max_chars=20, kind="date"),
    Column(id="stage", title="", max_chars=9, kind="choice", choices=(Choice(title="建成"),)),
    Block(id="tally", title="", holds="stated", most=1, max_chars=9, asks="", counts=Counts(by="stage")),
)
"""What the canaries are asked for."""


def _with_a_total(draft: Draft) -> Draft:
    (table, *others), event = draft.tables, draft.tables[0].rows[0].cells[0]
    rows = (table.rows[0].model_copy(update={"cells": (event, beside(event, "stage", text="建成"))}),)
    said = event.model_dump(exclude={"column"}) | {"id": "s.effect1", "text": "储能电站合计9座", "kind": "inferred"}
    counted_wrong = table.model_copy(update={"rows": rows, "effects": (Claim(**said),)})
    return draft.model_copy(update={"tables": (counted_wrong, *others)})


KINDS = Check("wrong_kind", "proof", _misfits, event_text(lambda text: f"{text}的时候", column="when"))
TOTALS = Check("total_not_counted", "proof", _uncounted, _with_a_total)
