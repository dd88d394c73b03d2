"""Anthropic, and whatever speaks its protocol: one call through the SDK, with its retries off."""

import time
from collections.abc import Mapping
from typing import Any

import anthropic

from brief.models import Endpoint, Link
from brief.providers import messages, transport
from brief.providers.base import NO_KEY, CallSettings, Completion, Prompt
from brief.providers.failures import events_of, translated
from brief.providers.said import Said, completed
from brief.providers.wire_schema import wire_schema
from brief.providers.wording import with_schema


def open_client(endpoint: Endpoint, strict: bool = False) -> anthropic.Anthropic:
    """A client for all models of the endpoint, to be shared between threads.

    The key goes as a bearer token under the SDK's newest version of the API; for a server of the older dialect the
    endpoint's headers say `anthropic-version` and `x-api-key`.
    `strict`: the SDK holds answers against its own types, which real servers do not always keep; for tests.
    """
    headers: dict[str, Any] = {name: value.get_secret_value() for name, value in endpoint.headers.items()}
    return anthropic.Anthropic(
        api_key=endpoint.key.get_secret_value() if endpoint.key else NO_KEY,
        base_url=endpoint.base_url,
        max_retries=0,
        default_headers=headers,
        http_client=anthropic.DefaultHttpxClient(**transport.client_options()),
        open_telemetry=False,
        _strict_response_validation=strict,
    )


class AnthropicProvider:
    """One model, by Messages. A `Provider`."""

    def __init__(self, link: Link, client: anthropic.Anthropic) -> None:
        self.name = link.name
        self._link = link
        self._client = client

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
        arguments = messages.arguments(self._link, prompt, schema_name, shaped, settings)
        started = time.monotonic()
        with translated(anthropic, endpoint.scrub):
            said = self._asked(arguments | {"timeout": transport.timeouts(timeout_seconds)})
        return completed(said, prompt, time.monotonic() - started)

    def _asked(self, arguments: dict[str, Any]) -> Said:
        create: Any = self._client.messages.create
        answer = create(**arguments)
        if not isinstance(answer, anthropic.Stream):
            return messages.read(answer)
        with answer:
            return messages.collect(events_of(anthropic, answer), answer.response.headers.get("request-id"))
