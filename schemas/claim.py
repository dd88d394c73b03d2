"""A checkable sentence and the quotes that support it."""

from typing import Literal, TypeVar

from schemas.base import Schema, Sparse
from schemas.reasons import Reason

ClaimKind = Literal["stated", "inferred", "quoted", "view", "none"]
By = Literal["model", "extraction", "hand"]


class Citation(Schema):
    """The passage that supports a claim, with the verbatim quote."""

    document_id: str
    passage_id: str
    quote: str
    """An exact substring of the passage's text."""


class Ground(Schema):
    """A passage that a claim rests on: whole, for the checks and the critic."""

    document_id: str
    passage_id: str
    added: Sparse[bool] = False
    """Its writer did not name it; code did, since no named one carries a figure of the text."""


class Claim(Schema):
    """A sentence or cell that can be checked against its citations."""

    id: str
    text: str
    lang: str
    """BCP 47 code of the text's language; a quotation keeps the language of its source."""
    kind: ClaimKind
    """stated: the quote says it. inferred: it follows from the quote. quoted: it is the quote. none: no text. view: an
    editor's own judgement, by hand only; it cites nothing."""
    by: By
    citations: tuple[Citation, ...] = ()
    """What a reader is shown and linked to; cut from the ground."""
    ground: Sparse[tuple[Ground, ...]] = ()
    """Every passage that its writer named, none left out. Empty in runs of before 2026-12: there, what it cites."""
    kept: Sparse[str] = ""
    """Its writer's answer to an objection: words of its passages on which it stands. A critic looks once more."""
    basis: Sparse[str] = ""
    """An editor's word on where a figure, name or date is from that no passage has; printed behind the text."""
    instead: Sparse[Reason | None] = None
    """Why extraction wrote this claim although a model was asked; None otherwise."""


C = TypeVar("C", bound=Claim)


def is_emptied(claim: Claim) -> bool:
    """Whether an editor removed the text; any other claim of kind `none` is empty because the evidence lacks it."""
    return claim.kind == "none" and claim.by == "hand"
