import pytest
from builders import news_texts
from hypothesis import given

from facts.support.figure_owners import misplaced_figures, new_values

_RESULTS = "公司实现营业收入10亿元，净利润2亿元，其中海外收入3亿元。"
_RANGE = "新车CLTC综合续航1704km、纯电续航430km，搭载55.8kWh电池。"
_TOLL = "袭击造成1001人死亡、2584人受伤。"
_CARS = "本月产量23814辆，同比降24.51%，销量20338辆，同比降5.54%。"
_STEP = "平均到账时间由5天缩短到90秒，费率从0.3%降至0.05%。"


@pytest.mark.parametrize(
    ("said", "evidence", "found"),
    [
        ("净利润10亿元", _RESULTS, ("10亿元", "2亿元")),
        ("海外收入达2亿元", _RESULTS, ("2亿元", "3亿元")),
        ("纯电续航1704km", _RANGE, ("1704km", "430km")),
        ("本月产量23814辆，同比降5.54%", _CARS, ("5.54%", "24.51%")),
        ("2584人死亡", _TOLL, ("2584人", "1001人")),
        ("恒生科技指数跌0.17%", "恒生指数跌0.17%，恒生科技指数跌0.81%。", ("0.17%", "0.81%")),
        (
            "Net profit reached $10 million",
            "Revenue was $10 million and net profit $2 million.",
            ("$10 million", "$2 million"),
        ),
    ],
)
def test_a_figure_said_of_what_another_figure_of_the_passage_is_of_is_misplaced(
    said: str, evidence: str, found: tuple[str, str]
) -> None:
    assert misplaced_figures(said, [evidence]) == (found,)


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        ("净利润2亿元，营业收入10亿元", _RESULTS),
        ("全年营收10亿元", _RESULTS),
        ("净利为2亿元", _RESULTS),
        ("综合续航1704公里", _RANGE),
        ("死亡1001人", _TOLL),
        ("产量23814辆，同比降24.51%", _CARS),
        ("销量同比降5.54%，为20338辆", _CARS),
        ("到账时间由5天缩短到90秒", _STEP),
        ("费率从0.3%降至0.05%", _STEP),
        ("费率降至0.05%", _STEP),
        ("出资额分别为20亿元、80亿元", "甲、乙成立，出资额分别为20亿元、80亿元。"),
        ("净利润10亿元", "净利润10亿元，上年净利润8亿元。"),
    ],
)
def test_a_figure_among_its_own_words_in_whichever_order_is_not(said: str, evidence: str) -> None:
    assert misplaced_figures(said, [evidence]) == ()


@given(news_texts())
def test_a_text_misplaces_none_of_its_own_figures(text: str) -> None:
    assert misplaced_figures(text, [text]) == ()


@pytest.mark.parametrize(
    ("earlier", "later", "one"),
    [
        ("伊拉克南部油田的原油产量为每日430万桶", "伊拉克南部油田的原油产量降至每日130万桶", True),
        ("本月产量23814辆", "本月产量20338辆", True),
        ("本月产量23814辆", "本月产量23814辆", False),
        ("本月产量23814辆", "海外门店新增20338辆试驾车", False),
        ("本月产量23814辆", "本月产量增长5%", False),
    ],
)
def test_two_values_of_one_measure_are_of_one_unit_and_said_of_mostly_the_same(
    earlier: str, later: str, one: bool
) -> None:
    assert bool(list(new_values(earlier, later))) == one
