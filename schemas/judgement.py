"""What the judge model of `brief eval --judge` is asked, and what it answers."""

from typing import Literal

from schemas.base import Schema

Support = Literal["full", "partial", "none"]
"""full: the sources say all of the text. partial: its main point, not all. none: not even that, or the contrary."""


class Pair(Schema):
    """A statement beside sources that it cites. One statement makes several: all sources, each alone, all but each."""

    pair_id: str
    text: str
    sources: tuple[str, ...]
    """Of each its title, day and cited passages; judged together."""


class JudgementQuestion(Schema):
    pairs: tuple[Pair, ...]


class Judgement(Schema):
    pair_id: str
    missing: str
    """What of the text the sources do not say; empty where they say all. Thought of before the verdict."""
    support: Support


class JudgementAnswer(Schema):
    judgements: tuple[Judgement, ...]
