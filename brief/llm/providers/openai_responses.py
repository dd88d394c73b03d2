"""OpenAI's newer API, Responses: the arguments of a call, and how its answer is read, whole or streamed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from openai.types.responses import Response, ResponseStreamEvent

from brief.llm.base import Finish, Prompt, ProviderError
from brief.llm.providers.completions import ApiAnswer, openai_usage
from brief.llm.providers.failures import of_body
from brief.settings.model_settings import CallSettings
from brief.settings.models import ModelLink

_FINISH_OF_INCOMPLETE: Final[Mapping[str | None, Finish]] = {"max_output_tokens": "length", "content_filter": "filter"}


def arguments(
    link: ModelLink, prompt: Prompt, schema_name: str, schema: Mapping[str, Any], settings: CallSettings
) -> dict[str, Any]:
    """Arguments of `responses.create`; `schema` comes from `wire_schema`. The server is told to store nothing."""
    return {
        "model": link.model,
        "instructions": prompt.system,
        "input": prompt.user,
        "max_output_tokens": settings.max_output_tokens,
        "store": False,
        **({"temperature": settings.temperature} if settings.temperature is not None else {}),
        **({"reasoning": {"effort": settings.effort}} if settings.effort is not None else {}),
        **_structured_arguments(link.endpoint.config.structured, schema_name, schema),
        **({"stream": True} if link.endpoint.config.stream else {}),
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
    if not isinstance(answer, Response):
        raise ProviderError("bad_body", f"no response but {str(answer)[:80]!r}")
    if answer.error or answer.status == "failed" or not isinstance(answer.output, list):
        raise of_body(answer.to_dict(warnings=False), "bad_body")
    request_id, usage = getattr(answer, "_request_id", None) or answer.id, openai_usage(answer.usage)
    refusal = "".join(part.refusal for part in _content(answer) if part.type == "refusal")
    if refusal:
        return ApiAnswer(refusal, "refusal", usage, request_id)
    called = "".join(item.arguments for item in answer.output if item.type == "function_call")
    return ApiAnswer(called or answer.output_text, _finish(answer), usage, request_id)


def _content(answer: Response) -> Iterator[Any]:
    for item in answer.output:
        if item.type == "message":
            yield from item.content


def _finish(answer: Response) -> Finish:
    if answer.status == "incomplete":
        reason = answer.incomplete_details.reason if answer.incomplete_details else None
        return _FINISH_OF_INCOMPLETE.get(reason, "other")
    return "stop" if answer.status == "completed" else "other"


def collect(events: Iterable[ResponseStreamEvent], request_id: str | None) -> ApiAnswer:
    """Reads a stream: its last event holds the whole answer. Raises ProviderError if that event is missing."""
    for event in events:
        if event.type in {"response.completed", "response.incomplete", "response.failed"}:
            whole = read(event.response)
            return whole._replace(request_id=request_id or whole.request_id)
        if event.type == "error":
            raise of_body(event.to_dict(warnings=False), "stream_broken")
    raise ProviderError("stream_broken", "the stream ended before the answer did")
