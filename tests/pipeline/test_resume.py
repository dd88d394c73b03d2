import errno
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner
from model_server import Json, schema_name
from staging import NOW, REPORTS, Stage, staged

from brief.cli.main import cli
from brief.errors import BriefError, ConfigError, UsageError
from brief.llm.cancellation import Stop
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import resume
from brief.runs.lineage import read_calls
from brief.runs.store import Run, find_run, list_runs
from schemas.run import RunRecord

PROCESS = [sys.executable, "-c", "from brief.cli.main import main; main()"]
RUN = ["run", "--period", "2026-W02", "--as-of", "2026-01-12", "--corpus", "week.jsonl", "--model", "fake:m", "--json"]


@dataclass(frozen=True)
class Finished:
    stage: Stage
    record: RunRecord

    def copied(self, name: str, drop: tuple[str, ...] = ()) -> Path:
        """The run as if it had been killed on its way: without its end, and without what `drop` names."""
        return self.stage.cut_off(self.record, *drop, name=name)

    def same_reports(self, record: RunRecord) -> bool:
        return self.stage.reports(record) == self.stage.reports(self.record)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finished]:
    with staged(tmp_path_factory.mktemp("resume")) as stage:
        yield Finished(stage, stage.run())


def test_a_last_call_that_was_cut_off_is_asked_again_and_no_other(finished: Finished) -> None:
    folder = finished.copied("cut", ("[2-9]*.json",))
    ledger = folder / "calls.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-40])
    with finished.stage.asked() as asked:
        record = finished.stage.resume("cut")
    assert len(asked) == 1
    assert finished.same_reports(record)
    assert len(read_calls(ledger)) == finished.record.usage.calls
    assert record.usage.calls == finished.record.usage.calls


def test_a_damaged_line_within_the_ledger_is_named_and_changes_nothing(finished: Finished) -> None:
    folder = finished.copied("damaged-ledger", ("[2-9]*.json",))
    ledger = folder / "calls.jsonl"
    lines = ledger.read_bytes().split(b"\n")
    ledger.write_bytes(b"\n".join([lines[0], b"\xff\x00 no json", *lines[1:]]))
    before = (folder / "run.json").read_bytes()
    with pytest.raises(BriefError, match="the call does not hold what it should") as caught:
        finished.stage.resume("damaged-ledger")
    assert caught.value.where == f"{ledger}:2"
    assert "Take that line out" in (caught.value.next or "")
    assert (folder / "run.json").read_bytes() == before
    ledger.write_bytes(b"\n".join(lines))
    assert finished.same_reports(finished.stage.resume("damaged-ledger"))


def test_a_damaged_step_is_named_and_made_anew_once_it_is_deleted(finished: Finished) -> None:
    folder = finished.copied("damaged-step", ("4-*.json", "5-*.json", "6-*.json", "7-*.json", "8-*.json"))
    table = folder / "3-table-energy.json"
    table.write_text(table.read_text("utf-8")[:100], "utf-8")
    failed = finished.stage.resume("damaged-step")
    assert (failed.status, failed.exit_code) == ("failed", 2)
    assert failed.error is not None
    assert "3-table-energy.json" in failed.error.what
    assert "Delete" in (failed.error.next or "")
    table.unlink()
    with finished.stage.asked() as asked:
        record = finished.stage.resume("damaged-step")
    assert asked == []
    assert finished.same_reports(record)


def test_a_record_that_cannot_be_read_is_told_as_that(finished: Finished) -> None:
    folder = finished.copied("damaged-record")
    (folder / "run.json").write_text("{", "utf-8")
    with pytest.raises(BriefError, match=r"run\.json does not hold what it should"):
        find_run(finished.stage.runs, "damaged-record")
    shutil.rmtree(folder)


def test_a_second_process_at_the_same_run_is_refused(finished: Finished) -> None:
    finished.copied("twice")
    held = Run.reopen(find_run(finished.stage.runs, "twice"))
    try:
        with pytest.raises(UsageError, match="another process"):
            finished.stage.resume("twice")
    finally:
        held.close()
    assert finished.same_reports(finished.stage.resume("twice"))


def test_a_run_that_another_process_finished_meanwhile_is_left_alone(finished: Finished) -> None:
    finished.copied("late")
    stored = find_run(finished.stage.runs, "late")
    finished.stage.resume("late")
    with pytest.raises(UsageError, match="never changed"):
        Run.reopen(stored)


def test_a_finished_run_cannot_be_resumed(finished: Finished) -> None:
    with pytest.raises(UsageError, match="never changed"):
        finished.stage.resume(finished.record.run_id)


def test_what_a_killed_process_had_half_written_is_taken_away(finished: Finished) -> None:
    folder = finished.copied("half")
    left = [folder / ".2-x.json.abc.tmp", folder / "prompts" / ".critic.md.abc.tmp"]
    for file in left:
        file.write_text("half", "utf-8")
    assert finished.same_reports(finished.stage.resume("half"))
    assert not any(file.exists() for file in left)


# -- a full disk -----------------------------------------------------------------------------------------------------


def full_after(monkeypatch: pytest.MonkeyPatch, written: int) -> None:
    """The disk takes so many files and lines more, and then is full until it is mended."""
    left = [written]
    real = os.fsync

    def fsync(handle: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.parametrize("written", [19, 22, 26, 30, 35])
def test_a_full_disk_is_told_and_leaves_nothing_half_written(
    finished: Finished, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    before = {run.path for run in list_runs(finished.stage.runs).runs}
    with monkeypatch.context() as patch:
        full_after(patch, written)
        with pytest.raises(BriefError, match="No space left on device"):
            finished.stage.run()
    (stored,) = [run for run in list_runs(finished.stage.runs).runs if run.path not in before]
    assert stored.state == "killed"
    assert not list(stored.path.rglob("*.tmp"))
    for call in read_calls(stored.path / "calls.jsonl"):
        assert call.answer
    assert finished.same_reports(finished.stage.resume(stored.path.name))


@pytest.mark.parametrize("written", [0, 3, 15])
def test_a_disk_that_is_full_before_there_is_a_record_leaves_no_folder(
    finished: Finished, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    before = set(finished.stage.runs.iterdir())
    with monkeypatch.context() as patch:
        full_after(patch, written)
        with pytest.raises(BriefError, match="No space left"):
            finished.stage.run()
    assert set(finished.stage.runs.iterdir()) == before


def test_a_call_that_does_not_fit_leaves_no_part_of_its_line(
    finished: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = finished.copied("no-room")
    call = read_calls(folder / "calls.jsonl")[0]
    whole = (folder / "calls.jsonl").read_bytes()
    run = Run.reopen(find_run(finished.stage.runs, "no-room"))
    with monkeypatch.context() as patch:
        full_after(patch, 0)
        with pytest.raises(BriefError, match="No space left"):
            run.append_call(call)
    assert (folder / "calls.jsonl").read_bytes() == whole
    run.append_call(call)
    assert (folder / "calls.jsonl").read_bytes() == whole + whole.split(b"\n")[0] + b"\n"
    run.close()


# -- signals ---------------------------------------------------------------------------------------------------------


def until(seen: Any, seconds: float = 300.0) -> None:
    """Waits for what will be; the seconds end a test that would never end, on a machine however busy."""
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def holding(kind: str, ended: threading.Event) -> Callable[[int, Json], None]:
    """Faults that are none: questions of a kind wait for the event."""

    def hold(_number: int, body: Json) -> None:
        if schema_name(body) == kind:
            ended.wait(300)

    return hold


@pytest.mark.parametrize(
    ("number", "kind"),
    [(signal.SIGINT, "ClassificationAnswer"), (signal.SIGTERM, "TableAnswer")],
    ids=["one call", "several calls at once"],
)
def test_a_signal_lets_the_calls_in_flight_be_answered_and_asks_nothing_more(
    finished: Finished, tmp_path: Path, number: signal.Signals, kind: str
) -> None:
    """Alone in the main thread, or several in threads of their own."""
    server, heard = finished.stage.server, threading.Event()
    server.faults = holding(kind, heard)
    first = len(server.requests)
    try:
        command = [*PROCESS, *RUN, "--runs-dir", str(tmp_path)]
        child = subprocess.Popen(command, cwd=finished.stage.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        until(lambda: kind in {schema_name(body) for body in server.bodies[first:]})
        child.send_signal(number)
        assert child.stderr
        assert any(b"in flight" in line for line in child.stderr)
        heard.set()
        told, _ = child.communicate(timeout=300)
    finally:
        heard.set()
        server.faults = ()
    assert child.returncode == 130
    assert json.loads(told)["status"] == "interrupted"
    (stored,) = list_runs(tmp_path).runs
    assert stored.state == "interrupted"
    asked = len(server.requests) - first
    assert len(read_calls(stored.path / "calls.jsonl")) == asked == stored.record.usage.calls

    assert resume(stored, PlainProgress(io.StringIO())).exit_code == finished.record.exit_code
    assert {name: (stored.path / name).read_bytes() for name in REPORTS} == finished.stage.reports(finished.record)
    twice = Counter(json.dumps(body, sort_keys=True) for body in server.bodies[first:])
    assert set(twice.values()) == {1}


def test_a_configuration_of_another_version_is_told_as_that(finished: Finished) -> None:
    folder = finished.copied("older")
    record = json.loads((folder / "run.json").read_text("utf-8"))
    record["configuration"]["run"]["no_such_key"] = 1
    (folder / "run.json").write_text(json.dumps(record), "utf-8")
    with pytest.raises(ConfigError, match="no_such_key") as caught:
        finished.stage.resume("older")
    assert "another version" in (caught.value.next or "")


def test_waiting_ends_when_the_run_is_to_stop() -> None:
    stop = Stop(print)
    with pytest.raises(KeyboardInterrupt), stop.listening():
        signal.raise_signal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        stop.sleep(60)


def test_a_second_signal_waits_for_no_call() -> None:
    told: list[str] = []
    stop, before = Stop(told.append), signal.getsignal(signal.SIGINT)

    def interrupted_twice() -> NoReturn:
        signal.raise_signal(signal.SIGINT)
        until(lambda: told)
        signal.raise_signal(signal.SIGINT)
        until(lambda: False)
        raise AssertionError

    with stop.listening(), pytest.raises(KeyboardInterrupt):
        stop.call(interrupted_twice)
    assert "1 calls in flight" in told[0]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_signal_ends_a_run_whose_sections_are_all_being_asked(tmp_path: Path) -> None:
    """No answer comes before the run has ended: one that waits for an answer is found out."""
    ended = threading.Event()
    with staged(tmp_path) as stage:
        stage.server.faults = holding("TableAnswer", ended)
        child = subprocess.Popen([*PROCESS, *RUN], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            until(lambda: [schema_name(body) for body in stage.server.bodies].count("TableAnswer") == 3)
            child.send_signal(signal.SIGINT)
            assert child.stderr
            assert any(b"in flight" in line for line in child.stderr)
            child.send_signal(signal.SIGINT)
            told, _ = child.communicate(timeout=300)
        finally:
            ended.set()
        assert (child.returncode, json.loads(told)["status"]) == (130, "interrupted")
        (stored,) = list_runs(stage.runs).runs
        assert stored.state == "interrupted"
        assert resume(stored, PlainProgress(io.StringIO())).exit_code == 0


def test_time_of_a_run_is_not_that_of_the_clock_on_the_wall(
    finished: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock is put back by a year while the run works."""
    monkeypatch.setattr(time, "time", lambda: 0.0)
    finished.copied("jump")
    record = finished.stage.resume("jump")
    assert record.elapsed_seconds is not None
    assert 0 < record.elapsed_seconds - (finished.record.elapsed_seconds or 0) < 60


def test_without_a_name_the_newest_run_that_was_cut_off_goes_on(finished: Finished, tmp_path: Path) -> None:
    stage = Stage(tmp_path, finished.stage.server)
    shutil.copytree(finished.stage.folder, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("runs"))
    whole = stage.run()
    asked = ["resume", "--runs-dir", str(stage.runs)]
    with pytest.raises(UsageError, match="nothing to resume"):
        CliRunner().invoke(cli, asked, standalone_mode=False, catch_exceptions=False)
    cut = stage.cut_off(stage.replay(whole.run_id, NOW + timedelta(hours=1)))
    hopeless = stage.run(NOW + timedelta(hours=2), period="2025-W30", model=None, offline=True)
    refused = stage.replay(whole.run_id, NOW + timedelta(hours=3), instruct="短", offline=True)
    assert (hopeless.exit_code, refused.exit_code) == (3, 4)
    result = CliRunner().invoke(cli, asked, standalone_mode=False, catch_exceptions=False)
    assert (result.return_value, find_run(stage.runs, cut.name).state) == (0, "finished")
    assert f"{cut.name} is the newest run that can be resumed; made since: {refused.run_id} (failed)" in result.stderr
