"""What the critic is asked and answers, and the critique made of it."""

from typing import Annotated, Literal, get_args

from pydantic import Field, WithJsonSchema

from schemas.base import Schema
from schemas.claim import ClaimKind
from schemas.reasons import IssueKind

JudgedKind = Literal["unsupported", "off_topic", "weak_reasoning", "poor_style"]
"""Issue kinds that code cannot verify: they come only from the critic's answer."""

JUDGED_KINDS: tuple[JudgedKind, ...] = get_args(JudgedKind)


class Issue(Schema):
    """One thing to change."""

    claim_id: str
    kind: Annotated[IssueKind, WithJsonSchema({"type": "string", "enum": list(JUDGED_KINDS)})]
    """A model is offered only the kinds that are its to judge."""
    message: str
    """What is wrong, for the writer that must mend it. May hold rejected text; never printed in a report."""


class ClaimBrief(Schema):
    """A claim as the critic sees it: never without its quotes."""

    claim_id: str
    text: str
    quotes: tuple[str, ...]
    kind: ClaimKind = Field(default="inferred", exclude=True)
    """Not shown: it decides what of an answer is heard."""


class CritiqueQuestion(Schema):
    claims: tuple[ClaimBrief, ...]
    language: str


class CritiqueAnswer(Schema):
    issues: tuple[Issue, ...]


class Critique(Schema):
    revision: int
    issues: tuple[Issue, ...]
    checked: int
    """How many claims were checked."""

    @property
    def accepted(self) -> bool:
        return not self.issues
