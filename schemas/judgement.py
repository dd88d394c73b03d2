"""What a judge is asked of a report's statements and the sources that they cite, and what it answers."""

from typing import Literal

from schemas.base import Schema

Support = Literal["full", "partial", "none"]
"""The sources say all of it; its main point and not all; not even that, or the contrary."""


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
