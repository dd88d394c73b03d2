"""Critics for tests: one that reads well, one that is scripted, and trust in whoever answers."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from agents.base import Answer
from brief.llm.examination import exam_texts, hearing_key, keep_hearing
from brief.pipeline.plan import Plan
from schemas.base import Schema
from schemas.critique import (
    ClaimBrief,
    CritiqueAnswer,
    CritiqueQuestion,
    Heard,
    ShownPassage,
    Verdict,
    VerdictAnswer,
)
from schemas.run import Trust

T = TypeVar("T", bound=Schema)
FIX = "原文没有这么说"


def read_well(question: CritiqueQuestion) -> CritiqueAnswer:
    """The critic knows the examination's faults, and finds that everything else stands."""
    faults = {text.text for text in exam_texts() if not text.stands}
    return judged(question, lambda claim: "unsupported" if claim.text in faults else "stands")


def judged(question: CritiqueQuestion, says: Callable[[ClaimBrief], Verdict | None]) -> CritiqueAnswer:
    """A verdict for every claim but those of which `says` gives none; what stands does so on its first passage."""
    shown = {passage.id: passage for passage in question.passages}
    given = ((claim, says(claim)) for claim in question.claims)
    return CritiqueAnswer(verdicts=tuple(_verdict(claim, verdict, shown) for claim, verdict in given if verdict))


def _verdict(claim: ClaimBrief, verdict: Verdict, shown: Mapping[str, ShownPassage]) -> VerdictAnswer:
    stands = verdict == "stands"
    rests_on = shown[claim.passages[0]].text[:20] if stands else ""
    return VerdictAnswer(claim_id=claim.claim_id, rests_on=rests_on, verdict=verdict, fix="" if stands else FIX)


class ScriptedCritic:
    """An `Answerer` for the critic, whose verdicts are those of a function; it notes what it had not read before."""

    name = "scripted"

    def __init__(self, says: Callable[[ClaimBrief], Verdict | None] = lambda _: "stands", heard: Heard = "yes") -> None:
        self.heard: Heard = heard
        self.questions: list[tuple[ClaimBrief, ...]] = []
        """The claims of each question that had not been read before, where there are any."""
        self._says = says

    @property
    def read(self) -> list[ClaimBrief]:
        return [claim for claims in self.questions for claim in claims]

    def answer(self, role: str, question: Schema, answer: type[T], again: bool = False) -> Answer[T]:
        assert isinstance(question, CritiqueQuestion), role
        assert self.heard != "no", "a critic that is not heard is not asked"
        if fresh := tuple(claim for claim in question.claims if claim not in self.read):
            self.questions.append(fresh)
        return Answer(answer.model_validate(judged(question, self._says).model_dump()), by="model")


def trust_critic(folder: Path, plan: Plan) -> None:
    """As if the models of the plan's critic had been examined in this project, and passed."""
    for link in plan.models.bindings["critic"].links:
        trust = Trust(model=link.name, examined=True, found=(60, 60), spared=(60, 60), heard="yes")
        keep_hearing(folder, hearing_key(link, plan.prompts["critic"]), trust)
