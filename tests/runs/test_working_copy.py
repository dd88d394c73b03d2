"""Runs on a shared store: whatever machine looks at a run, it has the same files, byte for byte."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sharing import machine, new_store
from stored_runs import PERIOD, call, record, started

from brief.runs.lineage import calls_of_lineage
from brief.runs.store import find_run, list_runs


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    with new_store() as url:
        yield url


@pytest.fixture
def one(tmp_path: Path, store: str, request: pytest.FixtureRequest) -> Path:
    return machine(tmp_path / "one", f"{store}/{request.node.name}")


@pytest.fixture
def other(tmp_path: Path, store: str, request: pytest.FixtureRequest) -> Path:
    return machine(tmp_path / "other", f"{store}/{request.node.name}")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_run_is_listed_and_opened_on_another_machine_with_the_same_bytes(one: Path, other: Path) -> None:
    run = started(one)
    run.write_step("1-retrieval", PERIOD)
    run.write_text("prompts/critic.md", "读")
    run.append_call(call("k"))
    run.write_record(record(run.id, "finished"))
    run.close()
    (listed,) = list_runs(other).runs
    assert files(listed.path).keys() == {"run.json"}
    opened = find_run(other, "last")
    assert opened.record == listed.record
    assert files(opened.path) == files(one / run.id)
    assert files(opened.path).keys() == {"run.json", "1-retrieval.json", "prompts/critic.md", "calls.jsonl"}
    assert [one.key for one in calls_of_lineage(opened.path)] == ["k"]
