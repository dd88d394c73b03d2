"""Whole runs whose every answer comes in an odd way: as much is the model's as ever, and the disk can be read."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from model_server import Fault
from staging import Stage, staged

from brief.runs.lineage import read_calls
from schemas.run import RunRecord

ODD: dict[str, Callable[[str], str]] = {
    "thought first": lambda text: f"<think>\n```json\n{text[: len(text) // 2]}\n```\n{{no}}\n</think>\n{text}\n\n{{?}}",
    "nearly JSON": lambda text: f"```json\n{text[:-1]},}}",
    "half an emoji": lambda text: text.replace('"text":"', '"text":"\\ud83d').replace('"text": "', '"text": "\\ud83d'),
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("odd"), priced=False) as found:
        yield found


@pytest.fixture(scope="module")
def plain(stage: Stage) -> RunRecord:
    return stage.run()


def written(stage: Stage, run: RunRecord) -> Path:
    """The run's folder, all of whose files were read as what they are."""
    folder = stage.runs / run.run_id
    for path in folder.glob("*.json*"):
        for line in path.read_text("utf-8").splitlines() if path.suffix == ".jsonl" else [path.read_text("utf-8")]:
            json.dumps(json.loads(line), ensure_ascii=False).encode()
    return folder


@pytest.mark.uncounted
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_a_run_is_as_good_as_ever_and_replays_without_a_call(
    stage: Stage, plain: RunRecord, odd: Callable[[str], str]
) -> None:
    says = stage.server.answer
    stage.server.answer = lambda request: odd(says(request))
    try:
        run = stage.run()
    finally:
        stage.server.answer = says
    assert (run.status, run.exit_code) == ("finished", 0)
    assert run.usage == plain.usage
    assert len(read_calls(written(stage, run) / "calls.jsonl")) == run.usage.calls
    with stage.asked() as asked:
        again = stage.replay(run.run_id)
    assert asked == []
    assert stage.reports(again)["report.md"] == stage.reports(run)["report.md"]


def test_a_run_goes_on_where_its_server_takes_no_schema_the_native_way(stage: Stage, plain: RunRecord) -> None:
    refused = Fault(status=400, body={"error": {"message": "json_schema is not supported"}})
    stage.server.faults = lambda _, body: refused if body.get("response_format") else None
    try:
        run = stage.run()
    finally:
        stage.server.faults = ()
    assert (run.status, run.usage) == ("finished", plain.usage)
    with stage.asked() as asked:
        stage.replay(run.run_id)
    assert asked == []
