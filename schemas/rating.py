"""What people think of a report's printed texts: lines of ratings.jsonl, beside a run."""

from datetime import datetime
from typing import Literal

from schemas.base import Schema, Sparse

Mark = Literal["starred", "struck", "none"]
"""none: neither; it takes back what its author said before."""

Word = Literal["better", "worse", "even"]


class _Said(Schema):
    claim_id: str
    """Of a text, or of a row as a whole."""
    format: str
    language: Sparse[str] = ""
    """Of the second edition; empty for the one that was written."""
    by: str
    at: datetime


class Rating(_Said):
    """One person's mark and comment."""

    mark: Mark = "none"
    comment: Sparse[str] = ""


class Preference(_Said):
    """One person's choice between the text and what stands in its place in another run, made without knowing which was
    whose. Each of the two runs has a line of it.
    """

    other: str
    """Id of the other run."""
    other_claim_id: str
    word: Word
    """What the text is, held against the other."""
