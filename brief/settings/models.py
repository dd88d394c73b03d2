"""Finds the models that answer for each role, from configuration and environment. Keys are shown nowhere."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import SecretStr, TypeAdapter, ValidationError

from brief.errors import ConfigError, UsageError
from brief.settings.config import Config, load_config
from brief.settings.keys import PLACEHOLDER, filled, read_key, scrubbed
from brief.settings.model_settings import (
    EXTRACTIVE,
    Api,
    BaseUrl,
    CallSettings,
    EndpointConfig,
    Kind,
    MaxTokensParameter,
    ModelsConfig,
    Price,
    is_link,
    split_link,
)
from brief.settings.project import Project

JUDGE: Final = "judge"
"""The role of `brief eval --judge`; runs never use it."""
ROLES: Final = tuple(name for name in ModelsConfig.model_fields if name not in {"settings", "defaults", JUDGE})
"""The agents that ask models; the retriever asks none."""


_BUILT_IN: Final = {
    "openai": EndpointConfig(kind="openai", base_url="https://api.openai.com/v1", key_env="OPENAI_API_KEY"),
    "anthropic": EndpointConfig(kind="anthropic", base_url="https://api.anthropic.com", key_env="ANTHROPIC_API_KEY"),
}
_BASE_URL_ENV: Final = {"openai": "OPENAI_BASE_URL", "anthropic": "ANTHROPIC_BASE_URL"}


@dataclass(frozen=True)
class Endpoint:
    """A server with everything needed to call it. Its repr and str never show the key."""

    name: str
    kind: Kind
    base_url: str
    api: Api
    """Not used for kind anthropic."""
    prompt_cache: bool
    max_tokens_parameter: MaxTokensParameter
    config: EndpointConfig
    """What config.toml says about it: limits, timeout, how a schema is requested."""
    key: SecretStr | None = field(repr=False)
    headers: Mapping[str, SecretStr] = field(repr=False)
    """With placeholders filled."""

    @property
    def is_vendors(self) -> bool:
        """It is OpenAI's or Anthropic's own, and no server that only speaks like one."""
        return _is_openai(self.base_url) or urlsplit(self.base_url).hostname == "api.anthropic.com"

    @property
    def secrets(self) -> tuple[SecretStr, ...]:
        """What no text may contain: the key, and every header with a filled placeholder."""
        secret = (value for name, value in self.headers.items() if PLACEHOLDER.search(self.config.headers[name]))
        return (*([self.key] if self.key else []), *secret)

    def scrub(self, text: str) -> str:
        """`text` without this endpoint's secrets."""
        return scrubbed(text, self.secrets)


@dataclass(frozen=True)
class ModelLink:
    """One model of a role's chain."""

    endpoint: Endpoint
    model: str
    settings: CallSettings
    price: Price | None
    context_tokens: int | None

    @property
    def name(self) -> str:
        """`endpoint:model`, as written to run.json and report.json."""
        return f"{self.endpoint.name}:{self.model}"

    @property
    def deciding(self) -> dict[str, Any]:
        """Everything except prompt and schema that decides an answer, as JSON values: part of a call's content key."""
        endpoint = self.endpoint
        return {
            "model": self.name,
            "api": endpoint.api if endpoint.kind == "openai" else "messages",
            "structured": endpoint.config.structured,
            "array_limits": endpoint.config.array_limits,
            "extra_body": dict(endpoint.config.extra_body),
            "settings": self.settings.model_dump(mode="json"),
        }


@dataclass(frozen=True)
class Binding:
    """Who answers for a role: its models in order, then extraction if allowed."""

    role: str
    links: tuple[ModelLink, ...]
    extractive: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The chain as config.toml writes it."""
        return (*(link.name for link in self.links), *([EXTRACTIVE] if self.extractive else []))


@dataclass(frozen=True)
class Models:
    """Every role's binding, and the secrets that no text may contain."""

    bindings: Mapping[str, Binding]
    endpoints: Mapping[str, Endpoint]
    """The endpoints that some role is bound to."""

    @property
    def extractive(self) -> bool:
        """Whether no role asks a model."""
        return not self.endpoints

    def scrub(self, text: str) -> str:
        """`text` with every known secret replaced; for everything that is written."""
        return scrubbed(text, (secret for endpoint in self.endpoints.values() for secret in endpoint.secrets))


class NoKey(ConfigError):
    """A model would be asked, but its key is missing."""


def extraction() -> Models:
    """Every role by extraction: no key, no network, no cost."""
    return Models({role: Binding(role, (), extractive=True) for role in ROLES}, {})


def resolve(
    config: Config,
    env: Mapping[str, str],
    model: str | None = None,
    *,
    keyless: bool = False,
    roles: Sequence[str] = ROLES,
) -> Models:
    """Binds every role. `model` (`endpoint:model` or "extractive") replaces each role's first link.

    A role without a chain gets the first of [models.defaults] whose endpoint has a key, then extraction; the critic the
    first of another endpoint than the table writer's, if there is one: nobody reads only what they wrote themselves.
    `keyless`: no key is looked for; such models can be told apart but not called.
    Raises ConfigError for an unknown endpoint or a key that others can read, NoKey for a missing key, and UsageError
    for an invalid `model`.
    """
    if keyless:
        config = _without_keys(config)
    chains = _chains(config, env, model, roles)
    endpoints: dict[str, Endpoint] = {}
    for where, link in _places(chains, model):
        name, _ = split_link(link)
        if name not in endpoints:
            endpoint = _endpoint(name, where, config, env)
            endpoints[name] = endpoint if keyless else _with_key(endpoint, where)
    return Models({role: _binding(role, chain, config, endpoints) for role, chain in chains.items()}, endpoints)


def _without_keys(config: Config) -> Config:
    """`config` with all secrets removed from its endpoints."""
    unnamed: dict[str, Any] = {"headers": {}, "key_file": None}
    endpoints = {name: endpoint.model_copy(update=unnamed) for name, endpoint in config.endpoints.items()}
    return config.model_copy(update={"endpoints": endpoints})


def endpoint_of(link: str, where: str, config: Config, env: Mapping[str, str]) -> tuple[Endpoint, str]:
    """The endpoint of `endpoint:model`, with its key, and the model's name there. Raises ConfigError or NoKey."""
    name, model = split_link(link)
    return _with_key(_endpoint(name, where, config, env), where), model


# -- chains ----------------------------------------------------------------------------------------------------------

_Chains = Mapping[str, tuple[str, ...]]


def _chains(config: Config, env: Mapping[str, str], model: str | None, roles: Sequence[str]) -> _Chains:
    bound: dict[str, tuple[str, ...]] = {role: getattr(config.models, role) for role in roles}
    if model is None:
        defaults = list(_defaults(config, env)) if not all(bound.values()) else []
        return {role: chain or _default(role, defaults, bound) for role, chain in bound.items()}
    if not is_link(model):
        raise UsageError(f"{model!r} is not provider:name.", where="--model", next="Write it like openai:NAME.")
    if model == EXTRACTIVE:
        return dict.fromkeys(roles, (EXTRACTIVE,))
    unbound = (model, EXTRACTIVE)
    return {role: (model, *(link for link in (chain or unbound)[1:] if link != model)) for role, chain in bound.items()}


def _defaults(config: Config, env: Mapping[str, str]) -> Iterator[str]:
    """The models of [models.defaults] whose endpoint has its key."""
    for name, model in config.models.defaults.items():
        if _endpoint(name, f"[models.defaults] {name}", config, env).key:
            yield f"{name}:{model}"


def _default(role: str, defaults: Sequence[str], bound: _Chains) -> tuple[str, ...]:
    """The chain of a role that config does not bind; it ends with extraction, so that there is always a report."""
    if role == "critic":
        writers = [*bound.get("table_writer", ()), *defaults][:1]
        theirs = [split_link(one)[0] for one in writers]
        others = [one for one in defaults if split_link(one)[0] not in theirs]
        defaults = [*others, *defaults]
    return (*defaults[:1], EXTRACTIVE)


def _places(chains: _Chains, model: str | None) -> Iterator[tuple[str, str]]:
    """Every link that asks a model, and where config names it."""
    for role, chain in chains.items():
        for link in chain:
            if link != EXTRACTIVE:
                yield ("--model" if link == model else f"[models] {role}"), link


def _binding(role: str, chain: tuple[str, ...], config: Config, endpoints: Mapping[str, Endpoint]) -> Binding:
    settings: CallSettings = getattr(config.models.settings, role)
    links = [(link, *split_link(link)) for link in chain if link != EXTRACTIVE]
    made = (
        ModelLink(endpoints[endpoint], model, settings, config.prices.get(link), config.contexts.get(link))
        for link, endpoint, model in links
    )
    return Binding(role, tuple(made), EXTRACTIVE in chain)


# -- endpoints -------------------------------------------------------------------------------------------------------


def _endpoint(name: str, where: str, config: Config, env: Mapping[str, str]) -> Endpoint:
    """The endpoint, with its key if there is one."""
    settings, place = _settings(name, config, env), f"[endpoints.{name}]"
    if settings is None:
        raise _unknown(name, where, config)
    kind, base_url = settings.kind, settings.base_url
    if kind is None:
        raise ConfigError("the key kind is missing.", where=place, next='Add kind = "openai" or kind = "anthropic".')
    if base_url is None:
        raise ConfigError("the key base_url is missing.", where=place, next="Add the address that the server has.")
    key = read_key(place, settings.key_env, settings.key_file, env)
    own = _is_openai(base_url)
    return Endpoint(
        name=name,
        kind=kind,
        base_url=base_url,
        api=settings.api or ("responses" if own else "chat"),
        prompt_cache=(own or kind == "anthropic") if settings.prompt_cache is None else settings.prompt_cache,
        max_tokens_parameter=settings.max_tokens_parameter or ("max_completion_tokens" if own else "max_tokens"),
        config=settings,
        key=key,
        headers={header: filled(value, f"{place} headers", key, env) for header, value in settings.headers.items()},
    )


def _settings(name: str, config: Config, env: Mapping[str, str]) -> EndpointConfig | None:
    """What `config` says, completed by the environment and by what is built in; None for an unknown endpoint."""
    given, built_in = config.endpoints.get(name), _BUILT_IN.get(name)
    if built_in is None:
        return given
    own = {field: value for field, value in (given or EndpointConfig()) if value is not None}
    return EndpointConfig(**{**dict(built_in), "base_url": _base_url(name, env) or built_in.base_url, **own})


def _base_url(name: str, env: Mapping[str, str]) -> str | None:
    """That of the environment, if there is one."""
    url = env.get(_BASE_URL_ENV[name], "").strip()
    try:
        return TypeAdapter[str](BaseUrl).validate_python(url) if url else None
    except ValidationError as error:
        what = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise ConfigError(f"{what}.", where=f"${_BASE_URL_ENV[name]}", next="Correct or unset it.") from None


def _is_openai(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    return host == "api.openai.com" or host.endswith(".api.openai.com")


def _with_key(endpoint: Endpoint, where: str) -> Endpoint:
    variable, file = endpoint.config.key_env, endpoint.config.key_file
    if endpoint.key or not (variable or file):
        return endpoint
    ways = [f"Set {variable} in the environment"] if variable else []
    ways += (
        [f"write the key to {file}"]
        if file
        else [f"name a file that holds it by key_file in [endpoints.{endpoint.name}]"]
    )
    advice = ", or ".join(ways)
    what = f"the endpoint {endpoint.name!r} has no key."
    raise NoKey(what, where=where, next=f"{advice[0].upper()}{advice[1:]}.")


def _unknown(name: str, where: str, config: Config) -> ConfigError:
    known = sorted({*_BUILT_IN, *config.endpoints})
    near = difflib.get_close_matches(name, known, n=1)
    advice = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}; or add [endpoints.{name}]."
    return ConfigError(f"there is no endpoint {name!r}.", where=where, next=advice)


_ADVICE = "Where you trust it, write it as base_url there, in config.toml; or `brief replay --offline` asks nobody."


def refuse_foreign_addresses(
    endpoints: Iterable[Endpoint], project: Project, env: Mapping[str, str], overrides: Sequence[str] = ()
) -> None:
    """Raises ConfigError if a secret would go to an address that neither `project`, the environment nor a --set names
    for that endpoint. Without a secret, the project's configuration is not read.
    """
    keyed = [endpoint for endpoint in endpoints if endpoint.secrets]
    if not keyed:
        return
    here = load_config(project.config, base=project.base)
    named = {override.partition("=")[0].strip() for override in overrides}
    for endpoint in keyed:
        settings = _settings(endpoint.name, here, env)
        own = settings.base_url if settings else None
        if endpoint.base_url != own and f"endpoints.{endpoint.name}.base_url" not in named:
            there = f"here it is {own}" if own else "nothing here names it"
            what = f"the run's folder has the address {endpoint.base_url}, and {there}: no key is sent to it."
            raise ConfigError(what, where=f"[endpoints.{endpoint.name}]", next=_ADVICE)
