"""OpenAI's Batch API: a file of requests goes up; one of answers and one of errors come down."""

import json
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Literal

import httpx2
import openai

from brief.llm.base import ProviderError
from brief.llm.providers.completions import ApiAnswer
from brief.llm.providers.failures import of_body, of_status
from brief.llm.providers.sdk_call import Api
from brief.llm.providers.vendor_batches import ASKEW, Line, Request, lines_of
from schemas.run import SentBatch

_Path = Literal["/v1/responses", "/v1/chat/completions"]
_MARK, _LISTED = "brief", 100
_ENDED = {"completed", "failed", "expired", "cancelled"}


class OpenAIDesk:
    most_requests, most_bytes = 50_000, 100_000_000

    def __init__(self, client: openai.OpenAI, path: _Path) -> None:
        self._client, self._path = client, path

    def send(self, requests: Sequence[Request], mark: str, timeout: httpx2.Timeout) -> str:
        wrapped = ({"custom_id": one.id, "method": "POST", "url": self._path, "body": one.body} for one in requests)
        lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in wrapped)
        upload = ("brief.jsonl", lines.encode())
        file = self._client.files.create(file=upload, purpose="batch", timeout=timeout)
        sent = self._client.batches.create(
            endpoint=self._path,
            completion_window="24h",
            input_file_id=file.id,
            metadata={_MARK: mark},
            timeout=timeout,
        )
        return sent.id

    def like(self, sent: SentBatch, timeout: httpx2.Timeout) -> Iterator[str]:
        since = (sent.sent_at - ASKEW).timestamp()
        newest_first = self._client.batches.list(limit=_LISTED, timeout=timeout)
        recent = takewhile(lambda one: one.created_at >= since, newest_first)
        return (one.id for one in recent if (one.metadata or {}).get(_MARK) == sent.mark)

    def results(self, batch: str, timeout: httpx2.Timeout) -> Iterator[Line] | None:
        """Raises ProviderError where the batch as a whole was refused."""
        state = self._client.batches.retrieve(batch, timeout=timeout)
        if state.status not in _ENDED:
            return None
        files = [one for one in (state.output_file_id, state.error_file_id) if one]
        if state.status == "failed" and not files:
            first = next(iter((state.errors and state.errors.data) or ()), None)
            raise ProviderError("bad_request", (first and first.message) or "no word about why")
        return (line for one in files for line in lines_of(self._client.files.content(one, timeout=timeout).text))

    def cancel(self, batch: str, timeout: httpx2.Timeout) -> None:
        self._client.batches.cancel(batch, timeout=timeout)

    def read(self, line: Line, api: Api) -> ApiAnswer:
        response = line.get("response")
        if not isinstance(response, dict):
            raise of_body(line, "other")
        if response.get("status_code") != 200:
            raise of_status(int(response["status_code"]), response.get("body"), {})
        return api.read(response["body"])
