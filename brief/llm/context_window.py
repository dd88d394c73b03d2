"""How many tokens a text costs, whether it fits into a model's context, and what to configure where it does not.

Counted if the vocabulary is on this machine, else estimated. Nothing is ever downloaded: tiktoken fetches a missing or
damaged vocabulary without a timeout, so the file is looked for, and its checksum compared, before tiktoken is called.
"""

import hashlib
import math
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from brief.llm.base import ProviderError
from brief.settings.models import ModelLink
from facts.text.tokens import estimate

if TYPE_CHECKING:
    from tiktoken import Encoding

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


VOCABULARY = "o200k_base"
_FILE = "fb374d419588a4632f3f557e76b4b70aebbca790"
"""tiktoken's name for the vocabulary in its cache: the SHA-1 of the address it comes from."""
_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
_FAMILIES: Mapping[str, float] = {"claude": 1.5}
"""Model family -> its tokens per token of o200k_base, on Chinese news; a family is the beginning of a model's name.

Measured on a single sample of 151 Chinese characters; on English the families are within a tenth of each other.
"""


@dataclass(frozen=True)
class TokenCounter:
    name: str
    """The counter: `o200k_base` or `estimate`, with the factor if it is not 1."""
    factor: float = 1.0
    exact: bool = False
    """Whether the vocabulary was used, not an estimate."""

    def count(self, text: str) -> int:
        """Tokens of `text`, rounded up. Special tokens are counted as plain text."""
        tokens = len(_encoding().encode_ordinary(text)) if self.exact else estimate(text)
        return math.ceil(tokens * self.factor)


def token_counter(model: str = "", factors: Mapping[str, float] = _FAMILIES) -> TokenCounter:
    """The best counter on this machine for `model`, a name without its endpoint.

    The longest beginning of the model's name in `factors` decides; 1 if none fits.
    """
    starts = [start for start in factors if model.lower().startswith(start.lower())]
    factor = factors[max(starts, key=len)] if starts else 1.0
    exact = vocabulary_directory() is not None
    name = VOCABULARY if exact else "estimate"
    return TokenCounter(name if factor == 1 else f"{name} x {factor:g}", factor, exact)


def vocabulary_directory() -> Path | None:
    """Folder where tiktoken finds the vocabulary without the network; None if it would not."""
    folder = os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR"))
    if folder == "":
        return None  # tiktoken takes this as "no cache"
    directory = Path(folder) if folder else Path(tempfile.gettempdir(), "data-gym-cache")
    return directory if _is_whole(directory / _FILE) else None


@lru_cache(maxsize=1)
def _encoding() -> "Encoding":
    import tiktoken

    return tiktoken.get_encoding(VOCABULARY)


@lru_cache(maxsize=8)
def _is_whole(path: Path) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == _SHA256
    except OSError:
        return False
