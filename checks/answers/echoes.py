"""Texts of an answer that are the instructions' own words: small models copy examples and descriptions into cells."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from schemas.base import Schema

T = TypeVar("T", bound=Schema)

_LEAST = 10
"""Letters and digits; shorter texts may stand in both by chance."""
_TEXTS = ("text", "meaning")


def without_echoes(answer: T, told: str, remarks: Iterable[str] = ()) -> T:
    """`answer` without the texts and issues that repeat what stands in `told`, the words that a model is instructed in.

    Of `remarks` on what it wrote before it must hold a whole one: they quote texts, which it may well write again.
    """
    echo = _Echo(_letters(told), tuple(one for one in map(_letters, remarks) if len(one) >= _LEAST))
    return type(answer).model_validate(echo.emptied(answer.model_dump()))


@dataclass(frozen=True)
class _Echo:
    told: str
    remarks: tuple[str, ...]

    def emptied(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [self.emptied(one) for one in value if not self._is_remark(one)]
        if not isinstance(value, dict):
            return value
        kept = {name: self.emptied(one) for name, one in value.items()}
        return kept | {name: "" for name in _TEXTS if self._holds(kept.get(name))}

    def _is_remark(self, value: Any) -> bool:
        """A critic's, in the words of an example: about nothing that it read."""
        return isinstance(value, dict) and self._holds(value.get("message"))

    def _holds(self, text: Any) -> bool:
        letters = _letters(text) if isinstance(text, str) else ""
        return len(letters) >= _LEAST and (letters in self.told or any(one in letters for one in self.remarks))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()
