"""Anthropic's Message Batches API: requests go up in one call; a file of results comes down."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any
from urllib.parse import quote

import anthropic
import httpx2
from anthropic.types.messages import MessageBatchRequestCounts

from brief.llm.base import ProviderError
from brief.llm.providers.completions import ApiAnswer
from brief.llm.providers.failures import of_body
from brief.llm.providers.sdk_call import Api
from brief.llm.providers.vendor_batches import ASKEW, Line, Request, lines_of
from schemas.run import SentBatch

_LISTED = 100


def _size(counts: MessageBatchRequestCounts) -> int:
    return counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired


class AnthropicDesk:
    most_requests, most_bytes = 100_000, 256_000_000

    def __init__(self, client: anthropic.Anthropic) -> None:
        self._client, self._batches = client, client.messages.batches

    def send(self, requests: Sequence[Request], mark: str, timeout: httpx2.Timeout) -> str:
        """The vendor keeps no mark."""
        asked: list[Any] = [{"custom_id": one.id, "params": one.body} for one in requests]
        return self._batches.create(requests=asked, timeout=timeout).id

    def like(self, sent: SentBatch, timeout: httpx2.Timeout) -> Iterator[str]:
        """Of that moment and size. What is another's after all answers none of its calls: they are asked online."""
        newest_first = self._batches.list(limit=_LISTED, timeout=timeout)
        recent = takewhile(lambda one: one.created_at >= sent.sent_at - ASKEW, newest_first)
        return (one.id for one in recent if _size(one.request_counts) == sent.size)

    def results(self, batch: str, timeout: httpx2.Timeout) -> Iterator[Line] | None:
        """From the endpoint's own address: the one that an answer names could be anybody's, and would get the key."""
        if self._batches.retrieve(batch, timeout=timeout).processing_status != "ended":
            return None
        path = f"/v1/messages/batches/{quote(batch, safe='')}/results"
        answer = self._client.get(path, cast_to=httpx2.Response, options={"timeout": timeout})
        return lines_of(answer.text)

    def cancel(self, batch: str, timeout: httpx2.Timeout) -> None:
        self._batches.cancel(batch, timeout=timeout)

    def read(self, line: Line, api: Api) -> ApiAnswer:
        result = line["result"]
        if result["type"] == "succeeded":
            return api.read(result["message"])
        if result["type"] == "errored":
            raise of_body(result.get("error"), "other")
        raise ProviderError("other", f"the batch said {result['type']}")
