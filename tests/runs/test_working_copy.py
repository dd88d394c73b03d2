"""Runs on a shared store: whatever machine looks at a run, it has the same files, byte for byte."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from sharing import files, machine, new_store, team_database
from stored_runs import NOW, PERIOD, call, finished, record, started

from brief.errors import Away, BriefError, UsageError
from brief.runs import working_copy
from brief.runs.files import append_line
from brief.runs.lineage import calls_of_lineage
from brief.runs.retention import remove, sweep
from brief.runs.store import Run, find_run, list_runs, write_atomically
from brief.runs.working_copy import STATE, WorkingCopy, copy_of
from schemas.period import Period


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


def test_what_another_machine_writes_is_seen_again_and_again(one: Path, other: Path) -> None:
    run = started(one)
    assert find_run(other, run.id).state == "running"
    run.write_step("1-retrieval", PERIOD)
    assert "1-retrieval.json" in files(find_run(other, run.id).path)
    run.write_record(record(run.id, "finished"))
    run.close()
    assert find_run(other, "last").state == "finished"
    write_atomically(one / run.id / "report.md", "signed")
    assert files(find_run(other, run.id).path) == files(one / run.id)


def test_nothing_is_fetched_twice(one: Path, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [finished(one, content=str(number)) for number in range(4)]
    list_runs(other)
    find_run(other, runs[0].id)
    fetched: list[Path] = []
    put = working_copy._put

    def counted(path: Path, content: bytes) -> None:
        fetched.append(path)
        put(path, content)

    monkeypatch.setattr(working_copy, "_put", counted)
    for folder in (other, one):
        assert len(list_runs(folder).runs) == 4
        find_run(folder, runs[0].id)
    assert not [path for path in fetched if STATE not in path.parts]


def test_two_machines_that_begin_the_same_at_once_get_runs_of_their_own(one: Path, other: Path) -> None:
    made: list[Run] = []
    threads = [Thread(target=lambda at=at: made.append(Run.create(at, NOW, "daily", "x"))) for at in (one, other) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({run.id for run in made}) == 6
    for run in made:
        run.close()


def test_a_run_goes_on_in_another_working_copy_and_comes_back(one: Path, other: Path) -> None:
    run = started(one)
    run.write_step("1-retrieval", PERIOD)
    run.close()
    again = Run.reopen(find_run(other, run.id))
    assert again.read_step("1-retrieval", Period) == PERIOD
    again.write_step("2-classification", PERIOD)
    again.write_record(record(run.id, "finished"))
    again.close()
    assert files(find_run(one, run.id).path) == files(other / run.id)
    with pytest.raises(UsageError, match="finished and never changed"):
        Run.reopen(find_run(one, run.id))


def test_what_could_not_be_brought_to_the_store_is_when_the_run_goes_on(
    one: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(one)
    with monkeypatch.context() as patch:
        patch.setattr(WorkingCopy, "_put_all", lambda *_: None)  # the process was killed just before
        run.write_step("1-retrieval", PERIOD)
        run.append_call(call("k"))
    run.close()
    again = Run.reopen(find_run(one, run.id))
    again.close()
    assert files(find_run(other, run.id).path) == files(one / run.id)


def test_what_the_store_did_not_take_goes_there_when_runs_are_looked_at_again(
    one: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise BriefError("cannot be used (it is away).")

    run = started(one)
    with monkeypatch.context() as patch:
        patch.setattr(WorkingCopy, "_put_all", away)
        with pytest.raises(BriefError, match="away"):
            run.write_record(record(run.id, "finished"))
    run.close()
    assert find_run(other, run.id).state == "running"
    with monkeypatch.context() as patch:
        patch.setattr(WorkingCopy, "_put_all", away)
        with pytest.raises(BriefError, match="away"):
            append_line(one / run.id / "ratings.jsonl", "1")
    assert find_run(one, run.id).state == "finished"
    assert files(find_run(other, run.id).path) == files(one / run.id)
    assert (other / run.id / "ratings.jsonl").read_text() == "1\n"


def test_of_two_machines_that_rate_both_ratings_stand(one: Path, other: Path) -> None:
    run = finished(one)
    find_run(other, run.id)
    for number, folder in enumerate((one, other, one)):
        append_line(folder / run.id / "ratings.jsonl", str(number))
    assert (one / run.id / "ratings.jsonl").read_text() == "0\n1\n2\n"
    list_runs(other)
    assert files(other / run.id) == files(one / run.id)


def test_a_removed_run_is_gone_everywhere_and_a_broken_off_removal_is_finished(
    one: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [finished(one, content=str(number)) for number in range(3)]
    list_runs(other)
    remove(find_run(other, runs[0].id))
    with monkeypatch.context() as patch:
        patch.setattr(WorkingCopy, "_clear", lambda *_: None)
        remove(find_run(one, runs[1].id))
    for folder in (one, other):
        assert [run.path.name for run in list_runs(folder).runs] == [runs[2].id]
        assert not (folder / runs[0].id).exists()
        assert not (folder / runs[1].id).exists()
    sweep(other)
    copy = copy_of(other)
    assert copy
    assert {name.partition("/")[0] for name in copy._there("files", hidden=True)} == {runs[2].id}


def test_a_run_that_was_here_before_goes_to_the_store_once_something_is_written_to_it(
    tmp_path: Path, one: Path, other: Path
) -> None:
    run = finished(tmp_path / "before")
    shutil.copytree(run.path, one / run.id)
    assert not list_runs(other).runs
    append_line(one / run.id / "ratings.jsonl", "{}")
    assert files(find_run(other, run.id).path) == files(one / run.id)


def test_without_a_database_a_run_of_another_machine_counts_as_running(one: Path, other: Path) -> None:
    run = started(one)
    run.close()
    assert [find_run(folder, run.id).state for folder in (one, other)] == ["killed", "running"]


def test_names_that_lead_elsewhere_are_left_in_the_store(one: Path, other: Path) -> None:
    run = finished(one)
    copy = copy_of(one)
    assert copy
    copy._put(f"files/{run.id}/x/../../../escaped", b"x")
    write_atomically(one / run.id / "report.md", "")
    assert "report.md" in files(find_run(other, run.id).path)
    assert not list(other.parent.glob("**/escaped"))


def test_a_store_that_is_away_is_waited_for_and_told_apart_from_one_that_refuses(
    one: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working_copy, "_FIRST_PAUSE_SECONDS", 0.01)
    run, copy = started(one), copy_of(one)
    assert copy
    failures: list[Exception] = [ConnectionResetError("cut"), type("EndpointConnectionError", (Exception,), {})("gone")]
    asked = list[object]()

    def answer(_: object) -> str:
        asked.append(1)
        if failures:
            raise failures.pop()
        return "there"

    assert copy._asked(answer) == "there"
    assert len(asked) == 3
    failures += [PermissionError("no")]
    with pytest.raises(UsageError) as refused:
        copy._asked(answer)
    assert not isinstance(refused.value, Away)
    monkeypatch.setattr(working_copy, "_PATIENCE_SECONDS", 0.02)
    failures += [OSError("gone")] * 5
    with pytest.raises(Away, match="cannot be used"):
        copy._asked(answer)
    before = len(asked)
    with pytest.raises(Away):
        copy._asked(answer)
    assert len(asked) == before + 1, "who waited in vain does not wait for each question"
    failures.clear()
    run.close()
    assert find_run(other, run.id).state == "running"


def test_a_store_that_is_not_there_is_told_with_its_address(tmp_path: Path, store: str) -> None:
    folder = machine(tmp_path / "runs", "s3://nobody/runs")
    with pytest.raises(BriefError, match="cannot be used") as error:
        list_runs(folder)
    assert error.value.where == "s3://nobody/runs"
    with pytest.raises(BriefError, match="cannot be used"):
        Run.create(folder, NOW, "daily", "x")
    assert not [one for one in folder.iterdir() if one.name != STATE]
    with pytest.raises(BriefError, match="gcsfs"):
        list_runs(machine(tmp_path / "other", "gs://bucket/runs"))


# -- with a database -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with team_database() as url:
        yield url


@pytest.fixture
def both(tmp_path: Path, store: str, database: str, request: pytest.FixtureRequest) -> tuple[Path, Path]:
    url = f"{store}/{request.node.name}"
    return machine(tmp_path / "one", url, database), machine(tmp_path / "other", url, database)


def test_a_run_that_is_alive_is_left_alone_by_other_machines(both: tuple[Path, Path]) -> None:
    one, other = both
    run = started(one)
    there = find_run(other, run.id)
    assert there.state == "running"
    with pytest.raises(UsageError, match="another machine is at it"):
        Run.reopen(there)
    with pytest.raises(UsageError, match="another machine is at it"):
        remove(there)
    run.close()
    assert find_run(other, run.id).state == "killed"
    Run.reopen(find_run(other, run.id)).close()


def test_who_has_lost_its_run_to_another_machine_writes_nothing_more(both: tuple[Path, Path]) -> None:
    run = started(both[0])
    assert run._lock.lease
    run._lock.lease.lost = True
    with pytest.raises(BriefError, match="another machine is at it now"):
        run.write_step("1-retrieval", PERIOD)
    with pytest.raises(BriefError, match="another machine is at it now"):
        run.append_call(call("k"))
    run.close()


def test_machines_with_folders_of_their_own_and_one_database_get_ids_of_their_own(
    tmp_path: Path, database: str
) -> None:
    runs = [started(machine(tmp_path / name, "", database)) for name in ("one", "other")]
    assert runs[0].id != runs[1].id
    for run in runs:
        run.close()


def test_lines_that_two_machines_add_at_once_all_stand(both: tuple[Path, Path]) -> None:
    run = finished(both[0])
    find_run(both[1], run.id)
    adding = [
        Thread(target=append_line, args=(folder / run.id / "ratings.jsonl", str(number)))
        for number, folder in enumerate(both * 2)
    ]
    for thread in adding:
        thread.start()
    for thread in adding:
        thread.join()
    list_runs(both[0])
    assert sorted((both[0] / run.id / "ratings.jsonl").read_text().split()) == ["0", "1", "2", "3"]


def test_without_its_database_nothing_is_begun(tmp_path: Path, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("connecting", "line"):
        monkeypatch.setattr(f"brief.postgres.{module}._PATIENCE_SECONDS", 0.05)
    folder = machine(tmp_path / "runs", f"{store}/none", "postgresql://brief@127.0.0.1:1/none")
    with pytest.raises(UsageError, match="cannot be used"):
        started(folder)
    assert not [one for one in folder.iterdir() if one.name != STATE]
