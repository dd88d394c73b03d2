"""What stands behind the seam: somebody who answers typed questions for a role."""

from typing import Protocol, TypeVar

from agents.base import Answer
from schemas.base import Schema

T = TypeVar("T", bound=Schema)


class Answerer(Protocol):
    """Answers for one or more roles."""

    name: str
    """`provider:model`, as run.json and report.json tell it."""

    def answer(self, role: str, question: Schema, answer: type[T]) -> Answer[T]: ...
