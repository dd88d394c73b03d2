"""Small changes to a sound draft, from which canaries are made."""

from collections.abc import Callable

from schemas.claim import Claim
from schemas.draft import Draft
from schemas.table import Cell, Row

Spoil = Callable[[Draft], Draft]


def event_text(change: Callable[[str], str], **others: str) -> Spoil:
    """Changes the text of the first event cell, and `others` of its fields."""
    return event_cell(lambda claim: claim.model_copy(update={"text": change(claim.text), **others}))


def event_cell(change: Callable[[Claim], Claim]) -> Spoil:
    """Changes the first event cell."""

    def changed(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        first, *others = rows[0].cells
        return (rows[0].model_copy(update={"cells": (Cell(**dict(change(first))), *others)}), *rows[1:])

    return first_rows(changed)


def first_rows(change: Callable[[tuple[Row, ...]], tuple[Row, ...]]) -> Spoil:
    """Changes the rows of the first table."""

    def spoiled(draft: Draft) -> Draft:
        first, *others = draft.tables
        return draft.model_copy(update={"tables": (first.model_copy(update={"rows": change(first.rows)}), *others)})

    return spoiled
