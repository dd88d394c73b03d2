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
    instead: Annotated[Reason | None, Field(exclude_if=lambda reason: reason is None)] = None
    """Why extraction wrote it, where a model was asked."""


def is_emptied(claim: Claim) -> bool:
    """An editor left it out; of all others that say nothing, the evidence has no such statement."""
    return claim.kind == "none" and claim.by == "hand"
