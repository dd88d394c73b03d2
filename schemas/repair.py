"""What a model is shown when its answer could not be used."""

from schemas.base import Schema


class RepairQuestion(Schema):
    answer: str
    """What it sent."""
    problems: tuple[str, ...]
    """What is wrong with it, each with its place."""
