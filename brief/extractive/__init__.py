"""The extractive answerer: no model at all. Every line it gives is a span of the evidence it was shown."""

from collections.abc import Callable
from typing import TypeVar

from agents.base import Answer
from brief.extractive.critic import judge
from brief.extractive.section_classifier import label
from brief.extractive.synthesis_writer import synthesise
from brief.extractive.table_writer import fill_table
from schemas.base import Schema

T = TypeVar("T", bound=Schema)

_ANSWERS: dict[str, Callable[..., Schema]] = {
    "section_classifier": label,
    "table_writer": fill_table,
    "synthesis_writer": synthesise,
    "critic": judge,
}


class Extractive:
    """Answers every role from the typed question alone. Deterministic, and free."""

    name = "extractive"

    def answer(self, role: str, question: Schema, answer: type[T], again: bool = False) -> Answer[T]:
        """Raises KeyError for an unknown role, and TypeError where the answer asked for is not that role's."""
        value = _ANSWERS[role](question)
        if not isinstance(value, answer):
            raise TypeError(f"{role} answers with {type(value).__name__}, not {answer.__name__}")
        return Answer(value, by="extraction")
