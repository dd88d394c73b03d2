import pytest
from builders import news_texts
from hypothesis import given

from facts.support.figure_matching import figures_clash


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("德国3月制造业PMI初值51.7%", "英国3月制造业PMI初值51.4%"),
        ("伊朗发动第55轮行动", "伊朗发动第63轮行动"),
        ("某股上涨4%", "某股下跌4%"),
        ("GSECL seeks approval for a 10 MW project", "GSECL seeks approval for an 11 MW project"),
    ],
)
def test_two_instalments_give_figures_of_one_unit_that_are_not_each_others(a: str, b: str) -> None:
    assert figures_clash(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("净利润1501.8亿元", "净利润1501.81亿元，同比增长1.21%"),
        ("融资约2亿美元", "融资2亿美元，估值30亿美元"),
        ("预计净利润增长226%至233%", "预计净利润增长233%"),
        ("净利润7.71亿港元", "净利润同比增长9%"),
        ("三家公司获批", "两家公司获批"),
        ("某厂投产", "某厂建成100兆瓦储能电站"),
    ],
)
def test_rounded_figures_ends_of_a_range_other_measures_and_small_counts_do_not_clash(a: str, b: str) -> None:
    assert not figures_clash(a, b)


@given(news_texts(), news_texts())
def test_it_matters_not_which_text_comes_first_and_none_clashes_with_itself(a: str, b: str) -> None:
    assert figures_clash(a, b) == figures_clash(b, a)
    assert not figures_clash(a, a)
