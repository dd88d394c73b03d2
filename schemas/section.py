"""A part of the report: which events belong to it and what its table shows."""

from typing import Literal

from pydantic import Field

from schemas.base import Schema

ColumnId = Literal["event", "technical", "insight", "impact"]
"""The role a column plays; its title and length are the format's."""


class Column(Schema):
    id: ColumnId
    title: str
    max_chars: int
    """Longest text of a cell, in characters as displayed."""


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
    columns: tuple[Column, ...] = ()

    @property
    def own_terms(self) -> tuple[str, ...]:
        """Core terms and terms: each points to the section on its own."""
        return (*self.core, *self.terms)
