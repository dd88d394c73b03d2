"""The synthesis across sections, and the whole draft that the critic reads."""

from typing import Annotated

from pydantic import Field, WithJsonSchema

from schemas.base import Schema, Sparse
from schemas.claim import Claim
from schemas.classification import SectionBrief
from schemas.section import Block, Lengths
from schemas.table import Entry, EntryAnswer, PassageBrief, StatementAnswer, TableDraft

_PAIR = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
"""JSON schema of two section ids: models are asked without `prefixItems`, which Pydantic would use."""


class RowBrief(Schema):
    """One row as the synthesis writer sees it."""

    row_id: str
    published: Sparse[str] = ""
    """The day of its first report, YYYY-MM-DD."""
    cells: tuple[str, ...]
    """Texts of the cells that say something, in column order."""
    follows: str = Field(default="", exclude=True)
    """The last of them where its column says what follows; never sent."""
    terms: tuple[str, ...]
    """Words of the catalogue that occur in its evidence."""
    passages: tuple[PassageBrief, ...]
    earlier: Sparse[tuple[PassageBrief, ...]] = ()
    """Of what an earlier report told of it, for a comparison alone."""
    weight: float = Field(default=0.0, exclude=True)
    """Of a row of a theme, since themes part the rows from their order by weight."""


class TableBrief(Schema):
    section: SectionBrief
    rows: tuple[RowBrief, ...]
    effects: tuple[str, ...] = ()
    """What is said below its rows: second-order effects, and the texts of its blocks."""
    counted: tuple[str, ...] = ()
    """What code counts of its rows, a line for each basis."""


class SynthesisQuestion(Schema):
    tables: tuple[TableBrief, ...]
    pairs: tuple[tuple[str, str], ...]
    """Section ids, two by two: each pair asks for a signal or for none."""
    blocks: tuple[Block, ...] = ()
    """What else is asked for, in the order in which it is printed."""
    language: str
    lengths: Lengths = Field(default=Lengths(), exclude=True)
    """A prompt names those it needs by variables of its own."""


class KeywordAnswer(Schema):
    term: str
    meaning: str
    passages: tuple[str, ...]


class SignalAnswer(Schema):
    sections: Annotated[tuple[str, str], WithJsonSchema(_PAIR)]
    text: str
    """Empty where no link between the two sections can be shown."""
    rows: tuple[str, ...]
    passages: tuple[str, ...]


class SynthesisAnswer(Schema):
    keywords: tuple[KeywordAnswer, ...]
    signals: tuple[SignalAnswer, ...]
    risks: tuple[StatementAnswer, ...]
    entries: tuple[EntryAnswer, ...] = ()


class Keyword(Claim):
    """A claim whose text is the meaning of `term`."""

    term: str


class Signal(Claim):
    """A link between rows of two sections."""

    sections: tuple[str, str]
    rows: tuple[str, ...]


class Synthesis(Schema):
    keywords: tuple[Keyword, ...]
    signals: tuple[Signal, ...]
    risks: tuple[Claim, ...]
    entries: Sparse[tuple[Entry, ...]] = ()
    """Block by block."""

    @property
    def claims(self) -> tuple[Claim, ...]:
        return (*self.keywords, *self.signals, *self.risks, *self.entries)


NO_SYNTHESIS = Synthesis(keywords=(), signals=(), risks=())


class Draft(Schema):
    """What the writers hand on, before the critic accepts it."""

    revision: int
    tables: tuple[TableDraft, ...]
    synthesis: Synthesis
