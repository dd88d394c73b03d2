"""The Chat Completions API: the arguments of a call, and how its answer is read, whole or streamed.

OpenAI's older API; other servers that call themselves compatible all have it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from brief.llm.base import Finish, Prompt, ProviderError
from brief.llm.providers.completions import (
    ApiAnswer,
    answer_of,
    arguments_of,
    field,
    fields,
    finish_of,
    openai_usage,
    text_of,
    thought_of,
)
from brief.llm.providers.failures import nothing_in
from brief.llm.providers.sdk_call import DONE
from brief.settings.models import ModelLink

_FINISH: Final[Mapping[str | None, Finish]] = {
    "stop": "stop",
    "tool_calls": "stop",
    "function_call": "stop",
    "length": "length",
    "content_filter": "filter",
}


def arguments(link: ModelLink, prompt: Prompt, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of `chat.completions.create`; `schema` comes from `wire_schema`."""
    endpoint, settings = link.endpoint, link.settings
    optional = {"temperature": settings.temperature, "reasoning_effort": settings.effort}
    return {
        "model": link.model,
        "messages": [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
        endpoint.max_tokens_parameter: settings.max_output_tokens,
        **{name: value for name, value in optional.items() if value is not None},
        **_structured_arguments(endpoint.config.structured, name, schema),
        "stream": endpoint.config.stream,
        **({"stream_options": {"include_usage": True}} if endpoint.config.stream else {}),
    }


def _structured_arguments(structured: str, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    if structured == "native":
        named = {"name": name, "schema": schema, "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    if structured == "tool":
        return {
            "tools": [{"type": "function", "function": {"name": name, "parameters": schema}}],
            "tool_choice": {"type": "function", "function": {"name": name}},
        }
    return {}


def read(answer: object) -> ApiAnswer:
    """Reads a whole answer. Raises ProviderError for a success that holds an error or no content."""
    if not fields(answer, "choices"):
        raise nothing_in(answer)
    parts = _ChatParts()
    parts.add(answer, "message")
    return parts.answer(field(answer, "_request_id") or field(answer, "id"))


def collect(events: Iterable[object], request_id: str | None) -> ApiAnswer:
    """Reads a stream. Raises ProviderError if it ends without a finish reason and without saying that it is done."""
    parts = _ChatParts()
    for event in events:
        if field(event, "type") == DONE:
            parts.finish_reason = parts.finish_reason or DONE
        request_id = request_id or field(event, "id")
        parts.add(event, "delta")
    if parts.finish_reason is None:
        raise ProviderError("stream_broken", "the stream ended before the answer did")
    return parts.answer(request_id)


@dataclass
class _ChatParts:
    text: str = ""
    thought: str = ""
    called: str = ""
    """The arguments of the first tool call."""
    refusal: str = ""
    finish_reason: object = None
    usage: object = None

    def add(self, told: object, name: str) -> None:
        """`told` is a whole answer or an event; `name` is where its choice says something."""
        self.usage = field(told, "usage") or self.usage
        for choice in fields(told, "choices")[:1]:
            self._add_message(field(choice, name) or field(choice, "message"))
            self.finish_reason = field(choice, "finish_reason") or self.finish_reason

    def _add_message(self, message: object) -> None:
        self.text += text_of(field(message, "content"))
        self.thought += thought_of(field(message, "reasoning_content") or field(message, "reasoning"))
        self.refusal += text_of(field(message, "refusal"))
        calls = [field(call, "function") for call in fields(message, "tool_calls") if not field(call, "index")]
        for call in (*calls, field(message, "function_call"))[:1]:
            self.called += arguments_of(field(call, "arguments"))

    def answer(self, request_id: object) -> ApiAnswer:
        usage = openai_usage(self.usage)
        if self.refusal:
            return ApiAnswer(self.refusal, "refusal", usage, request_id)
        text = answer_of([self.called], self.text, self.thought)
        return ApiAnswer(text, finish_of(self.finish_reason, _FINISH), usage, request_id)
