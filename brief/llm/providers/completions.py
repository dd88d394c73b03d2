"""An API's answer in one form for all APIs: text, finish reason, tokens counted in one way.

SDKs do not check the types of what servers send, and servers send all kinds of things: answers are read only through
`field`, `text_of` and `arguments_of`, which accept any shape.
"""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from brief.llm.base import Completion, Finish, Prompt
from brief.llm.model_text import encodable, spoken
from facts.text.tokens import estimate


class TokenUsage(NamedTuple):
    """Tokens of one call, as `Completion` names them."""

    input_tokens: int
    cached_tokens: int
    cache_write_tokens: int
    output_tokens: int


class ApiAnswer(NamedTuple):
    text: str
    finish: Finish
    usage: TokenUsage | None
    """None if the server reported no usage."""
    request_id: Any
    """A string, if the server follows its protocol."""


def completed(answer: ApiAnswer, prompt: Prompt, seconds: float) -> Completion:
    """The completion; without reported usage, the tokens are estimated and marked so."""
    text = encodable(answer.text)
    asked = prompt.system + prompt.user
    usage = answer.usage or TokenUsage(math.ceil(estimate(asked)), 0, 0, math.ceil(estimate(text)))
    return Completion(
        text=text,
        finish=answer.finish,
        request_id=encodable(str(answer.request_id)) if answer.request_id else None,
        seconds=seconds,
        estimated=answer.usage is None,
        **usage._asdict(),
    )


def field(holder: Any, name: str) -> Any:
    """A field of an SDK's object or of plain JSON; None if it is missing."""
    return holder.get(name) if isinstance(holder, Mapping) else getattr(holder, name, None)


def fields(holder: Any, name: str) -> list[Any]:
    """A field that should be a list; empty if it is none."""
    found = field(holder, name)
    return found if isinstance(found, list) else []


def text_of(content: Any) -> str:
    """The text of a content, which may be a list of parts; thinking is left out."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(map(text_of, content))
    if content is None or _is_thought(content):
        return ""
    return next(filter(None, (text_of(field(content, name)) for name in ("text", "value", "content"))), "")


def thought_of(content: Any) -> str:
    """The thinking in a content or in a part of an answer."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(map(thought_of, content))
    if content is None:
        return ""
    return next(filter(None, (thought_of(field(content, name)) for name in _THOUGHTS)), "")


_THOUGHTS = ("thinking", "reasoning_content", "reasoning", "text", "content", "summary")


def _is_thought(part: Any) -> bool:
    kind = str(field(part, "type") or "")
    return any(word in kind for word in ("think", "reason", "thought", "summary")) or field(part, "thought") is True


def arguments_of(given: Any) -> str:
    """The arguments of a tool call as JSON text; some servers send an object instead."""
    return given if isinstance(given, str) else "" if given is None else json.dumps(given, ensure_ascii=False)


def finish_of(reason: Any, known: Mapping[str | None, Finish]) -> Finish:
    """The finish reason in our own terms."""
    return known.get(reason, "other") if isinstance(reason, str) else "other"


def answer_of(calls: Iterable[Any], text: str, thought: str = "") -> str:
    """The arguments of the first tool call, else the text.

    Some servers put the whole answer into the thinking; it counts only if it is a single JSON object, as drafts have
    words around them.
    """
    called = next((given for given in map(arguments_of, calls) if given.strip()), "")
    if called or text.strip():
        return called or text
    alone = spoken(thought).strip()
    return alone if alone.startswith("{") and alone.endswith("}") else text


def openai_usage(reported: Any) -> TokenUsage | None:
    """Usage of a chat completion or a response: both count cached tokens as input, under different field names.

    DeepSeek reports cached tokens in another field than OpenAI.
    """
    read = _count(reported, "input_tokens", "prompt_tokens")
    if read is None:
        return None
    details = field(reported, "input_tokens_details") or field(reported, "prompt_tokens_details")
    cached = _count(details, "cached_tokens") or _count(reported, "prompt_cache_hit_tokens") or 0
    written = _count(reported, "output_tokens", "completion_tokens") or 0
    return TokenUsage(read, cached, _count(details, "cache_write_tokens") or 0, written)


def anthropic_usage(reported: Any) -> TokenUsage | None:
    """Usage of a message: its `input_tokens` exclude the cache, so the three kinds are added up."""
    beside = _count(reported, "input_tokens")
    if beside is None:
        return None
    cached = _count(reported, "cache_read_input_tokens") or 0
    cache_written = _count(reported, "cache_creation_input_tokens") or 0
    return TokenUsage(beside + cached + cache_written, cached, cache_written, _count(reported, "output_tokens") or 0)


def _count(reported: Any, *names: str) -> int | None:
    """The first of the fields that holds a count."""
    values = (field(reported, name) for name in names)
    return next((value for value in values if type(value) is int and value >= 0), None)
