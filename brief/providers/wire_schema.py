"""A JSON schema as pydantic writes it -> one that the strict modes of every API take.

They want every property required, no other properties, and few keywords (OpenAI, "Structured Outputs", and Anthropic,
"Structured outputs", both read 2026-11). Definitions are inlined, for servers that follow no reference. A limit that
an API does not enforce, or that would cut a text in mid-word where a grammar does, is told in the description instead:
the answer is validated against the full schema afterwards anyway.
"""

from collections.abc import Mapping
from typing import Any

_KEPT = ("type", "description", "enum", "const", "anyOf", "items", "properties")
_TOLD = (
    "minLength maxLength pattern format minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems "
    "uniqueItems"
).split()
_DROPPED = {
    "title",
    "default",
    "examples",
    "$defs",
    "$ref",
    "required",
    "additionalProperties",
    "oneOf",
    "discriminator",
}


def wire_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same shape in the keywords that every strict mode takes; `schema` is left as it is.

    Raises ValueError for what no strict mode can say: a free dictionary, a tuple of fixed length, a type that holds
    itself, or a root that is no object.
    """
    shaped = _shaped(schema, schema.get("$defs", {}), ())
    if shaped.get("type") != "object":
        raise ValueError("the root of an output schema must be an object")
    return shaped


def _shaped(schema: Mapping[str, Any], definitions: Mapping[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
    if "$ref" in schema:
        return _inlined(schema, definitions, inside)
    _must_be_sayable(schema)
    shaped = {key: schema[key] for key in _KEPT if key in schema}
    if variants := schema.get("anyOf") or schema.get("oneOf"):
        shaped["anyOf"] = [_shaped(variant, definitions, inside) for variant in variants]
    if "items" in schema:
        shaped["items"] = _shaped(schema["items"], definitions, inside)
    if schema.get("type") == "object":
        shaped |= _closed(schema["properties"], definitions, inside)
    told = ", ".join(f"{key}: {schema[key]}" for key in _TOLD if key in schema)
    if told:
        shaped["description"] = f"{schema.get('description', '')} {{{told}}}".strip()
    return shaped


def _inlined(schema: Mapping[str, Any], definitions: Mapping[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
    name = str(schema["$ref"]).removeprefix("#/$defs/")
    if name in inside:
        raise ValueError(f"{name} holds itself; an output schema is a finite tree")
    beside = {key: value for key, value in schema.items() if key != "$ref"}
    return _shaped({**definitions[name], **beside}, definitions, (*inside, name))


def _closed(properties: Mapping[str, Any], definitions: Mapping[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
    return {
        "properties": {name: _shaped(inner, definitions, inside) for name, inner in properties.items()},
        "required": list(properties),
        "additionalProperties": False,
    }


def _must_be_sayable(schema: Mapping[str, Any]) -> None:
    what = schema.get("title", "an output schema")
    if schema.get("type") == "object" and not schema.get("properties"):
        raise ValueError(f"{what}: a free dictionary cannot be asked for; use a list of keys and values")
    if "prefixItems" in schema:
        raise ValueError(f"{what}: a tuple of fixed length cannot be asked for; use an object")
    unknown = set(schema) - set(_KEPT) - set(_TOLD) - _DROPPED
    if unknown:
        raise ValueError(f"{what}: no strict mode knows {', '.join(sorted(unknown))}")
