import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from staging import NOW, staged

from brief.fleet import making
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute
from brief.runs.store import alone_at

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


def test_a_child_ends_with_whoever_holds_its_standard_input() -> None:
    reading, writing = os.pipe()
    code = "import time; from brief.fleet.guard import end_with_standard_input as end; end(); print(1); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-P", "-u", "-c", code], stdin=reading, stdout=subprocess.PIPE) as process:
        os.close(reading)
        assert process.stdout
        assert process.stdout.readline() == b"1\n"
        os.close(writing)
        assert process.wait(10) == -9
