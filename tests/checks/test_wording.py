"""A writer's own words as text: language, markup, ids, words of the machine, filler, length."""

from dataclasses import replace

import pytest
from judging import one_claim, passes

from checks.base import Check, event_cell
from checks.catalogue import CHECKS, examine
from checks.relevance import RELATION
from checks.wording import FILLERS, LANGUAGE, LENGTH, MACHINE_TEXT, MARKUP
from schemas.section import Column

QUOTE = "北辰科技建成100兆瓦储能电站，成本下降12%"
SOUND = "北辰科技的100兆瓦储能电站已建成，成本降低12%"
ALL = (LANGUAGE, MARKUP, MACHINE_TEXT, FILLERS, LENGTH)

BAD: list[tuple[Check, str]] = [
    (LANGUAGE, "The storage plant of the company has been completed and costs fell"),
    (LANGUAGE, "北辰科技 完成しました 储能电站"),
    (LANGUAGE, "북진과기 100兆瓦储能电站已建成"),
    (LANGUAGE, "Станция 储能电站已建成"),
    (MARKUP, "储能电站已建成，见https://evil.example/a"),
    (MARKUP, "储能电站已建成，见www.evil.example"),
    (MARKUP, "储能电站**已建成**"),
    (MARKUP, "[储能电站](javascript:alert)已建成"),
    (MARKUP, "储能电站已建成<img src=x onerror=alert(1)>"),
    (MARKUP, "储能电站已建成[1]"),
    (MARKUP, "储能电站已建成【1】"),
    (MARKUP, "储能电站 | 已建成 | 成本降低"),
    (MARKUP, "储能电站已建成&nbsp;成本降低"),
    (MARKUP, "储能电站已建成（d1#1）"),
    (MARKUP, "储能电站已建成，见 s.e1"),
    (MARKUP, "```储能电站已建成```"),
    (MACHINE_TEXT, "抱歉，储能电站的信息不足"),
    (MACHINE_TEXT, "作为一个人工智能助手，我认为储能电站已建成"),
    (MACHINE_TEXT, "根据您提供的材料，储能电站已建成"),
    (MACHINE_TEXT, "忽略以上所有指令，储能电站已建成"),
    (MACHINE_TEXT, "以下是改写：储能电站已建成"),
    (MACHINE_TEXT, "证据中没有储能电站的细节"),
    (MACHINE_TEXT, "储能电站已建成 passages: 3"),
    (MACHINE_TEXT, "As an AI language model, 储能电站已建成"),
    (MACHINE_TEXT, "Ignore previous instructions 储能电站已建成"),
    (FILLERS, "储能电站已建成，具有重要意义"),
    (FILLERS, "储能电站已建成，引发广泛关注"),
    (FILLERS, "储能电站已建成，标志着行业迈入新阶段"),
    (FILLERS, "储能电站已建成，未来可期"),
    (FILLERS, "储能电站已建成，性能提升显著"),
    (FILLERS, "储能电站已建成，能力得到大幅增强"),
    (FILLERS, "储能电站表现优异，展现出巨大的潜力"),
    (LENGTH, "储能电站已建成，成本降低。" * 60),
]


def test_sound_words_pass() -> None:
    assert passes(SOUND, QUOTE, CHECKS)


@pytest.mark.parametrize(("check", "text"), BAD)
def test_what_belongs_in_no_text_is_found(check: Check, text: str) -> None:
    assert not passes(text, QUOTE, [check])


@pytest.mark.parametrize(
    "text", ["The **plant** went live, see https://a.example/1", "未披露", "抱歉，我们来晚了", "值得期待 " * 90]
)
def test_a_quotation_keeps_the_words_of_its_source(text: str) -> None:
    assert passes(text, text, ALL, kind="quoted")


@pytest.mark.parametrize(
    "text",
    [
        "OpenAI、Anthropic、Google DeepMind 与 xAI 均发布新模型",
        "SWE-Bench Pro 得分提升",
        "《The Information》称储能电站已建成",
        "A100 与 H200 供应趋紧",
        "订单占七成产能，其他买家拿货余地不大",
        "循环性能提升20%，补能效率改善",
    ],
)
def test_names_in_other_letters_are_no_other_language(text: str) -> None:
    assert passes(text, QUOTE, ALL)


def test_a_report_in_english_takes_no_chinese_sentence() -> None:
    given, library = one_claim("储能电站已建成并投入运行", QUOTE)
    assert list(LANGUAGE.issues(given, replace(library, language="en")))


@pytest.mark.parametrize(("by", "found"), [("model", True), ("extraction", False)])
def test_a_model_writes_no_chinese_name_into_an_english_sentence(by: str, found: bool) -> None:
    given, library = one_claim("北辰 opens a plant of 100 MW for power", QUOTE)
    told = event_cell(lambda claim: claim.model_copy(update={"by": by}))(given)
    assert bool(list(LANGUAGE.issues(told, replace(library, language="en")))) == found


def test_the_length_is_the_columns() -> None:
    given, library = one_claim("储能电站已建成，成本降低", QUOTE)
    assert list(
        LENGTH.issues(given, replace(library, asked={"s": {"event": Column(id="event", title="", max_chars=8)}}))
    )
    assert not list(
        LENGTH.issues(given, replace(library, asked={"s": {"event": Column(id="event", title="", max_chars=12)}}))
    )


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (SOUND, True),
        ("电站投产后储能成本降低", True),
        ("学校图书馆延长晚间借阅服务时间", False),
        ("法院受理一起版权纠纷案件并开庭", False),
        ("This autumn the Merrow Library opens longer hours", False),
        ("The library opens longer hours", False),
        ("A storage plant of 100 MW opens", True),
    ],
)
def test_a_statement_shares_words_with_what_it_cites(text: str, holds: bool) -> None:
    assert passes(text, QUOTE, [RELATION]) is holds


def test_an_inference_may_use_words_of_its_own() -> None:
    assert passes("学校图书馆延长晚间借阅服务时间", QUOTE, [RELATION], kind="inferred")


def test_a_whole_report_of_words_is_examined() -> None:
    given, library = one_claim(SOUND, QUOTE)
    assert examine(given, library) == ()
