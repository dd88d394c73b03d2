"""Answers as gateways send them, through each API, whole and streamed: what was said is heard, nothing ends a run."""

import json
from collections.abc import Mapping
from contextlib import closing, suppress
from typing import Any

import model_server as fake
import pytest
from model_server import Fault, Tokens, model_server
from wiring import ANSWER, PROMPT, SCHEMA, link_of, models_of

from brief.llm.base import Completion, ProviderError
from brief.llm.providers.registry import Providers

Json = dict[str, Any]
WIRES: Mapping[str, Json] = {
    "chat": {"kind": "openai", "api": "chat"},
    "responses": {"kind": "openai", "api": "responses"},
    "messages": {"kind": "anthropic"},
}
PATHS = {"chat": "/v1/chat/completions", "responses": "/v1/responses", "messages": "/v1/messages"}
THOUGHT = 'First {"text": "a draft", "ids": []}, then better.'
ENGLISH = '{"text": "A plant opens", "ids": ["d2#1"]}'


@pytest.fixture(params=list(WIRES))
def api(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def heard(api: str, body: bytes | Json, content_type: str = "application/json", **endpoint: Any) -> Completion:
    """What is made of a body by an SDK that does not hold it against its types, as in a real run."""
    fault = Fault(body=body, content_type=content_type)
    with model_server(faults=[fault]) as server, closing(Providers()) as providers:
        link = link_of(models_of(server, **WIRES[api], **endpoint))
        completion = providers(link)(PROMPT, SCHEMA, 5)
    assert completion.text.encode() or not completion.text
    return completion


def whole(api: str, text: str = ANSWER, **request: Any) -> Json:
    return dict(fake._APIS[PATHS[api]][0](fake._Said({"model": "m", **request}, text, "stop", Tokens())))


def streamed(api: str, text: str = ANSWER, **request: Any) -> bytes:
    return b"".join(fake._APIS[PATHS[api]][1](fake._Said({"model": "m", **request}, text, "stop", Tokens())))


FORCED: Mapping[str, Json] = {
    "chat": {"tool_choice": {"function": {"name": "Line"}}},
    "responses": {"tool_choice": {"name": "Line"}},
    "messages": {"tool_choice": {"name": "Line"}},
}


def with_content(api: str, content: Any, **beside: Any) -> Json:
    """An answer whose content is this."""
    body = whole(api)
    if api == "chat":
        body["choices"][0]["message"] = {"role": "assistant", "content": content, **beside}
    elif api == "responses":
        body["output"] = [{"type": "message", "role": "assistant", "content": content}, *beside.get("items", [])]
    else:
        body["content"] = content
    return body


def events(*values: Json) -> bytes:
    return b"".join(b"data: " + json.dumps(value).encode() + b"\n\n" for value in values) + b"data: [DONE]\n\n"


def chunk(delta: Json, finish: str | None = None) -> Json:
    head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return head | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


# -- content ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [ANSWER, ENGLISH])
@pytest.mark.parametrize(
    "parts",
    [
        lambda text: text,
        lambda text: [{"type": "text", "text": text}],
        lambda text: [{"type": "text", "text": text[:9]}, {"type": "text", "text": text[9:]}],
        lambda text: [{"type": "thinking", "thinking": THOUGHT}, {"type": "text", "text": text}],
        lambda text: [
            {"type": "thinking", "thinking": [{"type": "text", "text": THOUGHT}]},
            {"type": "output_text", "text": text},
        ],
        lambda text: [{"type": "reasoning", "text": THOUGHT}, {"type": "text", "text": {"value": text}}],
    ],
    ids=["a text", "one", "two", "thinking", "thinking in parts", "values"],
)
def test_of_content_in_parts_the_text_is_the_answer(api: str, parts: Any, answer: str) -> None:
    assert heard(api, with_content(api, parts(answer))).text == answer


@pytest.mark.parametrize("content", [None, [], [None], [{"type": "text"}], [{"type": "image"}], {"text": 3}, 7])
def test_content_that_says_nothing_is_no_answer(api: str, content: Any) -> None:
    with suppress(ProviderError):
        assert heard(api, with_content(api, content)).text == ""


def test_a_stream_may_bring_its_content_in_parts() -> None:
    parts = [{"content": [{"type": "thinking", "thinking": THOUGHT}]}, {"content": [{"type": "text", "text": ANSWER}]}]
    body = events(*map(chunk, parts), chunk({}, "stop"))
    assert heard("chat", body, "text/event-stream", stream=True).text == ANSWER


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_what_is_thought_beside_the_answer_is_not_heard(name: str) -> None:
    assert heard("chat", with_content("chat", ANSWER, **{name: THOUGHT})).text == ANSWER
    body = events(chunk({name: THOUGHT}), chunk({"content": ANSWER}), chunk({}, "stop"))
    assert heard("chat", body, "text/event-stream", stream=True).text == ANSWER


def test_an_answer_that_a_server_takes_for_thought_is_heard_where_it_stands_alone() -> None:
    for thought, said in ((ANSWER, ANSWER), (f"{THOUGHT}\n</think>\n{ANSWER}", ANSWER), (THOUGHT, "")):
        assert heard("chat", with_content("chat", None, reasoning_content=thought)).text == said
        assert heard("messages", with_content("messages", [{"type": "thinking", "thinking": thought}])).text == said
        item = {"type": "reasoning", "content": [{"type": "reasoning_text", "text": thought}]}
        assert heard("responses", with_content("responses", [], items=[item])).text == said


# -- halves of characters --------------------------------------------------------------------------------------------


def test_half_an_emoji_reaches_nobody(api: str) -> None:
    def answers(text: str) -> bytes:
        return json.dumps(whole(api, text)).encode()

    assert heard(api, answers('{"text": "\ud83d投产", "ids": []}')).text == '{"text": "投产", "ids": []}'
    assert heard(api, answers('{"text": "投产\ud83d\ude80", "ids": []}')).text == '{"text": "投产🚀", "ids": []}'


def test_an_emoji_that_a_stream_tears_apart_is_joined() -> None:
    body = events(chunk({"content": '{"text": "\ud83d'}), chunk({"content": '\ude80", "ids": []}'}), chunk({}, "stop"))
    assert heard("chat", body, "text/event-stream", stream=True).text == '{"text": "🚀", "ids": []}'


def test_an_error_with_half_an_emoji_can_be_written() -> None:
    body = json.dumps({"error": {"message": "busy \ud83d", "type": "invalid_request_error"}}).encode()
    with pytest.raises(ProviderError) as caught:
        heard("chat", body)
    assert caught.value.message.encode()


# -- streamed or whole -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("content_type", ["text/event-stream; charset=utf-8", "application/json", "text/plain"])
@pytest.mark.parametrize("forced", [False, True])
def test_a_stream_is_heard_whether_or_not_it_was_asked_for(
    api: str, content_type: str, stream: bool, forced: bool
) -> None:
    body = streamed(api, ANSWER, **(FORCED[api] if forced else {}))
    completion = heard(api, body, content_type, stream=stream, structured="tool" if forced else "native")
    assert (completion.text, completion.finish, completion.request_id) == (ANSWER, "stop", "req_fake")


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8"])
def test_a_whole_answer_is_heard_where_a_stream_was_asked_for(api: str, content_type: str) -> None:
    body = json.dumps(whole(api)).encode()
    completion = heard(api, body, content_type, stream=True)
    assert (completion.text, completion.finish, completion.input_tokens) == (ANSWER, "stop", 100)


def test_a_whole_answer_that_calls_itself_text_is_heard(api: str) -> None:
    assert heard(api, json.dumps(whole(api)).encode(), "text/plain").text == ANSWER


def test_a_stream_that_nobody_asked_for_may_end_too_early(api: str) -> None:
    body = streamed(api)
    with pytest.raises(ProviderError) as caught:
        heard(api, body[: len(body) // 3].rpartition(b"\n\n")[0], "text/event-stream")
    assert caught.value.kind == "stream_broken"


def test_a_stream_that_nobody_asked_for_need_not_say_why_it_ends() -> None:
    assert heard("chat", events(chunk({"content": ANSWER})), "text/event-stream").text == ANSWER


def test_an_error_in_a_stream_that_nobody_asked_for_is_told(api: str) -> None:
    body = b'event: error\ndata: {"type": "error", "error": {"type": "overloaded_error", "message": "busy"}}\n\n'
    with pytest.raises(ProviderError) as caught:
        heard(api, body, "text/event-stream")
    assert (caught.value.kind, caught.value.message) == ("overloaded", "busy")


def test_a_response_whose_last_event_is_empty_is_heard_from_its_pieces() -> None:
    last = whole("responses") | {"output": []}
    piece = {"type": "response.output_text.delta", "delta": ANSWER, "item_id": "i", "output_index": 0}
    item = {"type": "response.output_item.done", "item": whole("responses")["output"][0]}
    for before in (piece, item):
        body = events(before, {"type": "response.completed", "response": last})
        assert heard("responses", body, "text/event-stream", stream=True).text == ANSWER


def test_a_message_whose_blocks_come_whole_is_heard() -> None:
    for block in ({"type": "text", "text": ANSWER}, {"type": "tool_use", "input": json.loads(ANSWER)}):
        told: tuple[Json, ...] = (
            {"type": "message_start", "message": whole("messages") | {"content": []}},
            {"type": "content_block_start", "index": 0, "content_block": block},
            {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 3}},
            {"type": "message_stop"},
        )
        completion = heard("messages", events(*told), "text/event-stream")
        assert (json.loads(completion.text), completion.finish) == (json.loads(ANSWER), "stop")


# -- tools -----------------------------------------------------------------------------------------------------------


def called(api: str, arguments: Any) -> Json:
    body = whole(api)
    if api == "chat":
        message = {"role": "assistant", "content": None, "tool_calls": [{"function": {"arguments": arguments}}]}
        body["choices"][0] = {"message": message, "finish_reason": "tool_calls"}
    elif api == "responses":
        body["output"] = [{"type": "function_call", "name": "Line", "arguments": arguments}]
    else:
        body["content"] = [{"type": "tool_use", "id": "t", "name": "Line", "input": arguments}]
    return body


@pytest.mark.parametrize("arguments", [ANSWER, json.loads(ANSWER)], ids=["a text", "an object"])
def test_the_arguments_of_a_tool_are_the_answer_packed_or_not(api: str, arguments: Any) -> None:
    assert json.loads(heard(api, called(api, arguments), structured="tool").text) == json.loads(ANSWER)


def test_a_stream_may_bring_the_arguments_as_an_object() -> None:
    call = {"index": 0, "function": {"name": "Line", "arguments": json.loads(ENGLISH)}}
    body = events(chunk({"tool_calls": [call]}), chunk({}, "tool_calls"))
    assert json.loads(heard("chat", body, "text/event-stream", stream=True).text) == json.loads(ENGLISH)


def test_of_two_calls_the_first_counts(api: str) -> None:
    body, second = called(api, ANSWER), called(api, ENGLISH)
    if api == "chat":
        body["choices"][0]["message"]["tool_calls"] += second["choices"][0]["message"]["tool_calls"]
    else:
        name = "output" if api == "responses" else "content"
        body[name] += second[name]
    assert heard(api, body).text == ANSWER


# -- everything else -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", [17, ["x"], {"a": 1}, True, None, "\ud83d"])
def test_odd_fields_beside_the_answer_do_no_harm(api: str, odd: Any) -> None:
    names = {"chat": "finish_reason", "responses": "status", "messages": "stop_reason"}
    body = whole(api) | {"id": odd, "usage": odd, "model": odd}
    (body["choices"][0] if api == "chat" else body)[names[api]] = odd
    completion = heard(api, json.dumps(body).encode())
    assert (completion.text, completion.estimated) == (ANSWER, True)
    assert completion.request_id is None or completion.request_id.encode() is not None


def test_counts_that_are_none_are_estimated(api: str) -> None:
    usage = {"prompt_tokens": "900", "input_tokens": -5, "output_tokens": True, "completion_tokens": None}
    assert heard(api, whole(api) | {"usage": usage}).estimated


@pytest.mark.parametrize("body", [b'{"a":' + b"[" * 100_000, b"data: {", b"data: 7\n\n", b"\xff\xfe"])
@pytest.mark.parametrize("stream", [False, True])
def test_a_body_that_is_none_is_an_error_that_a_run_survives(api: str, body: bytes, stream: bool) -> None:
    for content_type in ("application/json", "text/event-stream"):
        with pytest.raises(ProviderError) as caught:
            heard(api, body, content_type, stream=stream)
        assert caught.value.kind in {"bad_body", "stream_broken"}
