"""OpenAI's newer API, Responses: the arguments of a call, and how its answer is read, whole or streamed."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from brief.llm.base import Finish, Prompt, ProviderError
from brief.llm.providers.completions import (
    ApiAnswer,
    answer_of,
    field,
    fields,
    finish_of,
    openai_usage,
    text_of,
    thought_of,
)
from brief.llm.providers.failures import nothing_in, of_body, plain_json
from brief.settings.models import ModelLink

_FINISH_OF_INCOMPLETE: Final[Mapping[str | None, Finish]] = {"max_output_tokens": "length", "content_filter": "filter"}


def arguments(link: ModelLink, prompt: Prompt, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of `responses.create`; `schema` comes from `wire_schema`. The server is told to store nothing."""
    settings = link.settings
    return {
        "model": link.model,
        "instructions": prompt.system,
        "input": prompt.user,
        "max_output_tokens": settings.max_output_tokens,
        "store": False,
        **({"temperature": settings.temperature} if settings.temperature is not None else {}),
        **({"reasoning": {"effort": settings.effort}} if settings.effort is not None else {}),
        **_structured_arguments(link.endpoint.config.structured, name, schema),
        "stream": link.endpoint.config.stream,
    }


def _structured_arguments(structured: str, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    if structured == "native":
        return {"text": {"format": {"type": "json_schema", "name": name, "schema": schema, "strict": True}}}
    if structured == "tool":
        return {
            "tools": [{"type": "function", "name": name, "parameters": schema, "strict": True}],
            "tool_choice": {"type": "function", "name": name},
        }
    return {}


def read(answer: object) -> ApiAnswer:
    """Reads a whole answer. Raises ProviderError for a success that holds an error or no content."""
    if field(answer, "error") or field(answer, "status") == "failed" or not isinstance(field(answer, "output"), list):
        raise nothing_in(answer)
    return _read_items(answer, fields(answer, "output"))


def _read_items(answer: object, output: list[Any]) -> ApiAnswer:
    request_id, usage = field(answer, "_request_id") or field(answer, "id"), openai_usage(field(answer, "usage"))
    messages = [item for item in output if field(item, "type") in {"message", None}]
    refusal = "".join(text_of(field(part, "refusal")) for item in messages for part in fields(item, "content"))
    if refusal:
        return ApiAnswer(refusal, "refusal", usage, request_id)
    calls = (field(item, "arguments") for item in output if field(item, "type") == "function_call")
    thought = "".join(thought_of(item) for item in output if field(item, "type") == "reasoning")
    text = text_of([field(item, "content") for item in messages])
    return ApiAnswer(answer_of(calls, text, thought), _finish(answer), usage, request_id)


def _finish(answer: object) -> Finish:
    if field(answer, "status") == "incomplete":
        return finish_of(field(field(answer, "incomplete_details"), "reason"), _FINISH_OF_INCOMPLETE)
    return "stop" if field(answer, "status") == "completed" else "other"


def collect(events: Iterable[object], request_id: str | None) -> ApiAnswer:
    """Reads a stream: its last event holds the whole answer. Raises ProviderError if that event is missing.

    Some servers leave the answer in it empty: the items and pieces that came before are used then.
    """
    items, pieces = list[Any](), {"text": "", "arguments": ""}
    for event in events:
        kind = field(event, "type")
        if kind in {"response.completed", "response.incomplete", "response.failed"}:
            answer = _whole(field(event, "response"), items, pieces)
            return answer._replace(request_id=request_id or answer.request_id)
        if kind == "error":
            raise of_body(plain_json(event), "stream_broken")
        if kind == "response.output_item.done":
            items.append(field(event, "item"))
        if kind in _PIECES:
            pieces[_PIECES[kind]] += text_of(field(event, "delta"))
    raise ProviderError("stream_broken", "the stream ended before the answer did")


_PIECES = {"response.output_text.delta": "text", "response.function_call_arguments.delta": "arguments"}


def _whole(response: object, items: list[Any], pieces: Mapping[str, str]) -> ApiAnswer:
    answer = read(response)
    if answer.text or answer.finish != "stop":
        return answer
    if items:
        return _read_items(response, items)
    return answer._replace(text=answer_of([pieces["arguments"]], pieces["text"]))
