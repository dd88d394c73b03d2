import pytest
from builders import hostile_texts
from hypothesis import given
from hypothesis import strategies as st

from facts.names.event_anchors import figure_anchors, name_anchors, versioned
from facts.text.language import language_of
from facts.text.term_list import Terms, longest
from facts.values.money import largest_amount, names_money, order_of_money

# -- words of a list -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("储能", "新型储能电站", True),
        ("AI", "an AI model", True),
        ("AI", "AI模型", True),
        ("AI", "blockchain and plain air", False),
        ("AI", "OpenAI", False),
        ("gpt", "GPT-5发布", True),
        ("GPT", "GPT5发布", True),
        ("Agent", "Agents", False),
        ("OPEC+", "OPEC+增产", True),
        ("token sale", "a Token Sale opens", True),
        ("AI芯片", "ai芯片", True),
        ("H20", "H200", True),
        ("20H", "120H", False),
        ("GW", "a 3GW plant", True),
        ("GW", "AGW", False),
        ("reactor", "Two reactors restart", True),
        ("utility", "Utilities ask for more", True),
        ("utility", "a futility", False),
        ("gas", "flue gases", True),
        ("relay", "relaies", False),
        ("rag", "it rages", False),
        ("batch", "two batches", True),
        ("DOE", "it does", False),
        ("RAG", "a rag", False),
        ("NFT", "NFTs", True),
        ("EV", "REV", False),
        ("LLM", "small LLMs", True),
        ("Stripe", "three stripes", False),
        ("open-source model", "Open source models", True),
        ("data center", "data-center\nboom", True),
        ("AI芯片", "AI 芯片", True),
        ("GPT 模型", "GPT模型", True),
        ("on chain", "onchain", False),
    ],
)
def test_chinese_words_match_anywhere_and_latin_ones_as_whole_words_in_any_number(
    word: str, text: str, found: bool
) -> None:
    assert bool(Terms((word,)).found_in(text)) is found


def test_words_are_found_as_the_list_writes_them_in_its_order_and_once() -> None:
    assert Terms(("代币", "OpenAI", "储能")).found_in("储能、储能与openai") == ("OpenAI", "储能")


def test_a_word_within_a_longer_one_counts_too() -> None:
    assert Terms(("电池", "固态电池")).found_in("固态电池量产") == ("电池", "固态电池")


def test_blank_words_are_no_words() -> None:
    assert Terms(("", " ", "-", "\n–")).found_in("任何 文字 - any words") == ()


def test_signs_in_a_word_are_no_pattern() -> None:
    assert Terms(("C++",)).found_in("用C++写") == ("C++",)
    assert Terms(("a.c",)).found_in("abc") == ()


@given(st.lists(hostile_texts(), max_size=6), hostile_texts())
def test_what_is_found_stands_in_the_text(words: list[str], text: str) -> None:
    found = Terms(words).found_in(text)
    assert set(found) <= set(words)
    joints = {ord(sign): None for sign in "-‐‑‒–—―"}
    squeezed = "".join(text.lower().translate(joints).split())
    assert all("".join(word.lower().translate(joints).split())[:-1] in squeezed for word in found)


def test_of_words_within_one_another_the_longest_stays() -> None:
    assert longest(("电池", "固态电池", "AI", "ai", "电网")) == ("固态电池", "ai", "电网")
    assert longest(()) == ()


# -- figures and names that pin -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("募资25亿元", "raised 2.5 billion yuan"),
        ("储能100兆瓦", "a 100 MW battery"),
        ("估值5000亿美元", "valued at $500 billion"),
        ("约２５亿元", "about 2.50 billion yuan"),
        ("增长12.5%", "up 12.50%"),
    ],
)
def test_the_same_figure_is_one_anchor_in_both_languages(zh: str, en: str) -> None:
    assert figure_anchors(zh)
    assert figure_anchors(zh) == figure_anchors(en)


def test_small_counts_and_ranks_pin_nothing() -> None:
    assert figure_anchors("3家公司的第2次发布会") == frozenset()


def test_names_are_lower_cased_and_keep_their_version() -> None:
    assert name_anchors("OpenAI发布GPT-5.4与Gemini 3，a plain word") == {"openai", "gpt-5.4", "gemini-3"}


def test_a_name_with_a_number_names_one_thing() -> None:
    assert versioned(("openai", "gpt-5.4")) == {"gpt-5.4"}


@given(hostile_texts())
def test_any_text_has_anchors_or_none(text: str) -> None:
    assert all(name == name.lower() and len(name) > 1 for name in name_anchors(text))
    assert all(" " in anchor for anchor in figure_anchors(text))


# -- language and money ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("OpenAI发布GPT-5.2", "zh"),
        ("OpenAI launches GPT-5.2 in 中国", "en"),
        ("Grid operators need storage", "en"),
        ("储能", "zh"),
        ("", "en"),
        ("100%", "en"),
    ],
)
def test_the_language_is_told_by_the_script(text: str, lang: str) -> None:
    assert language_of(text) == lang


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("完成3.2亿港元融资", True),
        ("raised $500 million", True),
        ("出资1亿美元", True),
        ("装机100兆瓦", False),
        ("元宇宙公司的100个项目", False),
        ("同比增长25%，单位：元", False),
    ],
)
def test_an_amount_is_a_figure_of_money(text: str, money: bool) -> None:
    assert names_money(text) is money


@pytest.mark.parametrize(
    ("text", "dollars"),
    [
        ("融资2亿美元，此前1亿美元", 2e8),
        ("raised $3 billion", 3e9),
        ("装机100兆瓦", None),
        ("募资10亿元", 1.4e8),
    ],
)
def test_the_largest_amount_is_told_in_dollars(text: str, dollars: float | None) -> None:
    assert largest_amount(text) == (pytest.approx(dollars) if dollars else None)


@pytest.mark.parametrize(
    ("text", "order"), [("1000万美元", 0.0), ("$10 billion", 0.75), ("一万亿美元", 1.0), ("0美元", 0.0), ("无", 0.0)]
)
def test_the_order_of_money_is_a_scale_of_powers_of_ten(text: str, order: float) -> None:
    assert order_of_money(text) == pytest.approx(order)
