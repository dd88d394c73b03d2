"""Configuration and environment -> which models stand behind each role. Keys are read here and shown nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue, SecretStr

from brief.config import Config
from brief.providers.base import CallSettings
from brief.providers.config import Api, Kind, Price, Structured

ROLES = ("section_classifier", "table_writer", "synthesis_writer", "critic")


@dataclass(frozen=True)
class Endpoint:
    """A server with all that is needed to call it. Neither repr nor str shows its key."""

    name: str
    kind: Kind
    base_url: str
    api: Api
    structured: Structured
    stream: bool
    prompt_cache: bool
    max_tokens_parameter: str
    max_calls_at_once: int
    requests_per_minute: int | None
    tokens_per_minute: int | None
    timeout_seconds: float
    max_attempts: int
    key: SecretStr | None = field(repr=False)
    headers: Mapping[str, SecretStr] = field(repr=False)
    extra_body: Mapping[str, JsonValue]


@dataclass(frozen=True)
class Link:
    """One model of a role's chain."""

    endpoint: Endpoint
    model: str
    settings: CallSettings
    price: Price | None
    context_tokens: int | None

    @property
    def name(self) -> str:
        """`endpoint:model`, as run.json and report.json tell it."""
        return f"{self.endpoint.name}:{self.model}"

    @property
    def deciding(self) -> dict[str, Any]:
        """All but prompt and schema that decides an answer, as JSON values: part of a call's content key."""
        raise NotImplementedError


@dataclass(frozen=True)
class Binding:
    """Who answers for a role: the links in their order, then extraction where it is allowed."""

    role: str
    links: tuple[Link, ...]
    extractive: bool


@dataclass(frozen=True)
class Models:
    """Every role's binding, and the keys that no text may hold."""

    bindings: Mapping[str, Binding]

    def scrub(self, text: str) -> str:
        """`text` with every known key replaced."""
        raise NotImplementedError


def resolve(config: Config, env: Mapping[str, str], model: str | None = None) -> Models:
    """Binds every role. `model` (`endpoint:model` or "extractive") takes the place of each role's first link.

    Raises ConfigError for an endpoint that is not known, a key that is missing or a key file that others may read;
    UsageError for a `model` that cannot be.
    """
    raise NotImplementedError
