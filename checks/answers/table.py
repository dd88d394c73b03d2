"""Answers of a table-writer: every event one row, every column one cell, every text carried by passages of its own."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from checks.answers.finding import Finding, Place, at, listed, numbered, repeated
from checks.answers.lengths import LENGTHS, MOST
from checks.answers.wording import Wording, make_wording, says_nothing
from schemas.section import Column, ColumnId
from schemas.table import CellAnswer, RowAnswer, StatementAnswer, TableAnswer, TableQuestion

NOTHING = StatementAnswer(text="", passages=())


def find(question: TableQuestion, answer: TableAnswer) -> Iterator[Finding]:
    offered = _offered(question)
    wording = _wording(question)
    yield from _found_in_ids(question, answer)
    for row in answer.rows:
        if row.event_id in offered:
            yield from _found_in_row(row, question.columns, offered[row.event_id], wording)
    known = _all(offered)
    lengths = LENGTHS[question.language]
    yield from found_in_statement(("thesis",), answer.thesis, known, wording, lengths["thesis"])
    for index, effect in enumerate(answer.effects):
        yield from found_in_statement(numbered("effect", index), effect, known, wording, lengths["effect"])


def keep(question: TableQuestion, answer: TableAnswer) -> TableAnswer:
    """What stands: rows in the order of the question, statements at the places they had.

    A cell or statement with something wrong falls empty, and a row goes whole where its event does. What needs no
    writing is mended: a passage that is not its own goes from beside one that is, so does a column that was not asked
    for, and words that stand for having nothing to say become no text.
    """
    tidied = _tidied(question, answer)
    wrong = {finding.place for finding in find(question, tidied)}
    effects = enumerate(tidied.effects)
    return TableAnswer(
        thesis=NOTHING if ("thesis",) in wrong else tidied.thesis,
        rows=tuple(_sound(row, wrong) for row in tidied.rows if ("row", row.event_id, "event") not in wrong),
        effects=tuple(NOTHING if numbered("effect", index) in wrong else effect for index, effect in effects),
    )


def found_in_statement(
    place: Place, statement: StatementAnswer, known: Collection[str], wording: Wording, max_chars: int
) -> Iterator[Finding]:
    """What is wrong with a thesis, an effect or a risk; one that says nothing is left empty on purpose."""
    if says_nothing(statement.text):
        return
    yield from at(place, wording.problems(statement.text, max_chars))
    yield from found_in_passages(place, statement.passages, known)


def found_in_passages(place: Place, passages: Sequence[str], known: Collection[str]) -> Iterator[Finding]:
    """A text that says something names at least one passage, and only passages that it was shown."""
    if not passages:
        yield Finding(place, f"names no passage; name those that carry it, out of {listed(known)}.")
    for passage_id in passages:
        if passage_id not in known:
            yield Finding(place, f"{passage_id} is no passage that it may cite; those are {listed(known)}.")


def tidied_statement(statement: StatementAnswer, known: Collection[str]) -> StatementAnswer:
    if says_nothing(statement.text):
        return NOTHING
    return StatementAnswer(text=statement.text, passages=among(statement.passages, known))


def among(ids: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """Those of `ids` that are known, each once."""
    return tuple(dict.fromkeys(one for one in ids if one in known))


def _offered(question: TableQuestion) -> dict[str, tuple[str, ...]]:
    return {event.event_id: tuple(passage.id for passage in event.passages) for event in question.events}


def _all(offered: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(passage_id for ids in offered.values() for passage_id in ids)


def _wording(question: TableQuestion) -> Wording:
    texts = [passage.text for event in question.events for passage in event.passages]
    passages = [passage.id for event in question.events for passage in event.passages]
    documents = [passage_id.partition("#")[0] for passage_id in passages]
    return make_wording(
        question.language, (*passages, *documents, *(event.event_id for event in question.events)), texts
    )


def _found_in_ids(question: TableQuestion, answer: TableAnswer) -> Iterator[Finding]:
    offered = [event.event_id for event in question.events]
    answered = [row.event_id for row in answer.rows]
    for event_id in _required(question):
        if event_id not in answered:
            yield Finding(("row", event_id), "is left out; write a row for this event.")
    for event_id in repeated(answered):
        yield Finding(("row", event_id), "is written more than once; write one row.")
    for event_id in dict.fromkeys(answered):
        if event_id not in offered:
            yield Finding(("row", event_id), f"there is no such event; the ids are {listed(offered)}.")


def _required(question: TableQuestion) -> Sequence[str]:
    """In a revision only the rows that a remark names."""
    offered = [event.event_id for event in question.events]
    if not question.remarks:
        return offered
    named = {tuple(remark.claim_id.split(".")[:2]) for remark in question.remarks}
    return [event_id for event_id in offered if (question.section.id, event_id) in named]


def _found_in_row(
    row: RowAnswer, columns: Sequence[Column], passages: Collection[str], wording: Wording
) -> Iterator[Finding]:
    place = ("row", row.event_id)
    given = [cell.column for cell in row.cells]
    asked = {column.id: column for column in columns}
    for column in asked:
        if column not in given:
            yield Finding((*place, column), 'is missing; where the evidence says nothing, its text is "".')
    for name in repeated(given):
        yield Finding((*place, name), "stands twice; write it once.")
    for cell in row.cells:
        if cell.column not in asked:
            yield Finding((*place, cell.column), f"is no column of this table; those are {listed(asked)}.")
        else:
            yield from _found_in_cell((*place, cell.column), cell, asked[cell.column], passages, wording)
    yield from _found_repeats(place, row)


def _found_in_cell(
    place: Place, cell: CellAnswer, column: Column, passages: Collection[str], wording: Wording
) -> Iterator[Finding]:
    if not says_nothing(cell.text):
        yield from at(place, wording.problems(cell.text, column.max_chars))
        yield from found_in_passages(place, cell.passages, passages)
    elif cell.column == "event":
        yield Finding(place, "says nothing; say who did what.")


def _found_repeats(place: Place, row: RowAnswer) -> Iterator[Finding]:
    first: dict[str, ColumnId] = {}
    for cell in row.cells:
        text = "".join(filter(str.isalnum, cell.text))
        if text and first.setdefault(text, cell.column) != cell.column:
            yield Finding((*place, cell.column), f"repeats the text of {first[text]}; write what the column asks for.")


def _tidied(question: TableQuestion, answer: TableAnswer) -> TableAnswer:
    """The first row of each known event, and every id that is known."""
    offered = _offered(question)
    known = _all(offered)
    first = {row.event_id: row for row in reversed(answer.rows)}
    return TableAnswer(
        thesis=tidied_statement(answer.thesis, known),
        rows=tuple(
            _tidied_row(first[event_id], question.columns, offered[event_id])
            for event_id in offered
            if event_id in first
        ),
        effects=tuple(tidied_statement(effect, known) for effect in answer.effects[: MOST["effects"]]),
    )


def _sound(row: RowAnswer, wrong: Collection[Place]) -> RowAnswer:
    cells = (_no_cell(cell.column) if ("row", row.event_id, cell.column) in wrong else cell for cell in row.cells)
    return RowAnswer(event_id=row.event_id, cells=tuple(cells))


def _no_cell(column: ColumnId) -> CellAnswer:
    return CellAnswer(column=column, text="", passages=())


def _tidied_row(row: RowAnswer, columns: Sequence[Column], passages: Collection[str]) -> RowAnswer:
    cells: Mapping[ColumnId, CellAnswer] = {cell.column: cell for cell in reversed(row.cells)}
    return RowAnswer(
        event_id=row.event_id,
        cells=tuple(_tidied_cell(column.id, cells.get(column.id), passages) for column in columns),
    )


def _tidied_cell(column: ColumnId, cell: CellAnswer | None, passages: Collection[str]) -> CellAnswer:
    if cell is None or says_nothing(cell.text):
        return _no_cell(column)
    return CellAnswer(column=column, text=cell.text, passages=among(cell.passages, passages))
