"""Whether copied words stand in what was shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.answers.critique import rests_on_ground

SHOWN = (
    "潮湾省首个漂浮式项目并网",
    "公司称，单价约每千瓦**2.8万元**，较固定式高一倍多。",
    "Output fell 12% — to 5.1 GWh.",
)


@pytest.mark.parametrize(
    "words",
    [
        "单价约每千瓦2.8万元",
        "单价约每千瓦 2.8 万元",
        "“单价约每千瓦2.8万元”",
        "公司称：单价约每千瓦2.8万元；较固定式高一倍多",
        "公司称…较固定式高一倍多",
        "公司称...高一倍多",
        "……单价约每千瓦",
        "项目并网……output fell 12%",
        "OUTPUT FELL 12% to 5.1 gwh",
        "output fell 12 % – to 5.1GWh",
        "一",
    ],
)
def test_words_stand_there_whatever_the_marks_between_them(words: str) -> None:
    assert rests_on_ground(words, SHOWN)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "  ",
        "…",
        "。，…",
        "单价约每千瓦3.8万元",
        "公司称，较固定式高一倍多",
        "单价约每千瓦2.8万元…低一倍多",
        "并网公司称",
        "Output rose 12%",
    ],
)
def test_words_that_are_not_there_or_no_words_are_no_ground(words: str) -> None:
    assert not rests_on_ground(words, SHOWN)


def test_words_across_two_texts_stand_in_neither() -> None:
    assert not rests_on_ground("项目并网公司称单价", SHOWN)
    assert rests_on_ground("项目并网…公司称", SHOWN)


def test_words_of_a_text_that_was_not_shown_are_no_ground() -> None:
    assert not rests_on_ground("潮湾省首个漂浮式项目并网", SHOWN[1:])
    assert not rests_on_ground("任何话", ())


@given(st.text("甲乙丙ab1 ，。-“”\n", max_size=30), st.integers(0, 30), st.integers(1, 30))
def test_any_part_of_a_text_that_holds_a_letter_or_digit_stands_in_it(text: str, start: int, length: int) -> None:
    part = text[start : start + length]
    assert rests_on_ground(part, ("别的话", text)) == any(one.isalnum() for one in part)
