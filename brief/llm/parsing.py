"""Turns a model's text into a validated answer, or says exactly what is wrong with it."""

from typing import Any, TypeVar

from pydantic import ValidationError

from brief.llm.base import Completion
from brief.llm.model_text import spoken
from brief.llm.nearly_json import inner_value, values_in
from schemas.base import Schema

T = TypeVar("T", bound=Schema)

_MOST_ERRORS = 8
_MOST_UNPACKED = 3
"""Rounds in which strings are replaced by the lists and objects they hold."""
_LIST_OR_OBJECT = {"list_type", "tuple_type", "model_type", "model_attributes_type"}


class InvalidAnswerError(Exception):
    """The text is not a valid answer of the required type. The message can be shown to the model."""


def read_answer(completion: Completion, answer: type[T]) -> T:
    """The validated answer in `completion`. Raises InvalidAnswerError.

    Thinking, code fences and words around it are ignored, and slips in its JSON repaired. Of several valid objects the
    last one counts.
    """
    cut = completion.finish == "length"
    try:
        return _answer_in(completion.text, answer, cut)
    except RecursionError:
        raise InvalidAnswerError(_NO_JSON) from None


_NO_JSON = "The answer is not valid JSON. Give one JSON object and nothing else."


def _answer_in(text: str, answer: type[T], cut: bool) -> T:
    faults: ValidationError | None = None
    for value in values_in(text, answer.model_fields, cut):
        try:
            return _validated(value, answer)
        except ValidationError as error:
            faults = faults or (error if _is_no_piece(value, text, answer) else None)
    if faults:
        raise InvalidAnswerError(_explained(faults)) from faults
    raise InvalidAnswerError(_why_none(text, cut))


def _is_no_piece(value: Any, text: str, answer: type[Schema]) -> bool:
    """Whether `value` is meant as the whole answer: the faults of a fragment would tell nothing."""
    fields = answer.model_fields.keys()
    return isinstance(value, dict) and bool(value.keys() & fields or not any(f'"{name}"' in text for name in fields))


def _why_none(text: str, cut: bool) -> str:
    if not text.strip():
        return "The answer was empty."
    if cut:
        return "The answer was cut off at the limit of its length. Write shorter texts."
    return _NO_JSON if spoken(text).strip() else "There was no answer after the thinking. Give one JSON object."


def _validated(value: Any, answer: type[T]) -> T:
    for _ in range(_MOST_UNPACKED):
        try:
            return answer.model_validate(value)
        except ValidationError as error:
            if not _unpacked(value, error):
                raise
    return answer.model_validate(value)


def _unpacked(value: Any, error: ValidationError) -> bool:
    """Replaces strings of JSON by the lists and objects they hold; returns whether there were any."""
    texts = [one for one in error.errors() if one["type"] in _LIST_OR_OBJECT and isinstance(one["input"], str)]
    put = [_put(value, one["loc"], one["input"]) for one in texts]
    return any(put)


def _put(value: Any, place: tuple[int | str, ...], text: str) -> bool:
    *way, last = place or ("",)
    try:
        inner = inner_value(text)
        for step in way:
            value = value[step]
        value[last] = inner
    except (ValueError, LookupError, TypeError, RecursionError):
        return False
    return not isinstance(inner, str)


def _explained(error: ValidationError) -> str:
    """One line per error: its place and what is wrong, without the news text there."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"{'.'.join(map(str, one['loc'])) or 'the answer'}: {one['msg']}" for one in found[:_MOST_ERRORS]]
    return "\n".join(lines)
