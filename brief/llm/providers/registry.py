"""Gives the provider for a model: one client per endpoint, shared by its models and all threads."""

from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any

from brief.llm.base import Complete
from brief.settings.models import ModelLink

if TYPE_CHECKING:
    from brief.llm.providers.vendor_batches import VendorBatches


class Providers:
    """Opens providers and keeps their connections until closed. Each SDK is imported at its first use (0.6 to 1.4 s).

    Endpoints are identified by name, so one `Providers` serves one configuration.
    """

    def __init__(self, strict: bool = False) -> None:
        """`strict`: as for `client_options`."""
        self._strict = strict
        self._clients: dict[str, Any] = {}
        """By endpoint name."""
        self._lock = Lock()

    def __call__(self, link: ModelLink) -> Complete:
        kind, client = self._opened(link)
        complete: Complete = kind.provider(link, client)
        return complete

    def batches(self, link: ModelLink) -> "VendorBatches":
        kind, client = self._opened(link)
        found: VendorBatches = kind.batches(link, client)
        return found

    def _opened(self, link: ModelLink) -> tuple[Any, Any]:
        """The module of the link's protocol, and the client of its endpoint."""
        name, kind = link.endpoint.name, import_module(f"brief.llm.providers.{link.endpoint.kind}")
        with self._lock:
            if name not in self._clients:
                self._clients[name] = kind.open_client(link.endpoint, self._strict)
            return kind, self._clients[name]

    def close(self) -> None:
        with self._lock:
            while self._clients:
                self._clients.popitem()[1].close()
