"""Texts that repeat what stands beside them: a suspicion of the draft."""

import pytest
from builders import WEEK, cite, claim_values, draft, keyword, row, signal, table

from checks.evidence_index import EvidenceIndex, make_library
from checks.says_no_more import REPEATING
from schemas.claim import Claim
from schemas.draft import Draft, Synthesis
from schemas.table import Row

HEADLINE, TECHNICAL = "第2厂钠电池产线投产", "年产能6GWh，客户已订七成"


def library() -> EvidenceIndex:
    return make_library((), (), WEEK, "Asia/Shanghai")


def found(given: Draft) -> list[str]:
    return [claim_id for claim_id, _ in REPEATING.find(given, library())]


def one_row(insight: str, technical: str = TECHNICAL, event_id: str = "e1") -> Row:
    return row("energy", event_id, HEADLINE, technical, insight)


@pytest.mark.parametrize(
    "insight",
    [
        "年产能6GWh，客户已订七成。",
        "据悉，年产能6GWh，客户已订七成",
        "客户已订七成",
        "第2厂钠电池产线投产，客户已订七成",
        "第2厂钠电池产线投产",
    ],
)
def test_a_cell_that_says_no_more_than_those_before_it_is_suspected(insight: str) -> None:
    assert found(draft(table("energy", one_row(insight)))) == ["energy.e1.insight"]


def test_a_cell_that_goes_on_with_the_sentence_of_another_is_suspected() -> None:
    sentence = "第2厂钠电池产线的年产能6GWh，首年产能客户已订七成"
    longer = one_row(f"{sentence}，其余买家短期内拿货余地不大，现货也很紧张", sentence)
    assert found(draft(table("energy", longer))) == ["energy.e1.insight"]


@pytest.mark.parametrize("insight", ["", "现货余地不大，其余买家或要等到下半年"])
def test_a_cell_that_adds_something_or_says_nothing_is_not(insight: str) -> None:
    assert found(draft(table("energy", one_row(insight)))) == []


def test_what_extraction_or_an_editor_wrote_is_not_suspected() -> None:
    repeated = one_row("客户已订七成")
    for by in ("extraction", "hand"):
        cells = (*repeated.cells[:2], repeated.cells[2].model_copy(update={"by": by}))
        assert found(draft(table("energy", repeated.model_copy(update={"cells": cells})))) == []


def claim(claim_id: str, text: str) -> Claim:
    return Claim(**claim_values(claim_id, text, cite("d1", text), kind="inferred"))


def effect(number: int, text: str) -> Claim:
    return claim(f"energy.effect{number}", text)


def test_an_effect_that_says_no_more_than_the_rows_or_an_earlier_effect_is_suspected() -> None:
    rows = (one_row(""),)
    effects = (effect(1, "客户已订七成"), effect(2, "现货紧张将推高租赁价格"), effect(3, "现货紧张，将推高租赁价格。"))
    given = draft(table("energy", *rows, effects=effects))
    assert found(given) == ["energy.effect1", "energy.effect3"]


def test_parts_of_the_synthesis_that_repeat_each_other_are_suspected() -> None:
    risks = (claim("risk1", "若排队延长，园区投用将推迟"), claim("risk2", "若排队延长，则园区投用将推迟"))
    keywords = (keyword("并网名额", "算力项目的先决条件"), keyword("先决条件", "算力项目的并网名额", number=2))
    given = draft(synthesis=Synthesis(keywords=keywords, signals=(), risks=risks))
    assert found(given) == ["keyword2", "risk2"]


def test_a_signal_that_says_no_more_than_the_effects_is_suspected() -> None:
    told = effect(1, "现货紧张将推高租赁价格")
    joined = signal(("energy.e1", "ai.e2"), "现货紧张，将推高租赁价格。")
    given = draft(
        table("energy", one_row(""), effects=(told,)), synthesis=Synthesis(keywords=(), signals=(joined,), risks=())
    )
    assert found(given) == ["signal.energy-ai"]


def test_it_yields_a_suspicion() -> None:
    assert REPEATING.yields == "suspicion"
