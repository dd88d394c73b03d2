"""A role's fallback chain: its models in order, then extraction where config allows it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from agents.base import Answer
from brief.errors import NoAnswer
from brief.extractive import Extractive
from brief.llm.base import ProviderError
from brief.llm.context_window import context_unknown, is_too_long
from brief.llm.structured_call import CallContext, StructuredCall
from brief.settings.models import Binding, ModelLink
from checks.answers.places import WHOLE, Lost
from schemas.base import Schema
from schemas.reasons import Reason

T = TypeVar("T", bound=Schema)

_WITHOUT: Mapping[Reason, str] = {
    "refused": "refused to answer",
    "cut_off": "no usable answer: it was cut off at max_output_tokens",
    "unusable": "no usable answer",
}


class ModelChain:
    """An `Answerer` for one role."""

    def __init__(self, binding: Binding, context: CallContext, note: Callable[[str], None]) -> None:
        self._binding, self._context, self._note = binding, context, note
        self.name = binding.names[0]

    def answer(self, role: str, question: Schema, answer: type[T], again: bool = False) -> Answer[T]:
        """The first usable answer. Raises NoAnswer if nobody gives one and extraction is not allowed.

        An answer by extraction carries the reason why the last model gave none.
        """
        reasons: list[str] = []
        lost: Lost = {}
        for link in self._binding.links:
            call = StructuredCall(role, link, self._context, again)
            try:
                value = call.ask(question, answer)
            except ProviderError as error:
                too_long = is_too_long(error)
                lost = {WHOLE: "question_too_long" if too_long else "no_answer"}
                reasons.append(self._noted(role, link, context_unknown(link, error) if too_long else str(error)))
                continue
            why: Reason = next(iter(call.lost.values()), "unusable")
            if value is None or call.too_long:
                reasons.append(self._noted(role, link, call.too_long or _WITHOUT[why]))
            if value is not None:
                return Answer(value, "model", call.lost)
            lost = {WHOLE: why}
        if self._binding.extractive:
            return replace(Extractive().answer(role, question, answer), lost=lost)
        advice = 'Run `brief doctor`, or end the chain with "extractive".'
        raise NoAnswer(f"nobody answered ({'; '.join(reasons)}).", where=role, next=advice)

    def _noted(self, role: str, link: ModelLink, why: str) -> str:
        reason = link.endpoint.scrub(f"{link.name}: {why}")
        self._note(f"{role}: {reason}")
        return reason
