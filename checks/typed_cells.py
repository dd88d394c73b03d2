"""A cell of a typed column holds what the column is for; what is said of all rows together is what code counts of them."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from checks.base import Check, Finding, rows_of
from checks.canaries import event_text, first_rows
from checks.claim_evidence import ground_of, texts_of
from checks.evidence_index import EvidenceIndex, asked_at
from checks.remarks import remark
from facts.extraction.tallies import Tally, tallies
from facts.extraction.typed_cells import fits, named
from facts.support.dates import Dated, unsupported_dates
from facts.text.cleaning import plain
from facts.values.figures import Figure, read_figures
from facts.values.units import GENERIC_COUNTS
from schemas.claim import Claim
from schemas.draft import Draft
from schemas.section import Block, Choice, Column, Counts
from schemas.table import Cell, Row, TableDraft

_TOTAL = re.compile(r"(?:合计|总计|共计|总额|总金额|总投资|累计|一共|共|占比|占|in total|altogether|total(?:led|ling|s)?(?: of)?|sum(?: of)?)\W{0,3}$")
_NEAR = 8
"""Most characters between the word and its figure."""


def _misfits(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for row in rows_of(draft):
        for cell in row.cells:
            column = asked_at(cell, index)
            if not isinstance(column, Column) or column.kind == "text" or cell.kind == "none":
                continue
            if not fits(cell.text, column):
                known = tuple(one.title for one in column.choices) or (column.title,)
                yield cell.id, remark("wrong_kind").of(known=known)
            elif column.kind == "date" and unsupported_dates(cell.text, _dated(cell, index)):
                yield cell.id, remark("date_not_there").of(date=cell.text, known=())
            elif strange := next((one for one in named(cell.text, column) if not _stands(one, cell, index)), None):
                yield cell.id, remark("choice_not_there").of(choice=strange.title)


def _dated(cell: Cell, index: EvidenceIndex) -> Iterator[Dated]:
    """What its documents say, each with the day on which it was published in the report's time zone."""
    for document in filter(None, (index.documents.get(one.document_id) for one in ground_of(cell))):
        day = document.published_at.astimezone(index.zone).date() if document.published_at else None
        yield from ((text, day) for text in texts_of(document))


def _stands(choice: Choice, cell: Cell, index: EvidenceIndex) -> bool:
    """One of its words does, or its title, in what the cell's documents say."""
    documents = (index.documents.get(one.document_id) for one in ground_of(cell))
    texts = [plain(text).casefold() for one in documents if one for text in texts_of(one)]
    return not choice.words or any(word.casefold() in text for word in (choice.title, *choice.words) for text in texts)


def counted(table: TableDraft, asked: Mapping[str, Column | Block]) -> tuple[Tally, ...]:
    """What code counts of its rows, where a block of the format does."""
    rows = [{cell.column: cell.text for cell in row.cells if cell.kind != "none"} for row in table.rows]
    counts = next((one.counts for one in asked.values() if isinstance(one, Block) and one.counts), None)
    columns = [asked.get(cell.column) for row in table.rows[:1] for cell in row.cells]
    typed = [one for one in columns if isinstance(one, Column)]
    return tallies(rows, counts, typed) if counts and any(one.id == counts.by for one in typed) else ()


def _uncounted(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """A total that neither the rows nor a passage of the text bears out."""
    for table in draft.tables:
        told = counted(table, index.asked)
        own = {one.document_id for row in table.rows for cell in row.cells for one in ground_of(cell)}
        for claim in (*table.beside, *draft.synthesis.claims) if told else ():
            ground = ground_of(claim)
            known = [figure for one in ground for figure in _figures_of(one.passage_id, index)]
            for figure in _totals(claim.text) if own.intersection(one.document_id for one in ground) else ():
                if not (any(_is_same(figure, one) for one in known) or is_counted(figure, told)):
                    yield claim.id, remark("total_not_counted").of(figure=figure.text, known=sums_of(told))


def all_counted(draft: Draft, index: EvidenceIndex) -> tuple[Tally, ...]:
    """Of all its tables: figures that a text outside of rows may say though no passage has them."""
    return tuple(one for table in draft.tables for one in counted(table, index.asked))


def is_counted(figure: Figure, told: tuple[Tally, ...]) -> bool:
    """Rows, a sum, or a share of one of them."""
    if figure.kind == "money":
        return any(one.sums.get(figure.unit) == figure.low for one in told)
    if figure.kind == "percent":
        shares = {round(Decimal(100 * each) / one.rows) for one in told for each in one.share.values()}
        return figure.low in shares
    numbers = {each for one in told for each in (one.rows, one.without_amount, *one.share.values())}
    return figure.kind == "count" and figure.unit in GENERIC_COUNTS and figure.low in numbers


def _totals(text: str) -> Iterator[Figure]:
    for figure in read_figures(text):
        before = text[max(0, figure.start - _NEAR) : figure.start]
        if _TOTAL.search(before.casefold()) and figure.low == figure.high:
            yield figure


def _figures_of(passage_id: str, index: EvidenceIndex) -> tuple[Figure, ...]:
    passage = index.passages.get(passage_id)
    return read_figures(plain(passage.text)) if passage else ()


def _is_same(a: Figure, b: Figure) -> bool:
    return (a.low, a.unit) == (b.low, b.unit)


def sums_of(told: tuple[Tally, ...]) -> tuple[str, ...]:
    """Of each basis its rows and its sums, for who has to say them."""
    return tuple(
        f"{one.basis or '?'} {one.rows}" + "".join(f" = {amount:f} {unit}" for unit, amount in one.sums.items())
        for one in told
    )


_STAGE = Column(id="stage", title="", max_chars=9, kind="choice", choices=(Choice(title="建成"),))
TYPED = (
    Column(id="when", title="", max_chars=20, kind="date"),
    _STAGE,
    Block(id="tally", title="", holds="stated", most=1, max_chars=9, asks="", counts=Counts(by="stage")),
)
"""What the canaries are asked for."""


def _with_a_total(draft: Draft) -> Draft:
    def staged(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        first = rows[0].cells[0]
        stage = first.model_copy(update={"id": f"{rows[0].id}.stage", "text": "建成", "column": "stage"})
        return (rows[0].model_copy(update={"cells": (first, stage)}), *rows[1:])

    made = first_rows(staged)(draft)
    table, *others = made.tables
    said = dict(table.rows[0].cells[0]) | {"id": "s.effect1", "text": "储能电站合计9座", "kind": "inferred"}
    effect = Claim(**{name: value for name, value in said.items() if name != "column"})
    return made.model_copy(update={"tables": (table.model_copy(update={"effects": (effect,)}), *others)})


KINDS = Check("wrong_kind", "proof", _misfits, event_text(lambda text: text, column="when"))
TOTALS = Check("total_not_counted", "proof", _uncounted, _with_a_total)
