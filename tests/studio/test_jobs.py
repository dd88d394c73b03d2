"""A replay that a page starts asks a real server, beside the studio's own."""

import re
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from threading import Event

import pytest
from browsing import Browsed
from improvising import OTHERWISE, improvise, question_of
from model_server import Json, schema_name
from staging import Stage, edited, staged

from brief.runs.loaded import LoadedRun
from brief.runs.store import stored_run
from brief.studio.app import app_of
from brief.studio.guard import Key
from brief.studio.studio import Studio
from checks.base import claims_of
from schemas.run import RunRecord
from schemas.table import TableQuestion


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path) as stage:
        stage.server.answer = improvise
        yield stage


@pytest.fixture
def parent(stage: Stage) -> RunRecord:
    return stage.run()


@pytest.fixture
def browsed(stage: Stage, parent: RunRecord, key: Key) -> Iterator[Browsed]:
    with Browsed(app_of(Studio(stage.project, stage.runs), key), key) as opened:
        yield opened


def begun(browsed: Browsed, stage: Stage, parent: RunRecord) -> str:
    """The page of a replay whose table prompt is another; each table of it is asked again."""
    prompt = (stage.folder / "prompts" / "table_writer.md").read_text("utf-8")
    answer = browsed.post(
        f"runs/{parent.run_id}/prompts/table_writer.md.html", {"text": edited(prompt, f"\n{OTHERWISE}。")}
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removeprefix("/")


def told_of(browsed: Browsed, job: str) -> str:
    """Its lines and its end."""
    return browsed.get(job.replace(".html", ".events")).text


def made(said: str) -> str:
    found = re.search(r'"run_id": "([^"]+)"', said)
    assert found, said
    return found[1]


def waited(browsed: Browsed, is_so: Callable[[], bool]) -> None:
    """Pages are asked for meanwhile, as the job works in their loop."""
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        browsed.get("index.html")


def test_a_replay_is_watched_to_its_report(browsed: Browsed, stage: Stage, parent: RunRecord) -> None:
    said = told_of(browsed, begun(browsed, stage, parent))
    assert re.search(r'^data: "3-table-\w+ ', said, re.MULTILINE)
    assert '"exit_code": 0' in said
    child = made(said)
    assert stored_run(stage.runs / child).record.parent == parent.run_id
    for run in (parent.run_id, child):
        page = browsed.get(f"runs/{run}/prompts/synthesis_writer.md.html").text
        assert '<data name="tables">' in unescape(page)


def test_a_replay_is_stopped_and_goes_on_where_it_was(browsed: Browsed, stage: Stage, parent: RunRecord) -> None:
    released = Event()

    def waits(request: Json) -> str:
        """Of Web3, whoever asks has no patience."""
        question = question_of(request)
        if isinstance(question, TableQuestion) and question.section.id == "web3":
            released.wait(60)
        return improvise(request)

    config = stage.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace("timeout_seconds = 20", "timeout_seconds = 5"), "utf-8")
    stage.server.answer = waits
    job = begun(browsed, stage, parent)
    waited(browsed, lambda: len(list(stage.runs.glob("*/3-table-*.json"))) == 3 + 2)
    assert browsed.post(job.replace(".html", ".stop")).status_code == 303
    said = told_of(browsed, job)
    released.set()
    assert '"exit_code": 130' in said
    with stage.asked() as asked:
        assert stage.resume(made(said)).status == "finished"
    assert [schema_name(one) for one in asked].count("TableAnswer") == 1


def test_a_run_that_was_stopped_is_gone_on_with_once_it_was_told_what_that_asks(
    browsed: Browsed, stage: Stage, parent: RunRecord
) -> None:
    stage.cut_off(parent, "4-draft-1.json", "5-critique-1.json", "3-table-web3.json")
    ledger = stage.runs / parent.run_id / "calls.jsonl"
    lines = ledger.read_text("utf-8").splitlines(keepends=True)
    ledger.write_text("".join(one for one in lines if '"role":"table_writer"' not in one), "utf-8")
    page = f"runs/{parent.run_id}/index"
    told = browsed.post(f"{page}.estimate", {"do": "resume"}).json()
    assert told["stands"]
    assert any(one.startswith("table_writer fake:m: 1 call, ") for one in told["said"])
    job = browsed.post(f"{page}.html", {"do": "resume"}).headers["location"].removeprefix("/")
    assert made(told_of(browsed, job)) == parent.run_id
    assert stored_run(stage.runs / parent.run_id).state == "finished"


def test_a_comment_tells_what_it_asks_before_and_asks_that(browsed: Browsed, stage: Stage, parent: RunRecord) -> None:
    (stage.folder / "config.toml").open("a", encoding="utf-8").write(
        """
[prices."fake:m"]
input_per_million_usd = 1
output_per_million_usd = 4
source = "a test"
date = 2026-01-02
"""
    )
    draft = LoadedRun(stored_run(stage.runs / parent.run_id)).last_draft
    line = next(one.id for one in claims_of(draft) if one.by == "model" and one.kind == "stated")
    page = f"runs/{parent.run_id}/quantshark-weekly.zh/lines/{line}"
    told = browsed.post(f"{page}.estimate", {"comment": ""}).json()
    assert told["stands"]
    assert [one.split(":")[0] for one in told["said"][:2]] == ["critic fake", "table_writer fake"]
    assert all(": 1 call, " in one and "$0.0" in one for one in told["said"][:2])
    job = browsed.post(f"{page}.html", {"comment": "更短"}).headers["location"].removeprefix("/")
    with stage.asked() as asked:
        said = told_of(browsed, job)
    assert schema_name(asked[0]) == "RevisionAnswer"
    further = browsed.get(job).text
    assert f"compare/{parent.run_id}..{made(said)}/changed.html" in further


def test_nothing_is_told_of_a_run_that_was_stopped_before_it_read(
    browsed: Browsed, stage: Stage, parent: RunRecord
) -> None:
    stage.cut_off(parent, "*-*.json")
    told = browsed.post(f"runs/{parent.run_id}/index.estimate", {"do": "resume"}).json()
    assert not told["stands"]
    assert "before its documents were read" in told["said"][0]
