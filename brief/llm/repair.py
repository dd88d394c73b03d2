"""Asks again only about faulty parts: narrows the question to what findings name, and merges the new answer.

The correct parts are neither paid for twice nor put at risk.
"""

from collections.abc import Iterable, Sequence
from typing import cast

from brief.llm.batches import ITEMS, with_items
from checks.answers.finding import Finding, Place
from schemas.base import S, Schema
from schemas.revision import RevisionAnswer, RevisionQuestion
from schemas.table import StatementAnswer, TableAnswer, TableQuestion


def narrowed_to(question: S, findings: Sequence[Finding]) -> S:
    """`question` narrowed to what `findings` name; unchanged if that is all of it, or if parts cannot be separated."""
    places = [finding.place for finding in findings]
    if isinstance(question, TableQuestion):
        return cast(S, _table_part(question, places))
    kind = ITEMS.get(type(question))
    if not kind or any(place[0] != kind.place for place in places):
        return question
    named = {place[1] for place in places}
    items = tuple(item for item in getattr(question, kind.question_field) if getattr(item, kind.id) in named)
    return with_items(question, items) if items else question


def as_written_last(question: S, findings: Sequence[Finding], answer: Schema | None) -> S:
    """Of texts to mend, each as `answer` has it, with what is wrong with that; any other question as it is."""
    if not isinstance(question, RevisionQuestion) or not isinstance(answer, RevisionAnswer):
        return question
    given = {one.claim_id: one.text for one in answer.texts if one.text}
    said = {name: [one.message for one in findings if one.place[1:] == (name,)] for name in given}
    texts = (
        one.model_copy(update={"text": given[name], "remark": " ".join(said[name]), "proven": True})
        if said.get(name := one.claim_id)
        else one
        for one in question.texts
    )
    return cast(S, question.model_copy(update={"texts": tuple(texts)}))


def concerning(part: Schema, findings: Sequence[Finding], answer: S) -> S:
    """The faulty parts of `answer`, with only those of its rows that `part` asks about."""
    if isinstance(answer, TableAnswer) and isinstance(part, TableQuestion):
        return cast(S, _table_concerning(part, findings, answer))
    kind = ITEMS[type(part)]
    named = kind.asked(part)
    new_items = tuple(one for one in getattr(answer, kind.answer_field) if getattr(one, kind.id) in named)
    return answer.model_copy(update={kind.answer_field: new_items})


def patched(answer: S, findings: Sequence[Finding], part: Schema, new: S) -> S:
    """`answer` with its parts at the places of `findings` replaced by those of `given`."""
    if isinstance(answer, TableAnswer) and isinstance(new, TableAnswer):
        return cast(S, _table_patched(answer, {finding.place for finding in findings}, new))
    kind = ITEMS[type(part)]
    named = kind.asked(part)
    kept = tuple(one for one in getattr(answer, kind.answer_field) if getattr(one, kind.id) not in named)
    return answer.model_copy(update={kind.answer_field: kept + getattr(new, kind.answer_field)})


# -- tables -----------------------------------------------------------------------------------------------------------


def _table_part(question: TableQuestion, places: Sequence[Place]) -> TableQuestion:
    """The named events and columns; all events if something that rests on all of them is named."""
    rows = [place for place in places if place[0] == "row"]
    named = {place[1] for place in rows}
    about_all = len(rows) < len(places)
    events = question.events if about_all else tuple(one for one in question.events if one.event_id in named)
    return question.model_copy(update={"events": events, "columns": _columns(question, rows)})


def _columns(question: TableQuestion, rows: Sequence[Place]) -> tuple[object, ...]:
    """The named columns; all if a whole row is named; if no row is, the first: other texts need it as context."""
    if any(len(place) < 3 for place in rows):
        return question.columns
    named = {place[2] for place in rows} or {question.columns[0].id}
    return tuple(column for column in question.columns if column.id in named)


def _table_concerning(part: TableQuestion, findings: Iterable[Finding], answer: TableAnswer) -> TableAnswer:
    places = {finding.place[0] for finding in findings}
    events, columns = {one.event_id for one in part.events}, {one.id for one in part.columns}
    rows = (
        row.model_copy(update={"cells": tuple(cell for cell in row.cells if cell.column in columns)})
        for row in answer.rows
        if row.event_id in events
    )
    return TableAnswer(
        rows=tuple(rows),
        thesis=answer.thesis if "thesis" in places else StatementAnswer(text="", passages=()),
        effects=answer.effects if "effect" in places else (),
        entries=answer.entries if "entry" in places else (),
    )


def _table_patched(answer: TableAnswer, places: set[Place], new: TableAnswer) -> TableAnswer:
    rows = {row.event_id: row for row in answer.rows}
    for row in new.rows:
        if ("row", row.event_id) in places:
            rows[row.event_id] = row
        elif row.event_id in rows:
            named = [cell for cell in row.cells if ("row", row.event_id, cell.column) in places]
            cells = {cell.column: cell for cell in (*rows[row.event_id].cells, *named)}
            rows[row.event_id] = row.model_copy(update={"cells": tuple(cells.values())})
    parts = {place[0] for place in places}
    return TableAnswer(
        rows=tuple(rows.values()),
        thesis=new.thesis if "thesis" in parts else answer.thesis,
        effects=new.effects if "effect" in parts else answer.effects,
        entries=new.entries if "entry" in parts else answer.entries,
    )
