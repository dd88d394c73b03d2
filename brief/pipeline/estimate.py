"""What a run would ask and cost, before its first call: the walk is done by extraction, and every prompt is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from agents.base import Answer
from agents.critic import brief_claims
from brief.extractive import Extractive
from brief.llm.ask import Asking
from brief.llm.base import Answerer
from brief.llm.budget import cost_usd
from brief.llm.prompt_template import fill
from brief.llm.tokens import token_counter
from brief.pipeline.graph import walk
from brief.pipeline.plan import Plan
from brief.pipeline.progress import Stopwatch
from brief.runs.steps import MemorySteps
from brief.settings.models import ModelLink
from schemas.base import Schema
from schemas.critique import CritiqueAnswer, CritiqueQuestion
from schemas.retrieval import Document

T = TypeVar("T", bound=Schema)


@dataclass(frozen=True)
class EstimatedCall:
    role: str
    model: str
    input_tokens: int
    output_tokens: int
    """Estimated by the length of the answer by extraction."""
    cost_usd: float | None
    """None if the price is unknown."""


class _Estimating:
    """An `Answerer` that counts the tokens of its model's question and answer, and answers by extraction."""

    def __init__(self, plan: Plan, link: ModelLink) -> None:
        self.name = link.name
        self.calls: list[EstimatedCall] = []
        self._plan, self._link = plan, link
        self._counter = token_counter(link.model)
        self._lock = Lock()

    def answer(self, role: str, question: Schema, answer: type[T], again: bool = False) -> Answer[T]:
        prompt = fill(self._plan.prompts[role], question, self._plan.style)
        extracted = Extractive().answer(role, question, answer)
        read = self._counter.count(prompt.system) + self._counter.count(prompt.user)
        written = self._counter.count(extracted.value.model_dump_json())
        cost = cost_usd(self._link, read, 0, 0, written)
        with self._lock:
            self.calls.append(EstimatedCall(role, self.name, read, written, cost))
        return extracted


def estimate(plan: Plan, documents: Sequence[Document], watch: Stopwatch) -> tuple[EstimatedCall, ...]:
    """The calls of a run over `documents`, without repairs and revisions; none if every role is extractive."""
    answerers: dict[str, Answerer] = {
        role: _Estimating(plan, binding.links[0]) if binding.links else Extractive()
        for role, binding in plan.models.bindings.items()
    }
    ask = Asking(answerers)
    result = walk(plan.request, documents, ask, MemorySteps(), watch, plan.config.run.max_revisions)
    claims = brief_claims(result.drafts[-1])
    if claims:
        # A model's sentences are read by the critic; those of extraction, which stood in for them, were not.
        ask("critic", CritiqueQuestion(passages=(), claims=claims, language=plan.request.language), CritiqueAnswer)
    return tuple(call for one in answerers.values() if isinstance(one, _Estimating) for call in one.calls)
