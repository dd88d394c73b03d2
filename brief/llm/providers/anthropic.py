"""Anthropic, and other servers with its API."""

from typing import Any

import anthropic

from brief.llm.base import NO_KEY
from brief.llm.providers import anthropic_messages as messages
from brief.llm.providers import transport
from brief.llm.providers.sdk_call import SdkProvider, Wire
from brief.settings.models import Endpoint, ModelLink


def open_client(endpoint: Endpoint, strict: bool = False) -> anthropic.Anthropic:
    """A client for all models of the endpoint, to be shared between threads.

    The key is sent as a bearer token, with the SDK's newest version of the API; for a server with the older API, set
    `anthropic-version` and `x-api-key` in the endpoint's headers.
    `strict`: the SDK validates answers against its own types, which real servers do not always follow; for tests.
    """
    headers: dict[str, Any] = {name: value.get_secret_value() for name, value in endpoint.headers.items()}
    return anthropic.Anthropic(
        api_key=endpoint.key.get_secret_value() if endpoint.key else NO_KEY,
        base_url=endpoint.base_url,
        max_retries=0,
        default_headers=headers,
        http_client=anthropic.DefaultHttpxClient(**transport.client_options(endpoint.base_url)),
        open_telemetry=False,
        _strict_response_validation=strict,
    )


def provider(link: ModelLink, client: anthropic.Anthropic) -> SdkProvider:
    """One model, called through the Messages API."""
    return SdkProvider(link, Wire(anthropic, messages, client.messages.with_raw_response.create, "request-id"))
