import pytest
from builders import AI, ENERGY, WEB3

from facts.extraction.section_likeness import Likeness
from schemas.section import Section


def like(text: str, *sections: Section) -> list[str]:
    """The sections that the text is like most."""
    odds = Likeness(sections).of(text)
    best = max(odds.values(), default=0.0)
    return [name for name, one in odds.items() if one == best > 0]


def said(section: Section, **what: object) -> Section:
    return section.model_copy(update={"title": section.id, "description": "", "terms": (), "weak_terms": (), **what})


def test_a_text_is_like_the_section_whose_words_it_holds() -> None:
    rail = said(ENERGY, description="高速铁路、动车组；high-speed rail")
    ship = said(WEB3, description="集装箱船、港口；container ships")
    assert like("新型动车组下线", rail, ship) == ["energy"]
    assert like("A high-speed line opens", rail, ship) == ["energy"]
    assert like("集装箱港吞吐量", rail, ship) == ["web3"]


def test_what_a_description_says_does_not_belong_counts_for_nothing() -> None:
    rail = said(ENERGY, description="高速铁路。不含公路、货车。Trains, excluding lorries.")
    ship = said(WEB3, description="集装箱船")
    assert like("货车与公路", rail, ship) == []
    assert like("lorries", rail, ship) == []
    assert like("trains", rail, ship) == ["energy"]


def test_a_word_that_every_section_says_tells_none_from_another() -> None:
    both = [said(one, terms=("项目",)) for one in (ENERGY, WEB3)]
    energy, web3 = Likeness(both).of("项目").values()
    assert energy == pytest.approx(web3, abs=1e-9)


def test_examples_make_headlines_like_them_of_the_section() -> None:
    assert like("水泵机组", AI, ENERGY) == []
    taught = AI.model_copy(update={"examples": ("水泵机组投运", "水泵机组检修")})
    assert like("水泵机组", taught, ENERGY) == ["ai"]


def test_more_examples_with_a_word_make_it_tell_more() -> None:
    few, many = (AI.model_copy(update={"examples": ("水泵",) * number}) for number in (1, 3))
    assert Likeness((many, ENERGY)).of("水泵")["ai"] > Likeness((few, ENERGY)).of("水泵")["ai"] > 0


def test_everyday_language_is_like_no_section() -> None:
    assert max(Likeness((AI,)).of("今天天气很好，大家一起去公园").values()) < 0 < Likeness((AI,)).of("大模型")["ai"]
