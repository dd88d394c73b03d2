"""A table by extraction: for each event its headline, hard facts and an insight, in the words of its documents."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from brief.extractive.entries import RowLines, entries_of_rows
from brief.extractive.lines import ExtractedLine, line_of, quotable
from brief.extractive.signals import links_within
from facts.extraction.candidates import Candidate, consequence_candidates
from facts.extraction.row_filling import Filling, fill
from facts.extraction.self_contained import names_subject, with_label
from facts.extraction.typed_cells import chosen, read_cell
from facts.text.headlines import is_plain, tells_a_happening, without_question
from facts.text.language import as_long, language_of
from facts.text.quoting import joined
from facts.text.sentences import clauses
from facts.text.shortening import shortened
from schemas.retrieval import document_of
from schemas.section import Column, ColumnId
from schemas.table import (
    CellAnswer,
    EventEvidence,
    PassageBrief,
    RowAnswer,
    StatementAnswer,
    TableAnswer,
    TableQuestion,
)

_MOST_EFFECTS, _EFFECT_CHARS = 1, 90
_CLEAR = 2.3
"""Least worth of a quoted consequence that may stand for a whole section."""
_NOTHING = StatementAnswer(text="", passages=())
_QUOTED_AT_MOST = 2
"""Sentences of a document in a row, whatever more its source allows."""


def fill_table(question: TableQuestion) -> TableAnswer:
    """A row per event, from what tells of the event itself, or of its subject in the same story."""
    shown = [_as_of_then(event) for event in question.events]
    made = [_Extracted(question, event) for event in shown]
    rows = [one.row() for one in made]
    events = [_without_asides(event) for event in shown]
    told = [cell.text for row in rows for cell in row.cells]
    effects = _effects(events, told) if question.lengths.effects else ()
    return TableAnswer(
        thesis=_thesis(rows, question.language),
        rows=tuple(rows),
        effects=tuple(effects),
        entries=tuple(entries_of_rows(question.blocks, [one.lines() for one in made])),
    )


def _as_of_then(event: EventEvidence) -> EventEvidence:
    """Without what came later or before: it may be of something else, which only a reader can tell."""
    then = tuple(one for one in event.passages if one.aside or not (one.later or one.background))
    return event.model_copy(update={"passages": then})


def _without_asides(event: EventEvidence) -> EventEvidence:
    return event.model_copy(update={"passages": tuple(one for one in event.passages if not one.aside)})


@dataclass(frozen=True, slots=True)
class Read:
    """The texts of one event that its row is filled from."""

    title: CellAnswer
    told: Sequence[PassageBrief]
    """In the language of the title; what tells of the event itself, then asides."""

    @property
    def own(self) -> list[str]:
        return [one.text for one in self.told if not one.aside]

    @property
    def asides(self) -> list[str]:
        return [one.text for one in self.told if one.aside]


def read_of(event: EventEvidence, question: TableQuestion) -> Read:
    title = _headline(event.passages, question)
    language = language_of(title.text)
    told = [one for one in event.passages if not one.headline and language_of(one.text) == language]
    return Read(title, sorted(told, key=lambda one: one.aside))


class _Extracted:
    """What one event has for a row, and for the blocks beside it."""

    def __init__(self, question: TableQuestion, event: EventEvidence) -> None:
        self._columns, self._event = question.columns, event
        read = read_of(event, question)
        self._title, self._told = read.title, read.told
        room, cells = _room_by_role(question), len(self._of_role("technical"))
        filled = fill(read.title.text, read.own, room["technical"], room["insight"], read.asides, cells)
        filling = _within_rights(filled, [document_of(one.id) for one in self._told])
        insight = (filling.insight,) if filling.insight else ()
        self._spans: dict[str, tuple[Candidate, ...]] = {"technical": filling.technical, "insight": insight}

    def row(self) -> RowAnswer:
        return RowAnswer(event_id=self._event.event_id, cells=tuple(map(self._cell, self._columns)))

    def lines(self) -> RowLines:
        event = ExtractedLine(self._title.text, self._title.passages, 1.0)
        return RowLines(event, **{role: tuple(map(self._line, spans)) for role, spans in self._spans.items()})

    def _of_role(self, role: str) -> list[Column]:
        return [column for column in self._columns if column.role == role and column.id not in self._event.without]

    def _cell(self, column: Column) -> CellAnswer:
        """Several columns of one role have a span each, and the last what is left."""
        if column is self._columns[0]:
            return self._title.model_copy(update={"column": column.id})
        if column.is_read:
            return self._read(column)
        spans, alike = self._spans.get(column.role, ()), self._of_role(column.role)
        place = alike.index(column) if column in alike else len(spans)
        end = len(spans) if [column] == alike[-1:] else place + 1
        return _cell(column.id, spans[place:end], self._told)

    def _read(self, column: Column) -> CellAnswer:
        """What its own texts state of it, or what others tell of the same project; nothing where that is not sure."""
        texts = [one for one in self._event.passages if not one.headline]
        title = [one for one in self._event.passages if one.id in self._title.passages]
        read = [*title, *sorted(texts, key=lambda one: one.aside)]
        found = read_cell(column, self._columns, [one.text for one in read], date.fromisoformat(self._event.published))
        passages = (read[found.place].id,) if found else ()
        return CellAnswer(column=column.id, text=found.text if found else "", passages=passages)

    def _line(self, span: Candidate) -> ExtractedLine:
        """Behind the headline where the span does not name whom it is of."""
        passage, title = self._told[span.index], self._title
        if names_subject(span.text, title.text):
            return line_of(span.text, span.worth, passage, self._event.passages)
        return ExtractedLine(with_label(title.text, span.text), (*title.passages, passage.id), span.worth)


_ROOM = {"technical": 100, "insight": 120}
"""Characters of a text that nothing in the format asks for: it is not printed."""


def _room_by_role(question: TableQuestion) -> dict[str, int]:
    """In characters of Chinese: those of the question are of the report's language."""
    columns = {column.role: column.max_chars for column in reversed(question.columns)}
    asked = {block.like: block.max_chars for block in question.blocks} | columns
    return _ROOM | {role: round(as_long(most, question.language, "zh")) for role, most in asked.items()}


def _within_rights(filling: Filling, documents: Sequence[str]) -> Filling:
    """Of one document no more sentences than may be quoted: the insight, and what stands first."""
    left = Counter(dict.fromkeys(documents, _QUOTED_AT_MOST))
    if filling.insight:
        left[documents[filling.insight.index]] -= 1
    kept: list[Candidate] = []
    for span in filling.technical:
        if left[documents[span.index]] > 0:
            left[documents[span.index]] -= 1
            kept.append(span)
    return replace(filling, technical=tuple(kept))


def _headline(passages: Sequence[PassageBrief], question: TableQuestion) -> CellAnswer:
    """The best headline: telling what its row is under, where rows are; in the report's language, informative, plain,
    and short enough to stay whole.
    """
    columns, max_chars, language = question.columns, question.columns[0].max_chars, question.language

    def room(text: str) -> int:
        return round(as_long(max_chars, language, language_of(text)))

    def rank(passage: PassageBrief) -> tuple[bool, ...]:
        text = passage.text
        is_long, is_placed = len(text) > room(text), chosen(columns, text)
        return not is_placed, language_of(text) != language, not tells_a_happening(text), not is_plain(text), is_long

    best = min((passage for passage in passages if passage.headline and not passage.aside), key=rank)
    return CellAnswer(
        column="event",
        text=_headline_cut(without_question(best.text), room(best.text)),
        passages=(best.id,),
    )


def _headline_cut(text: str, max_chars: int) -> str:
    """Its first clauses if the headline is too long, where they still tell what happened; else all of it."""
    cut, found = shortened(text, max_chars), clauses(text)
    if len(cut) > max_chars and found:
        cut = text[: found[0].end]
    return cut if tells_a_happening(cut) else text


def _cell(column: ColumnId, spans: Sequence[Candidate], texts: Sequence[PassageBrief]) -> CellAnswer:
    cited = dict.fromkeys(texts[span.index].id for span in spans)
    return CellAnswer(column=column, text=joined(span.text.rstrip("。；;") for span in spans), passages=tuple(cited))


def _effects(events: Sequence[EventEvidence], told: Sequence[str]) -> list[StatementAnswer]:
    """At most one: what two events cause together, or where nothing joins two, what one source says that led to what;
    none that repeats a text in `told`.
    """
    linked = [(event.event_id, event.terms, event.passages) for event in events]
    if found := links_within(linked, told, _MOST_EFFECTS):
        return found
    lines = [line for one in events for line in quotable(one.passages, consequence_candidates, _EFFECT_CHARS, told)]
    best = max(lines, key=lambda line: line.worth, default=None)
    return [best.statement()] if best and best.worth >= _CLEAR else []


def _thesis(rows: Sequence[RowAnswer], language: str) -> StatementAnswer:
    """The section's lead: of its plain headlines in the report's language, the first half, that of the weightiest
    row that tells more.
    """
    plain = [row for row in rows if language_of(row.cells[0].text) == language and is_plain(row.cells[0].text)]
    lead = max(plain[: (len(plain) + 1) // 2], key=lambda row: any(cell.text for cell in row.cells[1:]), default=None)
    return StatementAnswer(text=lead.cells[0].text, passages=lead.cells[0].passages) if lead else _NOTHING
