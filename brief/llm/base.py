"""What stands behind the seam: answerers of typed questions, and under them the providers that reach a model."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from agents.base import Answer
from brief.settings.model_settings import CallSettings
from schemas.base import Schema

T = TypeVar("T", bound=Schema)

Finish = Literal["stop", "length", "refusal", "filter", "other"]
"""Why a model ended: it was done, ran out of tokens, would not, was not let, or something else."""

ErrorKind = Literal[
    "connection",
    "timeout",
    "rate_limit",
    "overloaded",
    "server",
    "bad_request",
    "auth",
    "not_found",
    "bad_body",
    "stream_broken",
    "other",
]
"""What went wrong with a call. `auth` is the key, its rights or its account; `bad_body` a success that says nothing."""

RETRYABLE: frozenset[ErrorKind] = frozenset(
    {"connection", "timeout", "rate_limit", "overloaded", "server", "bad_body", "stream_broken"}
)


NO_KEY = "no-key"
"""What an SDK is told where an endpoint needs no key: it refuses to start without one."""


class Answerer(Protocol):
    """Answers for one or more roles."""

    name: str
    """`provider:model`, as run.json and report.json tell it."""

    def answer(self, role: str, question: Schema, answer: type[T], again: bool = False) -> Answer[T]:
        """`again`: asked once more, for a revision."""
        ...


@dataclass(frozen=True)
class Prompt:
    """A filled prompt in two parts."""

    system: str
    """What stays the same from call to call; sent first, so that it can be cached."""
    user: str


@dataclass(frozen=True)
class Completion:
    """One answer of a model, as it came. `text` is JSON where all went well; nothing about it has been validated."""

    text: str
    finish: Finish
    input_tokens: int
    """All that was read: from the cache, written to it, and neither."""
    cached_tokens: int
    """Those of `input_tokens` that were read from a cache."""
    output_tokens: int
    """Reasoning included."""
    request_id: str | None
    """The vendor's name for the call, to ask its support about."""
    seconds: float
    cache_write_tokens: int = 0
    """Those of `input_tokens` that were written to a cache; some vendors charge them dearer."""
    estimated: bool = False
    """The server told no usage: the tokens are counted from the texts, roughly."""


class ProviderError(Exception):
    """A call that brought no completion."""

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
        """The HTTP status, where there was one."""
        self.retry_after_seconds = retry_after_seconds
        """How long the server asks to wait, uncapped."""
        self.request_id = request_id

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed a moment later."""
        return self.kind in RETRYABLE

    def __str__(self) -> str:
        status = f" ({self.status})" if self.status else ""
        return f"{self.kind}{status}: {self.message}"


class Provider(Protocol):
    """Reaches one model. Safe to use from several threads."""

    name: str
    """`endpoint:model`."""

    def complete(
        self,
        prompt: Prompt,
        schema_name: str,
        schema: Mapping[str, Any],
        settings: CallSettings,
        timeout_seconds: float,
    ) -> Completion:
        """Asks once; nothing is tried again. `schema` is a JSON schema as pydantic writes it.

        Raises ProviderError; ValueError for a schema that no API takes (see `brief.providers.wire_schema`).
        """
        ...
