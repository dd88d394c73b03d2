"""What the critic is asked and answers, and its whole critique of a draft."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Schema, Sparse
from schemas.reasons import IssueKind

Verdict = Literal["stands", "unsupported", "weak", "empty"]
"""A critic's word on one claim. stands: its passages carry it, or it follows from them. unsupported: they do not, or
say otherwise. weak: it leaps, or says less than it seems. empty: it would suit any other news."""

Heard = Literal["yes", "half", "no"]
"""What a critic's words count for, by its examination: all of them, its objections alone, or nothing."""


class Issue(Schema):
    """One thing to change."""

    claim_id: str
    kind: IssueKind
    message: str
    """What is wrong, for the writer that must mend it. May hold rejected text; never printed in a report."""


class ShownPassage(Schema):
    """A passage as the critic sees it: whole, once for all claims that rest on it."""

    id: str
    title: str
    """Of its document."""
    published: str
    """YYYY-MM-DD."""
    text: str


class ClaimBrief(Schema):
    """A claim as the critic sees it: blind, without author, suspicion or earlier verdict."""

    claim_id: str
    role: str
    """event, technical, insight or impact for a cell; thesis, effect, keyword, signal or risk; rendering of what is put
    in another language.
    """
    text: str
    """Of a keyword with its term before it."""
    passages: tuple[str, ...]
    """Ids of all passages that it rests on."""
    before: str = ""
    """The text before it, where it speaks of what that one names."""
    column: str = ""
    """The title of the column whose value it is, and what may stand there."""
    choices: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    """What code counted, of what it says of rows together."""
    doubt: str = ""
    """Of a second look alone: what code suspects, or where its writer says it stands."""


class CritiqueQuestion(Schema):
    passages: tuple[ShownPassage, ...]
    claims: tuple[ClaimBrief, ...]
    language: str


class VerdictAnswer(Schema):
    claim_id: str
    rests_on: str
    verdict: Verdict
    fix: str


class CritiqueAnswer(Schema):
    verdicts: tuple[VerdictAnswer, ...]


class Reading(Schema):
    """A verdict that counted, as the critique keeps it."""

    claim_id: str
    verdict: Verdict
    rests_on: str
    fix: str = ""
    doubt: Sparse[str] = ""
    """Of a second look: what it was about."""


class Critique(Schema):
    revision: int
    issues: tuple[Issue, ...]
    checked: int
    """How many claims were checked."""
    readings: Sparse[tuple[Reading, ...]] = ()
    """The critic's last word on each claim that it read."""
    heard: Annotated[Heard, Field(exclude_if=lambda heard: heard == "no")] = "no"
    """What they counted for."""
