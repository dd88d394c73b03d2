"""Answers prepared for tests and demonstrations; an unexpected question or an unused answer is an error."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from agents.base import Answer
from schemas.base import Schema
from schemas.claim import By
from schemas.critique import Heard

T = TypeVar("T", bound=Schema)
Line = Schema | Callable[..., Schema]
"""An answer, or a function from the question to one."""


class Scripted:
    """Gives each role its answers in order, and remembers the questions."""

    def __init__(self, lines: Mapping[str, Sequence[Line]], by: By = "model", heard: Heard = "yes") -> None:
        self.name = "scripted"
        self.heard: Heard = heard
        """What its words count for, where it is the critic."""
        self.asked: list[tuple[str, Schema]] = []
        self._left = {role: list(answers) for role, answers in lines.items()}
        self._by = by

    def answer(self, role: str, question: Schema, answer: type[T], again: bool = False) -> Answer[T]:
        """Raises AssertionError for a question without a prepared answer, TypeError for an answer of the wrong type."""
        self.asked.append((role, question))
        if not self._left.get(role):
            raise AssertionError(f"the script has no answer left for {role}")
        line = self._left[role].pop(0)
        value = line if isinstance(line, Schema) else line(question)
        if not isinstance(value, answer):
            raise TypeError(f"the script answers {role} with {type(value).__name__}, not {answer.__name__}")
        return Answer(value, self._by)

    def assert_all_asked(self) -> None:
        """Raises AssertionError if an answer was never used."""
        left = {role: len(lines) for role, lines in self._left.items() if lines}
        if left:
            raise AssertionError(f"answers never asked for: {left}")
