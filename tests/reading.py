"""A critic that reads well: it knows the examination, and finds that everything else stands."""

from pathlib import Path

from brief.llm.examination import exam_texts
from brief.llm.hearings import hearing_key, keep_hearing
from brief.pipeline.plan import Plan
from schemas.critique import CritiqueAnswer, CritiqueQuestion, VerdictAnswer
from schemas.run import Trust


def read_well(question: CritiqueQuestion) -> CritiqueAnswer:
    """Every claim stands on the first words of its first passage, but for the faults among the examination's texts."""
    faults = {text.text for text in exam_texts() if not text.stands}
    passages = {passage.id: passage for passage in question.passages}
    verdicts = (
        VerdictAnswer(claim_id=claim.claim_id, rests_on="", verdict="unsupported", fix="原文没有这么说")
        if claim.text in faults
        else VerdictAnswer(
            claim_id=claim.claim_id, rests_on=passages[claim.passages[0]].text[:20], verdict="stands", fix=""
        )
        for claim in question.claims
    )
    return CritiqueAnswer(verdicts=tuple(verdicts))


def trust_critic(folder: Path, plan: Plan) -> None:
    """As if the models of the plan's critic had been examined in this project, and passed."""
    for link in plan.models.bindings["critic"].links:
        trust = Trust(model=link.name, examined=True, found=(60, 60), spared=(60, 60), heard="yes")
        keep_hearing(folder, hearing_key(link, plan.prompts["critic"]), trust)
