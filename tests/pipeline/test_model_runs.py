"""Whole runs over a model server on loopback: what is asked, what it costs, what happens when it stops half-way."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from model_server import Fault, ModelServer, Tokens, model_server, schema_name
from rehearsal import chinese_plan as plan
from rehearsal import quiet, rehearse, speaker
from weeks import NOW

from brief.errors import ConfigError, UsageError
from brief.pipeline.gather import gather
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute, resume
from brief.runs.store import find_run
from schemas.run import RunRecord

KEY = "sk-test-0123456789"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    offline = plan(tmp_path_factory.mktemp("rehearsal"), model=None)
    return rehearse(offline, gather(offline, print).documents)


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch, said: dict[str, str], *faults: Fault | None) -> Iterator[ModelServer]:
    """Every answer claims 7,500 tokens, so that budgets are reached wherever threads happen to be."""
    with model_server(answer=speaker(said), faults=faults, tokens=Tokens(read=7000, written=500)) as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        yield server


def cells(record: RunRecord, folder: Path) -> list[dict[str, Any]]:
    report = json.loads((folder / "runs" / record.run_id / "report.json").read_bytes())
    return [cell for section in report["sections"] for row in section["rows"] for cell in row["cells"]]


def test_a_weekly_takes_eight_calls_and_every_row_is_the_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    """One to classify, one for each of three tables, one for the synthesis; the critic reads the tables in two parts,
    and the synthesis.
    """
    with serving(monkeypatch, said) as server:
        record = execute(plan(tmp_path), NOW, quiet())
    assert (record.status, record.exit_code, len(server.requests)) == ("finished", 0, 8)
    usage = record.usage
    assert (usage.calls, usage.readings, usage.repairs, usage.revisions, usage.fallbacks) == (8, 3, 0, 0, 0)
    assert {cell["by"] for cell in cells(record, tmp_path) if cell["kind"] != "none"} == {"model"}


@pytest.mark.uncounted
def test_no_file_of_a_run_holds_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]) -> None:
    with serving(monkeypatch, said):
        execute(plan(tmp_path), NOW, quiet())
    assert [path for path in tmp_path.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()] == []


def test_a_section_that_is_never_answered_is_written_by_extraction_and_its_siblings_by_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    def broken_energy(number: int, body: dict[str, Any]) -> Fault | None:
        return Fault(text="no JSON") if "Energy &" in json.dumps(body) and "TableAnswer" in json.dumps(body) else None

    with model_server(answer=speaker(said), faults=broken_energy) as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        record = execute(plan(tmp_path), NOW, quiet())
    assert record.status == "finished"
    assert {cell["by"] for cell in cells(record, tmp_path)} == {"model", "extraction"}
    assert record.usage.fallbacks >= 8


def test_a_run_that_reaches_its_budget_is_resumed_without_asking_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    with serving(monkeypatch, said) as server:
        stopped = execute(plan(tmp_path, "run.max_tokens=25000"), NOW, quiet())
        assert (stopped.status, stopped.exit_code) == ("failed", 5)
        assert 0 < len(server.requests) < 8
        stored = find_run(tmp_path / "runs", stopped.run_id)
        record = resume(stored, quiet(), ["run.max_tokens=900000"])
    assert (record.status, record.exit_code) == ("finished", 0)
    assert len(server.requests) == 8


def test_only_limits_may_change_when_a_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    with serving(monkeypatch, said):
        stopped = execute(plan(tmp_path, "run.max_tokens=100"), NOW, quiet())
    with pytest.raises(UsageError, match="cannot change"):
        resume(find_run(tmp_path / "runs", stopped.run_id), quiet(), ["run.max_events=3"])


def test_a_money_budget_with_a_model_without_a_price_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with pytest.raises(ConfigError, match="price of openai:rehearsed is not known"):
        plan(tmp_path, "run.max_cost_usd=1.0")
    assert not (tmp_path / "runs").exists()


def test_an_endpoint_that_is_down_leaves_an_extractive_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    record = execute(plan(tmp_path, "endpoints.openai.max_attempts=1"), NOW, quiet())
    assert (record.status, record.usage.calls) == ("finished", 0)
    assert {cell["by"] for cell in cells(record, tmp_path)} == {"extraction"}


def test_a_question_that_is_too_long_for_the_model_is_told_with_what_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    told = io.StringIO()
    with serving(monkeypatch, said) as server:
        record = execute(plan(tmp_path, "contexts.openai:rehearsed=9200"), NOW, PlainProgress(told))
    assert record.status == "finished"
    assert not [body for body in server.bodies if schema_name(body) in ("TableAnswer", "SynthesisAnswer")]
    assert record.written
    assert {one.reason for one in record.written.fallbacks} == {"question_too_long"}
    lines = [line for line in told.getvalue().splitlines() if line.startswith("table_writer: openai:rehearsed: ")]
    assert len(lines) == 3
    assert "16,000 kept for the answer" in lines[0]
    assert "more than its context of 9,200. Set [models.settings.table_writer] max_output_tokens to " in lines[0]
    assert "table_writer: openai:rehearsed: no usable answer" not in told.getvalue()
    report = (tmp_path / "runs" / record.run_id / "report.md").read_text("utf-8")
    assert "问题超出模型的上下文长度" in report


def test_a_server_that_finds_a_question_too_long_is_told_apart_from_one_that_gives_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    def short(number: int, body: dict[str, Any]) -> Fault | None:
        message = "This model's maximum context length is 4096 tokens."
        error = {"error": {"message": message, "type": "invalid_request_error", "code": "context_length_exceeded"}}
        return Fault(status=400, body=error) if schema_name(body) == "SynthesisAnswer" else None

    told = io.StringIO()
    with model_server(answer=speaker(said), faults=short) as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        record = execute(plan(tmp_path), NOW, PlainProgress(told))
    assert record.written
    assert {one.reason for one in record.written.fallbacks} == {"question_too_long"}
    assert '[contexts] "openai:rehearsed" is not set: questions are cut to that.' in told.getvalue()
    assert "maximum context length is 4096" in told.getvalue()
