"""Chinese names in Latin letters, in an English text on Chinese sources."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.names.detection import aliases_of, missing_names
from facts.names.romanised import Sounds, spells
from facts.support.figures import disproved_figures

TABLE = aliases_of((("英伟达", "NVIDIA"), ("谷歌", "Google")))
SOURCE = (
    "鹿溪实验室开放溪谷32B的权重，段予安称一块岐光V6就能运行；"
    "单丹湖市的集群约1198P，机柜420个，每个40千瓦，从312元降至234元，中标4.62亿元，提高14.6个百分点。"
)


@pytest.mark.parametrize("name", ["Luxi", "Xigu", "Qiguang", "Danhu", "DuanYuan", "Duan Yu'an"])
def test_a_name_is_spelt_as_its_characters_sound(name: str) -> None:
    assert spells(name, SOURCE)


@pytest.mark.parametrize("name", ["Oskelo", "Lu", "Xiguan", "Verrin", "", "V6"])
def test_what_no_two_characters_in_a_row_sound_like_is_not_spelt(name: str) -> None:
    assert not spells(name, SOURCE)


@given(st.text(max_size=12), st.text(max_size=30))
def test_any_text_can_be_asked(name: str, text: str) -> None:
    assert spells(name, text) in (True, False)


@pytest.mark.parametrize(
    "said",
    [
        "Luxi Lab opens the weights of Xigu 32B, which runs on one Qiguang V6",
        "Analyst Duan Yu'an of Luxi Lab expects more",
        "Operators of Danhu's cluster wait",
    ],
)
def test_a_name_that_is_spelt_is_there_with_its_number_and_what_it_is(said: str) -> None:
    assert missing_names(said, [SOURCE], TABLE) == ()


def test_of_a_chinese_source_nothing_proves_a_name_missing_that_no_table_has() -> None:
    (name,) = missing_names("The weights came from Oskelo", [SOURCE], TABLE)
    assert (name.text, name.is_proven) == ("Oskelo", False)


@pytest.mark.parametrize(("said", "wrong"), [("The weights came from NVIDIA", "NVIDIA"), ("It runs on one V7", "V7")])
def test_a_name_of_the_table_and_another_number_are_proven_missing(said: str, wrong: str) -> None:
    (name,) = missing_names(said, [SOURCE], TABLE)
    assert (name.text, name.is_proven) == (wrong, True)


@pytest.mark.parametrize(
    "said",
    [
        "The price fell from 312 to 234 yuan",
        "It went for 462m yuan",
        "It gained 14.6 points",
        "The cluster has about 1,198P",
        "At 40 kW a cabinet, 420 cabinets take 16.8 MW",
    ],
)
def test_a_figure_in_the_manner_of_english_is_found_in_chinese(said: str) -> None:
    assert disproved_figures(said, [SOURCE]) == ()


@pytest.mark.parametrize(
    "said", ["The price fell from 313 to 234 yuan", "It went for 463m yuan", "It gained 15.6 points", "It has 1,199P"]
)
def test_another_figure_is_not(said: str) -> None:
    assert len(disproved_figures(said, [SOURCE])) == 1


def test_names_of_texts_in_latin_letters_are_heard_in_chinese_ones() -> None:
    sounds = Sounds(["Qiguang raises 2.8bn yuan from Chongqing", "Panyue and Meta said"])
    assert sounds.heard_in("岐光半导体在重庆完成融资，磐岳云跟投") == {"qiguang", "chongqing", "panyue"}


def test_a_sound_that_begins_or_ends_within_a_word_is_no_name() -> None:
    assert Sounds(["Meta said"]).heard_in("什么他都不说") == set()


def test_no_name_is_heard_where_there_is_none() -> None:
    assert Sounds(["prices rise"]).heard_in("价格上涨") == set()
    assert Sounds([]).heard_in("岐光半导体") == set()
