"""Several formats of one run: what they share, and what each has of its own."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import pytest
import yaml
from builders import EXAMPLE, ROOT

from brief.cli.main import exit_status
from brief.cli.run import tell
from brief.pipeline.plan import RunOptions, plan_run
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute
from brief.settings.project import find_project
from schemas.run import RunRecord

NOW = datetime(2026, 1, 12, 1, 0, tzinfo=UTC)
WEEKLY, PROSE, DAILY = "quantshark-weekly", "quantshark-prose", "personal-daily"
LEFT_OUT = "此处要用语言模型才能写，从略。"


def run(runs_dir: Path, *formats: str, stream: TextIO | None = None) -> tuple[Path, RunRecord]:
    options = RunOptions(
        period="2026-W02",
        as_of="2026-01-12",
        formats=formats,
        corpus_files=(EXAMPLE,),
        runs_dir=runs_dir,
        offline=True,
    )
    record = execute(plan_run(options, find_project(ROOT), NOW), NOW, PlainProgress(stream or io.StringIO()))
    assert record.exit_code == 0, record.error
    return runs_dir / record.run_id, record


@pytest.fixture(scope="module")
def told() -> TextIO:
    """What the progress of `three` was."""
    return io.StringIO()


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory, told: TextIO) -> tuple[Path, RunRecord]:
    return run(tmp_path_factory.mktemp("runs"), "quantshark", PROSE, DAILY, stream=told)


def test_it_is_told_whose_a_step_is_where_each_report_is_and_which_is_measured(
    three: tuple[Path, RunRecord], told: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = [line for line in told.getvalue().splitlines() if line.startswith("4-draft-1")]
    assert [name for name, line in zip((WEEKLY, PROSE, DAILY), steps, strict=True) if f" s  {name}: " not in line] == []
    tell(three[1], three[0], as_json=False)
    assert capsys.readouterr().out.splitlines() == [str(three[0] / files.md) for files in three[1].reports]
    assert exit_status(["eval", three[0].name, "--runs-dir", str(three[0].parent)]) == 0
    assert f"its first report is measured, {WEEKLY}; not {PROSE}, {DAILY}" in capsys.readouterr().err


def test_a_format_is_recorded_under_its_own_name_whatever_it_was_asked_for_by(three: tuple[Path, RunRecord]) -> None:
    assert three[1].formats == (WEEKLY, PROSE, DAILY)
    assert [files.md for files in three[1].reports] == [
        "report.md",
        f"report.{PROSE}.zh.md",
        f"report.{DAILY}.zh.md",
    ]


def test_each_further_format_has_steps_of_its_own_but_for_what_is_the_same(three: tuple[Path, RunRecord]) -> None:
    names = {path.name for path in three[0].glob("*.json")}
    assert {f"{PROSE}.3-table-ai.json", f"{PROSE}.4-draft-1.json", f"{DAILY}.3-table-items.json"} <= names
    assert f"{PROSE}.2-classification.json" not in names
    assert f"{DAILY}.2-classification.json" in names
    assert not [name for name in names if name.endswith(".1-retrieval.json")]


@pytest.mark.parametrize("name", [PROSE, DAILY])
def test_a_report_is_that_of_a_run_asked_for_it_alone(three: tuple[Path, RunRecord], tmp_path: Path, name: str) -> None:
    alone, _ = run(tmp_path, name)
    for kind in ("md", "html", "json"):
        assert (alone / f"report.{kind}").read_bytes() == (three[0] / f"report.{name}.zh.{kind}").read_bytes()


def test_a_line_of_a_further_report_is_walked_to_its_source(
    three: tuple[Path, RunRecord], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (three[0] / f"report.{DAILY}.zh.md").read_text("utf-8").splitlines()
    number = next(number for number, line in enumerate(lines, 1) if line.startswith("- **发生了什么**"))
    arguments = ["show", three[0].name, str(number), "--format", DAILY, "--runs-dir", str(three[0].parent)]
    assert exit_status(arguments) == 0
    shown = capsys.readouterr().out
    assert "items." in shown
    assert "happened" in shown


def test_prose_lists_the_rows_that_no_paragraph_tells(three: tuple[Path, RunRecord]) -> None:
    page = (three[0] / f"report.{PROSE}.zh.md").read_text("utf-8")
    progress = page.partition("**核心进展**")[2].partition("**硬核技术点**")[0]
    assert progress.startswith(f"\n\n{LEFT_OUT}\n\n- [")
    assert len(re.findall(r"^- \[", progress, re.MULTILINE)) == 8
    assert f"**核心启示**\n\n{LEFT_OUT}\n" in page
    assert "须由语言模型来写" not in page


def test_without_a_critic_that_is_heard_a_personal_daily_has_quotations_and_says_what_a_view_needs(
    three: tuple[Path, RunRecord],
) -> None:
    page = (three[0] / f"report.{DAILY}.zh.md").read_text("utf-8")
    assert page.count("由语言模型来写") == page.count("须由语言模型来写的部分本期从略：我在意的点。") == 1
    assert "## 我自己的判断\n\n判断要由模型来写，并有合格的审读" in page
    assert f"## 接下来我会继续盯\n\n{LEFT_OUT}\n" in page
    assert "---\n\n---" not in page
    assert "单元格" not in page
    assert "- **我在意的点**" not in page
    assert page.count("- **原文**：[") == 6
    assert "今日三件事" not in page
    assert "## 本周三件事" in page


THEMES = """
name = "found"
themes = true
title_theses = 2
parts = ["sections", "risks"]
section_parts = ["thesis", "rows"]
rows_as = "cards"

[[sections]]
id = "items"
gathers = ["ai", "energy", "web3"]
rows = 12
columns = [{ id = "event", holds = "stated", max_chars = 60 }, { id = "insight", holds = "inferred", max_chars = 120 }]

[words.zh]
description = "themes"
title = "{report}：{theses}"
title_without_theses = "{report}"

[words.zh.sections.items]
title = "更多动态"
short = "主题"
[words.zh.sections.items.columns]
event = { title = "事件", none = "无" }
insight = { title = "影响", none = "无" }
"""


def test_a_format_may_have_the_themes_of_its_period_in_place_of_sections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "project"
    assert exit_status(["init", str(project)]) == 0
    (project / "formats" / "found.toml").write_text(THEMES, "utf-8")
    options = RunOptions(
        period="2026-W02", as_of="2026-01-12", formats=("found",), corpus_files=(EXAMPLE,), offline=True
    )
    record = execute(plan_run(options, find_project(project), NOW), NOW, PlainProgress(io.StringIO()))
    assert record.exit_code == 0, record.error
    page = (project / "runs" / record.run_id / "report.md").read_text("utf-8")
    headings = re.findall(r"^## (.*)", page, re.MULTILINE)
    assert len(headings) > 1
    assert all("：" in one for one in headings)
    assert headings[-1].startswith("更多动态：")
    assert len(re.findall(r"^### ", page, re.MULTILINE)) == 12
    capsys.readouterr()
    monkeypatch.chdir(project)
    runs = str(project / "runs")
    line = next(number for number, one in enumerate(page.splitlines(), 1) if one.startswith("- **影响**"))
    assert exit_status(["show", record.run_id, str(line), "--runs-dir", runs]) == 0
    assert "items1." in capsys.readouterr().out
    assert exit_status(["replay", record.run_id, "--offline", "--runs-dir", runs]) == 0


def test_the_ai_daily_begins_with_front_matter_and_ends_with_what_is_in_no_theme(tmp_path: Path) -> None:
    folder, _ = run(tmp_path, "ai-daily")
    page = (folder / "report.md").read_text("utf-8")
    _, front, body = page.split("---\n", 2)
    told = yaml.safe_load(front)
    assert list(told) == ["title", "date", "category", "tags", "seo", "summary"]
    assert told["date"] == "2026-01-11"
    assert [len(theme) <= 10 for theme in told["title"].split("、")] == [True, True]
    assert told["tags"][:2] == ["AI", "AI 日报"]
    assert {"OpenAI", "MiniMax"} <= set(told["seo"])
    assert 8 <= len(told["summary"].splitlines()) <= 11
    assert body.startswith(f"# {told['title']}\n")
    themes, _, rest = body.partition("## 更多动态\n")
    assert re.findall(r"^## (.*)", themes, re.MULTILINE) == told["tags"][2:]
    assert 5 <= len(told["tags"][2:]) <= 8
    assert all(line.startswith("- [") for line in rest.partition("---")[0].split("\n") if line)
    assert "### " not in rest
    items = re.split(r"^### ", themes, flags=re.MULTILINE)[1:]
    assert [item for item in items if len(item.strip().split("\n")) < 3] == []
    assert "单元格" not in body
