"""What a run or a replay would ask and cost, before its first call: its walk, with the answers that the ledgers of its
ancestors hold. Where they hold none, the prompt is counted, and what extraction says stands for the model's answer.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn

from agents.base import Answer
from agents.retriever import sift
from brief.amendments.steering import Steer
from brief.errors import UsageError
from brief.extractive import Extractive
from brief.llm.ask import Asking, ModelChain
from brief.llm.base import Answerer, Prompt
from brief.llm.budget import Budget, cost_usd
from brief.llm.context_window import token_counter
from brief.llm.critic_chain import ROLE as CRITIC
from brief.llm.critic_chain import Blind, CriticChain, Hear
from brief.llm.examination import batches, exam_texts
from brief.llm.examination import question as exam_question
from brief.llm.ledger import Ledger
from brief.llm.prompt_set import prompt_name
from brief.llm.prompt_template import fill
from brief.llm.structured_call import CallContext
from brief.pipeline.answerers import context_of
from brief.pipeline.editions import Edition
from brief.pipeline.gather import NOTHING_FOUND, Gathered
from brief.pipeline.graph import Beyond, Recorder, walk
from brief.pipeline.hearing import hearer
from brief.pipeline.history import sifting
from brief.pipeline.inheritance import evidence_of, inherited
from brief.pipeline.plan import Plan
from brief.pipeline.progress import Stopwatch
from brief.runs.lineage import read_calls
from brief.runs.steps import RETRIEVAL, MemorySteps, StepsOfFormat
from brief.runs.store import LEDGER, StoredRun, read_step_in
from brief.settings.models import ROLES, Binding, ModelLink
from schemas.base import S, Schema
from schemas.classification import ClassificationAnswer
from schemas.critique import CritiqueAnswer, CritiqueQuestion, VerdictAnswer
from schemas.draft import SynthesisAnswer
from schemas.rendering import RenderedText, RenderingAnswer, RenderingQuestion
from schemas.revision import MendedText, RevisionAnswer, RevisionQuestion, TextToMend
from schemas.run import Call, Purpose, Trust
from schemas.table import TableAnswer


@dataclass(frozen=True)
class EstimatedCall:
    role: str
    model: str
    input_tokens: int
    output_tokens: int
    """Estimated by the length of the answer by extraction, or of those that the role gave in the run that is replayed,
    where these were longer; of the critic's by verdicts that all stand.
    """
    cost_usd: float | None
    """None if the price is unknown."""


@dataclass(frozen=True)
class Estimate:
    asked: tuple[EstimatedCall, ...]
    """Without repairs and revisions of what is still to be written."""
    examination: tuple[EstimatedCall, ...]
    """Of a critic that is not known, before anything is written."""
    reused: int
    """Calls that ledgers answer."""


def estimate(plan: Plan, found: Gathered, watch: Stopwatch) -> Estimate:
    """Of a run over what was found."""
    return _estimated(plan, found, MemorySteps(), _Tally((), by_batch=plan.batch), watch)


def estimate_replay(plan: Plan, parent: StoredRun, watch: Stopwatch) -> Estimate:
    """Of a replay of `parent`. Raises UsageError where that holds no evidence, BriefError if it is damaged."""
    taken, steps = evidence_of(plan, parent), MemorySteps()
    steps.values |= taken.steps
    return _estimated(plan, NOTHING_FOUND, steps, _Tally(taken.calls, parent.record.trust), watch)


def estimate_resume(plan: Plan, stored: StoredRun, watch: Stopwatch) -> Estimate:
    """Of what is still to be done in a run that was stopped. Raises UsageError where no step says of how much."""
    taken, steps = inherited(plan), _StepsSoFar(stored.path)
    if not steps.has_step(RETRIEVAL):
        steps.values |= taken.steps
    if not steps.has_step(RETRIEVAL):
        what = "was stopped before its documents were read; what it would ask is not known."
        raise UsageError(what, where=stored.path.name, next="`brief run --estimate` tells what such a run asks.")
    calls = (*read_calls(stored.path / LEDGER), *taken.calls)
    tally = _Tally(calls, stored.record.trust, by_batch=plan.batch)
    return _estimated(plan, NOTHING_FOUND, steps, tally, watch)


class _StepsSoFar(MemorySteps):
    """Those of a run's folder; what is made beyond them stays in memory."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def has_step(self, name: str) -> bool:
        return super().has_step(name) or (self._folder / f"{name}.json").is_file()

    def read_step(self, name: str, kind: type[S]) -> S:
        return super().read_step(name, kind) if super().has_step(name) else read_step_in(self._folder, name, kind)


def _estimated(plan: Plan, found: Gathered, steps: MemorySteps, tally: "_Tally", watch: Stopwatch) -> Estimate:
    """All formats in all their editions."""
    retriever = sifting(sift, found, plan)
    for one in plan.formats:
        part = plan.of(one)
        tally.anew |= part.steering.comments.keys()
        own = steps if part is plan else StepsOfFormat(steps, one.name, part.shared_with(plan))
        beyond = Beyond(retriever, endpoints=frozenset(part.models.endpoints), format=one.name)
        ask, steer, revisions = tally.asking(part), Steer(part.steering), part.config.run.max_revisions
        result = walk(part.request, found.documents, ask, own, watch, revisions, steer, beyond)
        if part.second and result.retrieval.events:
            Edition(result, one, part.second, tally.asking(part.second), ask, Recorder(MemorySteps(), watch)).made()
    return tally.estimate


class _Missing(Exception):
    """No ledger holds this call."""

    def __init__(self, link: ModelLink, prompt: Prompt, *_: object) -> None:
        super().__init__()
        self.link, self.prompt = link, prompt


def _missing(*asked: Any) -> NoReturn:
    """In place of model calls."""
    raise _Missing(*asked)


class _Tally:
    """What is asked and what need not be, over all formats; each prompt is asked once."""

    def __init__(self, calls: Iterable[Call], trust: Iterable[Trust] = (), by_batch: bool = False) -> None:
        """`trust`: what the words of critics counted for in the run that is replayed."""
        self._by_batch = by_batch
        self.heard = {one.model: one.heard for one in trust if one.examined}
        self.verdicts: dict[str, VerdictAnswer] = {}
        """Made up, by the blind ids of their claims."""
        self.anew = set[str]()
        """Texts that are not kept: an editor has commented on them."""
        earlier = tuple(calls)
        self._ledger = Ledger(lambda _: None, earlier=earlier)
        self._usual = _usual_lengths(earlier)
        self._asked: dict[tuple[str, Prompt], EstimatedCall] = {}
        self._examination: dict[tuple[str, Prompt], EstimatedCall] = {}
        self._lock = Lock()

    @property
    def estimate(self) -> Estimate:
        asked = sorted(self._asked.values(), key=lambda call: (ROLES.index(call.role), -call.input_tokens))
        return Estimate(tuple(asked), tuple(self._examination.values()), len(self._ledger.calls))

    def count(self, role: str, link: ModelLink, prompt: Prompt, said: Schema, *, examines: bool = False) -> None:
        counter = token_counter(link.model)
        read = counter.count(prompt.system) + counter.count(prompt.user)
        written = max(counter.count(said.model_dump_json()), self._usual.get((role, _PURPOSES.get(type(said))), 0))
        cost = cost_usd(link, read, 0, 0, written)
        if cost and self._by_batch and not examines and link.endpoint.config.batch:
            cost *= link.endpoint.config.batch_price
        call = EstimatedCall(role, link.name, read, written, cost)
        with self._lock:
            (self._examination if examines else self._asked).setdefault((link.name, prompt), call)

    def asking(self, plan: Plan) -> Asking:
        """Who answers for `plan`, as in a run, and instead of a model whoever counts."""
        context = replace(context_of(plan, self._ledger, _silent), call=_missing, budget=Budget(None, None))
        chains = {CRITIC: partial(_Critic, hear=hearer(plan, _silent))}
        answerers: dict[str, Answerer] = {
            role: chains.get(role, _Chain)(binding, context, tally=self) if binding.links else Extractive()
            for role, binding in plan.models.bindings.items()
        }
        return Asking(answerers)


_PURPOSES: Mapping[type[Schema], Purpose] = {
    ClassificationAnswer: "answer",
    TableAnswer: "answer",
    SynthesisAnswer: "answer",
    RevisionAnswer: "revision",
}
"""What an answer is counted as in a ledger."""


def _usual_lengths(calls: Sequence[Call]) -> Mapping[tuple[str, Purpose | None], int]:
    """Tokens written in an answer, on average, by role and purpose."""
    written: dict[tuple[str, Purpose | None], list[int]] = {}
    for one in calls:
        written.setdefault((one.role, one.purpose), []).append(one.output_tokens)
    return {key: sum(each) // len(each) for key, each in written.items()}


def _silent(_note: str) -> None:
    """Who was asked, and who is heard, is told of a run."""


class _Chain(ModelChain):
    """An `Answerer` for one role: from the ledger, else by extraction, as a model's."""

    def __init__(self, binding: Binding, context: CallContext, tally: _Tally) -> None:
        super().__init__(binding, context, _silent)
        self._tally = tally
        self._unmended = ModelChain(binding, replace(context, max_repairs=0), _silent)

    def answer(self, role: str, question: Schema, answer: type[S], again: bool = False) -> Answer[S]:
        try:
            return super().answer(role, question, answer, again)
        except _Missing as missing:
            with suppress(_Missing):  # it is the repair of an answer that is there
                known = self._unmended.answer(role, question, answer, again)
                self._tally.count(role, missing.link, missing.prompt, known.value)
                return known
            said = _made_up(role, question, answer, self._tally.anew)
            template = self._context.prompts[prompt_name(role, type(question))]
            self._tally.count(role, missing.link, fill(template, question, self._context.style), said)
            return Answer(said, by="model")


class _Critic(CriticChain):
    """From the verdicts in the ledger; what else is read stands."""

    def __init__(self, binding: Binding, context: CallContext, hear: Hear, tally: _Tally) -> None:
        super().__init__(binding, context, _silent, hear)
        self._tally = tally

    def examine(self, link: ModelLink) -> Trust:
        """By the ledger; else as it was heard before, or heard. Never as examined, which would be kept."""
        try:
            return super().examine(link).model_copy(update={"examined": False})
        except _Missing:
            for question in map(exam_question, batches(exam_texts())):
                prompt = fill(self._context.prompts[CRITIC], question, self._context.style)
                self._tally.count(CRITIC, link, prompt, _all_stand(question), examines=True)
            return Trust(model=link.name, heard=self._tally.heard.get(link.name, "yes"))

    def ask(self, link: ModelLink, blind: Blind, ids: Sequence[str]) -> dict[str, VerdictAnswer]:
        made_up = self._tally.verdicts
        try:
            given = super().ask(link, blind, unread) if (unread := [one for one in ids if one not in made_up]) else {}
        except _Missing as missing:
            said = _all_stand(blind.part(unread))
            self._tally.count(CRITIC, missing.link, missing.prompt, said)
            given = {one.claim_id: one for one in said.verdicts}
            made_up |= given
        return given | {one: made_up[one] for one in ids if one in made_up}


_SPAN = 30
"""Characters of a passage on which a critic says that a text rests."""


def _all_stand(question: CritiqueQuestion) -> CritiqueAnswer:
    texts = {passage.id: passage.text for passage in question.passages}
    verdicts = (
        VerdictAnswer(claim_id=claim.claim_id, rests_on=texts[claim.passages[0]][:_SPAN], verdict="stands", fix="")
        for claim in question.claims
    )
    return CritiqueAnswer(verdicts=tuple(verdicts))


def _made_up(role: str, question: Schema, answer: type[S], anew: Collection[str]) -> S:
    """What a critic has to look at, as long as a model's: by extraction, where that has an answer; else texts to render
    or to write anew as they are but for a mark, and texts that failed kept.
    """
    if isinstance(question, RenderingQuestion):
        rendered = (RenderedText(id=one.id, text=f"{one.text}*") for one in question.texts)
        return answer.model_validate(RenderingAnswer(texts=tuple(rendered)))
    if isinstance(question, RevisionQuestion):
        words = {passage.id: passage.text[:_SPAN] for passage in question.passages}
        mended = (_otherwise(one) if one.claim_id in anew else _kept(one, words) for one in question.texts)
        return answer.model_validate(RevisionAnswer(texts=tuple(mended)))
    return Extractive().answer(role, question, answer).value


def _otherwise(one: TextToMend) -> MendedText:
    return MendedText(claim_id=one.claim_id, keep="", text=f"{one.text}*", passages=one.passages)


def _kept(one: TextToMend, words: Mapping[str, str]) -> MendedText:
    keep = "".join(words[each] for each in one.passages[:1])
    return MendedText(claim_id=one.claim_id, keep=keep, text="", passages=())
