"""A view: what it may draw on, how many there may be, and when one is printed."""

from dataclasses import replace

import pytest
from builders import AI, cite, claim_values, classification, draft, evidence, row, script, section_evidence, table

from agents.critic import infers, role_of
from agents.table_writer import write_table
from checks.catalogue import examine
from checks.evidence_index import library_of
from checks.views import VIEWS
from schemas.claim import Claim
from schemas.section import Block, Column
from schemas.table import Cell, Entry, TableAnswer, TableQuestion

TEXTS = ("OpenAI发布新一代语音模型", "延迟降至0.3秒", "意味着客服成本下降")
OWN = AI.model_copy(
    update={
        "columns": (*AI.columns[:1], Column(id="concern", title="我在意的点", max_chars=120, holds="view")),
        "blocks": (Block(id="judgement", title="判断", holds="view", most=2, max_chars=90, asks="我怎么看。"),),
    }
)
EVIDENCE = section_evidence(OWN, evidence("e1", *TEXTS))


def view(text: str, number: int = 1) -> Entry:
    values = claim_values(f"ai.judgement{number}", text, cite("d1", TEXTS[1], 2), kind="view")
    return Entry(block="judgement", **{**values, "by": "model"})


def found(*views: Entry, persona: tuple[str, ...] = ()) -> set[str]:
    index = replace(library_of(classification(EVIDENCE)), persona=persona)
    return {issue.kind for issue in examine(draft(table("ai", row("ai", "e1", *TEXTS), entries=views)), index)}


def test_a_view_has_no_figure_and_no_date_that_its_evidence_lacks() -> None:
    assert "figure_not_in_evidence" in found(view("我看延迟会降到0.1秒"))
    assert "date_not_in_evidence" in found(view("这支持我2025年9月12日那条：时延先于能力"))


def test_a_view_may_name_what_its_persona_has_believed_and_since_when() -> None:
    persona = ("conviction since 2025-09-12: 时延先于能力",)
    assert "date_not_in_evidence" not in found(view("这支持我2025年9月12日那条：时延先于能力"), persona=persona)


def test_a_report_holds_no_more_views_than_statements() -> None:
    index = library_of(classification(EVIDENCE))
    many = draft(table("ai", row("ai", "e1", TEXTS[0]), entries=(view("甲"), view("乙", 2))))
    assert [issue.claim_id for issue in VIEWS.issues(many, index)] == ["ai.judgement2"]


def test_a_view_is_read_as_one_and_is_never_printed_unread() -> None:
    assert role_of(view("我看时延更要紧")) == "view"
    assert infers(view("我看时延更要紧"))
    own = Cell(column="amount", **claim_values("ai.e1.amount", "3亿元"))
    assert (role_of(own), infers(own)) == ("stated", False)


@pytest.mark.parametrize(("heard", "asked"), [("yes", True), ("half", True), ("no", False)])
def test_nobody_is_asked_for_a_view_that_no_critic_would_read(heard: str, asked: bool) -> None:
    questions: list[TableQuestion] = []

    def answer(question: TableQuestion) -> TableAnswer:
        questions.append(question)
        return TableAnswer.model_validate({"rows": [], "thesis": {"text": "", "passages": []}, "effects": []})

    ask, scripted = script(table_writer=answer)
    scripted.heard = heard  # type: ignore[assignment]
    write_table(EVIDENCE, ask)
    assert ("concern" in [column.id for column in questions[0].columns]) == asked
    assert bool(questions[0].blocks) == asked


def test_an_editors_own_view_needs_no_source_and_a_models_does() -> None:
    index = library_of(classification(EVIDENCE))
    unsourced = view("我看时延更要紧").model_copy(update={"citations": ()})
    by_hand: Claim = unsourced.model_copy(update={"by": "hand"})
    kinds = {
        claim.by: {
            issue.kind for issue in examine(draft(table("ai", row("ai", "e1", *TEXTS), entries=(claim,))), index)
        }
        for claim in (unsourced, by_hand)
    }
    assert "quote_not_in_passage" in kinds["model"]
    assert "quote_not_in_passage" not in kinds["hand"]
