"""Whom headlines name."""

from facts.names.actors import named_most
from facts.names.detection import aliases_of

ALIASES = aliases_of((("英伟达", "NVIDIA"), ("OpenAI",), ("香港", "Hong Kong"), ("甲骨文", "Oracle")))


def test_names_are_told_most_named_first_each_in_the_form_that_came_first() -> None:
    headlines = ("英伟达发布新芯片", "OpenAI选了NVIDIA", "Oracle融资", "NVIDIA在香港")
    assert named_most(headlines, ALIASES, 8) == ("英伟达", "OpenAI", "Oracle")
    assert named_most(headlines, ALIASES, 1) == ("英伟达",)


def test_a_place_is_no_name_in_whatever_language() -> None:
    assert named_most(("MiniMax raises money in Hong Kong", "香港上市"), ALIASES, 8) == ()
