import hashlib
from contextlib import closing
from typing import Any

import pytest
from model_server import Fault, Tokens, model_server, schema, schema_name, system_text, user_text
from wiring import ANSWER, KEY, PROMPT, SCHEMA, link_of, models_of, wire_to

from brief.llm.base import Completion, ProviderError
from brief.llm.providers.registry import Providers
from brief.llm.providers.wire_schema import wire_schema

APIS = ("chat", "responses")
USED = Tokens(read=1200, cached=1024, cache_written=64, written=80)


def asked(**endpoint: Any) -> tuple[Completion, dict[str, Any]]:
    """What came back for one call, and the body that went out."""
    with model_server(ANSWER, tokens=USED) as server, wire_to(server, **endpoint) as wire:
        completion = wire.ask()
        [request] = server.requests
        assert request.headers["authorization"] == f"Bearer {KEY}"
        return completion, request.body


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("structured", ["native", "tool", "prompt"])
@pytest.mark.parametrize("api", APIS)
def test_an_answer_comes_whole_and_so_does_its_usage(api: str, structured: str, stream: bool) -> None:
    completion, body = asked(api=api, structured=structured, stream=stream)
    assert (completion.text, completion.finish, completion.request_id) == (ANSWER, "stop", "req_fake")
    told = completion.input_tokens, completion.cached_tokens, completion.cache_write_tokens, completion.output_tokens
    assert told == (1200, 1024, 64, 80)
    assert not completion.estimated
    assert (system_text(body).startswith(PROMPT.system), user_text(body)) == (True, PROMPT.user)
    assert body.get("stream", False) is stream


@pytest.mark.parametrize("structured", ["native", "tool"])
@pytest.mark.parametrize("api", APIS)
def test_the_schema_goes_out_strict_and_named(api: str, structured: str) -> None:
    _, body = asked(api=api, structured=structured)
    assert schema(body) == wire_schema(SCHEMA)
    assert schema_name(body) == "Line"
    assert system_text(body) == PROMPT.system


@pytest.mark.parametrize("api", APIS)
def test_a_schema_in_words_stands_at_the_end_of_the_stable_part(api: str) -> None:
    _, body = asked(api=api, structured="prompt")
    assert schema(body) is None
    assert '"additionalProperties":false' in system_text(body).removeprefix(PROMPT.system)


def test_chat_asks_for_the_native_schema_in_strict_mode() -> None:
    _, body = asked(api="chat")
    assert body["response_format"]["json_schema"]["strict"] is True


def test_responses_keep_nothing_on_the_server() -> None:
    _, body = asked(api="responses")
    assert body["store"] is False
    assert body["text"]["format"]["strict"] is True


@pytest.mark.parametrize("api", APIS)
def test_what_is_not_set_is_not_sent(api: str) -> None:
    _, body = asked(api=api)
    assert not {"temperature", "reasoning", "reasoning_effort", "prompt_cache_key", "tools"} & set(body)
    assert body["stream"] is False  # some gateways stream unless told not to


def test_settings_are_sent_under_the_names_that_each_api_has() -> None:
    settings = {"temperature": 0, "max_output_tokens": 700, "effort": "low"}
    _, chat = asked(api="chat", settings=settings)
    _, responses = asked(api="responses", settings=settings)
    assert (chat["temperature"], chat["max_tokens"], chat["reasoning_effort"]) == (0, 700, "low")
    assert (responses["temperature"], responses["max_output_tokens"]) == (0, 700)
    assert responses["reasoning"] == {"effort": "low"}


def test_the_parameter_for_the_most_tokens_is_configured() -> None:
    _, body = asked(api="chat", max_tokens_parameter="max_completion_tokens")
    assert body["max_completion_tokens"] == 12000
    assert "max_tokens" not in body


@pytest.mark.parametrize("api", APIS)
def test_equal_beginnings_share_a_cache_key(api: str) -> None:
    _, body = asked(api=api, prompt_cache=True)
    assert body["prompt_cache_key"] == f"brief-{hashlib.sha256(PROMPT.system.encode()).hexdigest()[:16]}"


@pytest.mark.parametrize("api", APIS)
def test_fields_that_only_this_server_knows_are_added(api: str) -> None:
    _, body = asked(api=api, extra_body={"enable_thinking": False})
    assert body["enable_thinking"] is False


def test_equal_calls_are_equal_byte_for_byte() -> None:
    first, second = asked(api="chat")[1], asked(api="chat")[1]
    assert list(first) == list(second)
    assert first == second


def test_headers_of_the_endpoint_are_sent() -> None:
    with model_server(ANSWER) as server, wire_to(server, api="chat", headers={"x-title": "Brief"}) as wire:
        wire.ask()
        assert server.requests[0].headers["x-title"] == "Brief"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(
    ("fault", "text", "finish"),
    [
        (Fault(text="不便作答", ending="refusal"), "不便作答", "refusal"),
        (Fault(text="", ending="filter"), "", "filter"),
        (Fault(text='{"text": "储', ending="length"), '{"text": "储', "length"),
        (Fault(text=""), "", "stop"),
    ],
)
def test_how_a_model_ended_is_told(api: str, stream: bool, fault: Fault, text: str, finish: str) -> None:
    with model_server(faults=[fault]) as server, wire_to(server, api=api, stream=stream) as wire:
        completion = wire.ask()
    assert (completion.text, completion.finish) == (text, finish)


@pytest.mark.parametrize("api", APIS)
def test_an_error_in_mid_stream_is_no_answer(api: str) -> None:
    told = b'data: {"type": "error", "error": {"message": "slow down", "type": "server_error", "code": null}}\n\n'
    fault = Fault(body=told, content_type="text/event-stream")
    with model_server(ANSWER, faults=[fault]) as server, wire_to(server, api=api, stream=True) as wire:
        assert wire.ask().text == ANSWER
        ended = wire.attempts[0]
    assert isinstance(ended, ProviderError)
    assert (ended.kind, ended.message) == ("server", "slow down")


def test_a_response_that_failed_is_an_error_with_its_code() -> None:
    error = {"code": "rate_limit_exceeded", "message": "too many"}
    fault = Fault(body={"id": "r", "object": "response", "status": "failed", "error": error, "output": []})
    with model_server(ANSWER, faults=[fault]) as server, wire_to(server, api="responses") as wire:
        assert wire.ask().text == ANSWER
        ended = wire.attempts[0]
    assert isinstance(ended, ProviderError)
    assert (ended.kind, ended.message) == ("rate_limit", "too many")


def lenient(server_fault: Fault, **endpoint: Any) -> Completion:
    """One call through an SDK that does not hold the answer against its types, as in a real run."""
    with model_server(faults=[server_fault]) as server, closing(Providers()) as providers:
        link = link_of(models_of(server, **endpoint))
        return providers(link)(PROMPT, SCHEMA, 5)


def test_cached_tokens_are_found_where_deepseek_tells_them() -> None:
    choice = {"index": 0, "message": {"role": "assistant", "content": ANSWER}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 90, "completion_tokens": 7, "total_tokens": 97, "prompt_cache_hit_tokens": 64}
    completion = lenient(Fault(body={"id": "c", "choices": [choice], "usage": usage}), api="chat")
    assert (completion.input_tokens, completion.cached_tokens, completion.output_tokens) == (90, 64, 7)


def test_a_server_that_tells_no_usage_gets_an_estimate_that_is_marked() -> None:
    choice = {"index": 0, "message": {"role": "assistant", "content": ANSWER}, "finish_reason": "stop"}
    completion = lenient(Fault(body={"id": "c", "choices": [choice]}), api="chat")
    assert completion.estimated
    assert completion.input_tokens > 0
    assert completion.output_tokens > 5


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("body", [b"null", b"[]", b'{"choices": "none", "output": 3}', b'"text"', b"<html>", b""])
def test_a_success_without_an_answer_is_a_bad_body(api: str, body: bytes) -> None:
    with pytest.raises(ProviderError) as caught:
        lenient(Fault(body=body), api=api)
    assert caught.value.kind == "bad_body"


def test_an_endpoint_without_a_key_is_asked_without_ours() -> None:
    with model_server(ANSWER) as server, wire_to(server, api="chat", key_env=None) as wire:
        assert wire.ask().text == ANSWER
        assert KEY not in str(server.requests[0].headers)


def test_the_name_of_ones_organization_goes_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-mine")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-mine")
    with model_server(ANSWER) as server, wire_to(server, api="chat") as wire:
        wire.ask()
        assert "of-mine" not in str(server.requests[0].headers)


def test_a_redirect_is_not_followed() -> None:
    with model_server() as elsewhere:
        fault = Fault(status=307, headers={"location": f"{elsewhere.base_url}/chat/completions"})
        with model_server(faults=[fault]) as server, wire_to(server, api="chat") as wire, pytest.raises(ProviderError):
            wire.ask()
        assert not elsewhere.requests
