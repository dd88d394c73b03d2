"""`Ask`: the only way in which an agent may use the outside world."""

from dataclasses import dataclass, field
from typing import Generic, Protocol

from checks.answers.finding import Lost
from schemas.base import S, Schema
from schemas.claim import By
from schemas.critique import Heard


@dataclass(frozen=True)
class Answer(Generic[S]):
    """A validated answer and who gave it."""

    value: S
    by: By
    lost: Lost = field(default_factory=dict)
    """Why parts of the answer are not the model's own, by place; empty if no model was asked."""


class Ask(Protocol):
    """Asks whoever answers for a role: a model, extraction, or a test script."""

    def __call__(self, role: str, question: Schema, answer: type[S], again: bool = False) -> Answer[S]:
        """`again`: the question is repeated, for a revision."""
        ...

    def model(self, role: str) -> str | None:
        """`provider:model` of the model behind the role, the first of its chain; None where it is extraction."""
        ...

    @property
    def heard(self) -> Heard:
        """What the words of whoever answers for the critic count for."""
        ...

    def extract(self, role: str, question: Schema, answer: type[S]) -> Answer[S]:
        """The same question answered by extraction: for what a model left out, got wrong or refused to write."""
        ...
