"""Anthropic's Messages API: the arguments of a call, and how its answer is read, whole or streamed."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from brief.llm.base import Finish, Prompt, ProviderError
from brief.llm.providers.completions import (
    ApiAnswer,
    answer_of,
    anthropic_usage,
    arguments_of,
    field,
    fields,
    finish_of,
    text_of,
    thought_of,
)
from brief.llm.providers.failures import nothing_in
from brief.settings.models import ModelLink

_FINISH: Final[Mapping[str | None, Finish]] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "tool_use": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}


def arguments(link: ModelLink, prompt: Prompt, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of `messages.create`; `schema` comes from `wire_schema`."""
    config, settings = link.endpoint.config, link.settings
    sampling = {"temperature": settings.temperature} if settings.temperature is not None else {}
    extra_body = sampling | config.extra_body  # the SDK's own arguments no longer have a temperature
    cache = {"cache_control": {"type": "ephemeral"}} if link.endpoint.prompt_cache else {}
    return {
        "model": link.model,
        "max_tokens": settings.max_output_tokens,
        "system": [{"type": "text", "text": prompt.system, **cache}],
        "messages": [{"role": "user", "content": prompt.user}],
        **_structured_arguments(config.structured, name, schema, settings.effort),
        **({"extra_body": extra_body} if extra_body else {}),
        "stream": config.stream,
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
    content = field(answer, "content")
    if not isinstance(content, list) and not (isinstance(content, str) and field(answer, "role") == "assistant"):
        raise nothing_in(answer)
    blocks = fields(answer, "content")
    calls = (field(block, "input") for block in blocks if field(block, "type") == "tool_use")
    thought = "".join(thought_of(block) for block in blocks if field(block, "type") == "thinking")
    finish = finish_of(field(answer, "stop_reason"), _FINISH)
    request_id = field(answer, "_request_id") or field(answer, "id")
    return ApiAnswer(
        answer_of(calls, text_of(content), thought), finish, anthropic_usage(field(answer, "usage")), request_id
    )


def collect(events: Iterable[object], request_id: str | None) -> ApiAnswer:
    """Reads a stream. Raises ProviderError if it ends before the message does."""
    parts = _MessageParts()
    for event in events:
        parts.add(event)
        if field(event, "type") == "message_stop":
            return parts.answer(request_id)
    raise ProviderError("stream_broken", "the stream ended before the answer did")


class _MessageParts:
    """Collects the parts of a streamed message. Unlike the SDK's own collector, it repairs no cut JSON."""

    def __init__(self) -> None:
        self.text = self.thought = ""
        self.calls: dict[Any, str] = {}
        """By number of their block."""
        self.id: Any = None
        self.stop_reason: Any = None
        self.counts: dict[str, Any] = {}

    def add(self, event: object) -> None:
        kind = field(event, "type")
        if kind == "message_start":
            message = field(event, "message")
            self.id, self.stop_reason = field(message, "id"), field(message, "stop_reason")
            self._count(field(message, "usage"))
        elif kind == "message_delta":
            self.stop_reason = field(field(event, "delta"), "stop_reason") or self.stop_reason
            self._count(field(event, "usage"))
        elif kind in {"content_block_start", "content_block_delta"}:
            self._add_to_block(field(event, "index"), field(event, "content_block") or field(event, "delta"))

    def _add_to_block(self, number: Any, told: Any) -> None:
        """A block begins empty, but for servers that send all of it at once."""
        self.text += text_of(told)
        self.thought += thought_of(field(told, "thinking"))
        given = arguments_of(field(told, "partial_json") or field(told, "input") or None)
        self.calls[number] = self.calls.get(number, "") + given

    def _count(self, usage: Any) -> None:
        """Later counts are totals: they take the place of earlier ones, where they are told at all."""
        told = ((name, field(usage, name)) for name in _COUNTS)
        self.counts |= {name: count for name, count in told if count is not None}

    def answer(self, request_id: str | None) -> ApiAnswer:
        text = answer_of(self.calls.values(), self.text, self.thought)
        return ApiAnswer(
            text, finish_of(self.stop_reason, _FINISH), anthropic_usage(self.counts), request_id or self.id
        )


_COUNTS = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens")
