import pytest
from builders import hostile_texts, is_cut
from hypothesis import given
from hypothesis import strategies as st

from facts.extraction.hard_facts import density, hard_points


def points(text: str, max_chars: int = 100) -> list[str]:
    return [point.span.text for point in hard_points(text, max_chars)]


@pytest.mark.parametrize(
    "clause",
    [
        "项目总投资26.5亿元",
        "采用构网型储能变流器架构",
        "上下文窗口扩展到100万token",
        "Qwen3-VL采用混合专家架构",
        "The plant adds 300 MW of capacity",
    ],
)
def test_figures_processes_and_models_are_hard_points(clause: str) -> None:
    assert points(clause) == [clause]


@pytest.mark.parametrize(
    "clause",
    [
        "公司将继续努力前行",
        "公司股价涨超12%",
        "这些技术在过去十年中迅速兴起",
        "看向未来5-10年",
        "第三次新闻发布会举行",
        "3家",
        "【项目总投资26.5亿元】",
    ],
)
def test_phrases_share_prices_occasions_and_headlines_are_none(clause: str) -> None:
    assert points(clause) == []


def test_a_word_that_joins_a_sentence_to_the_one_before_is_left_out() -> None:
    assert points("据悉，项目投资5亿元") == ["项目投资5亿元"]


def test_a_sentence_is_told_whole_where_it_fits_and_else_by_its_hard_clauses() -> None:
    text = "某地发布公报，项目规模100兆瓦，总投资5亿元，年发电量2亿千瓦时。"
    assert points(text)[0] == text
    assert points(text, 20)[0] == "项目规模100兆瓦，总投资5亿元"


def test_a_clause_that_is_too_long_is_left_out_and_never_cut() -> None:
    assert points("项目规模达到100兆瓦而且总投资约为5亿元", 14) == []


def test_points_stay_within_a_sentence() -> None:
    assert points("项目规模100兆瓦。总投资5亿元。") == ["项目规模100兆瓦。", "总投资5亿元。"]


def test_what_is_known_is_no_hard_fact() -> None:
    text = "项目规模100兆瓦，总投资5亿元。"
    assert hard_points(text, 60, ("某地100兆瓦项目开工",))[0].strength < hard_points(text, 60)[0].strength
    assert hard_points(text, 60, ("某地100兆瓦项目开工，投资5亿元",)) == ()


def test_more_figures_make_a_stronger_point() -> None:
    strongest = hard_points("总投资5亿元。项目规模100兆瓦、年发电2亿千瓦时。", 60)[0]
    assert strongest.span.text == "项目规模100兆瓦、年发电2亿千瓦时。"


def test_the_dots_of_a_text_that_was_cut_off_are_left_out() -> None:
    assert points("项目规模100兆瓦，总投资5亿元 ...")[0] == "项目规模100兆瓦，总投资5亿元"


def test_a_text_is_the_denser_the_more_it_tells_in_as_many_characters() -> None:
    told, padded = "项目规模100兆瓦，总投资5亿元。", "项目规模100兆瓦，总投资5亿元。" + "大家都说这件事很有意思。" * 5
    assert density(told, 10) > density(padded, 10) > density("大家都说这件事很有意思。", 10) == 0.0
    assert density(told, 100) < density(told, 10)


@given(hostile_texts(), st.integers(5, 100))
def test_every_point_is_an_exact_span_that_fits_and_cuts_no_number_or_word(text: str, most: int) -> None:
    for point in hard_points(text, most):
        span = point.span
        assert text[span.start : span.end] == span.text
        assert len(span.text) <= most
        assert not is_cut(text, span.start)
        assert not is_cut(text, span.end)
