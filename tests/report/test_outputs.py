"""As which files a report is written."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from builders import EXAMPLE, ROOT

from brief.cli.main import exit_status
from brief.cli.run import tell
from brief.exports.kinds import KINDS
from brief.pipeline.plan import RunOptions, plan_run
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute
from brief.report.format import load_format
from brief.report.render.files import RENDERED, files_of
from brief.settings.project import find_project
from schemas.run import OUTPUTS, OutputKind, ReportFiles, RunRecord

NOW = datetime(2026, 1, 12, 1, 0, tzinfo=UTC)
WEEKLY = load_format(ROOT / "formats", "quantshark-weekly")
ALL = get_args(OutputKind)


@pytest.fixture(scope="module")
def page_alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunRecord]:
    """The folder of a run that writes no Markdown, and its record."""
    runs = tmp_path_factory.mktemp("runs")
    settings = ('report.outputs=["html"]',)
    options = RunOptions(
        period="2026-W02", as_of="2026-01-12", corpus_files=(EXAMPLE,), runs_dir=runs, offline=True, overrides=settings
    )
    record = execute(plan_run(options, find_project(ROOT), NOW), NOW, PlainProgress(io.StringIO()))
    return runs / record.run_id, record


def test_each_kind_of_file_has_what_makes_it() -> None:
    assert tuple(RENDERED) == ALL
    assert tuple(KINDS) == OUTPUTS


def test_a_format_says_as_which_files_it_is_written_and_its_json_is_always_kept() -> None:
    alone = WEEKLY.model_copy(update={"outputs": ("md",)})
    english = alone.model_copy(update={"language": "en"})
    first, second = files_of([alone, english], ALL)
    assert first.files == {"md": "report.md", "json": "report.json"}
    assert (first.html, first.page, second.beside) == ("", "report.md", "")
    (usual,) = files_of([WEEKLY], ("html",))
    assert (usual.files, usual.md) == ({"html": "report.html", "json": "report.json"}, "")


def test_files_of_runs_before_there_was_a_choice_are_known() -> None:
    old = {"format": "quantshark", "language": "zh", "md": "report.md", "html": "report.html", "data": "report.json"}
    files = ReportFiles.model_validate(old)
    assert (files.md, files.html, files.data) == ("report.md", "report.html", "report.json")
    assert ReportFiles.model_validate_json(files.model_dump_json()) == files


def test_what_was_not_written_is_null_and_the_run_tells_of_what_was(
    page_alone: tuple[Path, RunRecord], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, record = page_alone
    assert sorted(path.name for path in folder.glob("report.*")) == ["report.html", "report.json"]
    tell(record, folder, as_json=False)
    assert capsys.readouterr().out.splitlines() == [str(folder / "report.html")]
    tell(record, folder, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["report_md"], told["report_html"]) == (None, str(folder / "report.html"))
    assert told["reports"][0]["report_json"] == str(folder / "report.json")


@pytest.mark.parametrize("command", [["show"], ["show", "ai.e1.event"], ["eval"], ["list"], ["diff", "last"]])
def test_what_reads_a_run_does_without_the_file(
    page_alone: tuple[Path, RunRecord], command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, record = page_alone
    if command[0] == "show" and command[1:]:
        report = json.loads((folder / "report.json").read_bytes())
        command = ["show", report["sections"][0]["rows"][0]["id"]]
    asked = [command[0], *([] if command == ["list"] else [record.run_id]), *command[1:]]
    assert exit_status([*asked, "--runs-dir", str(folder.parent)]) == 0, capsys.readouterr()
    assert exit_status([*asked, "--runs-dir", str(folder.parent), "--json"]) == 0
    capsys.readouterr()
