"""Answers of a table-writer: every event one row, every column one cell, every text carried by passages of its own."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from checks.answers.finding import Finding, Place, at, numbered
from checks.answers.statements import (
    NOTHING,
    Passages,
    among,
    found_in_entries,
    found_in_passages,
    found_in_statement,
    kept_entries,
    tidied_entries,
    tidied_statement,
)
from checks.answers.wording import WordingRules, fitted, make_wording, says_nothing
from schemas.retrieval import document_of
from schemas.section import Column, ColumnId
from schemas.table import CellAnswer, EventEvidence, RowAnswer, StatementAnswer, TableAnswer, TableQuestion


def tidied(question: TableQuestion, answer: TableAnswer) -> TableAnswer:
    """`answer` with everything mended that needs no writing.

    The first row of each event, in the writer's order, with the columns asked for; passages of its own, found by code
    where the writer named none; no text for words that stand for having nothing to say; what is far too long, cut
    between clauses.
    """
    offered = _offered(question)
    known, events = _all(offered), {event.event_id: event for event in question.events}
    first: dict[str, RowAnswer] = {}
    for row in answer.rows:
        first.setdefault(row.event_id, row)
    return TableAnswer(
        thesis=tidied_statement(answer.thesis, known, question.lengths.thesis),
        rows=tuple(
            _tidied_row(row, question.columns, known, events[one]) for one, row in first.items() if one in offered
        ),
        effects=tuple(tidied_statement(effect, known) for effect in answer.effects[: question.lengths.effects]),
        entries=tidied_entries(question.blocks, answer.entries, known),
    )


def find(question: TableQuestion, answer: TableAnswer) -> Iterator[Finding]:
    """What is wrong with a tidied answer."""
    wording, lengths, offered = _wording(question), question.lengths, _offered(question)
    given, known = {row.event_id for row in answer.rows}, _all(offered)
    for event_id in offered:
        if event_id not in given:
            yield Finding(("row", event_id), "is left out; write a row for this event.", "left_out")
    for row in answer.rows:
        yield from _found_in_row(row, question.columns, wording, offered[row.event_id])
    yield from found_in_statement(("thesis",), answer.thesis, wording, lengths.thesis, known)
    for index, effect in enumerate(answer.effects):
        yield from found_in_statement(numbered("effect", index), effect, wording, lengths.effect, known)
        if effect.passages and len(_events_of(effect, question)) < 2:
            message = "rests on one event alone; join two, or leave it out."
            yield Finding(numbered("effect", index), message, "one_event_alone")
    yield from found_in_entries(question.blocks, answer.entries, wording, known)


def _events_of(statement: StatementAnswer, question: TableQuestion) -> set[str]:
    cited = set(statement.passages)
    return {event.event_id for event in question.events if any(one.id in cited for one in event.passages)}


def keep(question: TableQuestion, answer: TableAnswer) -> TableAnswer:
    """What stands of a tidied answer: a cell or statement with something wrong falls empty, in its place.

    A row goes whole where its event does.
    """
    wrong = {finding.place for finding in find(question, answer)}
    effects = enumerate(answer.effects)
    return TableAnswer(
        thesis=NOTHING if ("thesis",) in wrong else answer.thesis,
        rows=tuple(
            _sound(row, question.columns, wrong) for row in answer.rows if ("row", row.event_id, "event") not in wrong
        ),
        effects=tuple(NOTHING if numbered("effect", index) in wrong else effect for index, effect in effects),
        entries=kept_entries(answer.entries, wrong),
    )


def _offered(question: TableQuestion) -> dict[str, Passages]:
    return {event.event_id: {passage.id: passage.text for passage in event.passages} for event in question.events}


def _all(offered: Mapping[str, Passages]) -> Passages:
    return {passage_id: text for passages in offered.values() for passage_id, text in passages.items()}


def _wording(question: TableQuestion) -> WordingRules:
    known = _all(_offered(question))
    ids = (*known, *map(document_of, known), *(event.event_id for event in question.events))
    return make_wording(question.language, ids, list(known.values()))


def _found_in_row(row: RowAnswer, columns: Sequence[Column], wording: WordingRules, own: Passages) -> Iterator[Finding]:
    place = ("row", row.event_id)
    given = {cell.column: cell for cell in row.cells}
    for column in columns:
        if column.id in given:
            yield from _found_in_cell((*place, column.id), given[column.id], column, wording, own)
        else:
            message = 'is missing; where the evidence says nothing, its text is "".'
            yield Finding((*place, column.id), message, "left_out")


def _found_in_cell(
    place: Place, cell: CellAnswer, column: Column, wording: WordingRules, own: Passages
) -> Iterator[Finding]:
    if cell.text:
        yield from at(place, wording.problems(cell.text, column.max_chars))
        yield from found_in_passages(place, cell.text, cell.passages, own)
    elif column.id == "event":
        yield Finding(place, "says nothing; say who did what.", "left_empty")


def _sound(row: RowAnswer, columns: Sequence[Column], wrong: Collection[Place]) -> RowAnswer:
    sound = {cell.column: cell for cell in row.cells if ("row", row.event_id, cell.column) not in wrong}
    cells = (sound.get(column.id, _no_cell(column.id)) for column in columns)
    return RowAnswer(event_id=row.event_id, cells=tuple(cells))


def _no_cell(column: ColumnId) -> CellAnswer:
    return CellAnswer(column=column, text="", passages=())


def _tidied_row(row: RowAnswer, columns: Sequence[Column], passages: Passages, event: EventEvidence) -> RowAnswer:
    """Where a column has several texts, those that it lacks are empty; so is what was not asked of the event. The first
    column is a headline, which no full stop ends.
    """
    cells = dict(_each_in_a_column(row.cells, columns))
    cells |= {column.id: _no_cell(column.id) for column in columns if column.id in event.without}
    if headline := cells.get(columns[0].id):
        cells[columns[0].id] = headline.model_copy(update={"text": headline.text.rstrip().removesuffix("。")})
    told = {column.base for column in columns if column.id in cells}
    return RowAnswer(
        event_id=row.event_id,
        cells=tuple(
            _tidied_cell(cells.get(column.id, _no_cell(column.id)), column, passages)
            for column in columns
            if column.base in told
        ),
    )


def _each_in_a_column(cells: Iterable[CellAnswer], columns: Sequence[Column]) -> Iterator[tuple[ColumnId, CellAnswer]]:
    """Each text in the first column left that it may stand in: by its own id, or one that several share."""
    left = list(columns)
    for cell in cells:
        place = next((one for one in left if cell.column in (one.id, one.base)), None)
        if place:
            left.remove(place)
            yield place.id, cell.model_copy(update={"column": place.id})


def _tidied_cell(cell: CellAnswer, column: Column, passages: Passages) -> CellAnswer:
    if says_nothing(cell.text):
        return _no_cell(cell.column)
    text = fitted(cell.text, column.max_chars)
    return CellAnswer(column=cell.column, text=text, passages=among(cell.passages, passages))
