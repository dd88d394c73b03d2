"""Whole runs by batches of a vendor, over a server on loopback: the report of an online run, at half its price."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import EXAMPLE
from model_server import ModelServer, Tokens, model_server
from rehearsal import chinese_plan, quiet, rehearse, speaker
from sharing import team_database
from weeks import NOW

from brief.cli.main import exit_status
from brief.errors import BriefError
from brief.llm import gatherer
from brief.llm.gatherer import Gatherer, Pace
from brief.pipeline.gather import gather
from brief.pipeline.plan import Plan
from brief.pipeline.runner import execute, resume
from brief.postgres.connecting import connected
from brief.runs.lineage import read_calls
from brief.runs.store import find_run
from schemas.run import RunRecord

KEY = "sk-test-0123456789"
PRICE = ("input_per_million_usd=1", "output_per_million_usd=4", "source=list", "date=2026-01-01")
SET = (
    *(f"prices.openai:rehearsed.{one}" for one in PRICE),
    *(f"endpoints.openai.{one}" for one in ("batch_poll_seconds=0.02", "max_attempts=1")),
)
FORMATS = 'report.formats=["quantshark-weekly","quantshark-prose"]'


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    offline = chinese_plan(tmp_path_factory.mktemp("rehearsal"), model=None)
    return rehearse(offline, gather(offline, print).documents)


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch, said: dict[str, str]) -> Iterator[ModelServer]:
    monkeypatch.setattr(gatherer, "GATHERER", Gatherer(Pace(settle=0.15, pause=20.0, slice=0.01)))
    with model_server(answer=speaker(said), tokens=Tokens(read=7000, written=500)) as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        yield server


def plan(folder: Path, *overrides: str, batch: bool = True) -> Plan:
    folder.mkdir(exist_ok=True)
    return replace(chinese_plan(folder, *SET, *overrides), batch=batch)


def reports(record: RunRecord, folder: Path) -> dict[str, bytes]:
    run = folder / "runs" / record.run_id
    return {name: (run / name).read_bytes() for one in record.reports for name in one.files.values()}


def lines(folder: Path, record: RunRecord) -> list[dict[str, Any]]:
    text = (folder / "runs" / record.run_id / "batches.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_weekly_by_batches_is_the_online_one_at_half_its_price(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    """A batch to classify, one for all tables, one for the synthesis and the reading of most of them, one for the rest,
    one for its own.
    """
    with serving(monkeypatch, said) as server:
        online = execute(plan(tmp_path / "online", batch=False), NOW, quiet())
        asked = len(server.requests)
        batched = execute(plan(tmp_path / "batched"), NOW, quiet())
    assert (batched.status, batched.exit_code, len(server.requests)) == ("finished", 0, asked)
    assert [len(one.requests) for one in server.desk.batches] == [1, 3, 2, 1, 1]
    assert reports(batched, tmp_path / "batched") == reports(online, tmp_path / "online")
    assert online.cost_usd
    assert batched.cost_usd == pytest.approx(online.cost_usd / 2)
    ledgers = [
        {call.key: call for call in read_calls(tmp_path / name / "runs" / one.run_id / "calls.jsonl")}
        for name, one in (("online", online), ("batched", batched))
    ]
    assert set(ledgers[0]) == set(ledgers[1])
    assert {call.batch for call in ledgers[1].values()} == {one.id for one in server.desk.batches}
    assert {call.batch for call in ledgers[0].values()} == {""}
    kept = [(one["id"], one["keys"]) for one in lines(tmp_path / "batched", batched) if one["id"]]
    assert kept == [(one.id, list(one.requests)) for one in server.desk.batches]


def test_a_run_that_is_stopped_while_it_waits_goes_on_with_the_batch_that_it_had_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    with serving(monkeypatch, said) as server:

        def stopped(*_: object) -> dict[str, Any]:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr("brief.llm.providers.vendor_batches.VendorBatches.results", stopped)
            first = execute(plan(tmp_path), NOW, quiet())
        assert (first.status, len(server.desk.batches)) == ("interrupted", 1)
        record = resume(find_run(tmp_path / "runs", first.run_id), quiet())
    assert (record.status, record.exit_code, record.batch) == ("finished", 0, True)
    assert [len(one.requests) for one in server.desk.batches] == [1, 3, 2, 1, 1]
    assert server.requests == []


def test_what_is_late_is_asked_online_and_costs_what_it_costs_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    with serving(monkeypatch, said) as server:
        server.desk.looks, by = 1_000_000, NOW + timedelta(hours=6)
        clock = Gatherer(Pace(settle=0.0, slice=0.01), lambda: by if server.desk.batches else NOW)
        monkeypatch.setattr(gatherer, "GATHERER", clock)
        record = execute(replace(plan(tmp_path), batch_by=by), NOW, quiet())
    assert (record.exit_code, len(server.requests), len(server.desk.batches)) == (0, 8, 1)
    assert server.desk.batches[0].cancelled
    assert record.batch_by == by
    assert record.cost_usd == pytest.approx(8 * (0.007 + 0.002))


def test_formats_of_a_run_share_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]) -> None:
    with serving(monkeypatch, said) as server:
        online = execute(plan(tmp_path / "online", FORMATS, batch=False), NOW, quiet())
        batched = execute(plan(tmp_path / "batched", FORMATS), NOW, quiet())
    assert batched.status == "finished"
    assert reports(batched, tmp_path / "batched") == reports(online, tmp_path / "online")
    sizes = [len(one.requests) for one in server.desk.batches]
    assert (sizes[0], sizes[1] > 3, len(sizes)) == (1, True, 5)


def test_batches_that_cannot_be_read_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    with serving(monkeypatch, said):
        stopped = execute(plan(tmp_path, "run.max_tokens=100"), NOW, quiet())
        (tmp_path / "runs" / stopped.run_id / "batches.jsonl").write_text("{}\n")
        with pytest.raises(BriefError, match="the batch"):
            resume(find_run(tmp_path / "runs", stopped.run_id), quiet())


def test_an_estimate_tells_the_price_of_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    options = ["--period", "2026-W02", "--as-of", "2026-01-12", "--corpus", str(EXAMPLE), "--model", "openai:rehearsed"]
    asked = ["run", *options, "--runs-dir", str(tmp_path), *(word for one in SET for word in ("--set", one))]
    costs = []
    for more in ([], ["--batch", "--by", "07:00"]):
        assert exit_status([*asked, "--estimate", "--json", *more]) == 0
        costs.append(json.loads(capsys.readouterr().out)["cost_usd"])
    assert costs[1] == pytest.approx(costs[0] / 2, abs=1e-5)
    assert exit_status([*asked, "--estimate", "--by", "07:00"]) == 2
    assert "--by says when the answers of --batch are late" in capsys.readouterr().err


def test_without_a_model_batches_have_no_effect(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--period", "2026-W02", "--as-of", "2026-01-12", "--corpus", str(EXAMPLE), "--offline"]
    assert exit_status(["run", *options, "--runs-dir", str(tmp_path), "--batch"]) == 0
    assert "--batch has no effect: no model is asked" in capsys.readouterr().err


def test_what_a_batch_run_asks_online_keeps_to_the_limits_of_its_team(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    with team_database() as url, serving(monkeypatch, said):
        monkeypatch.setattr(gatherer.GATHERER, "ask", lambda _: None)  # no batch answers: all is asked online
        execute(plan(tmp_path, f"fleet.url={url}", "endpoints.openai.requests_per_minute=6000"), NOW, quiet())
        with connected(url) as connection:
            assert connection.execute("SELECT count(*) FROM brief_limits").fetchone() != (0,)
