import pytest

from facts.names.name_words import is_theme


@pytest.mark.parametrize("term", ["储能", "数据中心", "聊天机器人", "上下文窗口", "光伏"])
def test_a_common_noun_is_a_theme(term: str) -> None:
    assert is_theme(term, ["某地储能项目投产"])


@pytest.mark.parametrize("term", ["OpenAI", "国际能源署", "特斯拉公司", "Vera Rubin", "工商银行"])
def test_an_organisation_a_person_and_a_product_are_none(term: str) -> None:
    assert not is_theme(term, [])


def test_what_says_or_plans_something_somewhere_is_somebody() -> None:
    assert is_theme("北风", ["北风的数量增加"])
    assert not is_theme("北风", ["北风的数量增加", "北风表示，将扩产"])
    assert not is_theme("北风", ["北风计划扩产"])
    assert not is_theme("北风", ["北风首席执行官出席"])
