"""Names that hold digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.values.digit_names import read_names_with_digits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("谷歌发布Gemini 3和GPT-5.5", ["Gemini 3", "GPT-5.5"]),
        ("搭载玄戒O1芯片", ["O1"]),
        ("B2B平台与5G网络", ["B2B", "5G"]),
        ("H200出货3万张", ["H200"]),
        ("Qwen3-VL-2B开源", ["Qwen3-VL-2B"]),
        ("iPhone 17 Pro售价5999元", ["iPhone 17"]),
        ("恩捷股份(002812.SZ)公告", ["002812.SZ"]),
        ("沪深300涨1%", ["300"]),
        ("第14届大会，2026年3月2日", ["第14届"]),
        ("灵鹊150（LQ - 150）", ["LQ - 150"]),
        ("Claude Opus 4.6 supports 1M tokens", ["Opus 4.6"]),
        ("投资50亿元，占比5%，38GW", []),
        ("2026-03-04", []),
    ],
)
def test_names_with_digits_are_found(text: str, expected: list[str]) -> None:
    assert [span.text for span in read_names_with_digits(text)] == expected


@given(st.text(alphabet="0123456789GPTa-. 第届号元万亿%年月日（）", max_size=50) | st.text(max_size=50))
def test_any_text_is_read_and_every_span_is_exact(text: str) -> None:
    end = 0
    for span in read_names_with_digits(text):
        assert text[span.start : span.end] == span.text
        assert span.start >= end
        end = span.end
