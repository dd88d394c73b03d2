"""What a number in digits or Chinese words is worth."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from facts.values.numerals import arabic, chinese_number, fold_width, small_integer


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("零", "0"),
        ("五", "5"),
        ("十", "10"),
        ("十五", "15"),
        ("二十", "20"),
        ("两百", "200"),
        ("一百零五", "105"),
        ("一百二", "120"),
        ("两千五", "2500"),
        ("三千三百三十三", "3333"),
        ("一万零三百", "10300"),
        ("三万五", "35000"),
        ("三千亿", "300000000000"),
        ("三十亿", "3000000000"),
        ("十九万亿", "19000000000000"),
        ("一亿三千万", "130000000"),
        ("十二亿五千万", "1250000000"),
        ("一千五百万", "15000000"),
        ("百万", "1000000"),
        ("万亿", "1000000000000"),
        ("二零二六", "2026"),
        ("三点五", "3.5"),
        ("十二点零五", "12.05"),
        ("叁佰", "300"),
    ],
)
def test_a_chinese_number_has_its_value(written: str, value: str) -> None:
    assert chinese_number(written) == Decimal(value)


@pytest.mark.parametrize("written", ["", "十五五", "百度", "三三百", "点五", "三点", "三点十", "亿" * 30])
def test_what_is_no_chinese_number_has_no_value(written: str) -> None:
    assert chinese_number(written) is None


@pytest.mark.parametrize(
    ("written", "value"), [("1,320.5", "1320.5"), ("1 320", "1320"), ("0.60", "0.60"), ("12", "12")]
)
def test_thousands_marks_are_left_out(written: str, value: str) -> None:
    assert arabic(written) == Decimal(value)


def test_a_whole_number_is_read_in_either_script() -> None:
    assert (small_integer("12"), small_integer("十二"), small_integer("二零二六"), small_integer("季")) == (
        12,
        12,
        2026,
        None,
    )


def test_width_is_folded_but_for_chinese_punctuation() -> None:
    assert fold_width("１，２３０．５％（Ａ）～－–−\u3000兩億〇，：；！？") == "1，230.5%(A)~--- 两亿零，：；！？"


@given(st.text(max_size=50))
@example("ＡＢＣ１２３")
def test_folding_keeps_every_offset_and_is_done_once(text: str) -> None:
    folded = fold_width(text)
    assert len(folded) == len(text)
    assert fold_width(folded) == folded


@given(st.text(alphabet="零一二三四五六七八九十百千万亿两点季", max_size=30))
def test_any_word_has_a_value_or_none(written: str) -> None:
    value = chinese_number(written)
    assert value is None or value >= 0
