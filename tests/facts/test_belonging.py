import pytest

from facts.extraction.belonging import is_guessed_outside, of_another
from facts.extraction.pointers import subject_of
from facts.extraction.row_candidates import offered
from facts.extraction.row_filling import fill

HEADLINE = "甲厂与乙车企签约，共建换电站"
TOLD = "甲厂与乙车企签署五年协议，共建换电网络。"


def another(text: str, headline: str = HEADLINE, told: str = TOLD) -> list[str]:
    return [one.text for one in of_another(text, headline, told)]


@pytest.mark.parametrize(
    "text",
    [
        "乙车企与丙集团合作的第292座换电站日前上线，全市已超过200座。",
        "甲厂旗下的镇海炼化已有一套年产10万吨的装置。",
        "国务院办公厅上月印发了三项规定。",
        "第一代Y1于2024年投用，显存48GB。",
        "V6现货每卡时11.6元。",
    ],
)
def test_a_sentence_of_what_nothing_told_of_the_event_names_is_of_something_else(text: str) -> None:
    assert another(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "甲厂去年出货5100台。",
        "换电站单日可服务480车次。",
        "项目总投资5亿元。",
        "该项目由国务院批准。",
        "公司在镇海设厂，年产能达20GWh。",
        "全国市场规模可达1万亿元。",
        "英国去年装机5吉瓦。",
        "第二批站点将于5月投用。",
        "镇海炼化为两家共建的换电站供电。",
    ],
)
def test_one_of_the_event_or_of_nobody_is_not(text: str) -> None:
    assert another(text) == []


def test_what_the_first_sentence_names_is_of_the_event() -> None:
    text = "镇海炼化年产10万吨。"
    assert another(text) == [text]
    assert another(text, told="甲厂与乙车企在镇海炼化签约。") == []


def test_a_version_of_what_the_headline_names_is_of_its_family() -> None:
    assert another("Vera200的显存为48GB。", "某厂推出Vera芯片", "") == []
    assert another("Rubin200显存为48GB。", "某厂推出Vera芯片", "") == ["Rubin200显存为48GB。"]


def test_what_names_nobody_goes_on_from_the_sentence_before() -> None:
    first, second = "镇海炼化年产10万吨。", "其成本已降至每吨5000元。"
    assert another(f"{first}{second}") == [first, second]
    assert another(f"{first}甲厂的成本已降至每吨5000元。{second}") == [first]


def test_a_headline_that_a_text_repeats_and_a_text_in_english_are_not_judged() -> None:
    assert another("【镇海炼化年产10万吨】") == []
    assert another("The Zhenhai refinery makes 100,000 tonnes a year.") == []


def test_no_cell_of_a_row_is_of_something_else() -> None:
    text = f"{TOLD}镇海炼化年产10万吨，这意味着成本大幅下降。换电站总投资5亿元。"
    told = [one.window.span.text for one in offered("technical", [text], 100, HEADLINE)]
    assert "换电站总投资5亿元。" in told
    assert not [one for one in told if "年产10万吨" in one]
    assert [one.window.span.text for one in offered("insight", [text], 100, HEADLINE)] == ["换电站总投资5亿元。"]


def test_what_somebody_outside_expects_of_another_thing_is_no_hard_fact() -> None:
    market = "机构预计，2027年国内玩具市场规模可达1.22万亿元。"
    assert is_guessed_outside(market, HEADLINE, TOLD)
    assert not is_guessed_outside(market, "丙公司推出玩具", "")
    assert not is_guessed_outside("甲厂预计，今年出货5100台。", HEADLINE, TOLD)
    assert not is_guessed_outside("国内玩具市场规模已达1.22万亿元。", HEADLINE, TOLD)
    assert fill(HEADLINE, [f"{TOLD}{market}换电站总投资5亿元。"], 100, 100).technical[0].text == "换电站总投资5亿元。"


@pytest.mark.parametrize(
    ("clause", "subject"),
    [
        ("甲厂旗下的镇海炼化已有一套装置", "镇海炼化"),
        ("数据显示，换电站已超过200座", "换电站"),
        ("甲厂用乙厂的机器训练", "甲厂"),
        ("将于5月投用", ""),
        ("在当地已有三座", ""),
    ],
)
def test_a_subject_stands_before_the_predicate_behind_its_attribute(clause: str, subject: str) -> None:
    assert subject_of(clause) == subject
