"""What README.md and its kin tell a reader to open or to type is there, and works as it stands."""

import json
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from pkgutil import resolve_name
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from weeks import example_lines

from brief.cli.main import cli

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md"))
)
FIRST_DAY_OF_THE_EXAMPLE = datetime(2026, 1, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
SOURCE = '\n[[sources]]\nname = "week"\nkind = "jsonl"\npath = "week.jsonl"\n'


@pytest.mark.parametrize("page", PAGES)
def test_files_that_a_page_names_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`([\w.-]+/[\w./-]+\.(?:py|md|toml|j2))`", text)
    assert [name for name in named if not (ROOT / name).is_file()] == []
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert [name for name in linked if not (ROOT / page).parent.joinpath(name).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_modules_that_a_page_names_can_be_imported(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for name in re.findall(r"`((?:schemas|facts|checks|agents|brief)\.\w[\w.]*)`", text):
        resolve_name(name)


def last_week() -> str:
    """The example week, moved into the last complete one."""
    now = datetime.now(FIRST_DAY_OF_THE_EXAMPLE.tzinfo)
    shift = timedelta(days=(now - FIRST_DAY_OF_THE_EXAMPLE).days // 7 * 7 - 7)
    documents = [json.loads(line) for line in example_lines()]
    for document in documents:
        if (document.get("published") or "").startswith(("2025-", "2026-")):
            published = datetime.fromisoformat(document["published"]) + shift
            document["published"] = published.isoformat()
    return "\n".join(json.dumps(document, ensure_ascii=False) for document in documents)


def test_the_lines_for_cron_run_in_a_folder_that_init_made_with_nothing_of_a_shells_environment(tmp_path: Path) -> None:
    project = tmp_path / "week"
    CliRunner().invoke(cli, ["init", str(project)])
    (project / "week.jsonl").write_text(last_week(), encoding="utf-8")
    with (project / "config.toml").open("a", encoding="utf-8") as config:
        config.write(SOURCE)
    lines = re.findall(r"^(?:[\d*/]+ +){5}(.*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        own = line.replace("/path/to/project", str(project)).replace(
            "/path/to/brief/.venv/bin", os.fspath(Path(sys.executable).parent)
        )
        done = subprocess.run(["/bin/sh", "-c", own], env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}, check=False)
        assert done.returncode == 0, (project / "cron.log").read_text(encoding="utf-8")
    (report,) = project.glob("runs/*-weekly-*/report.md")
    assert str(report) in (project / "cron.log").read_text(encoding="utf-8")
