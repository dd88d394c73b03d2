import re
import tomllib
from importlib.resources import files
from itertools import pairwise

import pytest
from builders import ROOT, news_texts
from hypothesis import given
from hypothesis import strategies as st

import facts.text
from facts.text.lexicon import opposites, word_list
from facts.text.segmenter import words

LEXICON = tomllib.loads(files(facts.text).joinpath("lexicon.toml").read_text("utf-8"))


def found(purpose: str, text: str) -> list[str]:
    return [text[place.start : place.end] for place in word_list(purpose).places(text)]


@pytest.mark.parametrize(
    ("purpose", "text", "words_found"),
    [
        ("speech", "公司称，产能翻番", ["称"]),
        ("speech", "产品名称尚未确定", []),
        ("condition", "若供应受限，交付可能推迟", ["若"]),
        ("condition", "如今供应充足", []),
        ("guess", "公司或将上市", ["或将"]),
        ("guess", "公司或者上市", []),
        ("denial", "未成年人不断增加", []),
        ("denial", "公司不再扩产", ["不再"]),
        ("guess", "Prices Could rise as expected", ["Could", "expected"]),
        ("cause", "a result as a result of it", ["as a result"]),
        ("plan", "seeking a sought-after plan", ["seeking", "plan"]),
    ],
)
def test_a_word_is_found_where_the_segmenter_sees_it_begin_and_end(
    purpose: str, text: str, words_found: list[str]
) -> None:
    assert found(purpose, text) == words_found


def test_the_longer_of_two_words_at_one_place_is_found() -> None:
    assert found("condition", "如果供应受限") == ["如果"]


def test_a_text_that_grows_in_lower_case_is_read_as_it_is() -> None:
    assert found("speech", "İ公司称") == ["称"]


def test_lists_may_be_asked_as_one() -> None:
    both = word_list("hearsay", "guess")
    assert both.words("据报道，公司可能上市") == {"报道", "可能"}
    assert both is word_list("hearsay", "guess")


def test_a_text_may_begin_and_end_with_a_word() -> None:
    assert word_list("condition").begins("若供应受限")
    assert not word_list("condition").begins("供应若受限")
    assert word_list("speech").ends("知情人士表示")
    assert not word_list("speech").ends("知情人士表示，")


def test_either_way_of_an_axis_has_its_words() -> None:
    change = opposites()["change"]
    assert change.up.words("产量增至5亿吨") == {"增至"}
    assert change.down.words("产量降至5亿吨") == {"降至"}


def test_every_list_is_asked_for_by_its_name_and_holds_no_word_twice() -> None:
    lists = {name: listed.split() for name, listed in LEXICON.items() if isinstance(listed, str)}
    code = "".join(
        path.read_text("utf-8") for room in ("facts", "checks", "agents") for path in (ROOT / room).rglob("*.py")
    )
    assert set(re.findall(r'word_list\("(\w+)"', code)) <= set(lists) <= set(re.findall(r"[\"'](\w+)[\"']", code))
    sides = [axis[way].split() for axis in LEXICON["opposites"] for way in ("up", "down")]
    for listed in (*lists.values(), *sides):
        assert len(listed) == len(set(listed)) > 0


def test_no_word_goes_both_ways_on_one_axis() -> None:
    for axis in LEXICON["opposites"]:
        assert not set(axis["up"].split()) & set(axis["down"].split()), axis["name"]


@given(st.one_of(news_texts(), st.text(max_size=40)))
def test_the_words_of_a_text_are_all_of_it(text: str) -> None:
    read = words(text)
    assert "".join(text[word.start : word.end] for word in read) == text
    assert [word.start for word in read[1:]] == [word.end for word in read[:-1]]


@given(st.one_of(news_texts(), st.text(max_size=40)))
def test_words_found_stand_in_order_and_apart(text: str) -> None:
    places = word_list("guess", "speech", "denial").places(text)
    assert all(place.start < place.end <= len(text) for place in places)
    assert all(first.end <= second.start for first, second in pairwise(places))


def test_a_list_may_write_an_acronym_in_capitals() -> None:
    assert word_list("technical").words("the API of a 3 MW plant") == {"api", "mw"}
