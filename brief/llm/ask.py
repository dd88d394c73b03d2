"""Passes an agent's question to who answers for its role: a chain of models in order, then extraction if allowed."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from agents.base import Answer
from brief.errors import NoAnswer
from brief.extractive import Extractive
from brief.llm.base import Answerer, ProviderError
from brief.llm.context_window import context_unknown, is_too_long
from brief.llm.structured_call import CallContext, StructuredCall
from brief.settings.models import ROLES, Binding, ModelLink
from checks.answers.finding import WHOLE, Lost
from schemas.base import S, Schema
from schemas.critique import Heard
from schemas.reasons import Reason


class Asking:
    """An `agents.base.Ask`: one answerer per role, and extraction as well."""

    def __init__(self, answerers: Mapping[str, Answerer]) -> None:
        self._answerers = dict(answerers)
        self._extractive = Extractive()

    def __call__(self, role: str, question: Schema, answer: type[S], again: bool = False) -> Answer[S]:
        return self._answerers[role].answer(role, question, answer, again)

    def extract(self, role: str, question: Schema, answer: type[S]) -> Answer[S]:
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

    def answer(self, role: str, question: Schema, answer: type[S], again: bool = False) -> Answer[S]:
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
