"""Many calls as one batch of a vendor, through its SDK: built as single calls are, sent, looked after, read."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import httpx2

from brief.llm.base import Completion, Prompt, ProviderError
from brief.llm.providers import transport
from brief.llm.providers.completions import ApiAnswer, completed
from brief.llm.providers.failures import translated
from brief.llm.providers.sdk_call import Api, SdkProvider
from schemas.run import SentBatch

Line = Mapping[str, Any]
"""One JSON object of a vendor's file of results."""
Result = Completion | ProviderError
ASKEW = timedelta(minutes=1)
"""How far a vendor's clock may be behind ours."""


@dataclass(frozen=True)
class Request:
    """One call of a batch."""

    id: str
    """Unique within its batch; 64 letters and digits at most."""
    prompt: Prompt
    """As it is sent."""
    body: Mapping[str, Any]

    @property
    def bytes(self) -> int:
        """Nearly: what a vendor wraps around it is a hundred more."""
        return len(json.dumps(self.body, ensure_ascii=False).encode())


class Desk(Protocol):
    """What differs between vendors. Every method raises errors of the SDK."""

    most_requests: int
    most_bytes: int

    def send(self, requests: Sequence[Request], mark: str, timeout: httpx2.Timeout) -> str:
        """The id of the batch."""
        ...

    def like(self, sent: SentBatch, timeout: httpx2.Timeout) -> Iterator[str]:
        """The ids of those of the account that may be that one, whose id nobody heard."""
        ...

    def results(self, batch: str, timeout: httpx2.Timeout) -> Iterable[Line] | None:
        """None while it is under way."""
        ...

    def cancel(self, batch: str, timeout: httpx2.Timeout) -> None: ...

    def read(self, line: Line, api: Api) -> ApiAnswer:
        """Raises ProviderError where the line holds none."""
        ...


class VendorBatches:
    """Batches of one model. Every method raises ProviderError."""

    def __init__(self, provider: SdkProvider, desk: Desk) -> None:
        self._provider, self._desk, self._endpoint = provider, desk, provider.link.endpoint
        self.most_requests, self.most_bytes = desk.most_requests, desk.most_bytes

    def request(self, name: str, prompt: Prompt, schema: Mapping[str, Any]) -> Request:
        """The call as it would be made alone, under an id. Raises ValueError as a `Complete` does."""
        sent, arguments = self._provider.arguments(prompt, schema)
        extra = arguments.pop("extra_body", {})
        body = {key: value for key, value in arguments.items() if key not in ("stream", "stream_options")}
        return Request(name, sent, body | extra)

    def send(self, requests: Sequence[Request], mark: str = "") -> str:
        with self._translated():
            return self._desk.send(requests, mark, self._timeout)

    def found(self, sent: SentBatch, known: Collection[str]) -> str:
        """The id of a batch whose creation was not answered; empty where the vendor has none but `known` ones."""
        with self._translated():
            return next((one for one in self._desk.like(sent, self._timeout) if one not in known), "")

    def results(self, batch: str, requests: Mapping[str, Request]) -> dict[str, Result] | None:
        """By the ids of those requests that have one; None while the batch is under way."""
        with self._translated():
            lines = self._desk.results(batch, self._timeout)
            if lines is None:
                return None
            found: dict[str, Result] = {}
            for line in lines:
                if (name := str(line.get("custom_id"))) in requests:
                    found[name] = self._result(line, requests[name].prompt)
            return found

    def _result(self, line: Line, prompt: Prompt) -> Result:
        try:
            with self._translated():
                return completed(self._desk.read(line, self._provider.api), prompt, 0.0)
        except ProviderError as error:
            return error

    def cancel(self, batch: str) -> None:
        with self._translated():
            self._desk.cancel(batch, self._timeout)

    @property
    def _timeout(self) -> httpx2.Timeout:
        return transport.timeouts(self._endpoint.config.timeout_seconds)

    def _translated(self) -> Any:
        return translated(self._provider.sdk, self._endpoint.scrub)


def lines_of(text: str) -> Iterator[Line]:
    """The objects of a file of JSON lines; what is none is left out."""
    for line in text.split("\n"):
        with suppress(ValueError):
            if isinstance(read := json.loads(line), dict):
                yield read
