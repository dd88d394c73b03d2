from collections.abc import Iterator
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from brief.llm.providers.wire_schema import wire_schema
from schemas.classification import ClassificationAnswer
from schemas.critique import CritiqueAnswer
from schemas.draft import SynthesisAnswer
from schemas.table import TableAnswer

KEYWORDS = {"type", "description", "enum", "const", "anyOf", "items", "properties", "required", "additionalProperties"}


class Leaf(BaseModel):
    """A leaf."""

    title: str = Field(max_length=30, description="Its name.")
    colour: Literal["green", "red"] = "green"
    weight: float | None = Field(default=None, ge=0)


class Tree(BaseModel):
    kind: Literal["tree"]
    leaves: list[Leaf] = Field(min_length=1, max_length=9)
    best: Leaf = Field(description="The best one.")


class Free(BaseModel):
    counts: dict[str, int]


class Pair(BaseModel):
    pair: tuple[int, str]


class Nested(BaseModel):
    inner: "Nested | None" = None


def nodes(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every schema within `schema`; names of properties are not keywords."""
    yield schema
    for inner in (*schema.get("properties", {}).values(), *schema.get("anyOf", ()), schema.get("items")):
        if inner:
            yield from nodes(inner)


@pytest.mark.parametrize("answer", [ClassificationAnswer, TableAnswer, SynthesisAnswer, CritiqueAnswer, Tree])
def test_every_answer_has_a_schema_in_the_keywords_of_strict_modes(answer: type[BaseModel]) -> None:
    for node in nodes(wire_schema(answer.model_json_schema())):
        assert set(node) <= KEYWORDS
        if node.get("type") == "object":
            assert node["required"] == list(node["properties"])
            assert node["additionalProperties"] is False


def test_ids_that_stand_in_several_places_are_said_once_where_references_are_followed() -> None:
    ids = {"type": "string", "enum": ["p1", "p2"]}
    texts = {"type": "object", "properties": {"text": {"type": "string"}, "passages": {"type": "array", "items": ids}}}
    one = {"type": "string", "enum": ["e1"]}
    properties = {"event": one, "thesis": texts, "effects": {"type": "array", "items": texts}}
    shaped = wire_schema({"type": "object", "properties": properties}, references=True)
    assert shaped["$defs"] == {"ids1": ids}
    assert next(node["items"] for node in nodes(shaped) if node.get("type") == "array") == {"$ref": "#/$defs/ids1"}
    assert shaped["properties"]["event"] == one
    plain = wire_schema({"type": "object", "properties": properties})
    assert plain == wire_schema(shaped)


def test_definitions_are_inlined_and_what_stands_beside_a_reference_wins() -> None:
    properties = wire_schema(Tree.model_json_schema())["properties"]
    assert properties["leaves"]["items"]["description"] == "A leaf."
    assert properties["best"]["description"] == "The best one."
    assert properties["best"]["properties"] == properties["leaves"]["items"]["properties"]


def test_limits_are_told_in_words_and_not_enforced_by_a_grammar() -> None:
    tree = wire_schema(Tree.model_json_schema())["properties"]
    assert tree["leaves"]["description"] == "{minItems: 1, maxItems: 9}"
    leaf = tree["best"]["properties"]
    assert leaf["title"] == {"type": "string", "description": "Its name. {maxLength: 30}"}
    assert leaf["weight"]["anyOf"] == [{"type": "number", "description": "{minimum: 0}"}, {"type": "null"}]
    assert leaf["colour"] == {"type": "string", "enum": ["green", "red"]}


def test_limits_of_arrays_can_be_kept_for_a_server_that_enforces_them() -> None:
    leaves = wire_schema(Tree.model_json_schema(), array_limits=True)["properties"]["leaves"]
    assert (leaves["minItems"], leaves["maxItems"]) == (1, 9)
    assert "description" not in leaves
    assert leaves["items"]["properties"]["title"]["description"] == "Its name. {maxLength: 30}"


def test_the_given_schema_stays_as_it_is() -> None:
    given = Tree.model_json_schema()
    wire_schema(given)
    assert given == Tree.model_json_schema()


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (Free.model_json_schema(), "free dictionary"),
        (Pair.model_json_schema(), "fixed length"),
        (Nested.model_json_schema(), "holds itself"),
        ({"type": "array", "items": {"type": "string"}}, "must be an object"),
        ({"type": "object", "properties": {"a": {"not": {}}}}, "not"),
    ],
)
def test_what_no_strict_mode_can_say_is_an_error(schema: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        wire_schema(schema)
