"""Texts of an answer that are the instructions' own words: small models copy examples and descriptions into cells."""

from typing import Any, TypeVar

from schemas.base import Schema

T = TypeVar("T", bound=Schema)

_LEAST = 10
"""Letters and digits; shorter texts may stand in both by chance."""
_TEXTS = ("text", "meaning")


def without_echoes(answer: T, told: str) -> T:
    """`answer` with no text where it repeats what stands in `told`, the words that a model is instructed in."""
    return type(answer).model_validate(_emptied(answer.model_dump(), _letters(told)))


def _emptied(value: Any, told: str) -> Any:
    if isinstance(value, list | tuple):
        return [_emptied(one, told) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {name: _emptied(one, told) for name, one in value.items()}
    return kept | {name: "" for name in _TEXTS if _is_echo(kept.get(name), told)}


def _is_echo(text: Any, told: str) -> bool:
    letters = _letters(text) if isinstance(text, str) else ""
    return len(letters) >= _LEAST and letters in told


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()
