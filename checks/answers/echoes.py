"""Texts of an answer that are the instructions' own words: small models copy examples and descriptions into cells."""

from dataclasses import dataclass
from typing import Any

from schemas.base import S

_LEAST = 10
"""Letters and digits; shorter texts may stand in both by chance."""
_TEXTS = ("text", "meaning")


def without_echoes(answer: S, told: str) -> S:
    """`answer` without the texts that repeat what stands in `told`, the words that a model is instructed in."""
    return type(answer).model_validate(_Echo(_letters(told)).emptied(answer.model_dump()))


@dataclass(frozen=True)
class _Echo:
    told: str

    def emptied(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [self.emptied(one) for one in value]
        if not isinstance(value, dict):
            return value
        kept = {name: self.emptied(one) for name, one in value.items()}
        return kept | {name: "" for name in _TEXTS if self._holds(kept.get(name))}

    def _holds(self, text: Any) -> bool:
        letters = _letters(text) if isinstance(text, str) else ""
        return len(letters) >= _LEAST and letters in self.told


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()
