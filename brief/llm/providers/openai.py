"""OpenAI, and other servers with its API."""

import hashlib
from typing import Any

import openai

from brief.llm.base import NO_KEY, Prompt
from brief.llm.providers import openai_chat as chat
from brief.llm.providers import openai_responses as responses
from brief.llm.providers import transport
from brief.llm.providers.sdk_call import SdkProvider, Wire
from brief.settings.models import Endpoint, ModelLink


def open_client(endpoint: Endpoint, strict: bool = False) -> openai.OpenAI:
    """A client for all models of the endpoint, to be shared between threads.

    `strict`: the SDK validates answers against its own types, which real servers do not always follow; for tests.
    """
    key = endpoint.key.get_secret_value() if endpoint.key else NO_KEY
    headers: dict[str, Any] = {name: value.get_secret_value() for name, value in endpoint.headers.items()}
    client = openai.OpenAI(
        api_key=key,
        base_url=endpoint.base_url,
        max_retries=0,
        default_headers=headers,
        http_client=openai.DefaultHttpxClient(**transport.client_options(endpoint.base_url)),
        _strict_response_validation=strict,
    )
    client.organization = client.project = None  # else the SDK reads them from the environment and sends them anywhere
    return client


def provider(link: ModelLink, client: openai.OpenAI) -> SdkProvider:
    """One model, called through Responses or Chat Completions, as its endpoint says."""
    if link.endpoint.api == "responses":
        return SdkProvider(
            link, Wire(openai, responses, client.responses.with_raw_response.create, "x-request-id", _shared)
        )
    return SdkProvider(
        link, Wire(openai, chat, client.chat.completions.with_raw_response.create, "x-request-id", _shared)
    )


def _shared(link: ModelLink, prompt: Prompt) -> dict[str, Any]:
    """Arguments that both APIs share: the cache key for equal beginnings, and extra fields for this server."""
    body = link.endpoint.config.extra_body
    extra = {"extra_body": body} if body else {}
    if not link.endpoint.prompt_cache:
        return extra
    return extra | {"prompt_cache_key": f"brief-{hashlib.sha256(prompt.system.encode()).hexdigest()[:16]}"}
