"""Every way in which a server fails, through each API: what is tried again, how often, and what is told."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from model_server import Fault, ModelServer, model_server, unused_port
from wiring import ANSWER, KEY, Wire, wire_to

from brief.llm.base import ProviderError

WIRES: Mapping[str, dict[str, Any]] = {
    "chat": {"kind": "openai", "api": "chat"},
    "responses": {"kind": "openai", "api": "responses"},
    "messages": {"kind": "anthropic"},
}
ATTEMPTS = 4

LASTING = {
    400: "bad_request",
    401: "auth",
    402: "auth",
    403: "auth",
    404: "not_found",
    413: "bad_request",
    422: "bad_request",
}
PASSING = {
    408: "timeout",
    409: "server",
    429: "rate_limit",
    500: "server",
    502: "server",
    503: "overloaded",
    529: "overloaded",
}


@pytest.fixture(params=list(WIRES))
def api(request: pytest.FixtureRequest) -> dict[str, Any]:
    return WIRES[request.param]


@contextmanager
def failing(fault: Fault, times: int, api: Mapping[str, Any], **more: Any) -> Iterator[tuple[ModelServer, Wire]]:
    """A server that fails so many times before it answers."""
    options: dict[str, Any] = {"max_attempts": ATTEMPTS, **api, **more}
    with model_server(ANSWER, faults=[fault] * times) as server, wire_to(server, **options) as wire:
        yield server, wire


def error_of(fault: Fault, api: Mapping[str, Any], **more: Any) -> tuple[ProviderError, int]:
    """What a call told that never succeeded, and how often the server was asked."""
    with failing(fault, 10, api, **more) as (server, wire):
        with pytest.raises(ProviderError) as caught:
            wire.ask()
        return caught.value, len(server.requests)


@pytest.mark.parametrize("status", LASTING)
def test_a_status_that_lasts_is_asked_once(status: int, api: dict[str, Any]) -> None:
    error, requests = error_of(Fault(status=status), api)
    assert (error.kind, error.status, error.request_id) == (LASTING[status], status, "req_fake")
    assert error.message == f"status {status}, the server said"
    assert requests == 1


@pytest.mark.parametrize("status", PASSING)
def test_a_status_that_passes_is_asked_again(status: int, api: dict[str, Any]) -> None:
    with failing(Fault(status=status), 2, api) as (server, wire):
        assert wire.ask().text == ANSWER
        assert len(server.requests) == 3
        assert wire.time.slept == [1.0, 2.0]
        kinds = [ended.kind for ended in wire.attempts if isinstance(ended, ProviderError)]
        assert kinds == [PASSING[status]] * 2


@pytest.mark.parametrize("status", [429, 500, 529])
def test_a_status_that_does_not_pass_is_given_up_after_the_last_attempt(status: int, api: dict[str, Any]) -> None:
    error, requests = error_of(Fault(status=status), api)
    assert (error.kind, requests) == (PASSING[status], ATTEMPTS)


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after-ms": "2500"}, 2.5),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 30),
        ({"retry-after": "4233600"}, 60),
        ({"retry-after": "Wed, 09 Dec 2026 07:28:00 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 60),
        ({"retry-after": "0"}, 1),
        ({"retry-after": "-5"}, 1),
        ({"retry-after": "soon"}, 1),
        ({"retry-after": "inf"}, 1),
    ],
    ids=[
        "seconds",
        "milliseconds",
        "a date",
        "49 days",
        "49 days as a date",
        "at once",
        "negative",
        "words",
        "infinite",
    ],
)
def test_a_server_is_given_the_time_that_it_asks_for_up_to_a_minute(
    headers: dict[str, str], waited: float, api: dict[str, Any]
) -> None:
    with failing(Fault(status=429, headers=headers), 1, api) as (server, wire):
        assert wire.ask().text == ANSWER
        assert wire.time.slept == [waited]
        assert len(server.requests) == 2


def test_an_empty_account_is_not_asked_again(api: dict[str, Any]) -> None:
    told = {"message": "no money left", "type": "insufficient_quota", "code": "insufficient_quota", "param": None}
    error, requests = error_of(Fault(status=429, body={"error": told}), api)
    assert (error.kind, error.message, requests) == ("auth", "no money left", 1)


def test_nobody_listening_is_a_lost_connection(api: dict[str, Any]) -> None:
    port = unused_port()
    address = f"http://127.0.0.1:{port}" + ("/v1" if api["kind"] == "openai" else "")
    with wire_to(address, max_attempts=ATTEMPTS, **api) as wire:
        with pytest.raises(ProviderError) as caught:
            wire.ask()
        assert (caught.value.kind, len(wire.attempts)) == ("connection", ATTEMPTS)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("fault", [Fault(reset=True), Fault(cut=0), Fault(cut=0.5)], ids=["reset", "no body", "half"])
def test_a_lost_connection_is_tried_again(fault: Fault, stream: bool, api: dict[str, Any]) -> None:
    with failing(fault, 1, api, stream=stream) as (server, wire):
        assert wire.ask().text == ANSWER
        assert len(server.requests) == 2
        ended = wire.attempts[0]
        assert isinstance(ended, ProviderError)
        assert ended.kind == ("stream_broken" if stream and not fault.reset else "connection")


def test_a_stream_that_ends_before_the_answer_does_is_broken(api: dict[str, Any]) -> None:
    with failing(Fault(events=3), 1, api, stream=True) as (server, wire):
        assert wire.ask().text == ANSWER
        ended = wire.attempts[0]
        assert isinstance(ended, ProviderError)
        assert (ended.kind, len(server.requests)) == ("stream_broken", 2)


@pytest.mark.parametrize("stream", [False, True])
def test_a_slow_drip_ends_within_twice_the_timeout(stream: bool, api: dict[str, Any]) -> None:
    started = time.monotonic()
    fault = Fault(drip_seconds=0.02)
    error, requests = error_of(fault, api, stream=stream, timeout_seconds=0.1, max_attempts=1)
    assert (error.kind, requests) == ("timeout", 1)
    assert time.monotonic() - started < 2


def test_a_silent_server_is_given_up_after_three_timeouts(api: dict[str, Any]) -> None:
    options = {"timeout_seconds": 0.05, "max_attempts": 9, **api}
    with model_server(ANSWER, delay=0.2) as server, wire_to(server, **options) as wire:
        with pytest.raises(ProviderError) as caught:
            wire.ask()
        assert (caught.value.kind, len(wire.attempts)) == ("timeout", 3)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("content_type", ["text/html", "application/json"])
def test_a_page_in_place_of_an_answer_is_asked_for_once_more(
    content_type: str, stream: bool, api: dict[str, Any]
) -> None:
    error, requests = error_of(Fault(body=b"<html>hello</html>", content_type=content_type), api, stream=stream)
    assert (error.kind, requests) == ("bad_body", 2)
    assert "hello" not in error.message


def test_a_gateway_that_answers_with_a_page_is_told_by_its_status(api: dict[str, Any]) -> None:
    error, requests = error_of(Fault(status=502, body=b"<html>bad</html>", content_type="text/html"), api)
    assert (error.kind, error.message, requests) == ("server", "an HTML page in place of an answer", ATTEMPTS)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("told", "kind", "asked"),
    [
        ({"code": 503, "message": "upstream"}, "overloaded", ATTEMPTS),
        ({"code": 401, "message": "upstream"}, "auth", 1),
        ({"type": "overloaded_error", "message": "upstream"}, "overloaded", ATTEMPTS),
        ({"type": "invalid_request_error", "message": "upstream"}, "bad_request", 1),
        ({"message": "upstream"}, "bad_body", 2),
    ],
    ids=["a status", "a key", "a type", "a request", "no code"],
)
def test_an_error_inside_a_success_is_an_error(
    told: dict[str, Any], kind: str, asked: int, stream: bool, api: dict[str, Any]
) -> None:
    error, requests = error_of(Fault(body={"error": told}), api, stream=stream)
    assert (error.kind, error.message, requests) == (kind, "upstream", asked)


@pytest.mark.parametrize(
    "text",
    ['```json\n{"text": "a"}\n```', '{"text": "a', '{"lines": []}', '{"text": "a", "ids": ["d9#9"]}', "", "好的。"],
    ids=["fenced", "truncated", "another shape", "unknown ids", "empty", "words"],
)
def test_what_a_model_says_is_handed_on_as_it_is_and_never_tried_again(text: str, api: dict[str, Any]) -> None:
    """Whether it is an answer is for the one who asked to see: a repair is another call."""
    with failing(Fault(text=text), 1, api) as (server, wire):
        completion = wire.ask()
        assert (completion.text, completion.finish, len(server.requests)) == (text, "stop", 1)


def test_an_error_that_repeats_the_key_does_not_tell_it(api: dict[str, Any]) -> None:
    error, _ = error_of(Fault(status=401, body={"error": {"message": f"bad key {KEY}\nsee docs"}}), api)
    assert error.message == "bad key [key] see docs"
    assert KEY not in f"{error}{error!r}{error.args}"


def test_a_long_error_is_cut(api: dict[str, Any]) -> None:
    error, _ = error_of(Fault(status=400, body={"error": {"message": "x" * 5000}}), api)
    assert len(error.message) == 300
