"""Records of runs: read once, as far as lists and lines of descent need them."""

from pathlib import Path

import pytest
from stored_runs import finished, record, started

from brief.runs import glances
from brief.runs.glances import Glance, glanced
from brief.runs.lineage import lineage
from brief.runs.store import RECORD, listed_run
from schemas.run import RunRecord


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders of which a record is read."""
    glances.forget()
    seen = list[Path]()

    def counted(folder: Path, kind: type[RunRecord]) -> object:
        seen.append(folder)
        return listed_run(folder, kind)

    monkeypatch.setattr("brief.runs.glances.listed_run", counted)
    return seen


def test_a_record_is_read_once_with_the_time_zone_alone_of_its_configuration(tmp_path: Path, reads: list[Path]) -> None:
    folder = finished(tmp_path).path
    configured = record(folder.name, "finished").model_copy(
        update={"configuration": {"run": {"timezone": "Asia/Shanghai", "deadline_seconds": 9}, "models": {}}}
    )
    (folder / RECORD).write_text(configured.model_dump_json(), "utf-8")
    first, again = glanced(folder), glanced(folder)
    assert (first, reads) == (again, [folder])
    assert isinstance(first.record, Glance)
    assert first.record.configuration == {"run": {"timezone": "Asia/Shanghai"}}
    assert glanced(folder, RunRecord).record == configured


def test_what_was_written_since_is_read(tmp_path: Path, reads: list[Path]) -> None:
    run = started(tmp_path)
    assert glanced(run.path).state == "running"
    run.write_record(record(run.id, "failed"))
    run.close()
    assert glanced(run.path).state == "failed"
    (run.path / RECORD).write_text(record(run.id, "finished").model_dump_json(), "utf-8")
    assert glanced(run.path).state == "finished"


def test_a_parent_of_many_is_read_once_for_all_of_them(tmp_path: Path, reads: list[Path]) -> None:
    parent = finished(tmp_path).path
    for number in range(9):
        child = finished(tmp_path, str(number)).path
        made = record(child.name, "finished").model_copy(update={"parent": parent.name})
        (child / RECORD).write_text(made.model_dump_json(), "utf-8")
    children = [folder for folder in tmp_path.iterdir() if folder != parent]
    assert all(list(lineage(one)) == [one, parent] for one in (*children, *children))
    assert sorted(reads) == sorted([*children, parent])
