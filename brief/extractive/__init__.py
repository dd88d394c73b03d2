"""Answers without a model: every line is a span of the evidence in the question."""

from collections.abc import Callable
from typing import TypeVar

from agents.base import Answer
from brief.extractive.critic import judge
from brief.extractive.section_classifier import choose
from brief.extractive.synthesis_writer import synthesise
from brief.extractive.table_writer import fill_table
from schemas.base import Schema

T = TypeVar("T", bound=Schema)

_ANSWERS: dict[str, Callable[..., Schema]] = {
    "section_classifier": choose,
    "table_writer": fill_table,
    "synthesis_writer": synthesise,
    "critic": judge,
}


class Extractive:
    """Answers every role from the typed question alone; deterministic, without cost."""

    name = "extractive"

    def answer(self, role: str, question: Schema, answer: type[T], again: bool = False) -> Answer[T]:
        """Raises KeyError for an unknown role, TypeError if `answer` is not that role's answer type."""
        value = _ANSWERS[role](question)
        if not isinstance(value, answer):
            raise TypeError(f"{role} answers with {type(value).__name__}, not {answer.__name__}")
        return Answer(value, by="extraction")
