"""A checkable sentence and the spans that it rests on."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Schema
from schemas.reasons import Reason

ClaimKind = Literal["stated", "inferred", "quoted", "none"]
By = Literal["model", "extraction", "hand"]


class Citation(Schema):
    """Claim -> passage, with the verbatim quote."""

    document_id: str
    passage_id: str
    quote: str
    """A substring of the passage's text, as it stands there."""


class Ground(Schema):
    """A passage that a claim rests on: whole, for the checks and the critic."""

    document_id: str
    passage_id: str
    added: Annotated[bool, Field(exclude_if=lambda added: not added)] = False
    """Its writer did not name it; code did, since no named one carries a figure of the text."""


class Claim(Schema):
    """A sentence or cell that can be checked against its citations."""

    id: str
    text: str
    lang: str
    """BCP 47 language of the text; a quotation keeps its source's."""
    kind: ClaimKind
    """stated: says what the quote says. inferred: rests on it. quoted: is it. none: the evidence has no such thing."""
    by: By
    citations: tuple[Citation, ...] = ()
    """What a reader is shown and linked to; cut from the ground."""
    ground: Annotated[tuple[Ground, ...], Field(exclude_if=lambda ground: not ground)] = ()
    """Every passage that its writer named, none left out. Empty in runs of before 2026-12: there, what it cites."""
    kept: Annotated[str, Field(exclude_if=lambda span: not span)] = ""
    """Its writer's answer to an objection: words of its passages on which it stands. A critic looks once more."""
    instead: Annotated[Reason | None, Field(exclude_if=lambda reason: reason is None)] = None
    """Why extraction wrote it, where a model was asked."""


def is_emptied(claim: Claim) -> bool:
    """An editor left it out; of all others that say nothing, the evidence has no such statement."""
    return claim.kind == "none" and claim.by == "hand"
