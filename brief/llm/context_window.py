"""Whether a question fits into a model's context; where it does not, by how much, and what to set."""

import re

from brief.llm.base import ProviderError
from brief.settings.models import ModelLink

_LEAST_ANSWER_TOKENS = 400
"""About one row; a model that has no room for that is not told to answer in less."""
_LEAST_CONTEXT = 1000
"""No model in use has less: a server that tells a smaller count of tokens tells nothing about it."""
_SCHEMA_TOKENS = 1500
"""More than the schema of any answer."""
_LONG = 1500
"""Tokens of a question that some server may cut."""

_OF_CONTEXT = re.compile(
    r"context[_ ](?:length|window|size)|prompt is too long|maximum context|too many (?:input )?tokens", re.IGNORECASE
)
"""How servers word that a question is longer than their model's context."""


def told_too_long(error: ProviderError) -> bool:
    """The server refused the question for its length: what no configuration had told beforehand."""
    return error.kind == "bad_request" and bool(_OF_CONTEXT.search(error.message))


def context_unknown(link: ModelLink, error: ProviderError) -> str:
    """What the server said, and what to set."""
    known = "is more than it takes" if link.context_tokens else "is not set"
    return f'the question is too long for it: {error} [contexts] "{link.name}" {known}: questions are cut to that.'


def overrun(link: ModelLink, question_tokens: int) -> int:
    """By how many tokens the question, with the room kept for its answer, passes the context; 0 where it fits, and
    where the context is not known.
    """
    if link.context_tokens is None:
        return 0
    return max(0, question_tokens + link.settings.max_output_tokens - link.context_tokens)


def read_in_part(told_tokens: int, question_tokens: int) -> int | None:
    """How much of the question the server read, where it tells of less than half; None where it tells of no cut.

    Estimates are off by less than that for every vocabulary that was measured.
    """
    return told_tokens if _LEAST_CONTEXT <= told_tokens < question_tokens / 2 else None


def made_up(told_tokens: int, question_tokens: int) -> bool:
    """Whether a count is far above what the question has, its schema included: such a server's counts mean nothing."""
    return told_tokens > 2 * question_tokens + _SCHEMA_TOKENS


def may_be_cut(question_tokens: int) -> bool:
    """Whether the question is long enough for a server that cuts."""
    return question_tokens >= _LONG


def cut_by_server(link: ModelLink, question_tokens: int, told_tokens: int | None) -> str:
    """What the server seems to have done, and what to set; `told_tokens` is None where only the answer shows it."""
    shows = "the answer names nothing that it was asked about"
    if told_tokens is not None:
        shows = f"it tells {told_tokens:,} tokens of about {question_tokens:,}"
    return f"its server seems to have read only a part of the question: {shows}. {context_advice(link)}"


def context_advice(link: ModelLink) -> str:
    """What to set for a server that cuts what is too long for it without a word."""
    server = "Raise the context length of the server itself (Ollama: num_ctx, llama.cpp: --ctx-size)"
    return f'{server} and tell it under [contexts] "{link.name}": questions are cut to that.'


def too_long(role: str, link: ModelLink, question_tokens: int, template: str) -> str:
    """What is wrong, by how much, and what to set; `template` is the name of the role's prompt file."""
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
