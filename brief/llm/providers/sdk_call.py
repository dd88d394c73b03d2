"""One call through an SDK, the same for every API: build arguments, send, read the answer."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from brief.llm.base import Completion, Prompt
from brief.llm.providers import transport
from brief.llm.providers.completions import ApiAnswer, completed
from brief.llm.providers.failures import events_of, of_body, translated
from brief.llm.providers.wire_schema import wire_schema
from brief.settings.models import ModelLink

DONE = "done"
"""Type of the event that stands for `[DONE]`."""
_BEGINNINGS = ("data:", "event:", "id:", "retry:", ":")


class Api(Protocol):
    """What differs between APIs: the arguments of a call, and how its answer is read, whole or streamed."""

    def arguments(self, link: ModelLink, prompt: Prompt, name: str, schema: Mapping[str, Any], /) -> dict[str, Any]: ...
    def read(self, answer: object, /) -> ApiAnswer: ...
    def collect(self, events: Iterable[object], request_id: str | None, /) -> ApiAnswer: ...


@dataclass(frozen=True)
class SdkProvider:
    """A `Complete` for one model; the SDK's own retries are off."""

    link: ModelLink
    sdk: Any
    """The SDK's module."""
    api: Api
    """A module."""
    create: Callable[..., Any]
    """Sends a call and returns the raw response."""
    request_id_header: str
    """Header in which a stream gives the request's id."""
    shared: Callable[[ModelLink, Prompt], dict[str, Any]] | None = None
    """Function for arguments that all APIs of the SDK share; None if there are none."""

    def __call__(self, prompt: Prompt, schema: Mapping[str, Any], seconds: float) -> Completion:
        prompt, arguments = self.arguments(prompt, schema)
        started = time.monotonic()
        with translated(self.sdk, self.link.endpoint.scrub):
            answer = self._send(arguments | {"timeout": transport.timeouts(seconds)})
            return completed(answer, prompt, time.monotonic() - started)

    def arguments(self, prompt: Prompt, schema: Mapping[str, Any]) -> tuple[Prompt, dict[str, Any]]:
        """The prompt as it is sent, with the schema where that is told in words; and the arguments of the call."""
        endpoint, in_words = self.link.endpoint, self.link.endpoint.config.structured == "prompt"
        references = in_words or endpoint.is_vendors
        shaped = wire_schema(schema, endpoint.config.array_limits, references)
        if in_words:
            prompt = _with_schema(prompt, shaped)
        arguments = self.api.arguments(self.link, prompt, schema["title"], shaped)
        if self.shared:
            arguments |= self.shared(self.link, prompt)
        return prompt, arguments

    def _send(self, arguments: dict[str, Any]) -> ApiAnswer:
        raw = self.create(**arguments)
        try:
            return self._read(raw, arguments["stream"])
        finally:
            raw.http_response.close()

    def _read(self, raw: Any, streamed: bool) -> ApiAnswer:
        """Reads the answer whole or streamed as it came; not every server keeps to `stream`."""
        response = raw.http_response
        content_type = response.headers.get("content-type", "")
        request_id = response.headers.get(self.request_id_header)
        if streamed and not content_type.startswith(("application/json", "text/html")):
            return self.api.collect(events_of(self.sdk, raw.parse()), request_id)
        text = response.read().decode(errors="replace")
        if text.lstrip("\ufeff\r\n\t ").startswith(_BEGINNINGS):
            return self.api.collect(_unasked_events(text), request_id)
        typed = not streamed and "json" in content_type
        return self.api.read(raw.parse() if typed else _whole_answer(text))


def _unasked_events(text: str) -> Iterator[Any]:
    """The events of a body that is a stream, though a whole answer was asked for.

    Raises ProviderError for an event that holds an error, ValueError for one that is no JSON.
    """
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.partition(":")[2].removeprefix(" ") for line in block.split("\n") if line.startswith("data:")]
        data = "\n".join(lines).strip()
        if not data:
            continue
        if data == "[DONE]":
            yield {"type": DONE}
            return
        event = json.loads(data)
        if isinstance(event, dict) and (event.get("error") or event.get("type") == "error"):
            raise of_body(event, "stream_broken")
        yield event


def _whole_answer(text: str) -> object:
    """The answer as JSON. Raises ProviderError if it is none."""
    try:
        return json.loads(text)
    except ValueError:
        raise of_body(text, "bad_body") from None


def _with_schema(prompt: Prompt, schema: Mapping[str, Any]) -> Prompt:
    """The prompt with the schema at the end of its system text."""
    spelled = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    instruction = (
        "Answer with one JSON object and nothing else: no code fence, no word before or after it. "
        f"It must be valid under this JSON Schema:\n{spelled}"
    )
    return Prompt(f"{prompt.system}\n\n{instruction}", prompt.user)
