import pytest
from builders import news_texts
from hypothesis import given
from hypothesis import strategies as st

from facts.text.sentences import clauses
from facts.text.shortening import shortened

_ROUND = "雷鸟创新获移动、联通旗下基金投资，这是国内运营商首次投资智能眼镜赛道，意味着终端进入通信设施视野"


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        (_ROUND, 60, _ROUND),
        (_ROUND, 40, "雷鸟创新获移动、联通旗下基金投资，这是国内运营商首次投资智能眼镜赛道"),
        (_ROUND, 20, "雷鸟创新获移动、联通旗下基金投资"),
        (_ROUND, 8, _ROUND),
        ("产能扩到6GWh。客户已订七成，现货不多。", 16, "产能扩到6GWh。客户已订七成"),
        ("产能扩到6GWh，客户已订七成，但款项未付", 18, "产能扩到6GWh"),
        ("知情人士称，京东正考虑发债", 8, "知情人士称，京东正考虑发债"),
        (
            "The line makes 6 GWh a year, but half of it is unsold",
            30,
            "The line makes 6 GWh a year, but half of it is unsold",
        ),
    ],
    ids=["fits", "two clauses", "one", "none", "two sentences", "not before 但", "not behind who says it", "English"],
)
def test_a_text_is_cut_between_clauses_and_never_before_what_turns_it(text: str, most: int, cut: str) -> None:
    assert shortened(text, most) == cut


@given(news_texts(), st.integers(1, 80))
def test_what_is_left_is_the_beginning_of_the_text_in_whole_clauses(text: str, most: int) -> None:
    cut = shortened(text, most)
    assert text.startswith(cut)
    assert cut == text or len(cut) <= most
    assert [one.text for one in clauses(cut)] == [one.text for one in clauses(text)][: len(clauses(cut))]
