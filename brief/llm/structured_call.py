"""One question put to one model: prompt filled, call made or found in the ledger, answer read and repaired."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from brief.llm.answer_schema import narrowed
from brief.llm.base import Completion, Prompt
from brief.llm.batches import ITEMS, halves, joined, lightened, names_none
from brief.llm.budget import Budget, completion_cost
from brief.llm.context_window import cut_by_server, made_up, may_be_cut, overrun, read_in_part, too_long
from brief.llm.ledger import Ledger, content_key
from brief.llm.parsing import InvalidAnswerError, read_answer
from brief.llm.prompt_template import PromptTemplate, fill
from brief.llm.repair import concerning, narrowed_to, patched
from brief.llm.thinking import spoken
from brief.llm.tokens import TokenCounter
from brief.settings.models import ModelLink
from checks.answers import findings, tidied, usable
from checks.answers.echoes import without_echoes
from checks.answers.finding import Finding, Place
from checks.answers.places import WHOLE, lost_of, names_unknown, texts_of
from schemas.base import Schema
from schemas.reasons import Reason
from schemas.repair import RepairQuestion
from schemas.run import Call
from schemas.table import TableQuestion

T = TypeVar("T", bound=Schema)

CallModel = Callable[[ModelLink, Prompt, str, Mapping[str, Any], int], tuple[Completion, int]]
"""(link, prompt, name of the schema, schema, estimated tokens) -> (completion, attempts). Raises ProviderError."""


@dataclass(frozen=True)
class CallContext:
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


class StructuredCall:
    """Questions of one role to one model."""

    def __init__(self, role: str, link: ModelLink, desk: CallContext, again: bool = False) -> None:
        self._role, self._link, self._desk, self._again = role, link, desk, again
        self.lost: dict[Place, Reason] = {}
        """Why what of the answers does not stand does not."""
        self.too_long = ""
        """What is wrong with a question that was not cut to the model's context, or was by its server; what to set."""
        self._longest = 0
        """Tokens of that question, or the longest of them."""

    def ask(self, question: Schema, answer: type[T], half: bool = False, room: int | None = None) -> T | None:
        """What of the model's answer stands; None where it would not answer, or never in a form that can be used.

        A question that is refused, or too long for the model, is halved until the one item is found that is to blame;
        one that cannot be halved is shown less evidence. One whose answer was cut off is halved once: a model that is
        cut off in the `half` as well writes without end, and asking it for less is paid for in vain. One that the
        server itself seems to have cut is asked in parts that fit into the `room` it has, in tokens. Raises
        ProviderError where the model cannot be reached, and BudgetReached.
        """
        prompt = fill(self._desk.prompts[self._role], question, self._desk.style)
        tokens = self._tokens(prompt)
        if overrun(self._link, tokens) or (room and tokens > room):
            lighter = lightened(question)
            return (
                self.ask(lighter, answer, half, room) if lighter else self._cut_to_fit(question, answer, prompt, room)
            )
        completion = self._complete(prompt, question, answer, self._again)
        if read := read_in_part(completion.input_tokens, tokens):
            self.too_long = cut_by_server(self._link, tokens, read)
            if not self._counts_are_made_up():
                return self.ask(question, answer, half, read)
        return self._answered(question, answer, half, prompt, completion)

    def _answered(
        self, question: Schema, answer: type[T], half: bool, prompt: Prompt, completion: Completion
    ) -> T | None:
        """What stands of an answer; of one that is refused, cut off or about nothing, in halves."""
        if completion.finish in ("refusal", "filter"):
            return self._by_halves(question, answer, "refused")
        reading = _read(question, answer, completion, prompt.system)
        if reading.value is None and completion.finish == "length":
            if half:
                return self._without(question, "cut_off")
            if halves(question):
                return self._by_halves(question, answer, "cut_off")
        if not half and self._reads_nothing(question, reading, self._tokens(prompt)):
            return self._by_halves(question, answer, "cut_off")
        return self._stands(question, self._repaired(question, answer, reading), completion)

    def _counts_are_made_up(self) -> bool:
        calls = (call for call in self._desk.ledger.known if call.model == self._link.name)
        return any(made_up(call.input_tokens, self._tokens(Prompt(call.system, call.user))) for call in calls)

    def _reads_nothing(self, question: Schema, reading: "_ParsedAnswer[T]", tokens: int) -> bool:
        """Whether the answer shows that its server cut the question."""
        if reading.value is None or not may_be_cut(tokens) or halves(question) is None:
            return False
        if not names_none(question, reading.value):
            return False
        self.too_long = cut_by_server(self._link, tokens, None)
        return True

    def _cut_to_fit(self, question: Schema, answer: type[T], prompt: Prompt, room: int | None) -> T | None:
        if halves(question) is None and overrun(self._link, self._tokens(prompt)):
            self._longest = max(self._longest, self._tokens(prompt))
            template = self._desk.prompts[self._role].path.name
            self.too_long = too_long(self._role, self._link, self._longest, template)
        return self._by_halves(question, answer, "question_too_long", room)

    def _by_halves(self, question: Schema, answer: type[T], why: Reason, room: int | None = None) -> T | None:
        parts = halves(question)
        if parts is None:
            return self._without(question, why)
        whole = joined(*(self.ask(part, answer, half=why == "cut_off", room=room) for part in parts))
        return whole if isinstance(whole, answer) else None

    def _without(self, question: Schema, why: Reason) -> T | None:
        """No answer to `question`; its reason is kept."""
        self.lost |= dict.fromkeys(_asked_about(question), why)
        return None

    def _stands(self, question: Schema, reading: "_ParsedAnswer[T]", completion: Completion) -> T | None:
        """What of an answer does, after its repair."""
        if reading.value is None:
            return self._without(question, "cut_off" if completion.finish == "length" else "unusable")
        self.lost |= {**lost_of(reading.findings, strangers=reading.strangers), **reading.echoed}
        return usable(question, reading.value)

    def _repaired(self, question: Schema, answer: type[T], reading: "_ParsedAnswer[T]") -> "_ParsedAnswer[T]":
        """The answer after its faults were shown a bounded number of times; never with more of them than before."""
        for _ in range(self._desk.max_repairs):
            if not reading.findings:
                break
            mended = self._asked_again(question, answer, reading)
            if mended and mended.value is not None and _no_worse(mended, reading):
                reading = mended
        return reading

    def _asked_again(self, question: Schema, answer: type[T], reading: "_ParsedAnswer[T]") -> "_ParsedAnswer[T] | None":
        """Only about what was wrong, as far as that can be told apart; None where the model refuses."""
        value, faults = reading.value, reading.findings
        part = question if value is None else narrowed_to(question, faults)
        shown = reading.text if value is None or part is question else concerning(part, faults, value).model_dump_json()
        prompt = self._repair_prompt(part, shown, faults)
        completion = self._complete(prompt, part, answer, again=True)
        if completion.finish in ("refusal", "filter"):
            return None
        given = _read(part, answer, completion, prompt.system)
        if value is None or part is question or given.value is None:
            return given
        whole = tidied(question, patched(value, faults, part, given.value))
        strangers, echoed = reading.strangers or given.strangers, {**reading.echoed, **given.echoed}
        return _ParsedAnswer(whole.model_dump_json(), whole, findings(question, whole), strangers, echoed)

    def _repair_prompt(self, question: Schema, text: str, faults: tuple[Finding, ...]) -> Prompt:
        prompt = fill(self._desk.prompts[self._role], question, self._desk.style)
        asked = RepairQuestion(answer=text, problems=tuple(map(str, faults)))
        repair = fill(self._desk.prompts["repair"], asked, self._desk.style)
        return Prompt(system=prompt.system, user=f"{prompt.user}\n\n{repair.system}\n\n{repair.user}")

    def _tokens(self, prompt: Prompt) -> int:
        return self._desk.counter.count(prompt.system) + self._desk.counter.count(prompt.user)

    def _complete(self, prompt: Prompt, question: Schema, answer: type[Schema], again: bool) -> Completion:
        """From the ledger, else from the model; recorded before it is used."""
        schema = narrowed(question, answer)
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


@dataclass(frozen=True)
class _ParsedAnswer(Generic[T]):
    """A model's text, as far as it could be read."""

    text: str
    value: T | None
    """Tidied; None where the text has not the right form."""
    findings: tuple[Finding, ...]
    strangers: bool = False
    """It names what was not asked about."""
    echoed: Mapping[Place, Reason] = field(default_factory=dict)
    """Texts that were the prompt's own."""


def _read(question: Schema, answer: type[T], completion: Completion, told: str) -> _ParsedAnswer[T]:
    if isinstance(question, TableQuestion):
        told += question.section.description
    try:
        given = read_answer(completion, answer)
    except InvalidAnswerError as error:
        return _ParsedAnswer(spoken(completion.text), None, (Finding(("answer",), str(error)),))
    remarks = getattr(question, "remarks", ())
    own = without_echoes(given, told, (remark.message for remark in remarks))
    value = tidied(question, own)
    return _ParsedAnswer(
        completion.text, value, findings(question, value), names_unknown(question, given), _echoed(given, own)
    )


def _asked_about(question: Schema) -> Iterator[Place]:
    """Its items; where it has none, the whole of it."""
    items = ITEMS.get(type(question))
    if items is None:
        yield WHOLE
        return
    yield from ((items.place, getattr(item, items.id)) for item in getattr(question, items.asked))


def _echoed(given: Schema, own: Schema) -> dict[Place, Reason]:
    kept = dict(texts_of(own))
    return {place: "prompt_echo" for place, text in texts_of(given) if text and not kept[place]}


def _no_worse(one: _ParsedAnswer[T], other: _ParsedAnswer[T]) -> bool:
    return other.value is None or len(one.findings) <= len(other.findings)


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
