"""An API's answer in one form for all APIs: text, finish reason, tokens counted in one way."""

import math
from typing import Any, NamedTuple

from brief.llm.base import Completion, Finish, Prompt
from brief.llm.tokens import estimate


class TokenUsage(NamedTuple):
    """Tokens of one call; `read` is all input, from a cache or not."""

    read: int
    cached: int
    cache_written: int
    written: int


class ApiAnswer(NamedTuple):
    """One answer."""

    text: str
    finish: Finish
    usage: TokenUsage | None
    """None if the server reported no usage."""
    request_id: str | None


def completed(answer: ApiAnswer, prompt: Prompt, seconds: float) -> Completion:
    """The completion; without reported usage, the tokens are estimated and marked so."""
    usage = answer.usage or _estimated(prompt, answer.text)
    return Completion(
        text=answer.text,
        finish=answer.finish,
        input_tokens=usage.read,
        cached_tokens=usage.cached,
        output_tokens=usage.written,
        request_id=answer.request_id,
        seconds=seconds,
        cache_write_tokens=usage.cache_written,
        estimated=answer.usage is None,
    )


def openai_usage(reported: Any) -> TokenUsage | None:
    """Usage of a chat completion or a response: both count cached tokens as input, under different field names.

    DeepSeek reports cached tokens in another field than OpenAI.
    """
    read = _count(reported, "input_tokens", "prompt_tokens")
    if read is None:
        return None
    details = getattr(reported, "input_tokens_details", None) or getattr(reported, "prompt_tokens_details", None)
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
    """The first of the fields that holds a number."""
    values = (getattr(reported, name, None) for name in names)
    return next((value for value in values if isinstance(value, int)), None)


def _estimated(prompt: Prompt, text: str) -> TokenUsage:
    return TokenUsage(math.ceil(estimate(prompt.system + prompt.user)), 0, 0, math.ceil(estimate(text)))
