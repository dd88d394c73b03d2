"""What a model is shown of an answer that could not be used."""

from schemas.base import Schema


class RepairQuestion(Schema):
    answer: str
    """What it sent."""
    problems: tuple[str, ...]
    """What is wrong with it, each with its place."""
