"""The interfaces of whoever answers typed questions, and of the providers that call a model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, get_args

from agents.base import Answer
from schemas.base import S, Schema

Finish = Literal["stop", "length", "refusal", "filter", "other"]
"""Why a model stopped: finished, out of tokens, refused, filtered by its server, or something else."""

Passing = Literal["connection", "timeout", "rate_limit", "overloaded", "server", "bad_body", "stream_broken"]
"""What may pass: the same call may succeed a moment later. `bad_body`: a success without usable content."""
ErrorKind = Passing | Literal["bad_request", "auth", "not_found", "other"]
"""What went wrong with a call. `auth`: the key or its account."""


class Answerer(Protocol):
    name: str
    """`provider:model`, as written to run.json and report.json."""

    def answer(self, role: str, question: Schema, answer: type[S], again: bool = False) -> Answer[S]:
        """`again`: the question is repeated, for a revision."""
        ...


@dataclass(frozen=True)
class Prompt:
    """A filled prompt: system and user text."""

    system: str
    """The part that is equal in every call; sent first, so that servers can cache it."""
    user: str


@dataclass(frozen=True)
class Completion:
    """One raw answer of a model. `text` is JSON if all went well; nothing has been validated yet."""

    text: str
    finish: Finish
    input_tokens: int
    """All input tokens: read from the cache, written to it, or neither."""
    cached_tokens: int
    """The part of `input_tokens` that was read from a cache."""
    output_tokens: int
    """Reasoning tokens included."""
    request_id: str | None
    """The vendor's id of the call, for questions to its support."""
    seconds: float
    cache_write_tokens: int = 0
    """The part of `input_tokens` that was written to a cache; some vendors charge more for it."""
    estimated: bool = False
    """The server reported no usage; the tokens are estimated from the texts."""
    batch: str = ""
    """The vendor's id of the batch that it came in; empty where it was asked for alone."""
    attempts: int = 1
    """How many it took."""


class ProviderError(Exception):
    def __init__(
        self,
        kind: ErrorKind,
        message: str,
        status: int | None = None,
        retry_after_seconds: float | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        """One line, without any key."""
        self.status = status
        """The HTTP status, if there was a response."""
        self.retry_after_seconds = retry_after_seconds
        """How long the server asks to wait, not capped."""
        self.request_id = request_id

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed a moment later."""
        return self.kind in get_args(Passing)

    def __str__(self) -> str:
        status = f" ({self.status})" if self.status else ""
        return f"{self.kind}{status}: {self.message}"


class DeadlineError(ProviderError):
    """No time is left for another attempt: the run's deadline has passed, or would pass before the call's turn."""

    def __init__(self) -> None:
        super().__init__("timeout", "the run's time for asking models is over")

    @property
    def retryable(self) -> bool:
        return False


Complete = Callable[[Prompt, Mapping[str, Any], float], Completion]
"""Calls one model once, without retries: (prompt, schema, timeout in seconds). The schema is as pydantic writes it, its
title is its name. Safe to use from several threads. Raises ProviderError; ValueError for a schema that no API accepts
(see `brief.llm.providers.wire_schema`).
"""
