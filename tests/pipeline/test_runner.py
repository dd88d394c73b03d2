import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest

import brief.pipeline.runner
import brief.report.render.files
from brief.errors import BriefError, CanaryAccepted
from brief.pipeline.plan import Plan, RunOptions, plan_run
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute
from brief.runs.store import list_runs
from brief.settings.project import find_project
from schemas.report import Report
from schemas.run import RunRecord

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "2026-W02.jsonl"
NOW = datetime(2026, 1, 12, 1, 0, tzinfo=UTC)


def plan(runs_dir: Path, *, period: str = "2026-W02", files: tuple[Path, ...] = (EXAMPLE,)) -> Plan:
    options = RunOptions(period=period, as_of="2026-01-12", corpus_files=files, runs_dir=runs_dir, offline=True)
    return plan_run(options, find_project(ROOT), NOW)


def run(given: Plan) -> RunRecord:
    return execute(given, NOW, PlainProgress(io.StringIO()))


def raising(error: BaseException) -> Callable[..., NoReturn]:
    def walk(*arguments: object) -> NoReturn:
        raise error

    return walk


def files_of(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunRecord]:
    """The folder of a run of the whole example, and its record."""
    runs = tmp_path_factory.mktemp("runs")
    record = run(plan(runs))
    return runs / record.run_id, record


def test_a_run_writes_its_report_its_steps_and_what_made_them(week: tuple[Path, RunRecord]) -> None:
    folder, record = week
    assert (record.status, record.exit_code, record.error) == ("finished", 0, None)
    assert {"run.json", "report.md", "report.html", "report.json", "1-retrieval.json", "4-draft-1.json"} <= files_of(
        folder
    )
    assert RunRecord.model_validate_json((folder / "run.json").read_bytes()) == record
    assert Report.model_validate_json((folder / "report.json").read_bytes()).models == record.models
    shipped, kept = (place / "formats" / "quantshark-weekly.toml" for place in (ROOT, folder))
    assert kept.read_bytes() == shipped.read_bytes()
    assert not [name for name in files_of(folder) if name.endswith(".tmp")]


def test_the_lines_that_the_guide_to_formats_shows_are_those_of_the_example_report(
    week: tuple[Path, RunRecord],
) -> None:
    printed = (week[0] / "report.md").read_text(encoding="utf-8").splitlines()
    shown = (line.removeprefix("> ") for line in (ROOT / "docs/formats.md").read_text("utf-8").splitlines())
    quoted = [line for line in shown if line.startswith(("| [", "**二阶效应**"))]
    assert len(quoted) == 3
    assert set(quoted) <= set(printed)


def test_the_record_says_what_was_read_and_how_long_each_step_took(week: tuple[Path, RunRecord]) -> None:
    _, record = week
    assert record.corpus is not None
    (file,) = record.corpus.files
    assert file.path == str(EXAMPLE)
    assert len(file.sha256) == 64
    assert file.skipped == 0
    assert record.corpus.documents > 50
    assert {"gather", "1-retrieval", "render"} <= {timing.step for timing in record.timings}
    assert record.cost_usd == 0
    assert record.usage.calls == 0


def test_the_same_input_gives_the_same_report_byte_for_byte(week: tuple[Path, RunRecord]) -> None:
    first, _ = week
    second = first.parent / run(plan(first.parent)).run_id
    assert first != second
    for name in ("report.md", "report.html", "report.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_a_period_without_a_document_is_status_3_with_a_record_and_no_report(tmp_path: Path) -> None:
    record = run(plan(tmp_path, period="2025-W30"))
    assert (record.status, record.exit_code) == ("failed", 3)
    assert record.error is not None
    assert "2025-07-21" in record.error.what
    assert record.reports == ()
    assert not [name for name in files_of(tmp_path / record.run_id) if name.startswith("report")]


def test_lines_that_are_no_document_are_skipped_and_counted(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    lines = EXAMPLE.read_text("utf-8").split("\n")
    broken.write_text("\n".join(["no json", '{"title": "no url"}', *lines]), "utf-8")
    record = run(plan(tmp_path / "runs", files=(broken,)))
    assert record.exit_code == 0
    assert record.corpus is not None
    assert record.corpus.files[0].skipped == 2


def test_one_bad_source_never_stops_a_run_and_offline_reads_what_was_kept(tmp_path: Path) -> None:
    sources = f"""
[[sources]]
name = "gone"
kind = "jsonl"
path = "gone.jsonl"

[[sources]]
name = "example"
kind = "jsonl"
path = "{EXAMPLE}"
"""
    (tmp_path / "config.toml").write_text((ROOT / "config.toml").read_text("utf-8") + sources, "utf-8")
    no_pages = ("reading.max_pages=0",)  # else the first is late and says so
    options = RunOptions(period="2026-W02", as_of="2026-01-12", overrides=no_pages)
    project = find_project(tmp_path)
    record = run(plan_run(options, project, NOW))
    assert record.exit_code == 0
    assert record.corpus is not None
    assert record.corpus.path == str(tmp_path / "corpus.sqlite")
    status = {source.name: source.status for source in record.corpus.sources}
    assert status["gone"] == "failed"
    assert status["example"] != "failed"

    again = run(plan_run(replace(options, offline=True), project, NOW))
    assert again.exit_code == 0
    assert again.corpus is not None
    assert again.corpus.sources == ()
    first, second = (tmp_path / "runs" / one.run_id / "report.md" for one in (record, again))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("error", "status", "exit_code"),
    [
        (KeyboardInterrupt(), "interrupted", 130),
        (CanaryAccepted("a check sleeps."), "failed", 6),
        (BriefError("no."), "failed", 2),
        (ZeroDivisionError("oops"), "failed", 70),
    ],
)
def test_however_a_run_ends_its_record_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: str, exit_code: int
) -> None:
    monkeypatch.setattr(brief.pipeline.runner, "walk", raising(error))
    record = run(plan(tmp_path))
    assert (record.status, record.exit_code) == (status, exit_code)
    assert record.error is not None
    assert record.error.step == "walk"
    (stored,) = list_runs(tmp_path).runs
    assert stored.record == record
    assert stored.state == status


def test_a_report_that_cannot_be_rendered_leaves_no_half_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brief.report.render.files, "render_json", raising(BriefError("cannot be rendered.")))
    record = run(plan(tmp_path))
    assert record.status == "failed"
    assert record.error is not None
    assert record.error.step == "render"
    assert not [name for name in files_of(tmp_path / record.run_id) if name.startswith("report")]


def test_a_live_run_has_a_record_that_says_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def walk(*arguments: object) -> NoReturn:
        seen.extend(json.loads(path.read_text("utf-8"))["status"] for path in tmp_path.glob("*/run.json"))
        raise KeyboardInterrupt

    monkeypatch.setattr(brief.pipeline.runner, "walk", walk)
    run(plan(tmp_path))
    assert seen == ["running"]
