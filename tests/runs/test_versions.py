"""Runs of another version of Brief: they load, or are refused with a message that says which version and what to do."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from model_server import schema_name
from staging import Stage, staged

from brief.cli.main import cli
from brief.errors import BriefError, ConfigError
from brief.runs.lineage import read_calls
from brief.runs.store import find_run, list_runs, read_step_in
from schemas.base import SCHEMA_VERSION
from schemas.classification import Classification
from schemas.critique import Critique
from schemas.draft import Draft
from schemas.report import Report
from schemas.retrieval import Retrieval
from schemas.run import RunRecord
from schemas.table import TableDraft

OLDEST_RECORD: dict[str, Any] = {
    "schema_version": 1,
    "run_id": "20260112T0100Z-weekly-0001",
    "status": "finished",
    "exit_code": 0,
    "created_at": "2026-01-12T01:00:00Z",
    "elapsed_seconds": 1.9,
    "period": {"kind": "weekly", "start": "2026-01-05", "end": "2026-01-11", "label": "2026-W02"},
    "as_of": "2026-01-12T15:59:59Z",
    "formats": ["quantshark"],
    "language": "zh",
    "parent": None,
    "configuration": {},
    "models": {"critic": "extractive"},
    "packages": {"brief": "0.0.1"},
    "corpus": {"path": None, "files": [{"path": "/a", "sha256": "0", "documents": 2, "skipped": 0}]},
    "usage": {"calls": 0, "reused": 0, "input_tokens": 0, "output_tokens": 0},
    "cost_usd": 0.0,
    "timings": [{"step": "gather", "seconds": 0.1}],
    "reports": [],
    "open_issues": 0,
    "error": None,
}
"""Of the first version: a field that was added since has a default, or SCHEMA_VERSION is raised."""

OLDEST_CALL: dict[str, Any] = {
    "key": "0", "role": "critic", "model": "fake:m", "prompt_version": "", "system": "", "user": "", "answer": "",
    "finish": "stop", "input_tokens": 1, "cached_tokens": 0, "output_tokens": 1, "cost_usd": None, "seconds": 0.0,
}  # fmt: skip

_CLAIM = {"id": "ai.thesis", "text": "t", "lang": "zh", "kind": "quoted", "by": "extraction",
          "citations": [{"document_id": "d1", "passage_id": "d1#1", "quote": "t"}]}  # fmt: skip
_SECTION = {"id": "ai", "title": "AI", "description": "d", "terms": ["t"], "limit": 8,
            "columns": [{"id": "event", "title": "e", "max_chars": 60}]}  # fmt: skip
_REQUEST = {"period": OLDEST_RECORD["period"], "as_of": "2026-01-12T00:00:00Z", "timezone": "Asia/Shanghai",
            "language": "zh", "sections": [_SECTION]}  # fmt: skip
_DOCUMENT = {"id": "d1", "url": "https://a.example/1", "title": "t", "published_at": "2026-01-06T00:00:00Z",
             "source": "s", "publisher": "a.example", "lang": "zh", "content_hash": "0"}  # fmt: skip
_EVENT = {"id": "e1", "title": "t", "document_ids": ["d1"], "passage_ids": ["d1#1"], "publishers": ["a.example"],
          "published_at": "2026-01-06T00:00:00Z", "salience": 1.0,
          "reasons": [{"factor": "f", "value": 1.0, "weight": 1.0}]}  # fmt: skip
_PASSAGE = {"id": "d1#1", "document_id": "d1", "field": "title", "start": 0, "end": 1, "text": "t"}
_TABLE = {"section_id": "ai", "thesis": _CLAIM, "effects": [],
          "rows": [{"id": "ai.e1", "event_id": "e1", "cells": [{**_CLAIM, "column": "event"}]}]}  # fmt: skip

OLDEST_STEPS: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "1-retrieval": (Retrieval, {"request": _REQUEST, "documents": [_DOCUMENT], "events": [_EVENT],
                                "passages": [_PASSAGE]}),
    "2-classification": (Classification, {
        "request": _REQUEST, "assignments": [{"event_id": "e1", "section_id": "ai", "score": 1.0, "reason": "r"}],
        "sections": [{"section": _SECTION, "as_of": "2026-01-12T00:00:00Z", "language": "zh", "evidence": [
            {"event": _EVENT, "documents": [_DOCUMENT], "passages": [_PASSAGE], "terms": [], "reason": "r"}]}]}),
    "3-table-ai": (TableDraft, _TABLE),
    "4-draft-1": (Draft, {"revision": 1, "tables": [_TABLE], "synthesis": {
        "keywords": [{**_CLAIM, "term": "t"}], "risks": [],
        "signals": [{**_CLAIM, "sections": ["ai", "web3"], "rows": []}]}}),
    "5-critique-1": (Critique, {"revision": 1, "checked": 1,
                                "issues": [{"claim_id": "ai.e1", "kind": "filler", "message": "m"}]}),
    "report": (Report, {"schema_version": 1, "title": "t", "byline": "", "format": "quantshark", "language": "zh",
                        "period": {"start": "2026-01-05", "end": "2026-01-11", "label": "2026-W02"}, "models": {},
                        "sections": [], "synthesis": {"keywords": [], "signals": [], "risks": []}, "blocks": [],
                        "sources": [], "notes": [], "open_issues": []}),
}  # fmt: skip


def written(runs: Path, record: dict[str, Any]) -> Path:
    folder = runs / str(record["run_id"])
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps(record), "utf-8")
    return folder


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("versions")) as stage:
        yield stage


def rewritten(stage: Stage, record: RunRecord, **changed: Any) -> dict[str, Any]:
    """Changes the record of a run on disk; None takes a field out."""
    path = stage.runs / record.run_id / "run.json"
    held = {**json.loads(path.read_text("utf-8")), **changed}
    path.write_text(json.dumps({name: value for name, value in held.items() if value is not None}), "utf-8")
    return held


def test_a_record_of_the_first_version_loads_with_defaults_for_what_was_added(tmp_path: Path) -> None:
    written(tmp_path, OLDEST_RECORD)
    (run,) = list_runs(tmp_path).runs
    assert (run.state, run.record.offline, run.record.chains, run.record.usage.fallbacks) == ("finished", False, {}, 0)
    assert (run.record.usage.revisions, run.record.usage.readings, run.record.trust) == (None, None, ())


@pytest.mark.parametrize("name", OLDEST_STEPS)
def test_a_step_of_the_first_version_loads(tmp_path: Path, name: str) -> None:
    folder = written(tmp_path, OLDEST_RECORD)
    kind, held = OLDEST_STEPS[name]
    (folder / f"{name}.json").write_text(json.dumps(held), "utf-8")
    assert read_step_in(folder, name, kind)


def test_a_call_of_the_first_version_loads(tmp_path: Path) -> None:
    (tmp_path / "calls.jsonl").write_text(json.dumps(OLDEST_CALL) + "\n", "utf-8")
    (call,) = read_calls(tmp_path / "calls.jsonl")
    assert (call.sample, call.repair, call.reused, call.attempts, call.purpose) == (0, False, False, 1, "")


def test_a_run_recorded_before_there_were_models_is_replayed_by_extraction_whatever_key_is_set(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = stage.run(model=None, offline=True)
    configuration = {**old.configuration}
    for name in ("models", "endpoints", "prices", "contexts"):
        configuration.pop(name)
    added_since = dict.fromkeys(("chains", "prompt_versions", "usage_by_role", "corpus_files", "offline"))
    rewritten(stage, old, configuration=configuration, **added_since)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up-0123456789")
    with stage.asked() as asked:
        child = stage.replay(old.run_id)
    assert (asked, child.exit_code) == ([], 0)
    assert stage.reports(child) == stage.reports(old)


# -- of before critics answered with verdicts ------------------------------------------------------------------------

_OLD_CRITIC = "你是审读。\n\n<!-- question -->\n\n$language\n$claims\n"


@pytest.fixture(scope="module")
def unjudged(stage: Stage) -> RunRecord:
    """A run as one of before 2026-12 lies on disk: its critic was asked once, for issues, and revisions were tables."""
    made = stage.run()
    folder = stage.runs / made.run_id
    lines = [json.loads(line) for line in (folder / "calls.jsonl").read_text("utf-8").splitlines()]
    calls = [line for line in lines if line["role"] != "critic"]
    critic = {**lines[-1], "key": "0" * 64, "answer": '{"issues":[]}'}
    kept = [{name: part for name, part in one.items() if name != "purpose"} for one in (*calls, critic)]
    (folder / "calls.jsonl").write_text("".join(json.dumps(one) + "\n" for one in kept), "utf-8")
    for path in folder.glob("[3-5]-*.json"):
        path.write_text(json.dumps(_without_news(json.loads(path.read_text("utf-8")))), "utf-8")
    (folder / "prompts" / "revision.md").unlink()
    (folder / "prompts" / "critic.md").write_text(_OLD_CRITIC, "utf-8")
    usage = {name: part for name, part in made.usage.model_dump().items() if name not in ("revisions", "readings")}
    configuration = {name: part for name, part in made.configuration.items() if name != "critic"}
    configuration["run"] = {name: part for name, part in configuration["run"].items() if name != "require"}
    rewritten(stage, made, usage={**usage, "calls": len(kept)}, configuration=configuration, trust=None)
    return find_run(stage.runs, made.run_id).record


def _without_news(value: Any) -> Any:
    """Without the fields of claims and critiques that came with verdicts."""
    if isinstance(value, dict):
        return {
            name: _without_news(part)
            for name, part in value.items()
            if name not in ("ground", "kept", "readings", "heard")
        }
    return [_without_news(part) for part in value] if isinstance(value, list) else value


def command(stage: Stage, *arguments: str) -> Any:
    return CliRunner().invoke(cli, [*arguments, "--runs-dir", str(stage.runs)], standalone_mode=False)


def test_a_run_of_before_verdicts_loads_and_is_shown_and_its_new_counts_are_null(
    stage: Stage, unjudged: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(stage.folder)
    assert (unjudged.usage.revisions, unjudged.usage.readings, unjudged.trust) == (None, None, ())
    for place in ("ai.thesis", "risk1"):
        (trace,) = json.loads(command(stage, "show", unjudged.run_id, place, "--json").stdout)["traces"]
        assert trace["citations"]


def test_a_run_of_before_verdicts_is_replayed_with_its_critic_asked_anew(
    stage: Stage, unjudged: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stage.asked() as asked:
        child = stage.replay(unjudged.run_id)
    assert [schema_name(body) for body in asked] == ["CritiqueAnswer"] * 2
    assert (child.usage.calls, child.usage.readings, child.usage.reused) == (2, 2, unjudged.usage.calls - 1)
    assert (child.exit_code, child.trust[0].heard) == (0, "yes")
    assert stage.reports(child) == stage.reports(unjudged)
    monkeypatch.chdir(stage.folder)
    assert command(stage, "diff", unjudged.run_id, child.run_id).return_value == 0


def test_a_run_of_before_verdicts_cannot_be_replayed_as_it_was(stage: Stage, unjudged: RunRecord) -> None:
    with pytest.raises(ConfigError, match="cannot be read") as caught:
        stage.replay(unjudged.run_id, as_recorded=True)
    assert "with the project's own" in (caught.value.next or "")


# -- newer ones, and damaged ones ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "advice"),
    [(SCHEMA_VERSION + 1, "Update Brief"), (0, r"Read it with Brief 9\.9")],
    ids=["newer", "older"],
)
def test_another_schema_version_is_refused_by_its_number(tmp_path: Path, version: int, advice: str) -> None:
    written(tmp_path, {**OLDEST_RECORD, "schema_version": version, "packages": {"brief": "9.9"}})
    with pytest.raises(BriefError, match=rf"written by Brief 9\.9 with schema version {version}; .* {advice}"):
        find_run(tmp_path, OLDEST_RECORD["run_id"])
    listing = list_runs(tmp_path)
    assert listing.runs == ()
    assert f"schema version {version}" in listing.notes[0]


def test_another_schema_version_comes_before_what_else_is_wrong(tmp_path: Path) -> None:
    written(tmp_path, {**OLDEST_RECORD, "schema_version": 7, "period": "of another shape", "invented_since": 1})
    with pytest.raises(BriefError, match=r"by Brief 0\.0\.1 with schema version 7"):
        find_run(tmp_path, OLDEST_RECORD["run_id"])


def test_an_unknown_field_is_named_as_that_of_a_newer_version(tmp_path: Path) -> None:
    written(tmp_path, {**OLDEST_RECORD, "usage": {**OLDEST_RECORD["usage"], "invented_since": 1}})
    with pytest.raises(BriefError, match=r"`usage\.invented_since`, which Brief .* A newer Brief wrote it"):
        find_run(tmp_path, OLDEST_RECORD["run_id"])


def test_an_unknown_field_of_a_call_is_named_with_its_line(tmp_path: Path) -> None:
    ledger = tmp_path / "calls.jsonl"
    lines = [json.dumps(OLDEST_CALL), json.dumps({**OLDEST_CALL, "invented_since": 1})]
    ledger.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(BriefError, match="`invented_since`") as caught:
        read_calls(ledger)
    assert caught.value.where == f"{ledger}:2"


def test_a_damaged_step_of_a_finished_run_is_not_to_be_made_anew(tmp_path: Path) -> None:
    folder = written(tmp_path, OLDEST_RECORD)
    (folder / "4-draft-1.json").write_text('{"revision": 1', "utf-8")
    with pytest.raises(BriefError, match="put the file back") as caught:
        read_step_in(folder, "4-draft-1", Draft)
    assert "resume" not in (caught.value.next or "")


@pytest.mark.parametrize("kept", ["formats/shared/zh.toml", "prompts/critic.md"])
def test_what_a_run_keeps_in_another_versions_form_is_not_for_the_user_to_correct(stage: Stage, kept: str) -> None:
    run = stage.run(model=None, offline=True)
    path = stage.runs / run.run_id / kept
    path.write_text("no_such_key = 1\n" + path.read_text("utf-8").replace("<!-- question -->", ""), "utf-8")
    with pytest.raises(ConfigError, match="Another version of Brief wrote it"):
        stage.replay(run.run_id, as_recorded=True)
    assert stage.replay(run.run_id).exit_code == 0


def test_a_folder_that_was_renamed_says_what_it_must_be_called(tmp_path: Path) -> None:
    written(tmp_path, OLDEST_RECORD).rename(tmp_path / "my-best-week")
    with pytest.raises(BriefError, match=f"call it {OLDEST_RECORD['run_id']}"):
        find_run(tmp_path, "my-best-week")


def test_the_command_line_says_it_too(tmp_path: Path) -> None:
    written(tmp_path, {**OLDEST_RECORD, "schema_version": 2})
    result = CliRunner().invoke(cli, ["list", "--json", "--runs-dir", str(tmp_path)], standalone_mode=False)
    assert "schema version 2" in json.loads(result.stdout)["notes"][0]
