"""Link -> Provider: one client per endpoint, shared by all its models and by every thread."""

from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from brief.models import Link
from brief.providers.base import Provider

if TYPE_CHECKING:
    import anthropic
    import openai


class Providers:
    """Opens providers; keeps their connections until it is closed. An SDK is imported at its first use: 0.6 to 1.4 s.

    Endpoints are told apart by name: one of these serves one configuration.
    """

    def __init__(self, strict: bool = False) -> None:
        """`strict`: SDKs hold answers against their own types; for tests."""
        self._strict = strict
        self._openai: dict[str, openai.OpenAI] = {}
        self._anthropic: dict[str, anthropic.Anthropic] = {}
        self._lock = Lock()

    def __call__(self, link: Link) -> Provider:
        """The provider of the link's model."""
        with self._lock:
            return self._of_openai(link) if link.endpoint.kind == "openai" else self._of_anthropic(link)

    def _of_openai(self, link: Link) -> Provider:
        from brief.providers.openai import OpenAIProvider, open_client

        name = link.endpoint.name
        if name not in self._openai:
            self._openai[name] = open_client(link.endpoint, self._strict)
        return OpenAIProvider(link, self._openai[name])

    def _of_anthropic(self, link: Link) -> Provider:
        from brief.providers.anthropic import AnthropicProvider, open_client

        name = link.endpoint.name
        if name not in self._anthropic:
            self._anthropic[name] = open_client(link.endpoint, self._strict)
        return AnthropicProvider(link, self._anthropic[name])

    def close(self) -> None:
        """Closes every connection."""
        with self._lock:
            while self._openai:
                self._openai.popitem()[1].close()
            while self._anthropic:
                self._anthropic.popitem()[1].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
