from builders import (
    AI,
    ENERGY,
    cell,
    cite,
    classification,
    draft,
    evidence,
    row,
    script,
    section_evidence,
    table,
)

from agents.critic import critique
from brief.llm.ask import Asking, extractive_ask
from schemas.critique import Critique, CritiqueAnswer, CritiqueQuestion, Issue
from schemas.draft import Draft
from schemas.table import Row

EVENT = "某厂建成100兆瓦储能电站"
CLASSIFICATION = classification(section_evidence(ENERGY, evidence("e1", EVENT, "总投资5亿元。")), section_evidence(AI))


def written(insight: str = "", quote: str = EVENT) -> Draft:
    """A row whose event and insight a model wrote in its own words, on the headline."""
    cells = (
        cell("energy.e1", "event", "一座100兆瓦电站建成", cite("d1", quote)),
        cell("energy.e1", "technical", ""),
        cell("energy.e1", "insight", insight, *([cite("d1", EVENT)] if insight else [])),
    )
    return draft(table("energy", Row(id="energy.e1", event_id="e1", cells=cells)), table("ai"))


def judged(given: Draft, ask: Asking) -> Critique:
    return critique(given, CLASSIFICATION, ask)


def issue(claim_id: str) -> Issue:
    return Issue(claim_id=claim_id, kind="broken_text", message="says more than its quote")


def test_a_sound_draft_that_nobody_objects_to_is_accepted() -> None:
    ask, _ = script(critic=CritiqueAnswer(issues=()))
    found = judged(written("电价有变"), ask)
    assert found.accepted
    assert (found.revision, found.checked) == (1, 2)


def test_the_critic_is_asked_about_each_claim_with_its_quotes() -> None:
    ask, scripted = script(critic=CritiqueAnswer(issues=()))
    judged(written("电价有变"), ask)
    ((role, question),) = scripted.asked
    assert role == "critic"
    assert isinstance(question, CritiqueQuestion)
    assert [(one.claim_id, one.quotes) for one in question.claims] == [
        ("energy.e1.event", (EVENT,)),
        ("energy.e1.insight", (EVENT,)),
    ]


def test_an_answer_adds_issues_to_those_of_code() -> None:
    ask, _ = script(critic=CritiqueAnswer(issues=(issue("energy.e1.insight"),)))
    found = judged(written("电价有变", quote="别的话"), ask)
    assert [(one.claim_id, one.kind) for one in found.issues] == [
        ("energy.e1.event", "quote_not_in_passage"),
        ("energy.e1.insight", "broken_text"),
    ]


def test_what_code_rejected_is_not_asked_about_and_stays_rejected() -> None:
    ask, scripted = script(critic=CritiqueAnswer(issues=()))
    found = judged(written("电价有变", quote="别的话"), ask)
    assert not found.accepted
    (asked,) = (question for _, question in scripted.asked)
    assert isinstance(asked, CritiqueQuestion)
    assert [one.claim_id for one in asked.claims] == ["energy.e1.insight"]


def test_unknown_claims_in_an_answer_are_ignored() -> None:
    issues = (issue("energy.e9.event"), issue(""), issue("energy.e1"), issue("energy.e1.technical"))
    ask, _ = script(critic=CritiqueAnswer(issues=issues))
    assert judged(written(), ask).accepted


def test_quotations_and_cells_without_a_statement_are_nobodys_question() -> None:
    quoted = row("energy", "e1", EVENT)
    cells = tuple(one.model_copy(update={"kind": "quoted"}) if one.text else one for one in quoted.cells)
    ask, scripted = script()
    assert judged(draft(table("energy", quoted.model_copy(update={"cells": cells})), table("ai")), ask).accepted
    assert scripted.asked == []


def test_without_a_model_code_alone_judges() -> None:
    assert judged(written(), extractive_ask()).accepted
    assert not judged(written(quote="别的话"), extractive_ask()).accepted


def test_an_empty_draft_is_accepted_and_nobody_is_asked() -> None:
    ask, scripted = script()
    assert judged(draft(table("energy"), table("ai")), ask).accepted
    assert scripted.asked == []


def test_what_an_editor_wrote_is_judged_by_code_alone() -> None:
    ask, scripted = script(critic=CritiqueAnswer(issues=()))
    critique(written("成本会下降"), CLASSIFICATION, ask, unasked={"energy.e1.event"})
    ((_, question),) = scripted.asked
    assert isinstance(question, CritiqueQuestion)
    assert [claim.claim_id for claim in question.claims] == ["energy.e1.insight"]
    silent, nothing = script()
    found = critique(written(quote="别的话"), CLASSIFICATION, silent, unasked={"energy.e1.event"})
    assert nothing.asked == []
    assert {one.claim_id for one in found.issues} == {"energy.e1.event"}
