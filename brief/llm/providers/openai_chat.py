"""The Chat Completions API: the arguments of a call, and how its answer is read, whole or streamed.

OpenAI's older API; other servers that call themselves compatible all have it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import ChoiceDelta

from brief.llm.base import Finish, Prompt, ProviderError
from brief.llm.providers.completions import ApiAnswer, openai_usage
from brief.llm.providers.failures import of_body
from brief.settings.model_settings import CallSettings
from brief.settings.models import ModelLink

_FINISH: Final[Mapping[str | None, Finish]] = {
    "stop": "stop",
    "tool_calls": "stop",
    "function_call": "stop",
    "length": "length",
    "content_filter": "filter",
}


def arguments(
    link: ModelLink, prompt: Prompt, schema_name: str, schema: Mapping[str, Any], settings: CallSettings
) -> dict[str, Any]:
    """Arguments of `chat.completions.create`; `schema` comes from `wire_schema`."""
    endpoint = link.endpoint
    optional = {"temperature": settings.temperature, "reasoning_effort": settings.effort}
    return {
        "model": link.model,
        "messages": [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
        endpoint.max_tokens_parameter: settings.max_output_tokens,
        **{name: value for name, value in optional.items() if value is not None},
        **_structured_arguments(endpoint.config.structured, schema_name, schema),
        **({"stream": True, "stream_options": {"include_usage": True}} if endpoint.config.stream else {}),
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
    if not isinstance(answer, ChatCompletion):
        raise ProviderError("bad_body", f"no chat completion but {str(answer)[:80]!r}")
    if not answer.choices:
        raise of_body(answer.to_dict(warnings=False), "bad_body")
    choice = answer.choices[0]
    calls = choice.message.tool_calls or []
    parts = _ChatParts(
        text=choice.message.content or "",
        called="".join(call.function.arguments for call in calls[:1] if call.type == "function"),
        refusal=choice.message.refusal or "",
        finish_reason=choice.finish_reason,
        usage=answer.usage,
    )
    return parts.answer(getattr(answer, "_request_id", None) or answer.id)


def collect(events: Iterable[ChatCompletionChunk], request_id: str | None) -> ApiAnswer:
    """Reads a stream. Raises ProviderError if it ends without a finish reason."""
    parts = _ChatParts()
    for event in events:
        parts.usage = event.usage or parts.usage
        request_id = request_id or event.id
        for choice in event.choices[:1]:
            parts.add(choice.delta)
            parts.finish_reason = choice.finish_reason or parts.finish_reason
    if parts.finish_reason is None:
        raise ProviderError("stream_broken", "the stream ended before the answer did")
    return parts.answer(request_id)


@dataclass
class _ChatParts:
    """Collects the parts of a streamed answer."""

    text: str = ""
    called: str = ""
    """The arguments of the first tool call."""
    refusal: str = ""
    finish_reason: str | None = None
    usage: CompletionUsage | None = None

    def add(self, delta: ChoiceDelta) -> None:
        self.text += delta.content or ""
        self.refusal += delta.refusal or ""
        for call in delta.tool_calls or []:
            if call.index == 0 and call.function:
                self.called += call.function.arguments or ""

    def answer(self, request_id: str | None) -> ApiAnswer:
        usage = openai_usage(self.usage)
        if self.refusal:
            return ApiAnswer(self.refusal, "refusal", usage, request_id)
        return ApiAnswer(self.called or self.text, _FINISH.get(self.finish_reason, "other"), usage, request_id)
