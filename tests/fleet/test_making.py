import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from fleeting import fleet_in, started, wait_for
from staging import NOW, staged

from brief.cli.doctor import _team
from brief.cli.main import exit_status
from brief.errors import Diagnosis, UsageError
from brief.fleet import guard, making
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute
from brief.runs.store import alone_at
from brief.settings.config import Config, load_config

QUIET = PlainProgress(io.StringIO())


def test_a_run_is_begun_under_its_id_gone_on_with_and_told_when_it_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "20260112T0100Z-weekly-f0001"
    with staged(tmp_path) as stage:
        assert making.gone_on_with(stage.runs, name, QUIET, stage.project) is None
        (stage.runs / name).mkdir(parents=True)  # of a try that was killed before it had a record
        assert making.gone_on_with(stage.runs, name, QUIET, stage.project) is None
        record = execute(stage.plan(), NOW, QUIET, run_id=name)
        assert (record.run_id, record.exit_code) == (name, 0)
        with stage.asked() as asked:
            assert making.gone_on_with(stage.runs, name, QUIET, stage.project) == record
            stage.cut_off(record, "4-*", "5-*")
            again = making.gone_on_with(stage.runs, name, QUIET, stage.project)
        assert again
        assert (again.run_id, again.status) == (name, "finished")
        assert not asked
        stage.cut_off(record)
        monkeypatch.setattr(making, "_PATIENCE_SECONDS", 0.1)
        monkeypatch.setattr(making, "_PAUSE_SECONDS", 0.05)
        with alone_at(stage.runs / name), pytest.raises(Exception, match="another process is at it"):
            making.gone_on_with(stage.runs, name, QUIET, stage.project)


def test_the_worker_of_the_command_line_works_until_it_is_told_to_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with fleet_in(tmp_path) as fleet:
        fleet.submit()  # the tables are there

        def stop() -> None:
            wait_for(lambda: bool(fleet.ask("SELECT 1 FROM brief_fleet_workers")))
            os.kill(os.getpid(), signal.SIGTERM)

        stopping = threading.Thread(target=stop)
        stopping.start()
        assert exit_status(["fleet", "worker", "--health", "0"]) == 0
        stopping.join()
        assert not fleet.ask("SELECT 1 FROM procrastinate_workers")
    assert "/health" in capsys.readouterr().err


def test_workers_that_keep_runs_in_places_of_their_own_are_told_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    with fleet_in(here, silence=60) as fleet:
        shutil.copytree(here, there)
        fleet.submit()  # the tables are there
        with started(here):
            wait_for(lambda: bool(fleet.ask("SELECT 1 FROM brief_fleet_workers")))
            monkeypatch.chdir(there)
            assert exit_status(["fleet", "worker"]) == 2
            assert "keep runs in another place" in capsys.readouterr().err
            told = Diagnosis.of("team", _trouble(load_config(Path("config.toml"), (), there)))
            assert told.said.startswith(f"{there / 'runs'}: workers that run now ({socket.gethostname()})")
            (there / "config.toml").open("a").write(f'[runs]\nurl = "{here / "runs"}"\n')
            assert list(_team(load_config(Path("config.toml"), (), there)))


def _trouble(config: Config) -> UsageError:
    with pytest.raises(UsageError) as raised:
        list(_team(config))
    return raised.value


def test_a_childs_command_is_one_of_brief_and_it_is_guarded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    guarded: list[int] = []
    monkeypatch.setattr(guard, "_wait", lambda: guarded.append(1))
    assert exit_status(["fleet", "child", "formats", "--json"]) == 0
    assert "quantshark-weekly" in capsys.readouterr().out
    assert guarded


def test_what_is_guarded_kills_itself_when_its_standard_input_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[tuple[int, int]] = []
    with open(os.devnull) as closed:  # noqa: PTH123 - a device
        monkeypatch.setattr(sys, "stdin", closed)
        monkeypatch.setattr(os, "kill", lambda *told: killed.append(told))
        guard._wait()
    assert killed == [(os.getpid(), signal.SIGKILL)]


def test_a_child_ends_with_whoever_holds_its_standard_input() -> None:
    reading, writing = os.pipe()
    code = "import time; from brief.fleet.guard import end_with_standard_input as end; end(); print(1); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-P", "-u", "-c", code], stdin=reading, stdout=subprocess.PIPE) as process:
        os.close(reading)
        assert process.stdout
        assert process.stdout.readline() == b"1\n"
        os.close(writing)
        assert process.wait(10) == -9
