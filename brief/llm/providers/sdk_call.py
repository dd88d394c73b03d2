"""One call through an SDK, the same for every API: the prompt put in its words, asked, read."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from brief.llm.base import Completion, Prompt
from brief.llm.providers import transport
from brief.llm.providers.completions import Said, completed
from brief.llm.providers.failures import events_of, translated
from brief.llm.providers.schema_in_words import with_schema
from brief.llm.providers.unasked import unasked_events, whole_answer
from brief.llm.providers.wire_schema import wire_schema
from brief.settings.model_settings import CallSettings
from brief.settings.models import ModelLink


class Api(Protocol):
    """The words of one API: what a call is asked with, and how its answer is read, whole or streamed."""

    def arguments(
        self, link: ModelLink, prompt: Prompt, name: str, schema: Mapping[str, Any], settings: CallSettings, /
    ) -> dict[str, Any]: ...
    def read(self, answer: object, /) -> Said: ...
    def collect(self, events: Iterable[object], request_id: str | None, /) -> Said: ...


@dataclass(frozen=True)
class Wire:
    """An API as its SDK offers it."""

    sdk: Any
    """The SDK's module."""
    api: Any
    """An `Api`: a module."""
    create: Callable[..., Any]
    """Gives the raw response, which tells how it came."""
    request_id_header: str
    """Where a stream tells its request's id."""
    shared: Callable[[ModelLink, Prompt], dict[str, Any]] | None = None
    """Arguments that all APIs of the SDK share, if there are any."""


class SdkProvider:
    """One model behind an SDK whose retries are off. A `Provider`."""

    def __init__(self, link: ModelLink, wire: Wire) -> None:
        self.name = link.name
        self._link = link
        self._wire = wire
        self._api: Api = wire.api

    def complete(
        self,
        prompt: Prompt,
        schema_name: str,
        schema: Mapping[str, Any],
        settings: CallSettings,
        timeout_seconds: float,
    ) -> Completion:
        """Asks once. Raises ProviderError, or ValueError for a schema that no API takes."""
        endpoint, shaped = self._link.endpoint, wire_schema(schema, self._link.endpoint.config.array_limits)
        if endpoint.config.structured == "prompt":
            prompt = with_schema(prompt, shaped)
        arguments = self._api.arguments(self._link, prompt, schema_name, shaped, settings)
        if self._wire.shared:
            arguments |= self._wire.shared(self._link, prompt)
        started = time.monotonic()
        with translated(self._wire.sdk, endpoint.scrub):
            said = self._asked(arguments | {"timeout": transport.timeouts(timeout_seconds)})
            return completed(said, prompt, time.monotonic() - started)

    def _asked(self, arguments: dict[str, Any]) -> Said:
        raw = self._wire.create(**arguments)
        try:
            return self._said(raw, arguments["stream"])
        finally:
            raw.http_response.close()

    def _said(self, raw: Any, streamed: bool) -> Said:
        """Whole or streamed, whatever was asked for: not every server does as it is told."""
        response = raw.http_response
        told = response.headers.get("content-type", "")
        request_id = response.headers.get(self._wire.request_id_header)
        if streamed and not told.startswith(("application/json", "text/html")):
            return self._api.collect(events_of(self._wire.sdk, raw.parse()), request_id)
        text = response.read().decode(errors="replace")
        if events := unasked_events(text):
            return self._api.collect(events, request_id)
        typed = not streamed and "json" in told
        return self._api.read(raw.parse() if typed else whole_answer(text))
