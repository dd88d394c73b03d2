"""A part of the report: which events belong to it and what its table shows."""

from typing import Literal

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
    terms: tuple[str, ...]
    """Words that point to the section. A long list decides better than a clever model."""
    weak_terms: tuple[str, ...] = ()
    """Words that point to the section only beside another term."""
    deal_terms: tuple[str, ...] = ()
    """Words that point to the section only beside an amount of money: a financing, a listing, an acquisition."""
    excluded_terms: tuple[str, ...] = ()
    """Words that speak against the section: market noise, homonyms."""
    limit: int = 8
    """Most rows in its table."""
    columns: tuple[Column, ...] = ()
