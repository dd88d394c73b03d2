import pytest
from builders import news_texts
from hypothesis import given

from facts.support.changes import impossible_changes
from facts.support.modality import settled_statements


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("京东首次发行点心债，筹资约14亿美元", "京东考虑首次发行点心债，拟筹资约14亿美元。"),
        ("2030年电力缺口达50吉瓦", "2030年电力缺口或达50吉瓦。"),
        ("第二代VLA已于3月推送", "第二代VLA定于3月推送。"),
        ("未来5年已投入2000亿元用于研发", "未来5年还将投入2000亿元用于研发。"),
        ("智元2026年出货数万台", "智元预计2026年出货可达数万台。"),
        ("The unit raised $2 billion in Hong Kong", "The unit plans to raise $2 billion in Hong Kong."),
    ],
)
def test_what_the_source_leaves_open_is_not_told_as_settled(said: str, source: str) -> None:
    assert settled_statements(said, [source])


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("京东拟首次发行点心债", "京东考虑首次发行点心债，筹资约14亿美元。"),
        ("第二代VLA 3月推送", "第二代VLA定于3月推送。"),
        ("据悉2030年电力缺口达50吉瓦", "2030年电力缺口或达50吉瓦。"),
        ("项目总投资5亿元，年底投产", "项目总投资5亿元，预计年底投产。总投资5亿元的项目年底投产。"),
        ("公司去年发行可转债", "公司去年发行可转债，今年拟发债。"),
    ],
)
def test_any_word_that_leaves_it_open_will_do_and_a_plain_future_needs_none(said: str, source: str) -> None:
    assert not settled_statements(said, [source])


@given(news_texts())
def test_a_text_settles_nothing_of_itself(text: str) -> None:
    assert not settled_statements(text, [text])


@pytest.mark.parametrize(
    "text",
    ["费率从0.05%降至0.3%", "帧数由1280帧提高到640帧", "Capacity rose from 10 MW up to 8 MW", "时间由90秒缩短到5天"],
)
def test_a_fall_to_more_and_a_rise_to_less_cannot_be(text: str) -> None:
    assert impossible_changes(text) == (text,)


@pytest.mark.parametrize(
    "text",
    [
        "费率从0.3%降至0.05%",
        "由5天缩短到90秒",
        "产能从10万吨增至12万吨",
        "从北京到上海1200公里",
        "注册资本由39亿元增至48亿元",
    ],
)
def test_a_change_the_way_its_verb_says_can(text: str) -> None:
    assert impossible_changes(text) == ()
