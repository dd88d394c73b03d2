"""A collector on loopback is told of runs by OTLP over HTTP, and what it is sent is read back from the wire."""

import io
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from model_server import Tokens, model_server, unused_port
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from receivers import HttpReceiver, http_receiver
from rehearsal import chinese_plan, rehearse, speaker

from brief.pipeline.gather import gather
from brief.pipeline.plan import config_now, telemetry_in
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute, resume
from brief.runs.lineage import read_calls
from brief.runs.store import LEDGER, find_run
from brief.settings.config import TelemetryConfig
from brief.settings.project import Project
from brief.telemetry import telling
from brief.telemetry.spans import Told, spans_of
from brief.telemetry.telling import tell
from schemas.run import Call, RunRecord

KEY, SECRET = "sk-test-0123456789", "collector-secret-42"
PRICES = ("input_per_million_usd=1", "output_per_million_usd=4", "source=list", "date=2026-01-01")
START = datetime(2026, 1, 12, 1, 0, tzinfo=UTC)


class Made:
    """A run that was told, and what it left."""

    def __init__(self, folder: Path, collector: HttpReceiver, record: RunRecord, said: str) -> None:
        self.record, self.said, self.posted = record, said, collector.posted
        self.calls = read_calls(folder / "runs" / record.run_id / LEDGER)

    @property
    def spans(self) -> list[Span]:
        return spans_in([one.body for one in self.posted if one.path == "/v1/traces"])


def spans_in(bodies: Sequence[bytes]) -> list[Span]:
    requests = map(ExportTraceServiceRequest.FromString, bodies)
    return [
        span for one in requests for found in one.resource_spans for scope in found.scope_spans for span in scope.spans
    ]


def attributes(span: Any) -> dict[str, Any]:
    found = {}
    for one in span.attributes:
        kind = one.value.WhichOneof("value")
        value = getattr(one.value, kind)
        found[one.key] = [each.string_value for each in value.values] if kind == "array_value" else value
    return found


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch, said: Mapping[str, str]) -> Iterator[HttpReceiver]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("COLLECTOR_KEY", SECRET)
    with http_receiver() as collector, model_server(speaker(said), tokens=Tokens(read=7000, written=500)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        yield collector


def made(folder: Path, collector: HttpReceiver, *settings: str) -> Made:
    told = io.StringIO()
    plan = chinese_plan(
        folder,
        *(f"prices.openai:rehearsed.{one}" for one in PRICES),
        f"telemetry.endpoint={collector.url}",
        'telemetry.headers={Authorization = "Bearer {$COLLECTOR_KEY}"}',
        *settings,
    )
    return Made(folder, collector, execute(plan, datetime.now(UTC), PlainProgress(told)), told.getvalue())


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    offline = chinese_plan(tmp_path_factory.mktemp("rehearsal"), model=None)
    return rehearse(offline, gather(offline, print).documents)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, said: dict[str, str]) -> Iterator[Made]:
    with pytest.MonkeyPatch.context() as patch, serving(patch, said) as collector:
        yield made(tmp_path_factory.mktemp("told"), collector)


def test_a_run_is_one_trace_of_itself_its_steps_and_its_calls(run: Made) -> None:
    spans = run.spans
    assert len({span.trace_id for span in spans}) == 1
    names = [span.name for span in spans]
    assert names[0] == "run weekly"
    assert {"step 1-retrieval", "step 2-classification", "step 3-table-ai", "step render"} < set(names)
    assert names.count("chat rehearsed") == len(run.calls) == 8
    [root] = [span for span in spans if not span.parent_span_id]
    assert (root.name, root.status.code) == ("run weekly", Status.STATUS_CODE_OK)
    told = attributes(root)
    assert (told["brief.run"], told["brief.status"], told["brief.exit_code"]) == (run.record.run_id, "finished", 0)
    assert told["brief.cost"] == pytest.approx(8 * 0.009)
    assert told["gen_ai.usage.input_tokens"] == 56_000


def test_each_call_stands_under_the_step_that_asked_it_and_within_its_time(run: Made) -> None:
    by_id = {span.span_id: span for span in run.spans}
    assert len(by_id) == len(run.spans)
    parents = []
    for span in (one for one in run.spans if one.kind == Span.SPAN_KIND_CLIENT):
        above = by_id[span.parent_span_id]
        parents.append(above.name)
        assert above.start_time_unix_nano <= span.start_time_unix_nano + 50_000_000
        assert span.end_time_unix_nano <= above.end_time_unix_nano + 50_000_000
    assert sorted(parents) == [
        *(
            "run weekly",
            "run weekly",
            "step 2-classification",
            "step 3-table-ai",
            "step 3-table-energy",
            "step 3-table-web3",
        ),
        *("step 4-draft-1", "step 5-critique-1"),
    ]
    for span in run.spans:
        assert by_id.get(span.parent_span_id, span).start_time_unix_nano <= span.start_time_unix_nano + 50_000_000
        assert span.start_time_unix_nano <= span.end_time_unix_nano


def test_a_call_has_the_names_of_the_conventions(run: Made) -> None:
    told = [attributes(span) for span in run.spans if span.kind == Span.SPAN_KIND_CLIENT]
    table = next(one for one in told if one["brief.role"] == "table_writer")
    del table["brief.prompt_version"]
    assert table == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "rehearsed",
        "gen_ai.request.max_tokens": 16_000,
        "gen_ai.response.id": "req_fake",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 7000,
        "gen_ai.usage.cache_read.input_tokens": 0,
        "gen_ai.usage.output_tokens": 500,
        "brief.cost": 0.009,
        "brief.role": "table_writer",
        "brief.purpose": "answer",
        "brief.attempts": 1,
    }


def test_tokens_seconds_and_dollars_are_counted_by_model_and_role(run: Made) -> None:
    [posted] = [one for one in run.posted if one.path == "/v1/metrics"]
    [resource] = ExportMetricsServiceRequest.FromString(posted.body).resource_metrics
    metrics = {one.name: one for scope in resource.scope_metrics for one in scope.metrics}
    tokens = metrics["gen_ai.client.token.usage"].histogram.data_points
    sums = {(attributes(one)["gen_ai.token.type"], attributes(one)["brief.role"]): one.sum for one in tokens}
    assert sums["input", "table_writer"] == 21_000
    assert sums["output", "critic"] == 1500
    assert list(tokens[0].explicit_bounds)[:3] == [1, 4, 16]
    cost = metrics["brief.cost"].sum.data_points
    assert sum(one.as_double for one in cost) == pytest.approx(8 * 0.009)
    assert metrics["brief.runs"].sum.data_points[0].as_int == 1
    assert metrics["gen_ai.client.operation.duration"].histogram.data_points
    assert metrics["brief.run.duration"].histogram.data_points


def test_no_text_and_no_secret_is_told(run: Made) -> None:
    wire = b"".join(one.body for one in run.posted)
    for call in run.calls:
        assert not [piece for piece in _pieces(call) if piece.encode() in wire]
    for secret in (KEY, SECRET):
        assert secret.encode() not in wire
        assert secret not in run.said
    assert {one.headers["authorization"] for one in run.posted} == {f"Bearer {SECRET}"}
    assert "telemetry" not in run.record.configuration


def _pieces(call: Call) -> Iterator[str]:
    """Of every text of a call, some characters here and there."""
    for text in (call.system, call.user, call.answer):
        yield from (text[start : start + 12] for start in range(0, max(1, len(text) - 12), 40))


def test_texts_are_told_to_whom_it_is_said_and_no_metrics_to_whom_takes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    with serving(monkeypatch, said) as collector:
        found = made(tmp_path, collector, "telemetry.text=true", "telemetry.metrics=false")
    texts = [attributes(span) for span in found.spans if span.kind == Span.SPAN_KIND_CLIENT]
    assert {one["gen_ai.output.messages"][:41] for one in texts} == {'[{"role": "assistant", "parts": [{"type":'}
    first = next(call for call in found.calls if call.role == "section_classifier")
    told = next(one for one in texts if one["brief.role"] == "section_classifier")
    assert first.user[:40].splitlines()[0] in told["gen_ai.input.messages"]
    assert first.system[:40].splitlines()[0] in told["gen_ai.system_instructions"]
    assert {one.path for one in found.posted} == {"/v1/traces"}


def test_a_run_that_stops_at_its_budget_is_an_error_and_gone_on_with_it_tells_what_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    with serving(monkeypatch, said) as collector:
        found = made(tmp_path, collector, "run.max_tokens=25000")
        root, *others = found.spans
        settings = TelemetryConfig(endpoint=collector.url)
        monkeypatch.setattr("brief.pipeline.plan.telemetry_in", lambda _: settings)
        collector.posted.clear()
        stored = find_run(tmp_path / "runs", found.record.run_id)
        resume(stored, PlainProgress(io.StringIO()), ["run.max_tokens=900000"])
        spans = found.spans
    assert (root.status.code, root.status.message) == (Status.STATUS_CODE_ERROR, "")
    assert attributes(root)["error.type"] == "5"
    asked = [span for span in others if span.kind == Span.SPAN_KIND_CLIENT]
    more = [span for span in spans if span.kind == Span.SPAN_KIND_CLIENT]
    assert (spans[0].trace_id, spans[0].span_id) == (root.trace_id, root.span_id)
    assert len(asked) + len(more) == 8
    assert not {span.span_id for span in asked} & {span.span_id for span in more}


# -- a collector that is away ----------------------------------------------------------------------------------------


def record(**fields: Any) -> RunRecord:
    told = {"run_id": "20260112T0100Z-weekly-4f2c", "status": "finished", "exit_code": 0, "created_at": START}
    days = {"kind": "weekly", "start": "2026-01-05", "end": "2026-01-11", "label": "2026-W02"}
    more = {"period": days, "as_of": START, "formats": ["quantshark-weekly"], "language": "zh", "configuration": {}}
    return RunRecord.model_validate(told | more | fields)


def noted(**settings: Any) -> list[str]:
    notes: list[str] = []
    tell(TelemetryConfig(**settings), record(), (), START, notes.append)
    return notes


def test_a_collector_that_is_away_is_one_note() -> None:
    url = f"http://127.0.0.1:{unused_port()}"
    assert noted(endpoint=url) == [f"[telemetry] {url}: it was not told of the run (ConnectError)."]


def test_a_collector_that_refuses_is_one_note() -> None:
    with http_receiver(lambda *_: (404, b"")) as collector:
        assert noted(endpoint=collector.url) == [f"[telemetry] {collector.url}: /v1/traces answered 404."]


def test_a_collector_that_never_answers_is_not_waited_for() -> None:
    def slow(*_: object) -> None:
        time.sleep(0.6)

    with http_receiver(slow) as collector:
        begun = time.monotonic()
        assert noted(endpoint=collector.url, max_seconds=0.2)[0].endswith("within 0.2 s.")
        assert time.monotonic() - begun < 0.5


def test_nobody_is_told_where_nobody_is_named() -> None:
    assert noted() == []


def test_a_variable_without_a_value_and_an_extra_that_is_missing_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "http://127.0.0.1:9"
    [said] = noted(endpoint=url, headers={"Authorization": "{$NO_SUCH_VARIABLE}"})
    assert "{$NO_SUCH_VARIABLE} has no value" in said

    def missing(*_: object) -> None:
        raise ImportError(name="opentelemetry")

    monkeypatch.setattr(telling, "_send", missing)
    assert "pip install 'brief[telemetry]'" in noted(endpoint=url)[0]


def test_a_project_whose_configuration_cannot_be_read_tells_nobody(tmp_path: Path) -> None:
    assert telemetry_in(config_now(None)) == TelemetryConfig()
    folders = (tmp_path / "prompts", tmp_path / "formats")
    assert telemetry_in(config_now(Project(tmp_path, tmp_path / "config.toml", *folders))) == TelemetryConfig()


def test_what_two_formats_call_alike_is_told_apart_by_time() -> None:
    from opentelemetry.sdk.resources import Resource

    timings = [{"step": "4-draft-1", "seconds": 10, "started_at": START + timedelta(seconds=one)} for one in (0, 20)]
    fields = {"input_tokens": 1, "cached_tokens": 0, "output_tokens": 1, "cost_usd": None, "finish": "stop"}
    text = {"prompt_version": "1", "system": "", "user": "", "answer": "", "role": "critic", "model": "fake:m:1"}
    calls = [
        Call.model_validate({"key": f"{at}", "step": step, "seconds": 1, **fields, **text}).model_copy(
            update={"answered_at": START + timedelta(seconds=at)}
        )
        for step, at in (("4-draft-1", 5), ("4-draft-1", 25), ("gone", 26))
    ]
    told = Told(record(timings=timings), calls, START + timedelta(seconds=30))
    spans = list(spans_of(told, Resource({})))
    ids = [one.context.span_id if one.context else 0 for one in spans[:3]]
    assert [one.parent.span_id if one.parent else 0 for one in spans] == [0, ids[0], ids[0], ids[1], ids[2], ids[0]]
    assert spans[-1].name == "chat m:1"
