import pytest
from builders import news_texts
from hypothesis import given
from hypothesis import strategies as st

from facts.extraction.row_candidates import WEIGHTS, CellRole, odds, offered
from facts.extraction.row_filling import fill

HEADLINE = "甲电池厂扩建产线"
ROLES: tuple[CellRole, ...] = ("technical", "insight")


def told(role: CellRole, text: str, headline: str = HEADLINE) -> list[str]:
    return [one.window.span.text for one in offered(role, [text], 100, headline)]


def worth(role: CellRole, text: str, headline: str = HEADLINE) -> float:
    """Of the whole text, a sentence behind the news."""
    found = offered(role, [f"{headline}。{text}"], 100, headline)
    return max((odds(role, one.signs) for one in found if one.window.span.text == text), default=0.0)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("产线总投资26.5亿元，年产能达20GWh，采用固态电池。", "产线的建设得到了有关各方的大力支持和积极配合。"),
        ("产线年产能达20GWh，2027年一季度投产，供应乙车企。", "甲电池厂将继续扩建产线，扩建产线的工作已经开始。"),
        ("产线总投资26.5亿元，年产能达20GWh，采用固态电池。", "产线投资26亿。"),
    ],
)
def test_new_figures_and_names_make_a_fact_and_scenery_repetition_and_scraps_do_not(better: str, worse: str) -> None:
    assert worth("technical", better) > worth("technical", worse)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (
            "业内预计，新产线可能使电池的成本低于同行，并加剧价格竞争。",
            "新产线位于甲市的高新区，占地一千亩，由乙公司承建。",
        ),
        (
            "业内预计，新产线可能使电池的成本低于同行，并加剧价格竞争。",
            "产品包括方形电池、圆柱电池、软包电池、储能电池和模组等。",
        ),
    ],
)
def test_what_compares_and_foresees_makes_an_insight_and_a_list_or_a_place_does_not(better: str, worse: str) -> None:
    assert worth("insight", better) > worth("insight", worse)


def test_a_fact_comes_first_where_one_sentence_is_all_that_is_told() -> None:
    only = "甲电池厂扩建产线后，年产能预计达20GWh，规模将居行业第一。"
    filling = fill(HEADLINE, [only], 100, 120)
    assert ([one.text for one in filling.technical], filling.insight) == ([only], None)


def test_further_facts_are_of_the_text_of_the_first() -> None:
    first, other = "产线总投资26.5亿元，采用固态电池。设备由丙集团供应，共120台。", "产线年产能达20GWh，供应乙车企。"
    assert {one.index for one in fill(HEADLINE, [first, other], 100, 120).technical} in ({0}, {1})


def test_half_of_a_judgement_that_the_next_sentence_turns_is_no_insight() -> None:
    half = "这个出发点非常好，可能使成本低于同行。"
    assert half in told("insight", f"甲电池厂扩建产线，投资5亿元。{half}")
    assert half not in told("insight", f"甲电池厂扩建产线，投资5亿元。{half}但它也可能使行业陷入价格战。")
    said = "甲电池厂董事长说：“这个出发点非常好，可能使成本低于同行”。"
    assert said in told("insight", f"甲电池厂扩建产线，投资5亿元。{said}")
    assert said not in told("insight", f"甲电池厂扩建产线，投资5亿元。{said}“扩建是好事，但价格战就不太好了。”")


def test_an_amount_of_nothing_is_quoted_nowhere() -> None:
    assert "3,150万元。" not in told("technical", "甲电池厂扩建产线。预算：3,150万元。")


def test_the_company_is_whoever_a_name_before_it_tells_where_the_headline_has_two() -> None:
    text = "根据五年期协议，该公司将提供120亿元的容量。"
    assert text not in told("technical", f"甲厂今日签约。{text}", "甲厂向人工智能公司乙投入270亿元")
    assert text in told("technical", f"甲厂今日签约。{text}", "甲厂今日签约扩容")


@given(st.lists(news_texts(), min_size=1, max_size=3), news_texts(8))
def test_every_sign_and_all_odds_lie_between_nothing_and_one(texts: list[str], headline: str) -> None:
    for role in ROLES:
        for one in offered(role, texts, 60, headline):
            assert set(WEIGHTS[role]) - {""} <= set(one.signs)
            assert all(0 <= value <= 1 for value in one.signs.values())
            assert 0 < odds(role, one.signs) < 1
            span = one.window.span
            assert texts[one.index][span.start : span.end] == span.text
