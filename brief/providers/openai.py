"""OpenAI, and whatever speaks its protocol: one call through the SDK, with its retries off."""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import openai

from brief.models import Endpoint, Link
from brief.providers import chat, responses, transport
from brief.providers.base import NO_KEY, CallSettings, Completion, Prompt
from brief.providers.failures import events_of, translated
from brief.providers.said import Said, completed
from brief.providers.wire_schema import wire_schema
from brief.providers.wording import with_schema


def open_client(endpoint: Endpoint, strict: bool = False) -> openai.OpenAI:
    """A client for all models of the endpoint, to be shared between threads.

    `strict`: the SDK holds answers against its own types, which real servers do not always keep; for tests.
    """
    key = endpoint.key.get_secret_value() if endpoint.key else NO_KEY
    headers: dict[str, Any] = {name: value.get_secret_value() for name, value in endpoint.headers.items()}
    client = openai.OpenAI(
        api_key=key,
        base_url=endpoint.base_url,
        max_retries=0,
        default_headers=headers,
        http_client=openai.DefaultHttpxClient(**transport.client_options()),
        _strict_response_validation=strict,
    )
    client.organization = client.project = None  # read from the environment, and sent to whatever server
    return client


class OpenAIProvider:
    """One model, by Responses or by Chat Completions, as its endpoint says. A `Provider`."""

    def __init__(self, link: Link, client: openai.OpenAI) -> None:
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
        api = responses if endpoint.api == "responses" else chat
        arguments = api.arguments(self._link, prompt, schema_name, shaped, settings) | self._extra(prompt)
        started = time.monotonic()
        with translated(openai, endpoint.scrub):
            said = self._asked(arguments | {"timeout": transport.timeouts(timeout_seconds)})
        return completed(said, prompt, time.monotonic() - started)

    def _extra(self, prompt: Prompt) -> dict[str, Any]:
        """What both APIs name alike: the key under which equal beginnings are cached, and fields of this server."""
        endpoint = self._link.endpoint
        extra = {"extra_body": endpoint.config.extra_body} if endpoint.config.extra_body else {}
        if not endpoint.prompt_cache:
            return extra
        return extra | {"prompt_cache_key": f"brief-{hashlib.sha256(prompt.system.encode()).hexdigest()[:16]}"}

    def _asked(self, arguments: dict[str, Any]) -> Said:
        responding = self._link.endpoint.api == "responses"
        create: Any = self._client.responses.create if responding else self._client.chat.completions.create
        answer = create(**arguments)
        if not isinstance(answer, openai.Stream):
            return responses.read(answer) if responding else chat.read(answer)
        collect: Callable[[Iterable[Any], str | None], Said] = responses.collect if responding else chat.collect
        with answer:
            return collect(events_of(openai, answer), answer.response.headers.get("x-request-id"))
