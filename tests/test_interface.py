"""`import brief`: what a notebook calls."""

import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from builders import EXAMPLE, ROOT

import brief
import brief.cli.main
from brief import cli


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def week(runs: Path) -> brief.LoadedRun:
    assert brief.cli.main.exit_status(["formats"]) == 0
    return brief.run("2026-W02", corpus=EXAMPLE, offline=True, runs_dir=runs, project=ROOT)


def test_a_run_is_made_and_its_report_read(week: brief.LoadedRun) -> None:
    assert isinstance(week.report, brief.Report)
    assert week.record.exit_code == 0
    assert week.markdown.startswith("# ")
    assert week.report.sections[0].rows[0].cells[0].text


def test_a_run_is_replayed_with_other_settings(week: brief.LoadedRun, runs: Path) -> None:
    shorter = brief.replay(week, settings=["sections.ai.limit=2"], project=ROOT)
    assert (shorter.path.parent, shorter.record.parent) == (runs, week.record.run_id)
    assert len(shorter.report.sections[0].rows) == 2


def test_a_run_is_loaded_by_the_beginning_of_its_id(week: brief.LoadedRun, runs: Path) -> None:
    assert brief.load_run(week.record.run_id, runs_dir=runs).report == week.report


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        (
            brief.NoEvidence,
            lambda runs: brief.run("2025-W02", corpus=EXAMPLE, offline=True, runs_dir=runs, project=ROOT),
        ),
        (brief.UsageError, lambda runs: brief.run("2026-W99", corpus=EXAMPLE, runs_dir=runs, project=ROOT)),
        (brief.UsageError, lambda runs: brief.load_run("20990101", runs_dir=runs)),
        (brief.ConfigError, lambda runs: brief.run("weekly", settings=["run.nothing=1"], runs_dir=runs, project=ROOT)),
    ],
)
def test_what_goes_wrong_is_raised_as_what_it_is(kind: type[Exception], call: object, runs: Path) -> None:
    assert callable(call)
    with pytest.raises(kind):
        call(runs)


def test_the_manuals_example_runs(
    runs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall("```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text("utf-8"), re.DOTALL)
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(brief, "run", partial(brief.run, runs_dir=runs), raising=False)
    monkeypatch.setattr(brief, "load_run", partial(brief.load_run, runs_dir=runs), raising=False)
    exec(example, {})
    told = capsys.readouterr().out
    assert told.startswith("ai ")
    assert told.splitlines()[-1] == "0 0"


def test_every_public_name_is_there_and_none_is_a_rooms() -> None:
    rooms = {path.name for path in (ROOT / "brief").iterdir() if path.is_dir()}
    for name in brief.__all__:
        assert getattr(brief, name) is not None
    assert not rooms & set(brief.__all__)
    assert cli is brief.cli
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(brief, "nothing")  # noqa: B009 - the point is that it is not there


def test_importing_brief_loads_nothing() -> None:
    script = "import sys, brief; print(sorted(name for name in sys.modules if name.startswith(('brief', 'pydantic'))))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['brief']"
