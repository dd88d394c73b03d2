import pytest
from builders import hostile_texts, news_texts
from hypothesis import given
from hypothesis import strategies as st

from facts.text.furniture import is_furniture, told


def kept(sentence: str) -> str:
    start, end = told(sentence)
    return sentence[start:end]


TOLD = "某厂投产100兆瓦电站"


@pytest.mark.parametrize(
    "before",
    [
        "某社3月9日电，",
        "《某某日报》9日讯，",
        "某某社北京2026年3月9日电 ",
        "本报讯 ",
        "某某网3月9日讯（记者 张三）",
        "（记者李四）",
        "某报记者张三报道，",
        "1、",
        "2. ",
        "③",
        "（三）",
        "二、",
        "🚀 ",
        "- ",
        "2. 某社3月9日电，",
        "2026-11-29 08:30 ",
        "2026年11月29日 08:30 来源：某某网 作者：张三 ",
        "2026.11.29 某社北京3月9日电 ",
        "前沿日报 2026-11-29 08:30 ",
        "看看新闻 2026年11月29日 08:30 来源：某某网 ",
        "能源前哨  2026/11/29 8:30:05 （记者 张三）",
    ],
)
def test_datelines_bylines_and_the_signs_of_a_list_are_cut_off(before: str) -> None:
    assert kept(before + TOLD) == TOLD


@pytest.mark.parametrize(
    "dateline",
    [
        "LONDON, March 9 (Agency) - ",
        "NEW YORK, Mar. 9 — ",
        "Nov 29, 2026 8:30 AM EST ",
        "Harbour Wire 2026-11-29 08:30 ",
    ],
)
def test_an_english_dateline_is_cut_off(dateline: str) -> None:
    assert kept(f"{dateline}The plant opened.") == "The plant opened."


def test_a_byline_is_cut_off_before_a_sentence_that_begins_with_its_occasion() -> None:
    assert kept("前沿日报 2026-11-29 08:30 在开放两天后，三家厂商下调价格") == "在开放两天后，三家厂商下调价格"
    assert kept("Harbour Wire 2026-11-29 08:30 EU regulators cap reserves.") == "EU regulators cap reserves."


@pytest.mark.parametrize(
    "sentence",
    [
        "公司宣布 2026-11-29 08:30 某厂投产",
        "新品发布会 2026-11-29 08:30 在上海举行",
        "某厂的发射定于 2026-11-29 08:30 进行",
        "Launch Day 2026-11-29 08:30 begins with a test.",
        "前沿日报 2026-11-29 某厂投产",
    ],
)
def test_what_a_day_and_a_time_are_said_of_is_no_byline(sentence: str) -> None:
    assert kept(sentence) == sentence


@pytest.mark.parametrize("behind", ["（来源：某网）", "（某某社）", "（编辑 张三）", " （完）"])
def test_a_credit_behind_a_sentence_is_cut_off(behind: str) -> None:
    assert kept(TOLD + behind) == TOLD


@pytest.mark.parametrize(
    "sentence",
    [
        "1. 4 万亿元投向电网",
        "3.5亿元订单落地",
        "3月9日，某厂投产",
        "2026年3月9日，某厂投产",
        "发布会将于 2026-03-09 08:30 在某地举行",
        "2026-03-09 至 03-12 举行展会",
        "100兆瓦电站投产（一期50兆瓦）",
        "（甲公司）投产",
        "“一号”电站投产",
    ],
)
def test_what_only_looks_like_furniture_stays(sentence: str) -> None:
    assert kept(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "图源：某网",
        "原标题：某厂投产",
        "责任编辑：张三",
        "你怎么看？",
        "赶快行动起来！",
        "大家都在讨论这件事",
        "Photo by A. Smith",
    ],
)
def test_credits_questions_and_chat_are_furniture(sentence: str) -> None:
    assert is_furniture(sentence)


@pytest.mark.parametrize(
    "sentence", [TOLD, "张三说：“大家要有耐心。”项目将按期投产", "The youth programme opened in May."]
)
def test_news_is_none_even_where_it_quotes_chat(sentence: str) -> None:
    assert not is_furniture(sentence)


def test_a_title_in_another_language_with_a_remark_is_furniture() -> None:
    assert is_furniture("Show that a small local model can be as good as large ones 社区反应冷淡")
    assert not is_furniture("OpenAI推出GPT-5.5")


@given(hostile_texts())
def test_what_is_told_is_a_part_of_the_sentence_and_all_of_it_where_nothing_else_would_be(sentence: str) -> None:
    start, end = told(sentence)
    assert 0 <= start <= end <= len(sentence)


@given(st.sampled_from(("某社3月9日电，", "1、", "（记者李四）")), news_texts(6))
def test_cutting_twice_cuts_no_more(before: str, text: str) -> None:
    once = kept(before + TOLD + text)
    assert kept(once) == once
