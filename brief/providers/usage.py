"""What a call used, in one way of counting: input holds all that was read, from a cache or not."""

import math
from typing import Any, NamedTuple

from brief.providers.base import Prompt


class Usage(NamedTuple):
    """Tokens of one call, named as in Completion."""

    input_tokens: int
    cached_tokens: int
    cache_write_tokens: int
    output_tokens: int
    estimated: bool


def openai_usage(told: Any, prompt: Prompt, text: str) -> Usage:
    """Of a chat completion or a response: both count cached tokens as input; their fields are named differently.

    DeepSeek tells cached tokens beside the details that OpenAI has for them.
    """
    read = _count(told, "input_tokens", "prompt_tokens")
    if read is None:
        return _estimated(prompt, text)
    details = getattr(told, "input_tokens_details", None) or getattr(told, "prompt_tokens_details", None)
    cached = _count(details, "cached_tokens") or _count(told, "prompt_cache_hit_tokens") or 0
    written = _count(details, "cache_write_tokens") or 0
    return Usage(read, cached, written, _count(told, "output_tokens", "completion_tokens") or 0, estimated=False)


def anthropic_usage(told: Any, prompt: Prompt, text: str) -> Usage:
    """Of a message: its input tokens are those beside the cache, so that the three are added up."""
    beside = _count(told, "input_tokens")
    if beside is None:
        return _estimated(prompt, text)
    cached = _count(told, "cache_read_input_tokens") or 0
    written = _count(told, "cache_creation_input_tokens") or 0
    return Usage(beside + cached + written, cached, written, _count(told, "output_tokens") or 0, estimated=False)


def _count(told: Any, *names: str) -> int | None:
    """The first of the fields that holds a number."""
    values = (getattr(told, name, None) for name in names)
    return next((value for value in values if isinstance(value, int)), None)


def _estimated(prompt: Prompt, text: str) -> Usage:
    return Usage(estimated_tokens(prompt.system + prompt.user), 0, 0, estimated_tokens(text), estimated=True)


def estimated_tokens(text: str) -> int:
    """About as many as OpenAI's o200k makes of it: 0.75 a wide character, one for 3.2 others."""
    wide = sum(character >= "\u2e80" for character in text)
    return math.ceil(0.75 * wide + (len(text) - wide) / 3.2)
