"""Anthropic, and other servers with its API."""

import anthropic

from brief.llm.providers import anthropic_messages as messages
from brief.llm.providers import transport
from brief.llm.providers.anthropic_batches import AnthropicDesk
from brief.llm.providers.sdk_call import SdkProvider
from brief.llm.providers.vendor_batches import VendorBatches
from brief.settings.models import Endpoint, ModelLink


def open_client(endpoint: Endpoint, strict: bool = False) -> anthropic.Anthropic:
    """A client for all models of the endpoint.

    The key is sent as a bearer token, with the SDK's newest version of the API; for a server with the older API, set
    `anthropic-version` and `x-api-key` in the endpoint's headers.
    """
    options = transport.client_options(endpoint, anthropic.DefaultHttpxClient, strict)
    return anthropic.Anthropic(**options, open_telemetry=False)


def provider(link: ModelLink, client: anthropic.Anthropic) -> SdkProvider:
    """One model, called through the Messages API."""
    return SdkProvider(link, anthropic, messages, client.messages.with_raw_response.create, "request-id")


def batches(link: ModelLink, client: anthropic.Anthropic) -> VendorBatches:
    """Batches of one model, through the Message Batches API."""
    return VendorBatches(provider(link, client), AnthropicDesk(client))
