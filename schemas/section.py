"""A part of the report: what belongs to it and what its table shows."""

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
    """One paragraph for a reader and a model: what belongs here and what does not."""
    terms: tuple[str, ...]
    """Words that speak for the section. Rich lists decide better than clever models do."""
    weak_terms: tuple[str, ...] = ()
    """Words that speak for the section only beside another term."""
    deal_terms: tuple[str, ...] = ()
    """Words that speak for the section only beside an amount of money: a financing, a listing, an acquisition."""
    excluded_terms: tuple[str, ...] = ()
    """Words that speak against it: market noise, homonyms."""
    limit: int = 8
    """Most rows in its table."""
    columns: tuple[Column, ...] = ()
