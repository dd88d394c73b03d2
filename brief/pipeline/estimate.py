"""What a run would ask and cost, before its first call: the walk is done by extraction, and every prompt is counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from threading import Lock

from agents.base import Answer
from agents.critic import first_questions
from agents.retriever import sift
from brief.extractive import Extractive
from brief.llm.ask import Asking
from brief.llm.base import Answerer
from brief.llm.batches import in_parts
from brief.llm.budget import cost_usd
from brief.llm.context_window import token_counter
from brief.llm.examination import batches, exam_texts
from brief.llm.examination import question as exam_question
from brief.llm.prompt_set import prompt_name
from brief.llm.prompt_template import fill
from brief.pipeline.editions import Edition
from brief.pipeline.gather import Gathered
from brief.pipeline.graph import Beyond, Recorder, walk
from brief.pipeline.hearing import must_be_examined
from brief.pipeline.history import sifting
from brief.pipeline.plan import Plan
from brief.pipeline.progress import Stopwatch
from brief.runs.steps import MemorySteps, Steps, StepsOfFormat
from brief.settings.models import ModelLink
from schemas.base import S, Schema
from schemas.critique import CritiqueAnswer, CritiqueQuestion, VerdictAnswer
from schemas.rendering import RenderingAnswer, RenderingQuestion
from schemas.retrieval import Document


@dataclass(frozen=True)
class EstimatedCall:
    role: str
    model: str
    input_tokens: int
    output_tokens: int
    """Estimated by the length of the answer by extraction; of the critic's by verdicts that all stand."""
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

    def answer(self, role: str, question: Schema, answer: type[S], again: bool = False) -> Answer[S]:
        extracted = Extractive().answer(role, question, answer)
        for part in in_parts(question) if isinstance(question, CritiqueQuestion) else (question,):
            self._note(role, part, _made_up(part) or extracted.value)
        return extracted

    def _note(self, role: str, question: Schema, said: Schema) -> None:
        prompt = fill(self._plan.prompts[prompt_name(role, type(question))], question, self._plan.style)
        read = self._counter.count(prompt.system) + self._counter.count(prompt.user)
        written = self._counter.count(said.model_dump_json())
        cost = cost_usd(self._link, read, 0, 0, written)
        with self._lock:
            self.calls.append(EstimatedCall(role, self.name, read, written, cost))


_SPAN = 30
"""Characters of a passage on which a critic says that a text rests."""


def _made_up(question: Schema) -> Schema | None:
    """An answer as long as a model's, where extraction gives none: every verdict stands."""
    if isinstance(question, RenderingQuestion):
        return RenderingAnswer(texts=question.texts)
    if not isinstance(question, CritiqueQuestion):
        return None
    texts = {passage.id: passage.text for passage in question.passages}
    verdicts = (
        VerdictAnswer(claim_id=claim.claim_id, rests_on=texts[claim.passages[0]][:_SPAN], verdict="stands", fix="")
        for claim in question.claims
    )
    return CritiqueAnswer(verdicts=tuple(verdicts))


def estimate_examination(plan: Plan) -> tuple[EstimatedCall, ...]:
    """The calls before a run whose critic is not known; none if it is, or may not be examined."""
    asked: list[EstimatedCall] = []
    for link in must_be_examined(plan):
        examined = _Estimating(plan, link)
        for batch in batches(exam_texts()):
            examined.answer("critic", exam_question(batch), CritiqueAnswer)
        asked += examined.calls
    return tuple(asked)


def estimate(plan: Plan, found: Gathered, watch: Stopwatch) -> tuple[EstimatedCall, ...]:
    """The calls of a run over what was found, without repairs and revisions; none if every role is extractive. What its
    critic's examination would take stands apart.
    """
    steps, asked, retriever = MemorySteps(), list[EstimatedCall](), sifting(sift, found, plan)
    for one in plan.formats:
        part = plan.of(one)
        own = steps if part is plan else StepsOfFormat(steps, one.name, part.shared_with(plan))
        beyond = Beyond(retriever, endpoints=frozenset(part.models.endpoints), format=one.name)
        asked += _estimated(part, found.documents, own, watch, beyond)
    return tuple(asked)


def _estimated(
    plan: Plan, documents: Sequence[Document], steps: Steps, watch: Stopwatch, beyond: Beyond
) -> list[EstimatedCall]:
    """Those of one format, in all its editions."""
    calls, ask = _estimating(plan)
    result = walk(plan.request, documents, ask, steps, watch, plan.config.run.max_revisions, beyond=beyond)
    # A model's sentences are read by the critic; those of extraction, which stood in for them, were not.
    for question in first_questions(result.drafts[-1], result.classification):
        ask("critic", question, CritiqueAnswer)
    if plan.second:
        further, rendering = _estimating(plan.second)
        Edition(result, plan.formats[0], plan.second, rendering, ask, Recorder(MemorySteps(), watch)).made()
        calls = chain(calls, further)
    return list(calls)


def _estimating(plan: Plan) -> tuple[Iterator[EstimatedCall], Asking]:
    """The calls that will have been made, and who answers them."""
    answerers: dict[str, Answerer] = {
        role: _Estimating(plan, binding.links[0]) if binding.links else Extractive()
        for role, binding in plan.models.bindings.items()
    }
    return (call for one in answerers.values() for call in getattr(one, "calls", ())), Asking(answerers)
