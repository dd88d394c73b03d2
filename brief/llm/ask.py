"""Passes an agent's question to whoever answers for its role."""

from collections.abc import Mapping
from typing import TypeVar

from agents.base import Answer
from brief.extractive import Extractive
from brief.llm.base import Answerer
from brief.settings.models import ROLES
from schemas.base import Schema
from schemas.critique import Heard

T = TypeVar("T", bound=Schema)


class Asking:
    """An `agents.base.Ask`: one answerer per role, and extraction as well."""

    def __init__(self, answerers: Mapping[str, Answerer]) -> None:
        self._answerers = dict(answerers)
        self._extractive = Extractive()

    def __call__(self, role: str, question: Schema, answer: type[T], again: bool = False) -> Answer[T]:
        return self._answerers[role].answer(role, question, answer, again)

    def extract(self, role: str, question: Schema, answer: type[T]) -> Answer[T]:
        return self._extractive.answer(role, question, answer)

    @property
    def critic(self) -> Answerer:
        return self._answerers["critic"]

    def model(self, role: str) -> str | None:
        answerer = self._answerers[role]
        return None if isinstance(answerer, Extractive) else answerer.name

    @property
    def heard(self) -> Heard:
        """What the critic's words count for; "no" where nobody but extraction answers for it."""
        heard: Heard = getattr(self._answerers.get("critic"), "heard", "no")
        return heard

    @property
    def models(self) -> dict[str, str]:
        """Role -> provider:model."""
        return {role: answerer.name for role, answerer in sorted(self._answerers.items())}


def extractive_ask() -> Asking:
    """Every role answered by extraction: no key, no network, no cost."""
    return Asking(dict.fromkeys(ROLES, Extractive()))
