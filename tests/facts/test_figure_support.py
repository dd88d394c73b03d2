"""What is proof that a figure is false, and what only a suspicion: over all amounts and in every notation."""

from decimal import Decimal

import pytest
from builders import news_texts
from hypothesis import assume, given
from hypothesis import strategies as st

from facts.support.figure_order import crossed_figures
from facts.support.figures import disproved_figures, doubtful_figures, figures_without_ground
from facts.support.undisproved import spans_between_dates
from facts.values.figures import read_figures

_AMOUNTS = st.decimals(min_value=Decimal("10.1"), max_value=Decimal("999.9"), places=1)
_CHINESE = "零一二三四五六七八九"


def proved(said: str, *texts: str) -> list[str]:
    return [one.text for one in figures_without_ground(said, texts)]


def suspected(said: str, *texts: str) -> list[str]:
    return [one.text for one in doubtful_figures(said, texts)]


@given(news_texts())
def test_a_text_bears_itself_out(text: str) -> None:
    assert proved(text, text) == []


@given(_AMOUNTS)
def test_an_amount_of_money_is_borne_out_in_every_notation_and_in_no_other_currency(value: Decimal) -> None:
    forms = (
        f"{value}亿美元",
        f"{value * 10000:,}万美元",
        f"${value * 100} million",
        f"US${value / 10}bn",
        f"{value / 10} billion dollars",
    )
    for said in forms:
        for text in forms:
            assert proved(f"共{said}。", f"It came to {text} in all") == []
            assert suspected(f"共{said}。", f"It came to {text} in all") == []
        for other in (f"{value}亿韩元", f"{value}亿元", f"€{value * 100} million"):
            assert proved(f"共{said}。", f"共{other}。")


@given(_AMOUNTS, st.integers(min_value=2, max_value=9))
def test_an_amount_that_is_another_is_proof(value: Decimal, times: int) -> None:
    assert proved(f"装机{value * times}万千瓦", f"装机{value}万千瓦")
    assert proved(f"装机{value}万千瓦时", f"装机{value}万千瓦")
    assert proved(f"装机{value}万千瓦", f"装机{value * 10}兆瓦") == []


@given(_AMOUNTS, st.sampled_from(["增长", "下降"]), st.sampled_from(["增长", "下降"]))
def test_a_figure_that_goes_the_other_way_is_a_suspicion_and_no_proof(value: Decimal, way: str, other: str) -> None:
    assert proved(f"收入{way}{value}%", f"收入{other}{value}%") == []
    assert bool(suspected(f"收入{way}{value}%", f"收入{other}{value}%")) == (way != other)


@given(st.integers(min_value=1, max_value=9), st.integers(min_value=1, max_value=9))
def test_tenths_are_shares(one: int, other: int) -> None:
    said = (
        f"占{_CHINESE[one]}成",
        f"占{one}成",
        f"占百分之{_CHINESE[one]}十",
        f"占{one * 10}%",
        f"占{one * 10} percent of it",
    )
    assert [proved(text, f"占{other * 10}%") == [] for text in said] == [one == other] * len(said)


@given(_AMOUNTS, _AMOUNTS, _AMOUNTS)
def test_an_end_of_a_range_stands_for_itself_and_what_is_within_does_not(a: Decimal, b: Decimal, c: Decimal) -> None:
    low, within, high = sorted((a, b, c))
    assume(low < within < high)
    text = f"发行价为{low}至{high}港元"
    assert proved(f"下限{low}港元、上限{high}港元", text) == []
    assert suspected(f"下限{low}港元、上限{high}港元", text) == []
    assert proved(f"{within}港元", text)


@given(st.integers(min_value=1000, max_value=999_999))
def test_a_correct_rounding_is_no_proof_and_under_a_hedge_no_suspicion(value: int) -> None:
    exact = Decimal(value) / 100
    rounded = exact.quantize(Decimal(1))
    text = f"支出{exact}亿港元"
    assert proved(f"支出{rounded}亿港元", text) == []
    assert suspected(f"支出约{rounded}亿港元", text) == []
    assert proved(f"支出{rounded + 2}亿港元", text)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("两家将共享数据", "甲与乙将共享数据，另有24家机构签约"),
        ("软银配气电，谷歌配新增电网：两条路都让大客户自担电源", "软银自建电厂"),
        ("三类电源争夺客户", "燃料电池与储能争夺客户"),
        ("The two companies share three routes", "24 companies signed"),
        ("公司提出五点建议", "公司提出建议"),
    ],
)
def test_a_count_of_a_handful_is_never_proof_where_the_texts_count_nothing_of_the_kind(said: str, text: str) -> None:
    assert proved(said, text) == []


def test_a_count_of_a_handful_is_proof_where_the_texts_count_the_same_otherwise() -> None:
    assert proved("三家银行下调利率", "五家银行下调利率") == ["三家"]
    assert proved("甲、乙、丙三家银行下调利率", "五家银行下调利率") == []


@given(st.integers(min_value=2000, max_value=2060), st.integers(min_value=1, max_value=30))
def test_years_between_two_dates(first: int, length: int) -> None:
    said = f"历时{length}年"
    (span,) = read_figures(said)
    assert spans_between_dates(span, said, [f"{first}年至{first + length}年"])
    assert not spans_between_dates(span, said, [f"{first}年至{first + length + 2}年"])


@given(_AMOUNTS, _AMOUNTS)
def test_figures_in_order_go_with_their_names(a: Decimal, b: Decimal) -> None:
    assume(a != b)
    text = f"北辰营收{a}亿元，东旭营收{b}亿元。"
    assert crossed_figures(f"北辰、东旭分别营收{a}亿元、{b}亿元", [text]) == ()
    assert crossed_figures(f"北辰、东旭分别营收{b}亿元、{a}亿元", [text]) == (
        (f"{b}亿元", f"{a}亿元"),
        (f"{a}亿元", f"{b}亿元"),
    )


@pytest.mark.parametrize(
    ("said", "is_disproved"),
    [
        ("AMI Labs比Nscale少9.7亿美元", False),
        ("AMI Labs比Nscale少8.7亿美元", True),
        ("AMI Labs完成9.7亿美元融资", True),
    ],
)
def test_a_difference_between_two_sources_is_no_proof_where_words_compare(said: str, is_disproved: bool) -> None:
    texts = ("AMI Labs完成10.3亿美元种子轮融资", "Nscale完成20亿美元C轮融资")
    assert bool(disproved_figures(said, texts)) is is_disproved
    assert figures_without_ground(said, texts)


_PARK = (
    "电价每千瓦时0.31元，电网0.42元，年用电7亿千瓦时。"
    "合同1.37亿元，420个机柜，服务三年。"
    "收入3800万美元，可比交易为18至24倍。"
)


@pytest.mark.parametrize(
    ("said", "result", "other"),
    [
        ("0.42 yuan less 0.31 yuan is {} a kilowatt-hour", "0.11 yuan", "0.12 yuan"),
        ("0.31 yuan a kWh is 0.11 yuan below 0.42 yuan, on 700 GWh {}", "77 million yuan", "87 million yuan"),
        ("137 million yuan for 420 racks over 36 months is {}", "9,060 yuan a month", "8,060 yuan a month"),
        ("137 million yuan over three years is {} a year", "about 45.7 million yuan", "about 55.7 million yuan"),
        (
            "At 18 to 24 times $38 million it is worth {}",
            "$684 million to $912 million",
            "$684 million to $992 million",
        ),
    ],
)
def test_what_is_worked_out_step_by_step_is_borne_out_and_another_result_is_not(
    said: str, result: str, other: str
) -> None:
    assert not disproved_figures(said.format(result), [_PARK])
    assert disproved_figures(said.format(other), [_PARK])


@pytest.mark.parametrize(
    ("said", "text", "stands"),
    [
        ("筹资数百亿美元", "借款400亿美元", True),
        ("筹资数百亿美元", "借款40亿美元", False),
        ("数十家公司", "共有36家公司", True),
        ("数十家公司", "共有136家公司", False),
    ],
)
def test_several_of_an_order_are_what_is_of_that_order(said: str, text: str, stands: bool) -> None:
    assert (figures_without_ground(said, [text]) == ()) is stands


@pytest.mark.parametrize(
    ("said", "text", "stands"),
    [
        ("算力意向约280P，不到四分之一", "收集到的意向折合约280P，不到四分之一", True),
        ("算力约280P", "合计1280P", False),
        ("算力约280P", "共280PB的数据", False),
    ],
)
def test_a_unit_that_only_words_around_it_tell_stands_where_it_is_written_alike(
    said: str, text: str, stands: bool
) -> None:
    assert (figures_without_ground(said, [text]) == ()) is stands


@given(_AMOUNTS)
def test_a_number_that_looks_like_a_version_may_be_a_value(value: Decimal) -> None:
    assert proved(f"由{value}降到1.36", f"6兆瓦，PUE {value}。后来降到1.36") == []


def test_another_number_than_that_behind_a_word_is_still_proof() -> None:
    assert proved("由1.54降到1.36", "6兆瓦，PUE 1.53。后来降到1.36") == ["1.54"]
