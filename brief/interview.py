"""One question put to one model: prompt filled, call made or found in the ledger, answer read and repaired."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from brief.budget import Budget, completion_cost
from brief.ledger import Ledger, content_key
from brief.models import Link
from brief.narrowing import narrowed
from brief.prompts import PromptTemplate, fill
from brief.providers.base import Completion, Prompt
from brief.reading import InvalidAnswerError, read_answer
from brief.splitting import halves, joined
from brief.tokens import TokenCounter
from checks.answers import problems, usable
from schemas.base import Schema
from schemas.repair import RepairQuestion
from schemas.run import Call

T = TypeVar("T", bound=Schema)

CallModel = Callable[[Link, Prompt, str, Mapping[str, Any], int], tuple[Completion, int]]
"""(link, prompt, name of the schema, schema, estimated tokens) -> (completion, attempts). Raises ProviderError."""


@dataclass(frozen=True)
class Desk:
    """What every interview of a run shares."""

    prompts: Mapping[str, PromptTemplate]
    """By role; "repair" among them."""
    style: Mapping[str, str]
    call: CallModel
    ledger: Ledger
    budget: Budget
    counter: TokenCounter
    max_repairs: int = 1
    sample: int = 0


class Interview:
    """Questions of one role to one model."""

    def __init__(self, role: str, link: Link, desk: Desk, again: bool = False) -> None:
        self._role, self._link, self._desk, self._again = role, link, desk, again

    def ask(self, question: Schema, answer: type[T]) -> T | None:
        """What of the model's answer stands; None where it would not answer, or never in a form that can be used.

        A question that is refused, or too long for the model, is halved until the one item is found that is to blame.
        Raises ProviderError where the model cannot be reached, and BudgetReached.
        """
        prompt = fill(self._desk.prompts[self._role], question, self._desk.style)
        schema = narrowed(question, answer)
        completion = self._complete(prompt, answer, schema, self._again) if self._fits(prompt) else None
        if completion is None or completion.finish in ("refusal", "filter"):
            return self._by_halves(question, answer)
        return self._repaired(question, answer, schema, prompt, completion)

    def _by_halves(self, question: Schema, answer: type[T]) -> T | None:
        parts = halves(question)
        if parts is None:
            return None
        whole = joined(self.ask(parts[0], answer), self.ask(parts[1], answer))
        return whole if isinstance(whole, answer) else None

    def _repaired(
        self, question: Schema, answer: type[T], schema: Mapping[str, Any], prompt: Prompt, completion: Completion
    ) -> T | None:
        """Reads the answer; asks again with its faults shown, a bounded number of times; keeps what stands."""
        value, faults = _read(question, answer, completion)
        for _ in range(self._desk.max_repairs):
            if not faults:
                break
            again = self._complete(self._repair_prompt(prompt, completion, faults), answer, schema, again=True)
            if again.finish in ("refusal", "filter"):
                break
            mended, left = _read(question, answer, again)
            if mended is not None and (value is None or len(left) <= len(faults)):
                value, faults, completion = mended, left, again
        kept = None if value is None else usable(question, value)
        return kept if isinstance(kept, answer) else None

    def _repair_prompt(self, prompt: Prompt, completion: Completion, faults: tuple[str, ...]) -> Prompt:
        question = RepairQuestion(answer=completion.text, problems=faults)
        repair = fill(self._desk.prompts["repair"], question, self._desk.style)
        return Prompt(system=prompt.system, user=f"{prompt.user}\n\n{repair.system}\n\n{repair.user}")

    def _fits(self, prompt: Prompt) -> bool:
        limit = self._link.context_tokens
        return limit is None or self._tokens(prompt) + self._link.settings.max_output_tokens <= limit

    def _tokens(self, prompt: Prompt) -> int:
        return self._desk.counter.count(prompt.system) + self._desk.counter.count(prompt.user)

    def _complete(self, prompt: Prompt, answer: type[Schema], schema: Mapping[str, Any], again: bool) -> Completion:
        """From the ledger, else from the model; recorded before it is used."""
        key = content_key(self._link.deciding, prompt.system, prompt.user, schema, self._desk.sample)
        if known := self._desk.ledger.answered(key):
            return _completion_of(known)
        tokens = self._tokens(prompt)
        reservation = self._desk.budget.reserve(self._link, tokens, self._link.settings.max_output_tokens)
        try:
            completion, attempts = self._desk.call(self._link, prompt, answer.__name__, schema, tokens)
        except BaseException:
            reservation.release()
            raise
        reservation.spend(completion)
        self._desk.ledger.add(self._call(key, prompt, completion, attempts, again))
        return completion

    def _call(self, key: str, prompt: Prompt, completion: Completion, attempts: int, again: bool) -> Call:
        return Call(
            key=key,
            role=self._role,
            model=self._link.name,
            sample=self._desk.sample,
            repair=again,
            prompt_version=self._desk.prompts[self._role].version,
            system=prompt.system,
            user=prompt.user,
            answer=self._link.endpoint.scrub(completion.text),
            finish=completion.finish,
            input_tokens=completion.input_tokens,
            cached_tokens=completion.cached_tokens,
            output_tokens=completion.output_tokens,
            cost_usd=completion_cost(self._link, completion),
            seconds=round(completion.seconds, 3),
            attempts=attempts,
            request_id=completion.request_id,
        )


def _read(question: Schema, answer: type[T], completion: Completion) -> tuple[T | None, tuple[str, ...]]:
    """The answer, where it has the right form, and what is wrong with it."""
    try:
        value = read_answer(completion, answer)
    except InvalidAnswerError as error:
        return None, (str(error),)
    return value, problems(question, value)


def _completion_of(call: Call) -> Completion:
    return Completion(
        text=call.answer,
        finish=call.finish,  # type: ignore[arg-type]  # written from a Completion
        input_tokens=call.input_tokens,
        cached_tokens=call.cached_tokens,
        cache_write_tokens=0,
        output_tokens=call.output_tokens,
        request_id=call.request_id,
        seconds=call.seconds,
    )
