"""The one thing an agent may do to the outside world: ask."""

from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from checks.answers.places import Lost
from schemas.base import Schema
from schemas.claim import By
from schemas.critique import Heard

T = TypeVar("T", bound=Schema)


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A validated answer and who gave it."""

    value: T
    by: By
    lost: Lost = field(default_factory=dict)
    """Why a model, that was asked, did not give what is not its own; of the whole answer, where extraction gave it."""


class Ask(Protocol):
    """Puts a typed question to whoever answers for a role: a model, extraction, or a script."""

    def __call__(self, role: str, question: Schema, answer: type[T], again: bool = False) -> Answer[T]:
        """`again`: asked once more, for a revision."""
        ...

    def has_model(self, role: str) -> bool:
        """Whether a model stands behind the role."""
        ...

    @property
    def heard(self) -> Heard:
        """What the words of whoever answers for the critic count for."""
        ...

    def extract(self, role: str, question: Schema, answer: type[T]) -> Answer[T]:
        """The same by extraction: what a model left out, got wrong or would not write."""
        ...
