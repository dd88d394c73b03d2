"""A part of the report: which events belong to it, what a format shows of them, and how long texts may be."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from schemas.base import Schema, Sparse
from schemas.claim_ids import without_number

ColumnId = str
"""The role that a column plays, one of `COLUMN_ROLES`; or a name of the format's own."""

Holds = Literal["stated", "inferred", "view"]
"""What sources say, what follows from it, or what whoever signs the report thinks of it."""

COLUMN_ROLES: dict[str, Holds] = {"event": "stated", "technical": "stated", "insight": "inferred", "impact": "inferred"}
"""What the prompts explain and extraction can fill, and what it holds. The first says what happened."""


class Measure(Schema):
    """How much the ground of a story holds; or how much of it a column needs, each at least."""

    chars: int = Field(default=0, ge=0)
    """Of its texts, copies and headlines aside, as if all were Chinese."""
    facts: int = Field(default=0, ge=0)
    """Amounts that measure something, each once."""
    publishers: int = Field(default=0, ge=0)
    """Those that bring such amounts, each in words of its own."""
    money: int = Field(default=0, ge=0)
    """Sums of money, each once, in its headlines and the sentences that open its texts."""
    rules: int = Field(default=0, ge=0)
    """Words of rules made or changed, in the same places."""

    def reaches(self, least: "Measure") -> bool:
        return all(own >= getattr(least, name) for name, own in self)


ColumnKind = Literal["text", "money", "date", "choice"]
"""What a cell holds: one amount of money, one date, one or more of the column's choices; else any text."""


class Choice(Schema):
    """One of several names under which a text may stand, and what it is known by without a model."""

    title: str
    words: tuple[str, ...] = ()
    """A text that holds one of these may stand under it."""
    labels: tuple[str, ...] = ()
    """Of a row that it is chosen for: behind which words the amounts stand that are on its basis."""


class Counts(Schema):
    """What code counts of a section's printed rows, by the ids of its columns."""

    by: ColumnId
    """Of choices: the rows of each are counted and summed up for themselves."""
    sums: ColumnId = ""
    """Of money."""
    share: ColumnId = ""
    """Of choices: how many of those rows bear each of them."""
    top: int = Field(default=3, ge=0, le=9)
    """How many of the largest amounts are named."""
    named: Sparse[ColumnId] = ""
    """By what their rows say here; by their first cell, where that is empty."""


class Column(Schema):
    id: ColumnId
    title: str
    kind: Annotated[ColumnKind, Field(exclude_if=lambda kind: kind == "text")] = "text"
    choices: Sparse[tuple[Choice, ...]] = ()
    many: Sparse[bool] = False
    """Whether several of its choices may stand in a cell, with a comma between them."""
    labels: Sparse[tuple[str, ...]] = ()
    """Behind which words, with a colon, sources state it: what extraction reads. Models are not told."""
    usual_chars: Annotated[int | None, Field(exclude_if=lambda chars: chars is None)] = None
    """About how long a text should be, where the format says so."""
    max_chars: int
    """Longest text of a cell, in characters as displayed."""
    holds: Holds = "stated"
    asks: Sparse[str] = ""
    """A sentence that says what goes in, where the prompt does not."""
    asks_in_list: Sparse[str] = ""
    """The same for rows of which each has a line, where that is otherwise. Models are told the one that applies."""
    like: Sparse[str] = ""
    """One of `COLUMN_ROLES`: what extraction fills a column of one's own with. Models are not told."""
    needs: Sparse[tuple[Measure, ...]] = ()
    """It is asked for, and filled, only in rows whose story's ground reaches one of these; in all where there is none.
    Models are not told.
    """

    @model_validator(mode="before")
    @classmethod
    def _as_its_role(cls, given: Any) -> Any:
        """A column that does not say what it holds, holds what its role does."""
        if isinstance(given, dict) and "holds" not in given:
            return {**given, "holds": COLUMN_ROLES.get(given.get("id", ""), "stated")}
        return given

    @property
    def in_list(self) -> "Column":
        """As it is asked for where each row has a line."""
        return self.model_copy(update={"asks": self.asks_in_list or self.asks})

    @property
    def is_read(self) -> bool:
        """Extraction reads a value for it, and no sentence."""
        return self.kind != "text" or bool(self.labels)

    @property
    def role(self) -> str:
        """What extraction fills it with; empty for nothing."""
        return self.like or self.base

    @property
    def base(self) -> str:
        """The id that it shares with others, where a format's column has several texts: each is a column here."""
        return without_number(self.id)


class Block(Schema):
    """Texts outside of rows and of the parts that every report has: what a format asks for under a heading."""

    id: str
    title: str
    holds: Holds
    most: int
    """Most texts; of paragraphs, most sentences."""
    max_chars: int
    """Of one text."""
    asks: str
    """What goes in."""
    like: Sparse[str] = ""
    """One of `COLUMN_ROLES`: what extraction fills it with. Models are not told."""
    paragraphs: Sparse[bool] = False
    """Its texts are sentences of paragraphs."""
    above: Sparse[bool] = False
    """A reader comes to it before the sections."""
    leads: Sparse[tuple[Choice, ...]] = ()
    """Under which its texts stand, by the numbers of their paragraphs."""
    sections: Sparse[tuple[str, ...]] = ()
    """Whose rows it is about; empty for all."""
    counts: Sparse[Counts | None] = None
    """It is counted by code, and nobody writes it."""
    watches: Sparse[bool] = False
    """What it says is answered in the next report."""
    answers: Sparse[bool] = False
    """Its texts stand under what earlier reports and the user watch; where there is none of that, it is not there."""


class Section(Schema):
    """One entry of the catalogue in config.toml, with the columns its format gives it."""

    id: str
    title: str
    description: str
    """One paragraph for readers and models: what belongs here and what does not."""
    terms: tuple[str, ...] = ()
    """Words that point to the section. A long list decides better than a clever model."""
    core: tuple[str, ...] = ()
    """Terms that only this section is about: what holds one has first call on its rows."""
    weak_terms: tuple[str, ...] = ()
    """Words that point to the section only beside another term, strong or weak."""
    deal_terms: tuple[str, ...] = ()
    """Words of deals: a financing, a listing, an acquisition. Without `core` they point to the section only beside an
    amount of money; with it, only beside a core term, a party that another section has among its terms, or an amount of
    at least `large_deal_usd`."""
    large_deal_usd: float = Field(default=1e9, gt=0)
    """The least size, in US dollars, at which a deal of any industry is news of the section."""
    excluded_terms: tuple[str, ...] = ()
    """Words that speak against the section: market noise, homonyms."""
    examples: tuple[str, ...] = ()
    """Headlines that belong to the section: what is worded like them does too."""
    limit: int = 8
    """Most rows in its table."""
    sees_others: Sparse[bool] = False
    """Whether its writer is shown the headlines of the other sections."""
    themes: Sparse[bool] = False
    """What is chosen for it is split into themes, which take its place."""
    rest_as_list: Sparse[bool] = False
    """What is in none of its themes has a line each: its first column and the next."""
    kinds: Sparse[dict[str, str]] = Field(default_factory=dict)
    """Its themes where no model names them, the telling ones first: title -> words of headlines, in any language."""
    theme_of: Sparse[str] = ""
    """The section that it is a theme of."""
    heading: Sparse[str] = ""
    """Of a theme: the word that all its events share, or what the format calls the rest. Printed, unlike a title that a
    model gave it.
    """
    apart: Sparse[bool] = False
    """Nothing is looked for that speaks for it alone, unless a format shows it; others are as if it were not there."""
    columns: tuple[Column, ...] = ()
    blocks: Sparse[tuple[Block, ...]] = ()
    """What a format asks for of each section, beside its rows."""

    def __hash__(self) -> int:
        """Of what tells sections apart: their kinds have none."""
        return hash((self.id, self.terms))

    @property
    def is_typed(self) -> bool:
        """Extraction can fill a row of it where no sentence can be quoted."""
        return any(column.kind != "text" for column in self.columns)

    @property
    def own_terms(self) -> tuple[str, ...]:
        """Core terms and terms: each points to the section on its own."""
        return (*self.core, *self.terms)

    @property
    def is_rest(self) -> bool:
        """What is in none of the themes."""
        return is_rest(self.id, self.theme_of)

    def asked_as(self, other: "Section") -> "Section":
        """`other`; of a theme, what is asked of the section that it is of."""
        if not self.theme_of:
            return other
        own = {name: getattr(self, name) for name in ("id", "title", "limit", "themes", "theme_of", "heading")}
        if self.is_rest and other.rest_as_list:
            own |= {"columns": tuple(column.in_list for column in other.columns[:2]), "blocks": ()}
        return other.model_copy(update=own)


def theme_id(whole: str, number: int) -> str:
    """The id of a theme of the section `whole`, from 1 on; 0 is what is in none."""
    return f"{whole}{number}"


def is_rest(section_id: str, whole: str) -> bool:
    return bool(whole) and section_id == theme_id(whole, 0)


class Lengths(Schema):
    """Most characters, as displayed, of each text, and most entries of each list. As a Chinese report has them."""

    thesis: int = Field(default=30, ge=8)
    effect: int = Field(default=110, ge=20)
    meaning: int = Field(default=45, ge=8)
    """Of a keyword."""
    signal: int = Field(default=110, ge=20)
    risk: int = Field(default=70, ge=20)
    reason: int = Field(default=16, ge=4)
    """Of a section-classifier."""
    effects: int = Field(default=2, ge=0, le=9)
    """Of one section."""
    keywords: int = Field(default=3, ge=0, le=9)
    signals: int = Field(default=1, ge=0, le=1)
    """Of a pair of sections."""
    risks: int = Field(default=3, ge=0, le=9)

    def chars(self, part: str) -> int:
        """Most characters of the part that goes by this name. Raises AttributeError for another."""
        most: int = getattr(self, part)
        return most

    def scaled(self, by: float) -> "Lengths":
        """For a language that takes `by` characters to say what one Chinese character does; numbers of entries stay."""
        longer = {part: round(by * getattr(self, part)) for part in _IN_CHARACTERS}
        return self.model_copy(update=longer)


_IN_CHARACTERS = ("thesis", "effect", "meaning", "signal", "risk", "reason")
