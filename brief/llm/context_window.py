"""Whether a question fits into a model's context; if not, by how much it is too long, and what to configure."""

import re

from brief.llm.base import ProviderError
from brief.settings.models import ModelLink

_LEAST_ANSWER_TOKENS = 400
"""Room for about one row; a model with less room than that is not asked for shorter answers."""


_OF_CONTEXT = re.compile(
    r"context[_ ](?:length|window|size)|prompt is too long|maximum context|too many (?:input )?tokens", re.IGNORECASE
)
"""Words by which servers say that a question is longer than their model's context."""


def is_too_long(error: ProviderError) -> bool:
    """Whether the server refused the question as too long, although no configured limit said so."""
    return error.kind == "bad_request" and bool(_OF_CONTEXT.search(error.message))


def context_unknown(link: ModelLink, error: ProviderError) -> str:
    """What the server said, and what to configure."""
    known = "is more than it takes" if link.context_tokens else "is not set"
    return f'the question is too long for it: {error} [contexts] "{link.name}" {known}: questions are cut to that.'


def overrun(link: ModelLink, question_tokens: int) -> int:
    """By how many tokens the question, with room for its answer, is longer than the context; 0 if it fits, or if the
    context's size is unknown.
    """
    if link.context_tokens is None:
        return 0
    return max(0, question_tokens + link.settings.max_output_tokens - link.context_tokens)


def too_long(role: str, link: ModelLink, question_tokens: int, template: str) -> str:
    """What is wrong, by how much, and what to configure; `template` is the file name of the role's prompt."""
    context, kept = link.context_tokens or 0, link.settings.max_output_tokens
    what = (
        f"the smallest part of the question is too long: {question_tokens:,} tokens, and {kept:,} kept for the answer,"
        f" are {overrun(link, question_tokens):,} more than its context of {context:,}."
    )
    return f"{what} {_advice(role, link, context - question_tokens, template)}"


def _advice(role: str, link: ModelLink, room: int, template: str) -> str:
    context = f'where the model takes more, [contexts] "{link.name}"'
    if room >= _LEAST_ANSWER_TOKENS:
        return f"Set [models.settings.{role}] max_output_tokens to {room} or less, or, {context}."
    smaller = "a smaller `limit` under [[sections]]" if role == "synthesis_writer" else f"a shorter {template}"
    return f"Set, {context}; else only {smaller} or another model helps."
