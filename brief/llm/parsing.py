"""Turns a model's text into a validated answer, or says exactly what is wrong with it.

JSON with other words around it, or nearly right, gives candidates, the likeliest first. json_repair makes something of
anything, and needs quadratic time on some texts: it only sees text that begins and ends like the expected object, up to
a maximum length.
"""

import json
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from itertools import accumulate, islice
from typing import Any, Final, NoReturn

from pydantic import ValidationError

from brief.llm.base import Completion
from brief.llm.model_text import encodable_value, spoken
from schemas.base import S, Schema

_MOST_ERRORS = 8
_MOST_UNPACKED = 3
"""Rounds in which strings are replaced by the lists and objects they hold."""
_LIST_OR_OBJECT = {"list_type", "tuple_type", "model_type", "model_attributes_type"}


class InvalidAnswerError(Exception):
    """The text is not a valid answer of the required type. The message can be shown to the model."""


def read_answer(completion: Completion, answer: type[S]) -> S:
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


def _answer_in(text: str, answer: type[S], cut: bool) -> S:
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


def _validated(value: Any, answer: type[S]) -> S:
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


_MOST_STARTS: Final = 40
"""Braces without JSON after them that are skipped in one text."""
_LONGEST_REPAIR: Final = 32_000
"""Characters, about 8,000 tokens of JSON. The slowest text found takes 12 seconds at this length."""
_DEEPEST: Final = 30
"""Maximum nesting of brackets; answers have five levels."""

_START = re.compile(r'"?\{')
_BLANK = r"(?:\s|//[^\n]{0,200}\n|/\*.{0,200}?\*/|#[^\n]{0,200}\n)*"
_QUOTE = r"\\?[\"'“”‘’`]?"
_TAIL = re.compile(r"\s*(?:$|\n|`|<)")
"""What may follow a complete object: nothing, a remark on its own line, the end of a code fence or of an element."""
_MOST_ENDS: Final = 20


def values_in(text: str, fields: Collection[str], cut: bool = False) -> Iterator[Any]:
    """Candidates for an object with these `fields`. Text that is `cut` is not repaired, as its end is unknown."""
    with suppress(ValueError, RecursionError):
        yield from _unwrapped(decoded(text), fields)
    said = spoken(text)
    found, end = _values_around(said, fields)
    yield from () if cut else _repaired(said[end:], fields)
    for value in reversed(found):
        yield from _unwrapped(value, fields)
    yield from () if cut or not end else _repaired(said, fields)


def decoded(text: str) -> Any:
    """Parses JSON; strings may contain raw line breaks. Raises ValueError or RecursionError."""
    return encodable_value(_DECODER.decode(text.strip().removeprefix("\ufeff")))


def inner_value(text: str) -> Any:
    """Parses a list or object that an answer holds as a string. Raises ValueError or RecursionError."""
    try:
        return decoded(text)
    except ValueError:
        if not (text.lstrip().startswith(("[", "{")) and _is_whole(text.strip(), 0) and len(text) <= _LONGEST_REPAIR):
            raise
        return _repair(text)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


_DECODER = json.JSONDecoder(strict=False, parse_constant=_refuse)


def _unwrapped(value: Any, fields: Collection[str]) -> Iterator[Any]:
    """`value` itself if it is an object, and the objects inside a string of JSON, a list, a tool call or a wrapper."""
    if isinstance(value, str):
        yield from values_in(value, fields) if "{" in value else ()
    elif isinstance(value, list):
        for part in reversed(value):
            yield from _unwrapped(part, fields)
    elif isinstance(value, dict):
        yield value
        if not value.keys() & set(fields):
            yield from _unwrapped(list(value.values()), fields)


def _values_around(text: str, fields: Collection[str]) -> tuple[list[Any], int]:
    """The JSON objects and strings of JSON among other words; and the end of the last one with an expected field."""
    found: list[Any] = []
    place = end = missed = 0
    while missed < _MOST_STARTS and (start := _START.search(text, place)):
        place = start.start() + 1
        try:
            value, after = _DECODER.raw_decode(text, start.start())
            packed = isinstance(value, str)
            if not packed or "}" in value:
                found.append(encodable_value(value))
            if not packed and value.keys() & set(fields):
                end = after
            place = place if packed else after
        except (ValueError, RecursionError):
            missed += 1
    return found, end


def _repaired(text: str, fields: Collection[str]) -> Iterator[Any]:
    meant = _meant(text, fields)
    with suppress(ValueError, RecursionError):
        yield from _unwrapped(_repair(meant), fields) if meant else ()


def _repair(text: str) -> Any:
    from json_repair import repair_json

    try:
        return encodable_value(repair_json(text, return_objects=True, skip_json_loads=True))
    except Exception as error:
        raise ValueError("cannot be repaired") from error


def _meant(text: str, fields: Collection[str]) -> str:
    """The part of `text` that looks like the expected object; empty if there is none, or if it is cut off."""
    names = "|".join(map(re.escape, fields))
    start = re.search(rf"\{{{_BLANK}{_QUOTE}(?:{names}){_QUOTE}\s*[:：]", text, re.DOTALL)
    if not start or len(text) - start.start() > _LONGEST_REPAIR:
        return ""
    rest, most_open = text[start.start() :], 1
    ends = (found.end() for found in reversed(list(re.finditer(r"[}\]]", rest))))
    for end in islice(ends, _MOST_ENDS):
        if _TAIL.match(rest, end) and _is_whole(rest[:end], most_open):
            return rest[:end]
        most_open = 0
    return ""


def _is_whole(text: str, most_open: int) -> bool:
    """Whether few enough brackets are open at the end, and never too many; those in strings are counted too."""
    depths = list(accumulate((one in "{[") - (one in "}]") for one in text))
    return bool(depths) and depths[-1] <= most_open and max(depths) <= _DEEPEST
