"""What an API said, in one form: text, reason of the end, tokens counted in one way.

SDKs let through what is not of their types, and servers send much: everything that is read of an answer goes through
`field`, `text_of` and `arguments_of`, which take it as it comes.
"""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from brief.llm.base import Completion, Finish, Prompt
from brief.llm.encodable import encodable
from brief.llm.thinking import spoken
from brief.llm.tokens import estimate


class TokenUsage(NamedTuple):
    """Tokens of one call; `read` holds all input, from a cache or not."""

    read: int
    cached: int
    cache_written: int
    written: int


class Said(NamedTuple):
    """One answer."""

    text: str
    finish: Finish
    usage: TokenUsage | None
    """None where the server told nothing."""
    request_id: Any
    """A text, where the server keeps to its own protocol."""


def completed(said: Said, prompt: Prompt, seconds: float) -> Completion:
    """The completion; where no usage was told, it is estimated and marked so."""
    text = encodable(said.text)
    usage = said.usage or _estimated(prompt, text)
    return Completion(
        text=text,
        finish=said.finish,
        input_tokens=usage.read,
        cached_tokens=usage.cached,
        output_tokens=usage.written,
        request_id=encodable(str(said.request_id)) if said.request_id else None,
        seconds=seconds,
        cache_write_tokens=usage.cache_written,
        estimated=said.usage is None,
    )


def field(told: Any, name: str) -> Any:
    """A field of an SDK's object or of plain JSON; None where there is none."""
    return told.get(name) if isinstance(told, Mapping) else getattr(told, name, None)


def fields(told: Any, name: str) -> list[Any]:
    """A field that should be a list; what is none counts as empty."""
    found = field(told, name)
    return found if isinstance(found, list) else []


def text_of(content: Any) -> str:
    """The text of a content: that of its parts, where it comes in some; what is thought is none."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(map(text_of, content))
    if content is None or _is_thought(content):
        return ""
    return next(filter(None, (text_of(field(content, name)) for name in ("text", "value", "content"))), "")


def thought_of(content: Any) -> str:
    """What parts of a content, or a part of an answer, hold that is thought."""
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


def arguments_of(told: Any) -> str:
    """The arguments of a tool's call as JSON; some servers send them unpacked."""
    return told if isinstance(told, str) else "" if told is None else json.dumps(told, ensure_ascii=False)


def finish_of(told: Any, known: Mapping[str | None, Finish]) -> Finish:
    """Why a model ended, in our words."""
    return known.get(told, "other") if isinstance(told, str) else "other"


def answer_of(calls: Iterable[Any], text: str, thought: str = "") -> str:
    """What is said: the arguments of the first call, else the text; a server that takes all for thought hides it there.

    Of what is thought only an object that stands alone is an answer: drafts have words around them.
    """
    called = next((given for given in map(arguments_of, calls) if given.strip()), "")
    if called or text.strip():
        return called or text
    alone = spoken(thought).strip()
    return alone if alone.startswith("{") and alone.endswith("}") else text


def openai_usage(told: Any) -> TokenUsage | None:
    """Of a chat completion or a response: both count cached tokens as input; their fields are named differently.

    DeepSeek tells cached tokens beside the details that OpenAI has for them.
    """
    read = _count(told, "input_tokens", "prompt_tokens")
    if read is None:
        return None
    details = field(told, "input_tokens_details") or field(told, "prompt_tokens_details")
    cached = _count(details, "cached_tokens") or _count(told, "prompt_cache_hit_tokens") or 0
    written = _count(told, "output_tokens", "completion_tokens") or 0
    return TokenUsage(read, cached, _count(details, "cache_write_tokens") or 0, written)


def anthropic_usage(told: Any) -> TokenUsage | None:
    """Of a message: its input tokens are those beside the cache, so the three kinds are added up."""
    beside = _count(told, "input_tokens")
    if beside is None:
        return None
    cached = _count(told, "cache_read_input_tokens") or 0
    cache_written = _count(told, "cache_creation_input_tokens") or 0
    return TokenUsage(beside + cached + cache_written, cached, cache_written, _count(told, "output_tokens") or 0)


def _count(told: Any, *names: str) -> int | None:
    """The first of the fields that holds a count."""
    values = (field(told, name) for name in names)
    return next((value for value in values if type(value) is int and value >= 0), None)


def _estimated(prompt: Prompt, text: str) -> TokenUsage:
    return TokenUsage(math.ceil(estimate(prompt.system + prompt.user)), 0, 0, math.ceil(estimate(text)))
