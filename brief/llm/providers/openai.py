"""OpenAI, and other servers with its API."""

import hashlib
from typing import Any

import openai

from brief.llm.base import Prompt
from brief.llm.providers import openai_chat as chat
from brief.llm.providers import openai_responses as responses
from brief.llm.providers import transport
from brief.llm.providers.openai_batches import OpenAIDesk
from brief.llm.providers.sdk_call import SdkProvider
from brief.llm.providers.vendor_batches import VendorBatches
from brief.settings.models import Endpoint, ModelLink

_HEADER = "x-request-id"


def open_client(endpoint: Endpoint, strict: bool = False) -> openai.OpenAI:
    """A client for all models of the endpoint."""
    client = openai.OpenAI(**transport.client_options(endpoint, openai.DefaultHttpxClient, strict))
    client.organization = client.project = None  # else the SDK reads them from the environment and sends them anywhere
    return client


def provider(link: ModelLink, client: openai.OpenAI) -> SdkProvider:
    """One model, called through Responses or Chat Completions, as its endpoint says."""
    if link.endpoint.api == "responses":
        return SdkProvider(link, openai, responses, client.responses.with_raw_response.create, _HEADER, _shared)
    return SdkProvider(link, openai, chat, client.chat.completions.with_raw_response.create, _HEADER, _shared)


def batches(link: ModelLink, client: openai.OpenAI) -> VendorBatches:
    """Batches of one model, through the API by which it is called alone."""
    desk = OpenAIDesk(client, "/v1/responses" if link.endpoint.api == "responses" else "/v1/chat/completions")
    return VendorBatches(provider(link, client), desk)


def _shared(link: ModelLink, prompt: Prompt) -> dict[str, Any]:
    """Arguments that both APIs share: the cache key for equal beginnings, and extra fields for this server."""
    body = link.endpoint.config.extra_body
    extra = {"extra_body": body} if body else {}
    if not link.endpoint.prompt_cache:
        return extra
    return extra | {"prompt_cache_key": f"brief-{hashlib.sha256(prompt.system.encode()).hexdigest()[:16]}"}
