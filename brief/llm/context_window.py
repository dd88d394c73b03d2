"""Whether a question fits into a model's context; if not, by how much it is too long, and what to configure."""

import re

from brief.llm.base import ProviderError
from brief.settings.models import ModelLink

_LEAST_ANSWER_TOKENS = 400
"""Room for about one row; a model with less room than that is not asked for shorter answers."""
_LEAST_CONTEXT = 1000
"""Every model in use has more: a smaller token count from a server means nothing."""
_SCHEMA_TOKENS = 1500
"""Upper limit for the schema of any answer."""
_LONG = 1900
"""Minimum tokens of a question that a server may cut."""

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


def read_in_part(reported_tokens: int, question_tokens: int) -> int | None:
    """Tokens that the server read, if it reports less than half of the question; else None.

    Estimates are closer than that for every vocabulary measured.
    """
    return reported_tokens if _LEAST_CONTEXT <= reported_tokens < question_tokens / 2 else None


def made_up(reported_tokens: int, question_tokens: int) -> bool:
    """Whether a reported count is far above the question and its schema: that server's counts mean nothing."""
    return reported_tokens > 2 * question_tokens + _SCHEMA_TOKENS


def may_be_cut(question_tokens: int) -> bool:
    """Whether the question is long enough to be cut by a server."""
    return question_tokens >= _LONG


def cut_by_server(link: ModelLink, question_tokens: int, reported_tokens: int | None) -> str:
    """What the server seems to have done, and what to configure; without `reported_tokens`, the answer shows it."""
    shows = "the answer names nothing that it was asked about"
    if reported_tokens is not None:
        shows = f"it reports {reported_tokens:,} tokens of about {question_tokens:,}"
    return f"its server seems to have read only a part of the question: {shows}. {context_advice(link)}"


def context_advice(link: ModelLink) -> str:
    """What to configure for a server that silently cuts what is too long for it."""
    server = "Raise the context length of the server itself (Ollama: num_ctx, llama.cpp: --ctx-size)"
    return f'{server} and tell it under [contexts] "{link.name}": questions are cut to that.'


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
