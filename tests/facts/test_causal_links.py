import pytest
from builders import news_texts
from hypothesis import given

from facts.support.causal_links import joined

CELLS = [
    "美国电力公司向Bloom Energy采购26.5亿美元燃料电池",
    "双方的合作由首批100兆瓦订单起步，电力供给怀俄明州的算力园区。",
]
PILOTS = ["新型电力系统建设试点公布，43个项目和10个城市入选", "方向包括构网型储能、虚拟电厂和算电协同。"]
TOKENS = ["澜储资本完成3.2亿港元储能电站收益权代币化", "收益按月以稳定币分配，面向专业投资者。"]
EVENTS = (CELLS, PILOTS, TOKENS)


@pytest.mark.parametrize(
    ("said", "goes_on"),
    [
        ("美国电力公司与Bloom Energy合作，构建新型电力系统，包括构网型储能和虚拟电厂", "构建新型电力系统"),
        ("新型电力系统建设试点公布，推动了储能电站收益权代币化", "推动了储能电站收益权代币化"),
        ("澜储资本的收益权代币化，使构网型储能和虚拟电厂入选试点", "使构网型储能和虚拟电厂入选试点"),
        (
            "澜储资本面向专业投资者。美国电力公司采购燃料电池，带动虚拟电厂和算电协同入选试点",
            "带动虚拟电厂和算电协同入选试点",
        ),
    ],
)
def test_an_event_that_does_what_is_told_of_another_is_found(said: str, goes_on: str) -> None:
    pair = joined(said, EVENTS)
    assert pair
    assert pair[1] == goes_on


@pytest.mark.parametrize(
    "said",
    [
        "新型电力系统建设试点公布，可能推动储能电站收益权代币化",
        "若新型电力系统建设试点铺开，推动的将是储能电站收益权代币化",
        "新型电力系统建设试点公布，澜储资本完成储能电站收益权代币化",
        "新型电力系统建设试点公布。推动了储能电站收益权代币化",
        "澜储资本完成储能电站收益权代币化，形成按月以稳定币分配的收益",
        "新型电力系统建设试点公布，推动了行业里的新一轮竞争",
        "电力供给算力园区，推动项目入选",
    ],
    ids=["likely", "conditional", "side by side", "two sentences", "one event", "of no event", "too short to tell"],
)
def test_what_is_held_for_likely_or_stands_side_by_side_is_let_pass(said: str) -> None:
    assert joined(said, EVENTS) is None


FUNDS = ["阿里、博裕与中东主权基金的共同下注", "MiniMax港股上市募资41.89亿港元"]


def test_a_cause_that_no_sentence_names_is_found_within_one_event() -> None:
    said = "阿里、博裕与中东主权基金共同下注，导致MiniMax港股上市募资"
    assert joined(said, [FUNDS]) == tuple(said.split("，"))


@pytest.mark.parametrize(
    "source",
    [
        "阿里、博裕与中东主权基金共同下注，促成MiniMax港股上市募资41.89亿港元。",
        "MiniMax港股上市募资41.89亿港元，受益于机构的支持。",
        "基金共同下注之后，MiniMax港股上市，阿里、博裕在列。",
    ],
    ids=["says it", "knows of causes", "tells both at once"],
)
def test_a_cause_that_a_sentence_may_name_is_let_pass(source: str) -> None:
    assert joined("阿里、博裕与中东主权基金共同下注，导致MiniMax港股上市募资", [[FUNDS[0], source]]) is None


def test_a_conclusion_that_no_sentence_tells_is_let_pass() -> None:
    assert joined("阿里、博裕与中东主权基金共同下注，使后来的投资人少了议价的余地", [FUNDS]) is None


@given(news_texts())
def test_the_words_of_one_event_are_never_two_events(text: str) -> None:
    assert joined(text, [[text], PILOTS]) is None
