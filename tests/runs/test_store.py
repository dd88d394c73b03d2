import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stored_runs import NOW, PERIOD, call, finished, started

from brief.errors import BriefError, UsageError
from brief.runs import store as run_module
from brief.runs.store import Run, StoredRun, find_run, list_runs, new_run_id, write_atomically
from schemas.period import Period
from schemas.run import StepTiming


def test_an_id_says_when_and_what() -> None:
    run_id = new_run_id(datetime(2026, 1, 11, 17, 31, tzinfo=UTC), "weekly", "content")
    assert run_id.startswith("20260111T1731Z-weekly-")
    assert len(run_id.rsplit("-", 1)[1]) == 4
    assert run_id == new_run_id(datetime(2026, 1, 11, 17, 31, 59, tzinfo=UTC), "weekly", "content")
    assert run_id != new_run_id(datetime(2026, 1, 11, 17, 31, tzinfo=UTC), "weekly", "other content")


def test_equal_runs_of_two_minutes_do_not_end_alike() -> None:
    minutes = [datetime(2026, 1, 11, 17, minute, tzinfo=UTC) for minute in range(8)]
    assert len({new_run_id(minute, "weekly", "content").rsplit("-", 1)[1] for minute in minutes}) > 1


def test_runs_that_start_in_the_same_second_get_folders_of_their_own(tmp_path: Path) -> None:
    made: list[Run] = []
    threads = [threading.Thread(target=lambda: made.append(Run.create(tmp_path, NOW, "daily", "x"))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({run.id for run in made}) == 12
    assert len(list(tmp_path.iterdir())) == 12


def test_a_step_comes_back_as_it_was_written(tmp_path: Path) -> None:
    run = started(tmp_path)
    run.write_step("1-retrieval", PERIOD)
    assert run.has_step("1-retrieval")
    assert run.read_step("1-retrieval", Period) == PERIOD


def test_a_step_of_another_shape_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    run = started(tmp_path)
    run.write_step("1-retrieval", PERIOD)
    with pytest.raises(BriefError, match=r"1-retrieval\.json does not hold what it should"):
        run.read_step("1-retrieval", StepTiming)
    with pytest.raises(BriefError, match=r"2-x\.json cannot be read"):
        run.read_step("2-x", Period)


def test_a_finished_run_is_never_changed(tmp_path: Path) -> None:
    run = finished(tmp_path)
    with pytest.raises(RuntimeError, match="never changed"):
        run.write_text("report.md", "late")
    assert not (run.path / "report.md").exists()


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "run.json"
    write_atomically(target, "old")

    def full(handle: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_every_ledger_line_is_whole(tmp_path: Path) -> None:
    run = started(tmp_path)
    for number in range(3):
        run.append_call(call(str(number)))
    lines = (run.path / "calls.jsonl").read_text(encoding="utf-8").split("\n")
    assert [json.loads(line)["key"] for line in lines[:-1]] == ["0", "1", "2"]
    assert lines[-1] == ""


def test_runs_are_listed_newest_first(tmp_path: Path) -> None:
    older, newer = finished(tmp_path), finished(tmp_path, now=NOW + timedelta(days=1))
    assert [run.path.name for run in list_runs(tmp_path).runs] == [newer.id, older.id]


def test_foreign_and_broken_folders_are_skipped_with_a_note(tmp_path: Path) -> None:
    kept = finished(tmp_path)
    (tmp_path / "holiday-pictures").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "run.json").write_text('{"run_id": "bro')
    (tmp_path / "copied").mkdir()
    (tmp_path / "copied" / "run.json").write_bytes((kept.path / "run.json").read_bytes())
    (tmp_path / ".gitkeep").touch()
    listing = list_runs(tmp_path)
    assert [run.path.name for run in listing.runs] == [kept.id]
    assert [note.split(" ")[0] for note in listing.notes] == ["broken", "copied", "holiday-pictures"]


def test_a_folder_that_does_not_exist_holds_no_runs(tmp_path: Path) -> None:
    assert list_runs(tmp_path / "none").runs == ()


def test_a_run_is_found_by_id_by_its_beginning_and_as_the_last(tmp_path: Path) -> None:
    older, newer = finished(tmp_path), finished(tmp_path, now=NOW + timedelta(days=1))
    assert find_run(tmp_path, older.id).path == older.path
    assert find_run(tmp_path, older.id[:9]).path == older.path
    assert find_run(tmp_path, "last").path == newer.path
    assert find_run(tmp_path / "elsewhere", f"{older.path}/").path == older.path


@pytest.mark.parametrize("reference", ["2027", "", "../x"])
def test_a_run_that_is_not_there_is_a_usage_error(tmp_path: Path, reference: str) -> None:
    finished(tmp_path)
    with pytest.raises(UsageError, match="there is no run"):
        find_run(tmp_path, reference)


def test_of_a_misspelt_run_the_nearest_ids_are_told(tmp_path: Path) -> None:
    run = finished(tmp_path)
    assert find_run(tmp_path, run.id[-4:]).path == run.path
    for misspelt in (run.id.replace("weekly", "weakly"), run.id[9:], f"{run.id}0"):
        with pytest.raises(UsageError) as caught:
            find_run(tmp_path, misspelt)
        assert caught.value.next == f"Did you mean {run.id}?"


def test_a_beginning_that_fits_two_runs_names_them(tmp_path: Path) -> None:
    first, second = finished(tmp_path, "a"), finished(tmp_path, "b")
    with pytest.raises(UsageError) as caught:
        find_run(tmp_path, "2026")
    assert first.id in caught.value.what
    assert second.id in caught.value.what


def test_a_killed_run_can_be_told_from_a_live_and_a_finished_one(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nsys.path.insert(0, sys.argv[2])\n"
        "from stored_runs import started\nstarted(Path(sys.argv[1]), 'child')\n"
        "print('up', flush=True)\nsys.stdin.read()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), str(Path(__file__).parents[1])],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    assert child.stdout
    assert child.stdout.readline() == b"up\n"
    try:
        assert [run.state for run in list_runs(tmp_path).runs] == ["running"]
    finally:
        child.kill()
        child.communicate()
    assert [run.state for run in list_runs(tmp_path).runs] == ["killed"]
    finished(tmp_path, now=NOW + timedelta(days=1))
    assert [run.state for run in list_runs(tmp_path).runs] == ["finished", "killed"]


def test_a_runs_folder_under_a_file_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError) as caught:
        Run.create(tmp_path / "file" / "runs", NOW, "daily", "x")
    assert "--runs-dir" in (caught.value.next or "")
    with pytest.raises(UsageError):
        Run.create(tmp_path / "file", NOW, "daily", "x")


def test_the_last_run_is_the_newest_that_can_be_read(tmp_path: Path) -> None:
    older, newer = finished(tmp_path), finished(tmp_path, now=NOW + timedelta(seconds=20))
    damaged = finished(tmp_path, now=NOW + timedelta(days=1))
    assert find_run(tmp_path, "last").path == damaged.path
    (damaged.path / "run.json").write_text("{")
    assert find_run(tmp_path, "last").path == newer.path
    assert newer.id[:14] == older.id[:14]


def test_few_records_are_read_to_find_one_run_among_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [finished(tmp_path, now=NOW + timedelta(days=number)) for number in range(5)]
    read: list[str] = []
    real = run_module.listed_run

    def counted(folder: Path) -> StoredRun:
        read.append(folder.name)
        return real(folder)

    monkeypatch.setattr(run_module, "listed_run", counted)
    find_run(tmp_path, "last")
    find_run(tmp_path, runs[2].id[:8])
    assert read == [runs[4].id, runs[2].id]
