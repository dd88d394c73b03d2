"""A claim is about what it cites, in its own words or not; code finds the passages where a writer names none."""

import pytest
from builders import (
    AI,
    ENERGY,
    cell,
    cite,
    classification,
    draft,
    evidence,
    row,
    section_evidence,
    table,
)

from checks.evidence_index import library_of
from checks.relevance import RELATION
from facts.support.citing import carriers
from schemas.claim import ClaimKind
from schemas.draft import Draft

STORAGE = ("某厂建成100兆瓦储能电站", "储能电站投产将推动当地电价明显下降")
MODEL = ("OpenAI发布新一代语音模型", "新模型把图片和文字映射到同一向量空间，用于提升检索增强生成的召回精度")
LIBRARY = library_of(
    classification(section_evidence(ENERGY, evidence("e1", *STORAGE)), section_evidence(AI, evidence("e2", *MODEL)))
)


def saying(text: str, kind: ClaimKind) -> Draft:
    """A row whose insight says `text` and cites the storage event."""
    first = row("energy", "e1", STORAGE[0])
    insight = cell("energy.e1", "insight", text, cite("d1", STORAGE[1], 2)).model_copy(update={"kind": kind})
    cells = (*(one for one in first.cells if one.column != "insight"), insight)
    return draft(table("energy", first.model_copy(update={"cells": cells})))


def found(text: str, kind: ClaimKind) -> list[str]:
    return [issue.claim_id for issue in RELATION.issues(saying(text, kind), LIBRARY)]


@pytest.mark.parametrize("kind", ["stated", "inferred"])
def test_what_is_said_of_another_event_is_not_what_the_cited_passage_says(kind: ClaimKind) -> None:
    assert found("新模型把图片和文字映射到同一向量空间，提升检索增强生成的召回精度", kind) == ["energy.e1.insight"]


def test_an_inference_may_be_in_words_of_its_own() -> None:
    text = "居民用户的账单随之减轻，附近燃煤机组的调峰收入受到挤压"
    assert found(text, "inferred") == []
    assert found(text, "stated") == ["energy.e1.insight"]


def test_words_that_both_events_have_are_nobodys() -> None:
    assert found("储能电站投产将推动当地电价下降", "inferred") == []


# -- passages found by code -------------------------------------------------------------------------------------------

OFFERED = {"d1#1": "某厂建成100兆瓦储能电站", "d1#2": "项目总投资5亿元，储能客户已订七成。", "d1#3": "天气晴朗。"}


def test_named_passages_that_hold_all_figures_need_no_other() -> None:
    assert carriers("储能客户已订七成", ("d1#2",), OFFERED) == ()


def test_without_a_named_passage_those_are_found_that_hold_the_words() -> None:
    assert carriers("储能客户已订七成", (), OFFERED) == ("d1#2",)
    assert set(carriers("100兆瓦储能电站总投资5亿元", (), OFFERED)) == {"d1#1", "d1#2"}


def test_a_text_of_which_most_words_stand_nowhere_has_no_passage() -> None:
    assert carriers("储能客户将因为关税上调而转向东南亚采购更多电芯", (), OFFERED) == ()


def test_a_figure_that_the_named_passages_lack_brings_the_passage_that_has_it() -> None:
    assert carriers("某厂建成储能电站，投资5亿元", ("d1#1",), OFFERED) == ("d1#2",)
    assert carriers("100兆瓦储能电站，7亿元", ("d1#1",), OFFERED) == ()


def test_a_figure_is_not_borrowed_from_another_document_that_tells_of_something_else() -> None:
    other = {**OFFERED, "d2#1": "输出价格下降25%，上下文扩到100万词元。", "d3#1": "储能客户中，液冷占25%，其余为风冷。"}
    assert carriers("四个项目里液冷一个，占25%", ("d1#1",), {**OFFERED, "d2#1": other["d2#1"]}) == ()
    assert carriers("储能客户液冷占25%", ("d1#1",), other) == ("d3#1",)


def test_words_alone_bring_no_passage_beside_those_that_are_named() -> None:
    assert carriers("储能客户预订踊跃", ("d1#3",), OFFERED) == ()


def test_a_sentence_added_to_a_true_one_is_found_and_named() -> None:
    said = "储能电站投产将推动当地电价明显下降，多家国际投行随即上调行业评级"
    issues = [issue.message for issue in RELATION.issues(saying(said, "stated"), LIBRARY)]
    assert len(issues) == 1
    assert "多家国际投行随即上调行业评级" in issues[0]


def test_a_clause_in_words_of_its_source_or_of_few_words_is_no_addition() -> None:
    assert found("当地电价因储能电站投产而明显下降，很快", "stated") == []
