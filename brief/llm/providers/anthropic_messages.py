"""Anthropic's Messages API: the arguments of a call, and how its answer is read, whole or streamed."""

import json
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any, Final

from anthropic.types import Message, MessageDeltaUsage, RawMessageStreamEvent, Usage

from brief.llm.base import Finish, Prompt, ProviderError
from brief.llm.providers.completions import ApiAnswer, anthropic_usage
from brief.llm.providers.failures import of_body
from brief.settings.model_settings import CallSettings
from brief.settings.models import ModelLink

_FINISH: Final[Mapping[str | None, Finish]] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "tool_use": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}


def arguments(
    link: ModelLink, prompt: Prompt, schema_name: str, schema: Mapping[str, Any], settings: CallSettings
) -> dict[str, Any]:
    """Arguments of `messages.create`; `schema` comes from `wire_schema`."""
    config = link.endpoint.config
    sampling = {"temperature": settings.temperature} if settings.temperature is not None else {}
    extra_body = sampling | config.extra_body  # the SDK's own arguments no longer have a temperature
    cache = {"cache_control": {"type": "ephemeral"}} if link.endpoint.prompt_cache else {}
    return {
        "model": link.model,
        "max_tokens": settings.max_output_tokens,
        "system": [{"type": "text", "text": prompt.system, **cache}],
        "messages": [{"role": "user", "content": prompt.user}],
        **_structured_arguments(config.structured, schema_name, schema, settings.effort),
        **({"extra_body": extra_body} if extra_body else {}),
        **({"stream": True} if config.stream else {}),
    }


def _structured_arguments(structured: str, name: str, schema: Mapping[str, Any], effort: str | None) -> dict[str, Any]:
    output_config: dict[str, Any] = {"effort": effort} if effort is not None else {}
    if structured == "native":
        output_config["format"] = {"type": "json_schema", "schema": schema}
    arguments_of_output: dict[str, Any] = {"output_config": output_config} if output_config else {}
    if structured == "tool":
        arguments_of_output["tools"] = [
            {"name": name, "description": "Takes the whole answer.", "input_schema": schema}
        ]
        arguments_of_output["tool_choice"] = {"type": "tool", "name": name}
    return arguments_of_output


def read(answer: object) -> ApiAnswer:
    """Reads a whole answer. Raises ProviderError for a success that holds an error or no content."""
    if not isinstance(answer, Message):
        raise ProviderError("bad_body", f"no message but {str(answer)[:80]!r}")
    if not isinstance(answer.content, list):
        raise of_body(answer.to_dict(warnings=False), "bad_body")
    text = "".join(block.text for block in answer.content if block.type == "text")
    called = [json.dumps(block.input, ensure_ascii=False) for block in answer.content if block.type == "tool_use"]
    request_id = getattr(answer, "_request_id", None) or answer.id
    finish = _FINISH.get(answer.stop_reason, "other")
    return ApiAnswer(called[0] if called else text, finish, anthropic_usage(answer.usage), request_id)


def collect(events: Iterable[RawMessageStreamEvent], request_id: str | None) -> ApiAnswer:
    """Reads a stream. Raises ProviderError if it ends before the message does."""
    parts = _MessageParts()
    for event in events:
        parts.add(event)
        if event.type == "message_stop":
            return parts.answer(request_id)
    raise ProviderError("stream_broken", "the stream ended before the answer did")


class _MessageParts:
    """Collects the parts of a streamed message. Unlike the SDK's own collector, it repairs no cut JSON."""

    def __init__(self) -> None:
        self.text = self.called = ""
        self.id: str | None = None
        self.stop_reason: str | None = None
        self.counts: dict[str, Any] = {}

    def add(self, event: RawMessageStreamEvent) -> None:
        if event.type == "message_start":
            self.id, self.stop_reason = event.message.id, event.message.stop_reason
            self._count(event.message.usage)
        elif event.type == "message_delta":
            self.stop_reason = event.delta.stop_reason
            self._count(event.usage)
        elif event.type == "content_block_delta" and event.delta.type == "text_delta":
            self.text += event.delta.text
        elif event.type == "content_block_delta" and event.delta.type == "input_json_delta":
            self.called += event.delta.partial_json

    def _count(self, usage: Usage | MessageDeltaUsage) -> None:
        """Later counts are totals: each replaces the earlier one, if it is given at all."""
        self.counts |= usage.model_dump(exclude_none=True)

    def answer(self, request_id: str | None) -> ApiAnswer:
        finish = _FINISH.get(self.stop_reason, "other")
        usage = anthropic_usage(SimpleNamespace(**self.counts))
        return ApiAnswer(self.called or self.text, finish, usage, request_id or self.id)
