"""Turns a model's text into a validated answer, or says exactly what is wrong with it."""

import json
import re
from typing import Any, TypeVar

from pydantic import ValidationError

from brief.llm.base import Completion
from schemas.base import Schema

T = TypeVar("T", bound=Schema)

_FENCED = re.compile(r"```[a-zA-Z]*\s*\n(.*?)\n?\s*```", re.DOTALL)
_MOST_ERRORS = 8


class InvalidAnswerError(Exception):
    """The text is not a valid answer of the required type. The message can be shown to the model."""


def read_answer(completion: Completion, answer: type[T]) -> T:
    """The validated answer in `completion`; code fences or words around it are ignored. Raises InvalidAnswerError."""
    if not completion.text.strip():
        raise InvalidAnswerError("The answer was empty.")
    try:
        return answer.model_validate(_parsed(completion))
    except ValidationError as error:
        raise InvalidAnswerError(_explained(error)) from error


def _parsed(completion: Completion) -> Any:
    text = completion.text.strip()
    fenced = _FENCED.search(text)
    for candidate in (text, fenced[1] if fenced else "", text[text.find("{") : text.rfind("}") + 1]):
        try:
            return json.loads(candidate)
        except ValueError:
            continue
    if completion.finish == "length":
        raise InvalidAnswerError("The answer was cut off at the limit of its length. Write shorter texts.")
    raise InvalidAnswerError("The answer is not valid JSON. Give one JSON object and nothing else.")


def _explained(error: ValidationError) -> str:
    """One line per error: its place and what is wrong, without the news text there."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"{'.'.join(map(str, one['loc'])) or 'the answer'}: {one['msg']}" for one in found[:_MOST_ERRORS]]
    return "\n".join(lines)
