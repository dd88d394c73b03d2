from contextlib import closing
from typing import Any

import pytest
from model_server import Fault, Tokens, model_server, schema, schema_name, system_text, user_text
from wiring import ANSWER, KEY, PROMPT, SCHEMA, link_of, models_of, wire_to

from brief.llm.base import Completion, ProviderError
from brief.llm.providers.registry import Providers
from brief.llm.providers.wire_schema import wire_schema

USED = Tokens(read=1200, cached=1024, cache_written=64, written=80)


def asked(**endpoint: Any) -> tuple[Completion, dict[str, Any]]:
    """What came back for one call, and the body that went out."""
    with model_server(ANSWER, tokens=USED) as server, wire_to(server, "anthropic", **endpoint) as wire:
        return wire.ask(), server.bodies[0]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("structured", ["native", "tool", "prompt"])
def test_an_answer_comes_whole_and_so_does_its_usage(structured: str, stream: bool) -> None:
    completion, body = asked(structured=structured, stream=stream)
    assert (completion.text, completion.finish, completion.request_id) == (ANSWER, "stop", "req_fake")
    assert (completion.input_tokens, completion.cached_tokens) == (1200, 1024)
    assert (completion.cache_write_tokens, completion.output_tokens) == (64, 80)
    assert not completion.estimated
    assert (system_text(body).startswith(PROMPT.system), user_text(body)) == (True, PROMPT.user)
    assert body.get("stream", False) is stream


def test_input_tokens_hold_those_that_anthropic_counts_apart() -> None:
    plain = USED.read - USED.cached - USED.cache_written
    completion, _ = asked()
    assert completion.input_tokens == plain + completion.cached_tokens + completion.cache_write_tokens


@pytest.mark.parametrize("structured", ["native", "tool"])
def test_the_schema_goes_out_closed(structured: str) -> None:
    _, body = asked(structured=structured)
    assert schema(body) == wire_schema(SCHEMA)
    assert schema_name(body) == ("Line" if structured == "tool" else None)


def test_a_schema_in_words_stands_in_the_cached_part() -> None:
    _, body = asked(structured="prompt")
    assert schema(body) is None
    [block] = body["system"]
    assert '"additionalProperties":false' in block["text"]
    assert block["cache_control"] == {"type": "ephemeral"}


def test_the_stable_part_is_cached_unless_config_says_otherwise() -> None:
    _, cached = asked()
    _, plain = asked(prompt_cache=False)
    assert cached["system"] == [{"type": "text", "text": PROMPT.system, "cache_control": {"type": "ephemeral"}}]
    assert plain["system"] == [{"type": "text", "text": PROMPT.system}]


def test_what_is_not_set_is_not_sent() -> None:
    _, body = asked(structured="prompt")
    assert set(body) == {"model", "max_tokens", "system", "messages", "stream"}
    assert body["stream"] is False  # some gateways stream unless told not to


def test_settings_are_sent_though_the_sdk_has_no_temperature_any_more() -> None:
    settings = {"temperature": 0.2, "max_output_tokens": 700, "effort": "low"}
    _, body = asked(settings=settings, extra_body={"top_k": 1})
    assert (body["temperature"], body["max_tokens"], body["top_k"]) == (0.2, 700, 1)
    assert body["output_config"]["effort"] == "low"
    assert body["output_config"]["format"]["type"] == "json_schema"


def test_many_output_tokens_need_no_stream() -> None:
    _, body = asked(settings={"max_output_tokens": 60_000})
    assert body["max_tokens"] == 60_000


def test_the_key_is_a_bearer_token() -> None:
    with model_server(ANSWER) as server, wire_to(server, "anthropic") as wire:
        wire.ask()
        assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
        assert "x-api-key" not in server.requests[0].headers


def test_the_older_dialect_is_spoken_through_headers() -> None:
    headers = {"anthropic-version": "2023-06-01", "x-api-key": "{key}"}
    with model_server(ANSWER) as server, wire_to(server, "anthropic", headers=headers) as wire:
        wire.ask()
        sent = server.requests[0].headers
    assert (sent["anthropic-version"], sent["x-api-key"]) == ("2023-06-01", KEY)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("fault", "text", "finish"),
    [
        (Fault(text="不便作答", ending="refusal"), "不便作答", "refusal"),
        (Fault(text='{"text": "储', ending="length"), '{"text": "储', "length"),
        (Fault(text=""), "", "stop"),
    ],
)
def test_how_a_model_ended_is_told(stream: bool, fault: Fault, text: str, finish: str) -> None:
    with model_server(faults=[fault]) as server, wire_to(server, "anthropic", stream=stream) as wire:
        completion = wire.ask()
    assert (completion.text, completion.finish) == (text, finish)


def test_cut_arguments_of_a_streamed_tool_stay_cut() -> None:
    fault = Fault(text='{"text": "储能", "ids": ["d1', ending="length")
    with model_server(faults=[fault]) as server, wire_to(server, "anthropic", structured="tool", stream=True) as wire:
        completion = wire.ask()
    assert (completion.text, completion.finish) == (fault.text, "length")


def test_a_server_that_answers_in_text_where_a_tool_was_asked_for_is_heard() -> None:
    with model_server("no JSON at all") as server, wire_to(server, "anthropic", structured="tool") as wire:
        assert wire.ask().text == "no JSON at all"


def test_an_error_in_mid_stream_is_told_by_its_type_as_the_status_is_200() -> None:
    told = b'event: error\ndata: {"type": "error", "error": {"type": "overloaded_error", "message": "busy"}}\n\n'
    fault = Fault(body=told, content_type="text/event-stream")
    with model_server(ANSWER, faults=[fault]) as server, wire_to(server, "anthropic", stream=True) as wire:
        assert wire.ask().text == ANSWER
        ended = wire.attempts[0]
    assert isinstance(ended, ProviderError)
    assert (ended.kind, ended.message) == ("overloaded", "busy")


@pytest.mark.parametrize("body", [b"null", b"[]", b'{"content": "none"}', b"{}", b'"text"', b"<html>", b""])
def test_a_success_without_an_answer_is_a_bad_body(body: bytes) -> None:
    with model_server(faults=[Fault(body=body)]) as server, closing(Providers()) as providers:
        link = link_of(models_of(server, "anthropic"))
        with pytest.raises(ProviderError) as caught:
            providers(link)(PROMPT, SCHEMA, 5)
    assert caught.value.kind == "bad_body"
