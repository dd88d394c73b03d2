"""The seam: an agent's question goes to whoever answers for its role."""

from collections.abc import Mapping
from threading import Lock
from typing import TypeVar

from agents.base import Answer
from brief.models import ROLES
from brief.providers.base import Answerer
from brief.providers.extractive import Extractive
from schemas.base import Schema
from schemas.table import TableQuestion

T = TypeVar("T", bound=Schema)


class Asking:
    """An `agents.base.Ask`: one answerer per role, and extraction beside them."""

    def __init__(self, answerers: Mapping[str, Answerer]) -> None:
        self._answerers = dict(answerers)
        self._extractive = Extractive()
        self._fallbacks = 0
        self._lock = Lock()

    def __call__(self, role: str, question: Schema, answer: type[T], again: bool = False) -> Answer[T]:
        given = self._answerers[role].answer(role, question, answer, again)
        if given.by == "extraction":
            self._count(role, len(question.events) if isinstance(question, TableQuestion) else 1)
        return given

    def extract(self, role: str, question: Schema, answer: type[T], filling: int) -> Answer[T]:
        self._count(role, filling)
        return self._extractive.answer(role, question, answer)

    def _count(self, role: str, number: int) -> None:
        """A fallback is what a model was asked for and extraction gave."""
        if not isinstance(self._answerers[role], Extractive):
            with self._lock:
                self._fallbacks += number

    @property
    def fallbacks(self) -> int:
        """Rows and claims that extraction wrote in a model's place."""
        return self._fallbacks

    @property
    def models(self) -> dict[str, str]:
        """Role -> provider:model."""
        return {role: answerer.name for role, answerer in sorted(self._answerers.items())}


def extractive_ask() -> Asking:
    """Everything by extraction: no key, no network, no cost."""
    return Asking(dict.fromkeys(ROLES, Extractive()))
