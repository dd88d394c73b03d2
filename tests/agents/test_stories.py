from collections.abc import Sequence

import pytest
from builders import document, news_texts
from hypothesis import given
from hypothesis import strategies as st

from agents.retriever.stories import stories
from schemas.retrieval import Document


def joined(*titles: str) -> list[list[int]]:
    return stories([[document(title, id=f"x{number}")] for number, title in enumerate(titles)])


def test_fragments_of_one_matter_are_one_story() -> None:
    fragments = ("卡塔尔LNG设施遇袭停产，出口受阻", "卡塔尔LNG设施停产，欧洲气价急升", "卡塔尔称LNG设施修复或需三年")
    assert joined(*fragments, "某市举办马拉松比赛，万人参加") == [[0, 1, 2], [3]]


@pytest.mark.parametrize(
    "titles",
    [
        ("同花顺：2025年净利润增长75.79%", "天赐材料：2025年净利润增长181.43%"),
        ("某厂建成储能电站", "OpenAI发布新一代语音模型"),
    ],
)
def test_notices_of_one_wording_by_two_firms_and_unlike_matters_are_two(titles: tuple[str, str]) -> None:
    assert joined(*titles) == [[0], [1]]


def test_a_chain_does_not_join_what_its_ends_do_not_share() -> None:
    chain = [f"{first}{second}" for first, second in zip("甲乙丙丁戊己庚", "乙丙丁戊己庚辛", strict=True)]
    titles = [f"{one[0]}一{one[0]}二{one[0]}三{one[1]}一{one[1]}二{one[1]}三" for one in chain]
    assert len(joined(*titles)) > 1


def test_no_events_are_no_stories() -> None:
    assert stories([]) == []


def groups() -> st.SearchStrategy[Sequence[Sequence[Document]]]:
    return st.lists(news_texts(6), max_size=12).map(
        lambda titles: [[document(title or "空", id=f"x{number}")] for number, title in enumerate(titles)]
    )


@given(groups())
def test_each_event_is_of_exactly_one_story(given_groups: Sequence[Sequence[Document]]) -> None:
    assert sorted(place for story in stories(given_groups) for place in story) == list(range(len(given_groups)))
