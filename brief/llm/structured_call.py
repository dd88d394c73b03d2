"""One question to one model: fill the prompt, call or reuse the ledger, read and repair the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Generic

from brief.errors import STEP
from brief.llm.base import Completion, Prompt
from brief.llm.batches import ITEMS, halves, joined, lightened, names_none, narrowed
from brief.llm.budget import Budget, completion_cost
from brief.llm.context_window import TokenCounter, cut_by_server, made_up, may_be_cut, overrun, read_in_part, too_long
from brief.llm.ledger import Ledger, content_key
from brief.llm.model_text import spoken
from brief.llm.parsing import InvalidAnswerError, read_answer
from brief.llm.prompt_set import prompt_name
from brief.llm.prompt_template import PromptTemplate, fill
from brief.llm.repair import as_written_last, concerning, narrowed_to, patched
from brief.settings.models import ModelLink
from checks.answers import findings, tidied, usable
from checks.answers.echoes import without_echoes
from checks.answers.finding import WHOLE, Finding, Place, lost_of, names_unknown, texts_of
from schemas.base import S, Schema
from schemas.reasons import Reason
from schemas.repair import RepairQuestion
from schemas.revision import RevisionQuestion
from schemas.run import Call, Purpose
from schemas.table import TableQuestion

CallModel = Callable[[ModelLink, Prompt, Mapping[str, Any], int], Completion]
"""(link, prompt, schema, estimated tokens) -> completion. Raises ProviderError."""


@dataclass(frozen=True)
class CallContext:
    prompts: Mapping[str, PromptTemplate]
    """By role, with "repair"."""
    style: Mapping[str, str]
    call: CallModel
    ledger: Ledger
    budget: Budget
    counter: TokenCounter
    max_repairs: int = 1
    sample: int = 0
    promptly: CallModel | None = None
    """For questions on whose answers all others wait; None where `call` answers at once."""


class StructuredCall:
    """Questions of one role to one model."""

    def __init__(
        self, role: str, link: ModelLink, context: CallContext, again: bool = False, purpose: Purpose = "answer"
    ):
        self._role, self._link, self._context, self._again, self._purpose = role, link, context, again, purpose
        self.lost: dict[Place, Reason] = {}
        """Why parts of the answers were rejected or are missing, by place."""
        self.too_long = ""
        """Why a question does not fit the model's context or was cut by its server, and what to configure."""
        self._longest = 0
        """Tokens of the longest question that did not fit."""

    def ask(self, question: Schema, answer: type[S], half: bool = False, room: int | None = None) -> S | None:
        """The usable parts of the model's answer; None if it refused, or never answered in a usable form.

        A question that is refused, or too long for the model, is halved until the one item that causes it is found; one
        that cannot be halved is asked with less evidence. If an answer was cut off, the question is halved once: a
        model whose answer to a `half` is cut off too never stops writing, and asking for less only costs more. If the
        server itself cut the question, it is asked in parts that fit into `room` tokens. Raises ProviderError if the
        model cannot be reached, and BudgetReached.
        """
        prompt = fill(self._template(question), question, self._context.style)
        tokens = self._tokens(prompt)
        if overrun(self._link, tokens) or (room and tokens > room):
            if lighter := lightened(question):
                return self.ask(lighter, answer, half, room)
            return self._cut_to_fit(question, answer, prompt, room)
        completion = self._complete(prompt, question, answer)
        if read := read_in_part(completion.input_tokens, tokens):
            self.too_long = cut_by_server(self._link, tokens, read)
            if not self._counts_are_made_up():
                return self.ask(question, answer, half, read)
        return self._read_or_halve(question, answer, half, prompt, completion)

    def _read_or_halve(
        self, question: Schema, answer: type[S], half: bool, prompt: Prompt, completion: Completion
    ) -> S | None:
        """The usable parts of an answer after its repair; reasons for the others are recorded. If it is refused, cut
        off or names no item, the question is halved.
        """
        if completion.finish in ("refusal", "filter"):
            return self._by_halves(question, answer, "refused")
        reading = _read(question, answer, completion, prompt.system)
        if reading.value is None and completion.finish == "length":
            if half:
                return self._record_lost(question, "cut_off")
            if halves(question):
                return self._by_halves(question, answer, "cut_off")
        if not half and self._names_none(question, reading, self._tokens(prompt)):
            return self._by_halves(question, answer, "cut_off")
        reading = self._repaired(question, answer, reading)
        if reading.value is None:
            return self._record_lost(question, "cut_off" if completion.finish == "length" else "unusable")
        self.lost |= {**lost_of(reading.findings, strangers=reading.names_unknown_ids), **reading.echoed}
        return usable(question, reading.value)

    def _counts_are_made_up(self) -> bool:
        """Whether the server ever reported far more tokens than a question has."""
        calls = (call for call in self._context.ledger.known if call.model == self._link.name)
        return any(made_up(call.input_tokens, self._tokens(Prompt(call.system, call.user))) for call in calls)

    def _names_none(self, question: Schema, reading: "_ParsedAnswer[S]", tokens: int) -> bool:
        """Whether a long answer-by-item question got an answer that names none of its items: its server cut it."""
        if reading.value is None or not may_be_cut(tokens) or halves(question) is None:
            return False
        if not names_none(question, reading.value):
            return False
        self.too_long = cut_by_server(self._link, tokens, None)
        return True

    def _cut_to_fit(self, question: Schema, answer: type[S], prompt: Prompt, room: int | None) -> S | None:
        if halves(question) is None and overrun(self._link, self._tokens(prompt)):
            self._longest = max(self._longest, self._tokens(prompt))
            template = self._template(question).path.name
            self.too_long = too_long(self._role, self._link, self._longest, template)
        return self._by_halves(question, answer, "question_too_long", room)

    def _by_halves(self, question: Schema, answer: type[S], why: Reason, room: int | None = None) -> S | None:
        parts = halves(question)
        if parts is None:
            return self._record_lost(question, why)
        return joined(*(self.ask(part, answer, half=why == "cut_off", room=room) for part in parts))

    def _record_lost(self, question: Schema, why: Reason) -> S | None:
        """Records the reason for everything that `question` asks about; there is no answer."""
        items = ITEMS.get(type(question))
        self.lost |= dict.fromkeys([(items.place, one) for one in items.asked(question)] if items else [WHOLE], why)
        return None

    def _repaired(self, question: Schema, answer: type[S], reading: "_ParsedAnswer[S]") -> "_ParsedAnswer[S]":
        """The answer after at most `max_repairs` attempts to correct it; never with more faults than before."""
        for _ in range(self._context.max_repairs):
            if not reading.findings:
                break
            mended = self._ask_again(question, answer, reading)
            if mended is None or mended.value is None:
                continue
            if reading.value is None or len(mended.findings) <= len(reading.findings):
                reading = mended
        return reading

    def _ask_again(self, question: Schema, answer: type[S], reading: "_ParsedAnswer[S]") -> "_ParsedAnswer[S] | None":
        """Asks again only about the faulty parts, if they can be separated; None if the model refuses."""
        value, faults = reading.value, reading.findings
        part = question if value is None else narrowed_to(question, faults)
        shown = reading.text if value is None or part is question else concerning(part, faults, value).model_dump_json()
        part = as_written_last(part, faults, value)
        prompt = self._repair_prompt(part, shown, faults)
        completion = self._complete(prompt, part, answer, is_repair=True)
        if completion.finish in ("refusal", "filter"):
            return None
        parsed = _read(part, answer, completion, prompt.system)
        if value is None or part is question or parsed.value is None:
            return parsed
        whole = tidied(question, patched(value, faults, part, parsed.value))
        unknown, echoed = reading.names_unknown_ids or parsed.names_unknown_ids, {**reading.echoed, **parsed.echoed}
        return _ParsedAnswer(whole.model_dump_json(), whole, findings(question, whole), unknown, echoed)

    def _repair_prompt(self, question: Schema, text: str, faults: tuple[Finding, ...]) -> Prompt:
        prompt = fill(self._template(question), question, self._context.style)
        asked = RepairQuestion(answer=text, problems=tuple(map(str, faults)))
        repair = fill(self._context.prompts["repair"], asked, self._context.style)
        return Prompt(system=prompt.system, user=f"{prompt.user}\n\n{repair.system}\n\n{repair.user}")

    def _template(self, question: Schema) -> PromptTemplate:
        return self._context.prompts[prompt_name(self._role, type(question))]

    def _tokens(self, prompt: Prompt) -> int:
        return self._context.counter.count(prompt.system) + self._context.counter.count(prompt.user)

    def _complete(self, prompt: Prompt, question: Schema, answer: type[Schema], is_repair: bool = False) -> Completion:
        """From the ledger, else from the model; recorded before it is used. A key said back is taken out."""
        schema = narrowed(question, answer)
        key = content_key(self._link.deciding, prompt.system, prompt.user, schema, self._context.sample)
        with self._context.ledger.asking(key) as known:
            if known:
                return completion_of(known)
            tokens = self._tokens(prompt)
            with self._context.budget.reserved(self._link, tokens, self._link.settings.max_output_tokens) as spend:
                completion = self._context.call(self._link, prompt, schema, tokens)
                spend(completion)
            completion = replace(completion, text=self._link.endpoint.scrub(completion.text))
            self._context.ledger.add(self._call(key, prompt, completion, question, is_repair))
            return completion

    def _call(self, key: str, prompt: Prompt, completion: Completion, question: Schema, is_repair: bool) -> Call:
        own: Purpose = "revision" if isinstance(question, RevisionQuestion) else self._purpose
        return Call(
            key=key,
            role=self._role,
            model=self._link.name,
            sample=self._context.sample,
            repair=self._again or is_repair,
            purpose="repair" if is_repair else own,
            prompt_version=self._template(question).version,
            system=prompt.system,
            user=prompt.user,
            answer=completion.text,
            finish=completion.finish,
            input_tokens=completion.input_tokens,
            cached_tokens=completion.cached_tokens,
            output_tokens=completion.output_tokens,
            cost_usd=completion_cost(self._link, completion),
            seconds=round(completion.seconds, 3),
            attempts=completion.attempts,
            request_id=completion.request_id,
            answered_at=datetime.now(UTC),
            step=STEP.get(),
            batch=completion.batch,
        )


@dataclass(frozen=True)
class _ParsedAnswer(Generic[S]):
    text: str
    value: S | None
    """The cleaned answer; None if the text has not the required form."""
    findings: tuple[Finding, ...]
    names_unknown_ids: bool = False
    """The answer names ids that were not in the question."""
    echoed: Mapping[Place, Reason] = field(default_factory=dict)
    """Texts that were copied from the prompt."""


def _read(question: Schema, answer: type[S], completion: Completion, instructions: str) -> _ParsedAnswer[S]:
    if isinstance(question, TableQuestion):
        instructions += question.section.description
    try:
        parsed = read_answer(completion, answer)
    except InvalidAnswerError as error:
        return _ParsedAnswer(spoken(completion.text), None, (Finding(("answer",), str(error)),))
    own = without_echoes(parsed, instructions)
    value = tidied(question, own)
    kept = dict(texts_of(own))
    echoed: dict[Place, Reason] = {place: "prompt_echo" for place, text in texts_of(parsed) if text and not kept[place]}
    return _ParsedAnswer(completion.text, value, findings(question, value), names_unknown(question, parsed), echoed)


def completion_of(call: Call) -> Completion:
    kept = ("finish", "input_tokens", "cached_tokens", "output_tokens", "request_id", "seconds")
    return Completion(text=call.answer, **{name: getattr(call, name) for name in kept})
