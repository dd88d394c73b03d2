"""A run of several formats edited by hand: each has texts of its own."""

import io
import json
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from staging import EXAMPLE, ROOT

from brief.amendments.steering import Steer
from brief.cli.main import cli
from brief.errors import UsageError
from brief.pipeline.plan import RunOptions, plan_run
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute, replay, resume
from brief.replays.replay import ReplayOptions, plan_replay
from brief.runs.loaded import AMENDMENTS, LoadedRun, read_steering
from brief.runs.store import find_run
from brief.settings.project import find_project
from checks.base import rows_of
from schemas.amendment import Steering
from schemas.run import RunRecord

NOW = datetime(2026, 1, 12, 1, tzinfo=UTC)
WEEKLY, PROSE, DAILY = FORMATS = ("quantshark-weekly", "quantshark-prose", "personal-daily")
CELL = "web3.e5.technical"


@dataclass(frozen=True)
class Desk:
    runs: Path
    parent: str

    def command(self, name: str, *arguments: str, **options: Any) -> Result:
        here = ("--runs-dir", str(self.runs))
        return CliRunner().invoke(cli, [name, *arguments, *here], standalone_mode=False, **options)

    def correct(self, run: str, line: str, text: str, *more: str) -> tuple[str, str]:
        """Id of the new run, and what is said on standard error."""
        result = self.command("correct", run, line, "--text", text, "--why", "原句有误。", "--json", *more)
        if result.exception:
            raise result.exception
        return json.loads(result.stdout)["run_id"], result.stderr

    def refused(self, *arguments: str) -> UsageError:
        error = self.command(*arguments).exception
        assert isinstance(error, UsageError)
        return error

    def loaded(self, run: str, name: str = WEEKLY) -> LoadedRun:
        return LoadedRun(find_run(self.runs, run)).in_format(name)

    def pages(self, run: str, *names: str) -> dict[str, bytes]:
        reports = find_run(self.runs, run).record.reports
        files = (file for one in reports if one.format in names for file in (one.md, one.html, one.data))
        return {file: (self.runs / run / file).read_bytes() for file in files}

    def text(self, run: str, claim_id: str, name: str = WEEKLY) -> str:
        draft = self.loaded(run, name).last_draft
        cells = (cell for table in draft.tables for row in table.rows for cell in row.cells)
        beside = (claim for table in draft.tables for claim in table.beside)
        return next(one.text for one in (*cells, *beside, *draft.synthesis.claims) if one.id == claim_id)

    def replay(self, run: str, **options: Any) -> RunRecord:
        parent = find_run(self.runs, run)
        plan = plan_replay(parent, ReplayOptions(**options), find_project(ROOT))
        return replay(plan, parent, parent.record.created_at, PlainProgress(io.StringIO()))


@pytest.fixture
def desk(written: Desk, tmp_path: Path) -> Desk:
    """Of its own: what is corrected once is corrected from there on."""
    shutil.copytree(written.runs, tmp_path / "runs")
    return Desk(tmp_path / "runs", written.parent)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    runs = tmp_path_factory.mktemp("formats") / "runs"
    options = RunOptions(
        period="2026-W02", as_of="2026-01-12", corpus_files=(EXAMPLE,), offline=True, formats=FORMATS, runs_dir=runs
    )
    plan = plan_run(options, find_project(ROOT), NOW)
    return Desk(runs, execute(plan, NOW, PlainProgress(io.StringIO())).run_id)


@pytest.mark.parametrize(("line", "text"), [("risk1", "若审核放缓，发行可能推迟"), (CELL, "公司没有公布更多数据")])
def test_a_correction_changes_the_report_that_holds_the_text_and_no_other(desk: Desk, line: str, text: str) -> None:
    run, _ = desk.correct(desk.parent, line, text)
    assert desk.pages(run, PROSE, DAILY) == desk.pages(desk.parent, PROSE, DAILY)
    (correction,) = desk.loaded(run).report.corrections
    assert (correction.claim_id, correction.text) == (line, text)
    assert desk.refused("show", run, line, "--format", PROSE).what.startswith(f"prints nothing like '{line}'")
    assert desk.loaded(run).record.amendments == (f"{line} by hand",)


def test_a_text_of_a_further_format_is_corrected_where_it_is_named(desk: Desk) -> None:
    first, _ = desk.correct(desk.parent, "risk1", "若审核放缓，发行可能推迟")
    name = next(row.cells[0].id for table in desk.loaded(first, DAILY).last_draft.tables for row in table.rows)
    said = f"据披露，{desk.text(first, name, DAILY)}"
    run, _ = desk.correct(first, name, said, "--format", DAILY)
    assert desk.pages(run, WEEKLY, PROSE) == desk.pages(first, WEEKLY, PROSE)
    (correction,) = desk.loaded(run, DAILY).report.corrections
    assert (correction.claim_id, correction.text) == (name, said)
    assert desk.loaded(run).record.amendments == ("risk1 by hand", f"{name} by hand ({DAILY})")
    assert "edited     " in desk.command("show", run, name, "--format", DAILY).stdout


def test_what_only_another_format_has_is_named_with_the_way_to_it(desk: Desk) -> None:
    assert f"{DAILY} has table-items: add --format {DAILY}." in str(
        desk.refused("edit", desk.parent, "table-items").next
    )
    name = desk.loaded(desk.parent, DAILY).last_draft.tables[0].rows[0].cells[0].id
    error = desk.refused("correct", desk.parent, name, "--text", "x", "--why", "y")
    assert error.next == f"{DAILY} has {name}: add --format {DAILY}."
    assert "has no report in 'other'" in desk.refused("edit", desk.parent, "--print", "--format", "other").what


def test_a_form_says_its_format_and_is_taken_for_no_other(desk: Desk, tmp_path: Path) -> None:
    form = desk.command("edit", desk.parent, "draft", "--format", DAILY, "--print").stdout
    assert form.startswith(f"# {desk.parent}, draft, {DAILY}\n")
    path = tmp_path / "form.yaml"
    path.write_text(form, "utf-8")
    error = desk.refused("edit", desk.parent, "draft", "--file", str(path))
    assert f"is a form of {desk.parent}, draft, {DAILY}, not of {desk.parent}, draft." in error.what
    assert f"brief edit {desk.parent} draft --format {DAILY} --file" in str(error.next)


def _edited(desk: Desk, tmp_path: Path, step: str, old: str, new: str, *more: str) -> tuple[str, str]:
    form = desk.command("edit", desk.parent, step, "--print", *more).stdout
    assert re.search(old, form)
    path = tmp_path / "form.yaml"
    path.write_text(re.sub(old, new, form, count=1), "utf-8")
    result = desk.command("edit", desk.parent, step, "--file", str(path), "--json", *more)
    if result.exception:
        raise result.exception
    return json.loads(result.stdout)["run_id"], result.stderr


def test_a_text_that_stands_in_another_format_too_is_told(desk: Desk) -> None:
    weekly, daily = (rows_of(desk.loaded(desk.parent, name).last_draft) for name in (WEEKLY, DAILY))
    named = {cell.text: cell.id for row in weekly for cell in row.cells}
    shared = next(cell for row in daily for cell in row.cells if cell.text in named and "；" not in cell.text)
    run, said = desk.correct(desk.parent, named[shared.text], f"据披露，{shared.text}")
    (line,) = [line for line in said.splitlines() if line.startswith(f"the same text stands in {DAILY}: ")]
    assert shared.id in line
    assert "items.thesis" not in line, "a text of the draft that the format does not print"
    assert desk.text(run, shared.id, DAILY) == shared.text


def test_a_row_that_one_format_loses_stays_in_the_others(desk: Desk, tmp_path: Path) -> None:
    run, said = _edited(desk, tmp_path, "classification", r"(?m)^ +- e6\b.*\n", "")
    assert "energy.e6" not in {row.id for table in desk.loaded(run).last_draft.tables for row in table.rows}
    assert desk.pages(run, PROSE, DAILY) == desk.pages(desk.parent, PROSE, DAILY)
    assert f"the same event has a row in {PROSE}: energy.e6" in said


def test_replays_and_resumes_keep_each_edit_where_it_was_made(desk: Desk) -> None:
    first, _ = desk.correct(desk.parent, CELL, "公司没有公布更多数据")
    name = desk.loaded(first, DAILY).last_draft.tables[0].rows[0].cells[0].id
    run, _ = desk.correct(first, name, f"据披露，{desk.text(first, name, DAILY)}", "--format", DAILY)
    again = desk.replay(run, as_recorded=True)
    assert desk.pages(again.run_id, *FORMATS) == desk.pages(run, *FORMATS)
    assert again.amendments == desk.loaded(run).record.amendments
    other = desk.replay(run, formats=(DAILY, WEEKLY))
    assert other.amendments == (f"{name} by hand", f"{CELL} by hand ({WEEKLY})")
    assert desk.text(other.run_id, CELL, WEEKLY) == "公司没有公布更多数据"
    assert desk.text(other.run_id, name, DAILY) == desk.text(run, name, DAILY)
    left = desk.replay(run, without_edit=(CELL,))
    assert desk.text(left.run_id, CELL) == desk.text(desk.parent, CELL)
    assert left.amendments == (f"{name} by hand ({DAILY})",)
    killed = desk.runs / again.run_id
    pages = desk.pages(again.run_id, *FORMATS)
    for file in (*killed.glob("report.*"), *killed.glob("*draft-*"), *killed.glob("*critique-*")):
        file.unlink()
    record = again.model_copy(update={"status": "running", "exit_code": None, "reports": ()})
    (killed / "run.json").write_text(record.model_dump_json(), "utf-8")
    assert resume(find_run(desk.runs, again.run_id), PlainProgress(io.StringIO())).exit_code == 0
    assert desk.pages(again.run_id, *FORMATS) == pages


def test_decisions_that_name_no_format_hold_for_the_first(desk: Desk) -> None:
    run, _ = desk.correct(desk.parent, CELL, "公司没有公布更多数据")
    path = desk.runs / run / AMENDMENTS
    found = Steering.model_validate_json(path.read_text("utf-8"))
    path.write_text(found.alone.model_dump_json(), "utf-8")
    assert Steer(desk.loaded(run, PROSE).steering).corrections == ()
    again = desk.replay(run, as_recorded=True)
    assert desk.pages(again.run_id, *FORMATS) == desk.pages(run, *FORMATS)
    assert read_steering(desk.runs / again.run_id, again).amendments == found.amendments
