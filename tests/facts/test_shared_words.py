import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.text.similarity import shared_words, terms


@pytest.mark.parametrize(
    ("text", "other", "shared"),
    [
        ("某厂向Acme投资30亿欧元", "Foo 注资 30 亿欧元携手 Acme", ("acme", "30", "亿欧元")),
        ("“海星”启动后停机维护", "厂商：海星机组启动后停机检修维护", ("海星", "启动后停机", "维护")),
        ("Solar Adds 50 GW", "solar panels add 50 MW", ("solar", "50")),
        ("光伏", "风电", ()),
        ("", "风电", ()),
    ],
)
def test_shared_words_are_whole_runs_in_the_order_of_the_text(text: str, other: str, shared: tuple[str, ...]) -> None:
    assert shared_words(text, other) == shared


@given(st.text("光伏风电板ab 12.，"), st.text("光伏风电板ab 12.，"))
def test_a_shared_word_stands_in_both_and_all_shared_terms_are_covered(text: str, other: str) -> None:
    found = shared_words(text, other)
    assert all(word in text.lower() for word in found)
    assert {term for word in found for term in terms(word)} == set(terms(text)) & set(terms(other))


def test_of_a_text_and_itself_everything_is_shared() -> None:
    assert shared_words("光伏新增50GW", "光伏新增50GW") == ("光伏新增", "50gw")
