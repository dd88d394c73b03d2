"""A cell of a typed column holds what the column is for; what is said of rows together is what code counts of them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from checks.base import Check, Finding, rows_of
from checks.canaries import event_text, first_rows
from checks.claim_evidence import ground_of, texts_of
from checks.evidence_index import EvidenceIndex, asked_at
from checks.remarks import Remark, remark
from facts.extraction.tallies import Tally, share_of, tallies
from facts.extraction.typed_cells import fits, named
from facts.support.dates import unsupported_dates
from facts.text.cleaning import plain
from facts.values.figures import Figure, read_figures
from facts.values.units import GENERIC_COUNTS
from schemas.claim import Claim
from schemas.draft import Draft
from schemas.retrieval import Document
from schemas.section import Block, Choice, Column, Counts
from schemas.table import Cell, Row, TableDraft

_TOTAL = re.compile(
    r"(?:合计|总计|共计|总额|总金额|总投资|累计|一共|共|占比|占|in total|altogether|total|totalled|totalling|sum)"
    r"(?: of)?\W{0,3}$"
)
"""What stands before a total."""
_NEAR = 12


def _misfits(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for row in rows_of(draft):
        for cell in row.cells:
            column = asked_at(cell, index)
            if isinstance(column, Column) and cell.kind != "none" and (wrong := _misfit(cell, column, index)):
                yield cell.id, wrong


def _misfit(cell: Cell, column: Column, index: EvidenceIndex) -> Remark | None:
    if not fits(cell.text, column):
        return remark("wrong_kind").of(known=tuple(one.title for one in column.choices) or (column.title,))
    dated = [(text, _day(one, index)) for one in _documents(cell, index) for text in texts_of(one)]
    if column.kind == "date" and unsupported_dates(cell.text, dated):
        return remark("no_dates_there").of(date=cell.text)
    said = "\n".join(plain(text) for text, _ in dated).casefold()
    strange = next((one for one in named(cell.text, column) if not _stands(one, said)), None)
    return remark("choice_not_there").of(choice=strange.title) if strange else None


def _documents(cell: Cell, index: EvidenceIndex) -> list[Document]:
    return [index.documents[one.document_id] for one in ground_of(cell) if one.document_id in index.documents]


def _day(document: Document, index: EvidenceIndex) -> date | None:
    return document.published_at.astimezone(index.zone).date() if document.published_at else None


def _stands(choice: Choice, said: str) -> bool:
    """One of its words does, or its title; where it has none, nobody can tell."""
    return not choice.words or any(word.casefold() in said for word in (choice.title, *choice.words))


def counted(table: TableDraft, asked: Mapping[str, Column | Block]) -> tuple[Tally, ...]:
    """What code counts of its rows, where a block of the format does."""
    counts, shown = _counts_in(asked), {cell.column for row in table.rows[:1] for cell in row.cells}
    columns = [one for one in asked.values() if isinstance(one, Column) and one.id in shown]
    if not counts or counts.by not in shown:
        return ()
    rows = [{cell.column: cell.text for cell in row.cells if cell.kind != "none"} for row in table.rows]
    return tallies(rows, counts, columns)


def _counts_in(asked: Mapping[str, Column | Block]) -> Counts | None:
    return next(filter(None, (one.counts for one in asked.values() if isinstance(one, Block))), None)


def all_counted(draft: Draft, index: EvidenceIndex) -> tuple[Tally, ...]:
    """Of all its tables: figures that a text outside of rows may say though no passage has them."""
    return tuple(one for table in draft.tables for one in counted(table, index.asked))


def _uncounted(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """A total that neither the rows nor a passage of the text bears out."""
    for table in draft.tables:
        told = counted(table, index.asked)
        own = {one.document_id for row in table.rows for cell in row.cells for one in ground_of(cell)}
        for claim in (*table.beside, *draft.synthesis.claims) if told else ():
            if own.intersection(one.document_id for one in ground_of(claim)):
                for figure in _strange_totals(claim, index, told):
                    yield claim.id, remark("total_not_counted").of(figure=figure.text, known=sums_of(told))


def _strange_totals(claim: Claim, index: EvidenceIndex, told: tuple[Tally, ...]) -> Iterator[Figure]:
    passages = (index.passages.get(one.passage_id) for one in ground_of(claim))
    known = {(one.low, one.unit) for each in passages if each for one in read_figures(plain(each.text))}
    for figure in read_figures(claim.text):
        is_total = _TOTAL.search(claim.text[max(0, figure.start - _NEAR) : figure.start].casefold())
        if is_total and (figure.low, figure.unit) not in known and not is_counted(figure, told):
            yield figure


def is_counted(figure: Figure, told: tuple[Tally, ...]) -> bool:
    """Rows, a sum, or a share of one of them."""
    if figure.kind == "money":
        return any(one.sums.get(figure.unit) == figure.low for one in told)
    if figure.kind == "percent":
        return figure.low in {share_of(each, one) for one in told for each in one.share.values()}
    numbers = {each for one in told for each in (one.rows, one.without_amount, *one.share.values())}
    return figure.kind == "count" and figure.unit in GENERIC_COUNTS and figure.low in numbers


def sums_of(told: tuple[Tally, ...]) -> tuple[str, ...]:
    """Of each basis its rows, sums and shares, for who has to say them."""
    return tuple(
        " · ".join(
            (
                f"{one.basis or '?'} {one.rows}",
                *(f"{amount:f} {unit}" for unit, amount in one.sums.items()),
                *(f"{title} {number} = {share_of(number, one)}%" for title, number in one.share.items()),
            )
        )
        for one in told
    )


TYPED = (
    Column(id="when", title="", max_chars=20, kind="date"),
    Column(id="stage", title="", max_chars=9, kind="choice", choices=(Choice(title="建成"),)),
    Block(id="tally", title="", holds="stated", most=1, max_chars=9, asks="", counts=Counts(by="stage")),
)
"""What the canaries are asked for."""


def _with_a_total(draft: Draft) -> Draft:
    def staged(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        first = rows[0].cells[0]
        stage = first.model_copy(update={"id": f"{rows[0].id}.stage", "text": "建成", "column": "stage"})
        return (rows[0].model_copy(update={"cells": (first, stage)}), *rows[1:])

    table, *others = first_rows(staged)(draft).tables
    said = {name: value for name, value in table.rows[0].cells[0] if name != "column"}
    effect = Claim(**said | {"id": "s.effect1", "text": "储能电站合计9座", "kind": "inferred"})
    return draft.model_copy(update={"tables": (table.model_copy(update={"effects": (effect,)}), *others)})


KINDS = Check("wrong_kind", "proof", _misfits, event_text(lambda text: f"{text}的时候", column="when"))
TOTALS = Check("total_not_counted", "proof", _uncounted, _with_a_total)
