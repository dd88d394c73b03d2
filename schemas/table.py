"""A section's table: what its writer is asked, what it answers, and the draft made of it."""

from typing import Annotated, Any

from pydantic import Field, field_serializer

from schemas.base import Schema, Sparse
from schemas.claim import Citation, Claim
from schemas.claim_ids import without_number
from schemas.classification import SectionBrief
from schemas.section import Block, Column, ColumnId, Lengths


class PassageBrief(Schema):
    id: str
    headline: bool
    """The document's title, as opposed to its text."""
    aside: bool = False
    """It tells of another happening of the same story."""
    later: str = ""
    """The day, MM-DD, where it came later and may have overturned or corrected the event."""
    background: str = ""
    """The day, YYYY-MM-DD, where it was told before the period."""
    text: str
    may_be_quoted: bool = Field(default=True, exclude=True)
    """Whether its source lets it be printed word for word."""


class EventEvidence(Schema):
    """One event as its writer sees it: ids and texts, no URL."""

    event_id: str
    published: str
    """The day it was reported, YYYY-MM-DD."""
    passages: tuple[PassageBrief, ...]
    """Best document first; of each the headline, then its texts."""
    terms: tuple[str, ...]
    """Words of the catalogue that occur in it."""
    without: Sparse[tuple[ColumnId, ...]] = ()
    """Columns that are not asked of it: its ground does not carry them."""

    @field_serializer("without")
    def _as_asked(self, ids: tuple[ColumnId, ...]) -> list[ColumnId]:
        """By the ids under which `columns` are told: texts of one column are one there."""
        return list(dict.fromkeys(map(without_number, ids)))


class TableQuestion(Schema):
    section: SectionBrief
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...] = ()
    """What else is asked for, in the order in which it is printed."""
    elsewhere: tuple[str, ...] = ()
    """Headlines of the report's other sections, which are told there."""
    counted: tuple[str, ...] = ()
    """What code reads and counts of its rows itself, a line for each basis."""
    language: str
    events: tuple[EventEvidence, ...]
    lengths: Lengths = Field(default=Lengths(), exclude=True)
    """A prompt names those it needs by variables of its own."""

    @field_serializer("columns")
    def _each_once(self, columns: tuple[Column, ...]) -> list[dict[str, Any]]:
        """Those that are texts of one column as that column, with the most it may have."""
        places = {one: [column for column in columns if column.base == one] for one in (each.base for each in columns)}
        return [
            {**alike[0].model_dump(), "id": one, **({"most": len(alike)} if len(alike) > 1 else {})}
            for one, alike in places.items()
        ]


class CellAnswer(Schema):
    column: ColumnId
    text: str
    """Empty where the evidence holds no such statement."""
    passages: tuple[str, ...]
    """Ids of the passages that carry the text."""


class RowAnswer(Schema):
    event_id: str
    cells: tuple[CellAnswer, ...]


class StatementAnswer(Schema):
    """A thesis or an effect."""

    text: str
    passages: tuple[str, ...]


class EntryAnswer(StatementAnswer):
    # One text of a block. No docstring: it would be sent along.
    block: str
    paragraph: int = 1


class TableAnswer(Schema):
    # A model writes in this order: what rests on the rows comes after them. No docstring: it would be sent along.
    rows: tuple[RowAnswer, ...]
    thesis: StatementAnswer
    effects: tuple[StatementAnswer, ...]
    plan: tuple[str, ...] = ()
    entries: tuple[EntryAnswer, ...] = ()


class Cell(Claim):
    column: ColumnId


class Row(Schema):
    id: str
    event_id: str
    cells: tuple[Cell, ...]
    turns: Sparse[tuple[Citation, ...]] = ()
    """Headlines of later documents that deny, stop, take back or undo it: told beside it."""

    @property
    def cited(self) -> set[str]:
        """Ids of the documents that its cells cite."""
        return {citation.document_id for cell in self.cells for citation in cell.citations}

    @property
    def told(self) -> dict[ColumnId, str]:
        """The texts of the cells that say something."""
        return {cell.column: cell.text for cell in self.cells if cell.kind != "none"}


class Entry(Claim):
    """One text of a block."""

    block: str
    paragraph: Annotated[int, Field(exclude_if=lambda number: number == 1)] = 1
    """Which paragraph of its block it is a sentence of, from 1."""


class TableDraft(Schema):
    section_id: str
    heading: Sparse[str] = ""
    """Of a theme that code found."""
    thesis: Claim | None
    rows: tuple[Row, ...]
    effects: tuple[Claim, ...]
    entries: Sparse[tuple[Entry, ...]] = ()
    """Block by block."""
    unread: tuple[str, ...] = ()
    """Ids of passages of its evidence that did not fit into the question."""

    @property
    def beside(self) -> tuple[Claim, ...]:
        """What it says outside of its rows."""
        return (*filter(None, (self.thesis,)), *self.below)

    @property
    def below(self) -> tuple[Claim, ...]:
        """What it says after its rows."""
        return (*self.effects, *self.entries)
