from collections.abc import Sequence

import pytest
from builders import document, news_texts
from hypothesis import given
from hypothesis import strategies as st

from agents.retriever.stories import stories
from schemas.retrieval import Document

AMONG = [[document(f"第{number}号港口公告：船期第{number}次调整", id=f"b{number}")] for number in range(30)]
"""Other events, so that words have the weights that they have among many."""


def joined(*titles: str) -> list[list[int]]:
    groups = [[document(title, id=f"x{number}")] for number, title in enumerate(titles)]
    return [story for story in stories([*groups, *AMONG]) if story[0] < len(titles)]


def test_fragments_of_one_matter_are_one_story() -> None:
    fragments = (
        "卡塔尔LNG设施遇袭停产，出口受阻",
        "卡塔尔LNG设施停产，欧洲气价急升",
        "卡塔尔LNG设施停产，修复或需三年",
    )
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


FORM = "查询系统显示，该公司近日成立，注册资本五千万元，经营范围含技术开发"


def test_leads_of_one_form_are_one_story_only_where_they_tell_what_the_others_headline_names() -> None:
    film = document("捷成股份等组建影视中心", f"{FORM}，摄制发行电影与版权代理。", id="film")
    battery = document("欣旺达牵头新设储能企业", f"{FORM}，电池制造及光伏设备租赁。", id="battery")
    same = battery.model_copy(update={"title": "影视中心揭牌，捷成股份持股"})
    assert stories([[film], [battery], *AMONG])[:2] == [[0], [1]]
    assert stories([[film], [same], *AMONG])[0] == [0, 1]


def test_a_word_in_common_makes_no_story_of_two_short_headlines() -> None:
    others = [f"Notice number {number} of the town council on market stalls" for number in range(40)]
    titles = ("Fugro begins survey of Oriel wind farm", "Technology shift in survey of rooftop solar", *others)
    groups = [[document(title, lang="en", id=f"x{number}")] for number, title in enumerate(titles)]
    assert stories(groups)[:2] == [[0], [1]]


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
