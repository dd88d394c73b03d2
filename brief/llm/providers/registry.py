"""Link -> Provider: one client per endpoint, shared by all its models and by every thread."""

from importlib import import_module
from threading import Lock
from types import TracebackType
from typing import Any, Self

from brief.llm.base import Provider
from brief.settings.models import ModelLink


class Providers:
    """Opens providers; keeps their connections until it is closed. An SDK is imported at its first use: 0.6 to 1.4 s.

    Endpoints are told apart by name: one of these serves one configuration.
    """

    def __init__(self, strict: bool = False) -> None:
        """`strict`: SDKs hold answers against their own types; for tests."""
        self._strict = strict
        self._clients: dict[str, Any] = {}
        """By endpoint."""
        self._lock = Lock()

    def __call__(self, link: ModelLink) -> Provider:
        """The provider of the link's model."""
        name, kind = link.endpoint.name, import_module(f"brief.llm.providers.{link.endpoint.kind}")
        with self._lock:
            if name not in self._clients:
                self._clients[name] = kind.open_client(link.endpoint, self._strict)
            opened: Provider = kind.provider(link, self._clients[name])
            return opened

    def close(self) -> None:
        """Closes every connection."""
        with self._lock:
            while self._clients:
                self._clients.popitem()[1].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
