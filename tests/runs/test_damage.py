"""What a user meets when disk, clock or power fail. Disk full, signals and damaged lines: test_resume."""

import errno
import os
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner
from staging import NOW, Stage, _silent, staged
from stored_runs import call, finished, record

from brief.cli.main import cli
from brief.errors import BriefError, UsageError
from brief.pipeline.runner import execute
from brief.runs.lineage import read_calls
from brief.runs.store import Run, find_run, list_runs
from schemas.run import RunRecord


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("damage")) as stage:
        yield stage


@pytest.fixture(scope="module")
def whole(stage: Stage) -> RunRecord:
    return stage.run()


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def failing(code: int) -> Callable[..., NoReturn]:
    def fail(*_given: Any, **_named: Any) -> NoReturn:
        raise OSError(code, os.strerror(code))

    return fail


# -- a folder that became read-only ----------------------------------------------------------------------------------


def test_a_run_on_what_became_read_only_is_left_as_it_is_and_goes_on_later(
    stage: Stage, whole: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = stage.cut_off(whole, "4-*.json", "5-*.json", name="read-only")
    before = files_of(folder)
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "mkstemp", failing(errno.EROFS))
        with pytest.raises(BriefError, match="Read-only file system") as caught:
            stage.resume("read-only")
        assert "brief resume" in (caught.value.next or "")
        assert files_of(folder) == before
        with pytest.raises(UsageError, match="no run can be written there"):
            stage.run()
    assert list_runs(stage.runs).notes == ()
    assert stage.reports(stage.resume("read-only")) == stage.reports(whole)


def test_a_run_can_be_looked_at_where_nothing_can_be_written(
    stage: Stage, whole: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(stage.runs / whole.run_id)
    monkeypatch.chdir(stage.folder)
    for name in ("mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, failing(errno.EROFS))
    looks = (["list"], ["show", whole.run_id], ["show", whole.run_id, "ai.thesis"], ["diff", *[whole.run_id] * 2])
    for look in looks:
        assert CliRunner().invoke(cli, [*look, "--json"], standalone_mode=False).exit_code == 0
    assert files_of(stage.runs / whole.run_id) == before


# -- a ledger that lost its end --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_of_a_ledger_that_lost_its_end_only_what_is_lost_is_asked_again(
    stage: Stage, whole: RunRecord, kept: int
) -> None:
    folder = stage.cut_off(whole, "[2-9]*.json", name=f"short-{kept}")
    ledger = folder / "calls.jsonl"
    lines = ledger.read_bytes().split(b"\n")
    ledger.write_bytes(b"".join(line + b"\n" for line in lines[:kept]))
    with stage.asked() as asked:
        resumed = stage.resume(f"short-{kept}")
    assert len(asked) == whole.usage.calls - kept
    assert stage.reports(resumed) == stage.reports(whole)


def test_a_ledger_whose_end_is_zeros_after_a_power_cut_is_read_up_to_them(stage: Stage, whole: RunRecord) -> None:
    folder = stage.cut_off(whole, "[2-9]*.json", name="zeros")
    ledger = folder / "calls.jsonl"
    ledger.write_bytes(ledger.read_bytes() + b"\0" * 4096)
    with stage.asked() as asked:
        resumed = stage.resume("zeros")
    assert asked == []
    assert stage.reports(resumed) == stage.reports(whole)
    assert b"\0" not in ledger.read_bytes()
    assert len(read_calls(ledger)) == whole.usage.calls


def test_an_empty_step_file_is_named(stage: Stage, whole: RunRecord) -> None:
    folder = stage.cut_off(whole, "5-*.json", name="empty-step")
    (folder / "4-draft-1.json").write_bytes(b"")
    failed = stage.resume("empty-step")
    assert failed.error is not None
    assert "4-draft-1.json does not hold what it should" in failed.error.what
    (folder / "4-draft-1.json").unlink()
    assert stage.reports(stage.resume("empty-step")) == stage.reports(whole)


def test_an_empty_record_is_told_and_the_other_runs_are_listed(stage: Stage, whole: RunRecord) -> None:
    folder = stage.cut_off(whole, name="empty-record")
    (folder / "run.json").write_bytes(b"")
    listing = list_runs(stage.runs)
    assert whole.run_id in {run.record.run_id for run in listing.runs}
    assert [note for note in listing.notes if note.startswith("empty-record skipped: run.json does not hold")]
    shutil.rmtree(folder)


def test_the_names_of_folder_record_and_ledger_are_on_disk_before_a_call_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    run = Run.create(tmp_path, NOW, "weekly", "x")
    assert synced == [True]
    run.write_record(record(run.id))
    assert synced == [True, False, True]
    run.append_call(call("0"))
    run.append_call(call("1"))
    assert synced == [True, False, True, False, True, False]
    run.close()


# -- a clock that jumps ----------------------------------------------------------------------------------------------


def test_runs_made_at_one_instant_after_the_clock_was_put_back_do_not_collide(tmp_path: Path) -> None:
    ids = {finished(tmp_path, "x", NOW).id for _ in range(3)}
    assert len(ids) == 3
    assert len(list_runs(tmp_path).runs) == 3


def test_a_child_older_than_its_parent_is_still_its_child(stage: Stage, whole: RunRecord) -> None:
    """The clock is put back by a year between the two."""
    from brief.pipeline.runner import replay
    from brief.replays.replay import ReplayOptions, plan_replay

    parent = find_run(stage.runs, whole.run_id)
    plan = plan_replay(parent, ReplayOptions(), stage.project)
    with stage.asked() as asked:
        child = replay(plan, parent, NOW - timedelta(days=365), _silent())
    assert (asked, child.parent) == ([], whole.run_id)
    assert child.run_id < whole.run_id
    assert stage.reports(child) == stage.reports(whole)


@pytest.mark.parametrize("jump", [-3600.0, 3600.0], ids=["back", "forward"])
def test_a_clock_that_jumps_while_a_run_works_changes_neither_its_time_nor_its_report(
    stage: Stage, whole: RunRecord, monkeypatch: pytest.MonkeyPatch, jump: float
) -> None:
    real, times = time.time, [0]

    def jumping() -> float:
        times[0] += 1
        return real() + jump * times[0]

    monkeypatch.setattr(time, "time", jumping)
    run = execute(stage.plan(), NOW, _silent())
    assert run.elapsed_seconds is not None
    assert 0 < run.elapsed_seconds < 60
    assert all(0 <= timing.seconds < 60 for timing in run.timings)
    assert stage.reports(run) == stage.reports(whole)


def test_a_run_dated_after_now_is_listed_and_found(tmp_path: Path) -> None:
    future = finished(tmp_path, "x", datetime(2199, 1, 1, tzinfo=UTC))
    present = finished(tmp_path, "x", NOW)
    assert [run.record.run_id for run in list_runs(tmp_path).runs] == [future.id, present.id]
    assert find_run(tmp_path, present.id).state == "finished"


# -- two at once -----------------------------------------------------------------------------------------------------


def test_of_many_that_go_on_with_one_run_at_once_one_does(stage: Stage, whole: RunRecord) -> None:
    stage.cut_off(whole, "[2-9]*.json", name="at-once")
    stored = find_run(stage.runs, "at-once")
    opened: list[Run] = []
    refused: list[UsageError] = []

    def reopen() -> None:
        try:
            opened.append(Run.reopen(stored))
        except UsageError as error:
            refused.append(error)

    threads = [threading.Thread(target=reopen) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(opened), len(refused)) == (1, 7)
    assert all("another process" in error.what for error in refused)
    opened[0].close()
    assert stage.reports(stage.resume("at-once")) == stage.reports(whole)
