"""A role's fallback chain: its models in order, then extraction where config allows it."""

from collections.abc import Callable
from typing import TypeVar

from agents.base import Answer
from brief.errors import NoAnswer
from brief.interview import Desk, Interview
from brief.models import Binding, Link
from brief.providers.base import ProviderError
from brief.providers.extractive import Extractive
from schemas.base import Schema

T = TypeVar("T", bound=Schema)

Note = Callable[[str], None]


class ModelChain:
    """An `Answerer` for one role."""

    def __init__(self, binding: Binding, desk: Desk, note: Note) -> None:
        self._binding, self._desk, self._note = binding, desk, note
        self.name = binding.names[0]

    def answer(self, role: str, question: Schema, answer: type[T], again: bool = False) -> Answer[T]:
        """The first usable answer. Raises NoAnswer where nobody gives one and extraction is not allowed."""
        reasons = []
        for link in self._binding.links:
            try:
                value = Interview(role, link, self._desk, again).ask(question, answer)
            except ProviderError as error:
                reasons.append(self._noted(role, link, str(error)))
                continue
            if value is not None:
                return Answer(value, by="model")
            reasons.append(self._noted(role, link, "no usable answer"))
        if self._binding.extractive:
            return Extractive().answer(role, question, answer)
        advice = 'Run `brief doctor`, or end the chain with "extractive".'
        raise NoAnswer(f"nobody answered ({'; '.join(reasons)}).", where=role, next=advice)

    def _noted(self, role: str, link: Link, why: str) -> str:
        reason = link.endpoint.scrub(f"{link.name}: {why}")
        self._note(f"{role}: {reason}")
        return reason
