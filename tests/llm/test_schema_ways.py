"""A server that refuses the way in which a schema is asked for is asked in the next; doctor names what to set."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from model_server import Fault, Json, Received, model_server, schema
from wiring import ANSWER, SCHEMA, link_of, models_of, wire_to

from brief.llm.base import Prompt, ProviderError
from brief.llm.probe import cut_lately, reach
from brief.llm.retry import Caller
from brief.llm.schema_ways import refuses_schema
from brief.settings.models import Models
from schemas.run import Call

WIRES: Mapping[str, dict[str, Any]] = {
    "chat": {"kind": "openai", "api": "chat"},
    "responses": {"kind": "openai", "api": "responses"},
    "messages": {"kind": "anthropic"},
}
NATIVE = "This model does not offer response_format of that type."
TOOLS = "本模型不支持工具调用"


@pytest.fixture(params=list(WIRES))
def api(request: pytest.FixtureRequest) -> dict[str, Any]:
    return WIRES[request.param]


def way_of(body: Json) -> str:
    if body.get("tools"):
        return "tool"
    return "native" if schema(body) else "prompt"


def refusing(*ways: str, status: int = 400, message: str = "") -> Any:
    """Faults for a server that refuses these."""
    said = {"native": message or NATIVE, "tool": message or TOOLS}

    def fault(_: int, body: Json) -> Fault | None:
        way = way_of(body)
        return Fault(status=status, body={"error": {"message": said[way]}}) if way in ways else None

    return fault


def ways(requests: list[Received]) -> list[str]:
    return [way_of(request.body) for request in requests]


@pytest.mark.parametrize("stream", [False, True])
def test_the_next_way_is_taken_and_remembered(api: dict[str, Any], stream: bool) -> None:
    faults = refusing("native", "tool")
    with model_server(ANSWER, faults=faults) as server, wire_to(server, **api, stream=stream, max_attempts=1) as wire:
        assert wire.ask().text == ANSWER
        again = wire.caller(link_of(wire.models), Prompt("你是编辑。", "再写一行。"), SCHEMA, 100)
        assert (again.text, again.attempts) == (ANSWER, 1)
        assert ways(server.requests) == ["native", "tool", "prompt", "prompt"]
        assert wire.time.slept == []


def test_a_server_that_knows_tools_is_not_asked_in_words(api: dict[str, Any]) -> None:
    with model_server(ANSWER, faults=refusing("native")) as server, wire_to(server, **api) as wire:
        assert json.loads(wire.ask().text) == json.loads(ANSWER)
        assert ways(server.requests) == ["native", "tool"]


def test_a_change_is_told_once_with_what_to_set(api: dict[str, Any]) -> None:
    told: list[str] = []
    with model_server(ANSWER, faults=refusing("native", "tool")) as server, wire_to(server, **api) as wire:
        caller = Caller(wire.models, wire.caller._provider_of, note=told.append)
        for _ in range(2):
            caller(
                link_of(wire.models), Prompt("a", "b"), {"type": "object", "title": "Line", "properties": {"a": {}}}, 9
            )
    assert [one.rpartition("Set ")[2] for one in told] == [
        'structured = "tool" in [endpoints.fake].',
        'structured = "prompt" in [endpoints.fake].',
    ]
    assert NATIVE in told[0]


def test_what_decides_an_answer_stays_what_config_says(api: dict[str, Any]) -> None:
    with model_server(ANSWER, faults=refusing("native")) as server, wire_to(server, **api) as wire:
        before = link_of(wire.models).deciding
        wire.ask()
        assert link_of(wire.models).deciding == before


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("bad_request", "response_format.type `json_schema` is unavailable now"),
        ("bad_request", "output_config: Extra inputs are not permitted"),
        ("bad_request", "registry/phi does not support tools"),
        ("bad_request", "failed to parse grammar"),
        ("bad_request", "不支持结构化输出"),
        ("bad_request", "参数错误"),
        ("bad_request", "Bad Request"),
        ("bad_request", "no word about why"),
        ("not_found", "No endpoints found that support tool use"),
        ("server", "tools param requires --jinja flag"),
    ],
)
def test_how_servers_word_that_they_take_no_schema(kind: Any, message: str) -> None:
    assert refuses_schema(ProviderError(kind, message, 400))


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("bad_request", "max_tokens is too large"),
        ("bad_request", "Invalid parameter: temperature"),
        ("bad_request", "the model's maximum context length is 4096 tokens"),
        ("bad_request", "内容不合规"),
        ("not_found", "no such model"),
        ("server", "function invocation failed"),
        ("auth", "response_format is for paying users"),
        ("rate_limit", "too many tool calls, not supported"),
    ],
)
def test_what_is_refused_for_another_reason_is_not_asked_otherwise(kind: Any, message: str) -> None:
    assert not refuses_schema(ProviderError(kind, message, 400))


def test_a_server_that_takes_no_way_is_given_up(api: dict[str, Any]) -> None:
    faults = [Fault(status=400, body={"error": {"message": "response_format?"}})] * 9
    with model_server(faults=faults) as server, wire_to(server, **api) as wire, pytest.raises(ProviderError):
        wire.ask()
    assert ways(server.requests) == ["native", "tool", "prompt"]


# -- doctor ----------------------------------------------------------------------------------------------------------


PONG = '{"word": "pong"}'


def found(faults: Any, says: str = PONG, **endpoint: Any) -> Any:
    with model_server(says, faults=faults) as server:
        [one] = reach(models_of(server, **endpoint))
        return one


def test_doctor_names_the_way_that_a_server_takes(api: dict[str, Any]) -> None:
    tool, words = found(refusing("native"), **api), found(refusing("native", "tool"), **api)
    assert (tool.ok, words.ok) == (True, True)
    assert 'structured = "tool" in [endpoints.fake]' in tool.said
    assert 'structured = "prompt" in [endpoints.fake]' in words.said


def test_doctor_finds_nothing_to_set_where_config_says_it_already(api: dict[str, Any]) -> None:
    assert "structured" not in found(refusing("native", "tool"), **api, structured="prompt").said


def test_doctor_names_the_setting_where_a_schema_is_ignored(api: dict[str, Any]) -> None:
    one = found((), "pong!", **api)
    assert (one.ok, one.fix) == (
        False,
        'Set structured = "tool" or "prompt" in [endpoints.fake]: it ignores the schema.',
    )
    assert 'structured = "prompt" in' in found(refusing("native"), "pong!", **api).fix


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", '= "max_completion_tokens"'),
        ("unknown field max_completion_tokens", 'max_tokens_parameter = "max_tokens" in [endpoints.fake]'),
        ("max_tokens must be at most 4096", "max_output_tokens"),
        ("temperature is not supported by this model", "temperature"),
        ("Unrecognized request argument supplied: prompt_cache_key", "prompt_cache = false in [endpoints.fake]"),
        ("This model only supports stream mode", "stream = true in [endpoints.fake]"),
        ("the context length of 4096 is exceeded", '[contexts] "fake:m"'),
        ("schema is invalid", 'structured = "prompt"'),
        ("something else", "documentation"),
    ],
)
def test_doctor_names_the_setting_of_the_field_that_is_refused(message: str, named: str, api: dict[str, Any]) -> None:
    one = found([Fault(status=400, body={"error": {"message": message}})] * 9, **api)
    assert (one.ok, named in one.fix) == (False, True), one.fix


def call(told: int, words: int) -> Call:
    return Call(
        key=str(told),
        role="critic",
        model="fake:m",
        prompt_version="",
        system="",
        user="word " * words,
        answer="",
        finish="stop",
        input_tokens=told,
        cached_tokens=0,
        output_tokens=1,
        cost_usd=None,
        seconds=1.0,
    )


@pytest.mark.parametrize(
    ("told", "context", "cut"), [(2048, None, True), (2048, 8192, False), (9000, None, False), (100, None, False)]
)
def test_doctor_tells_that_the_last_run_was_read_in_part(
    tmp_path: Path, told: int, context: int | None, cut: bool
) -> None:
    (tmp_path / "calls.jsonl").write_text(call(told, 8000).model_dump_json() + "\n", "utf-8")
    models: Models = models_of("http://127.0.0.1:1/v1")
    for binding in models.bindings.values():
        object.__setattr__(binding.links[0], "context_tokens", context)
    told_of = list(cut_lately(models, tmp_path))
    assert bool(told_of) is cut
    for one in told_of:
        assert not one.ok
        assert "num_ctx" in (one.fix or "")
        assert '[contexts] "fake:m"' in (one.fix or "")
