"""Converts a JSON schema from pydantic into one that the strict modes of every API accept.

They require every property, forbid others, and know few keywords (OpenAI, "Structured Outputs", and Anthropic,
"Structured outputs", both read 2026-11). Definitions are inlined, for servers that follow no reference; a list of ids
that stands in several places may then be said once, for those that do. A limit that
an API does not enforce, or that a grammar would enforce by cutting a word, is moved to the description: the answer is
validated against the full schema afterwards anyway.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_KEPT: Final = ("type", "description", "enum", "const", "anyOf", "items", "properties")
_ARRAY_LIMITS: Final = ("minItems", "maxItems")
_LIMITS: Final = (
    "minLength maxLength pattern format minimum maximum exclusiveMinimum exclusiveMaximum multipleOf uniqueItems"
).split()
_DROPPED: Final = "title default examples $defs $ref required additionalProperties oneOf discriminator".split()
_KNOWN: Final = {*_KEPT, *_ARRAY_LIMITS, *_LIMITS, *_DROPPED}


def wire_schema(schema: Mapping[str, Any], array_limits: bool = False, references: bool = False) -> dict[str, Any]:
    """The same shape with only the keywords that every strict mode accepts; `schema` is not changed.

    `array_limits` keeps the allowed number of array items, for servers that make a grammar of it and small models that
    would not stop; the vendors' own servers may refuse it. `references` says once what stands in several places.
    Raises ValueError for what no strict mode can express: a free dictionary, a tuple of fixed length, a type that holds
    itself, or a root that is no object.
    """
    enforced = _ARRAY_LIMITS if array_limits else ()
    shaped = _Shaping(schema.get("$defs", {}), enforced).shaped(schema, ())
    if shaped.get("type") != "object":
        raise ValueError("the root of an output schema must be an object")
    return _with_definitions(shaped) if references else shaped


def _with_definitions(shaped: dict[str, Any]) -> dict[str, Any]:
    """Each enumeration that stands in several places is a definition, to which they refer."""
    often = Counter(tuple(one["enum"]) for one in _enumerations(shaped))
    names = {listed: f"ids{number}" for number, listed in enumerate((one for one in often if often[one] > 1), start=1)}
    for one in list(_enumerations(shaped)):
        if name := names.get(tuple(one["enum"])):
            one.clear()
            one["$ref"] = f"#/$defs/{name}"
    definitions = {name: {"type": "string", "enum": list(listed)} for listed, name in names.items()}
    return {**shaped, "$defs": definitions} if definitions else shaped


def _enumerations(shaped: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if shaped.keys() == {"type", "enum"} and shaped["type"] == "string":
        yield shaped
    for inner in (*shaped.get("properties", {}).values(), *shaped.get("anyOf", ()), shaped.get("items")):
        if inner:
            yield from _enumerations(inner)


@dataclass(frozen=True)
class _Shaping:
    definitions: Mapping[str, Any]
    enforced: tuple[str, ...]
    """Limits that stay keywords."""

    def shaped(self, schema: Mapping[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
        """`inside`: names of the definitions around this one, to find recursion."""
        if "$ref" in schema:
            return self._inlined(schema, inside)
        _must_be_sayable(schema)
        shaped = {key: schema[key] for key in (*_KEPT, *self.enforced) if key in schema}
        if variants := schema.get("anyOf") or schema.get("oneOf"):
            shaped["anyOf"] = [self.shaped(variant, inside) for variant in variants]
        if "items" in schema:
            shaped["items"] = self.shaped(schema["items"], inside)
        if schema.get("type") == "object":
            shaped |= self._closed(schema["properties"], inside)
        return shaped | self._described(schema)

    def _inlined(self, schema: Mapping[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
        name = str(schema["$ref"]).removeprefix("#/$defs/")
        if name in inside:
            raise ValueError(f"{name} holds itself; an output schema is a finite tree")
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return self.shaped({**self.definitions[name], **beside}, (*inside, name))

    def _closed(self, properties: Mapping[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
        return {
            "properties": {name: self.shaped(inner, inside) for name, inner in properties.items()},
            "required": list(properties),
            "additionalProperties": False,
        }

    def _described(self, schema: Mapping[str, Any]) -> dict[str, str]:
        described = [key for key in (*_LIMITS, *_ARRAY_LIMITS) if key in schema and key not in self.enforced]
        if not described:
            return {}
        limits = ", ".join(f"{key}: {schema[key]}" for key in described)
        return {"description": f"{schema.get('description', '')} {{{limits}}}".strip()}


def _must_be_sayable(schema: Mapping[str, Any]) -> None:
    what = schema.get("title", "an output schema")
    if schema.get("type") == "object" and not schema.get("properties"):
        raise ValueError(f"{what}: a free dictionary cannot be asked for; use a list of keys and values")
    if "prefixItems" in schema:
        raise ValueError(f"{what}: a tuple of fixed length cannot be asked for; use an object")
    if unknown := set(schema) - _KNOWN:
        raise ValueError(f"{what}: no strict mode knows {', '.join(sorted(unknown))}")
