import pytest
from builders import hostile_texts
from hypothesis import given
from hypothesis import strategies as st

from facts.text.overlap import novelty
from facts.text.similarity import (
    TermIndex,
    cosine,
    damped_vector,
    neighbours,
    part_told,
    terms,
    vector,
    weights,
    weights_by_language,
)

TEXTS = ("储能电站投产", "储能电站并网", "OpenAI launches a model", "完全无关的一句话")


def likeness(a: str, b: str) -> float:
    return cosine(vector(terms(a), {}), vector(terms(b), {}))


def test_chinese_is_read_in_pairs_of_characters_and_the_rest_in_words() -> None:
    assert terms("储能电站 GPT-5.2 与25%") == ("储能", "能电", "电站", "gpt-5.2", "与", "25%")


def test_a_single_chinese_character_is_a_term() -> None:
    assert terms("电") == ("电",)


def test_a_full_stop_belongs_to_no_word() -> None:
    assert terms("Power prices rise.") == ("power", "prices", "rise")


def test_case_makes_no_difference() -> None:
    assert likeness("OpenAI Sora", "openai SORA") == pytest.approx(1.0)


def test_a_rare_term_weighs_more_than_a_common_one() -> None:
    idf = weights([("公司", "储能"), ("公司", "代币"), ("公司", "芯片")])
    assert idf["储能"] > idf["公司"] > 0


def test_a_word_that_every_english_text_has_weighs_nothing_more_among_many_chinese_ones() -> None:
    chinese = [("zh", ("公司", str(number))) for number in range(100)]
    idf = weights_by_language([*chinese, ("en", ("the", "grid")), ("en", ("the", "bank"))])
    assert idf["en"]["the"] == idf["zh"]["公司"] == 1.0
    assert idf["en"]["grid"] > idf["en"]["the"]


def test_in_a_whole_text_a_term_that_stands_more_often_weighs_more_but_not_as_often_as_much() -> None:
    told = damped_vector(("储能", "储能", "储能", "储能", "电网"), {})
    assert told["电网"] < told["储能"] < 4 * told["电网"]


def test_what_a_text_tells_of_another_is_taken_by_weight() -> None:
    assert part_told({"储能": 3.0, "公司": 1.0}, {"储能", "无名"}) == pytest.approx(0.75)
    assert part_told({}, {"无名"}) == 0.0


def test_texts_that_share_more_are_more_alike() -> None:
    assert likeness(TEXTS[0], TEXTS[1]) > likeness(TEXTS[0], TEXTS[3])
    assert likeness(TEXTS[0], TEXTS[2]) == 0.0


def test_a_text_without_terms_is_like_nothing() -> None:
    assert likeness("，。！", "，。！") == 0.0


@given(hostile_texts(), hostile_texts())
def test_likeness_is_between_0_and_1_and_the_same_both_ways(a: str, b: str) -> None:
    assert -1e-9 <= likeness(a, b) <= 1 + 1e-9
    assert likeness(a, b) == pytest.approx(likeness(b, a))


@given(hostile_texts())
def test_a_text_is_fully_like_itself(text: str) -> None:
    assert likeness(text, text) == pytest.approx(1.0 if terms(text) else 0.0)


@given(st.lists(hostile_texts(), max_size=8))
def test_neighbours_of_all_terms_are_the_exact_cosines_of_the_earlier_texts(texts: list[str]) -> None:
    found = [terms(text) for text in texts]
    idf = weights(found)
    vectors = [vector(one, idf) for one in found]
    for index, scores in neighbours(vectors, most_common=len(texts)):
        assert set(scores) == {i for i in range(index) if vectors[i].keys() & vectors[index].keys()}
        for earlier, score in scores.items():
            assert score == pytest.approx(cosine(vectors[earlier], vectors[index]))


def test_terms_that_are_too_common_nominate_nobody() -> None:
    vectors = [vector(("公司", text), {}) for text in ("甲", "乙", "丙", "甲")]
    scores = [dict(found) for _, found in neighbours(vectors, most_common=2)]
    assert [sorted(found) for found in scores] == [[], [], [], [0]]
    assert scores[3][0] < cosine(vectors[0], vectors[3])


def test_a_repetition_tells_nothing_new_and_a_new_text_everything() -> None:
    assert novelty("储能电站投产", ["储能电站投产了"]) == 0.0
    assert novelty("储能电站投产", ["OpenAI"]) == 1.0
    assert novelty("储能电站投产", []) == 1.0
    assert novelty("，", ["储能"]) == 0.0


def test_what_several_texts_told_together_is_known() -> None:
    assert novelty("储能 代币", ["储能", "代币"]) == 0.0
    assert novelty("储能 代币", ["储能"]) == 0.5


def test_an_index_finds_what_shares_enough_terms_but_for_common_ones() -> None:
    index = TermIndex({"a": ("x", "y", "z"), "b": ("y", "z"), "c": ("z",)}, most_common=2)
    assert set(index.sharing(("x", "y", "z"), 1)) == {"a", "b"}
    assert index.sharing(("x", "y", "z"), 2) == ["a"]
    assert index.sharing(("z",), 1) == []
