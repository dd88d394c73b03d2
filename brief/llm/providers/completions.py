"""What an API said, in one form: text, reason of the end, tokens counted in one way."""

import math
from typing import Any, NamedTuple

from brief.llm.base import Completion, Finish, Prompt
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
    request_id: str | None


def completed(said: Said, prompt: Prompt, seconds: float) -> Completion:
    """The completion; where no usage was told, it is estimated and marked so."""
    usage = said.usage or _estimated(prompt, said.text)
    return Completion(
        text=said.text,
        finish=said.finish,
        input_tokens=usage.read,
        cached_tokens=usage.cached,
        output_tokens=usage.written,
        request_id=said.request_id,
        seconds=seconds,
        cache_write_tokens=usage.cache_written,
        estimated=said.usage is None,
    )


def openai_usage(told: Any) -> TokenUsage | None:
    """Of a chat completion or a response: both count cached tokens as input; their fields are named differently.

    DeepSeek tells cached tokens beside the details that OpenAI has for them.
    """
    read = _count(told, "input_tokens", "prompt_tokens")
    if read is None:
        return None
    details = getattr(told, "input_tokens_details", None) or getattr(told, "prompt_tokens_details", None)
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
    """The first of the fields that holds a number."""
    values = (getattr(told, name, None) for name in names)
    return next((value for value in values if isinstance(value, int)), None)


def _estimated(prompt: Prompt, text: str) -> TokenUsage:
    return TokenUsage(math.ceil(estimate(prompt.system + prompt.user)), 0, 0, math.ceil(estimate(text)))
