"""A project folder with one finished report, written by extraction, and whatever channels a test gives it."""

import io
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from receivers import MailReceiver
from staging import EXAMPLE, ROOT, SHORT_WEEK

from brief.cli.main import cli
from brief.delivery.deliver import deliver
from brief.pipeline.plan import RunOptions, plan_run
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute
from brief.runs.loaded import LoadedRun
from brief.runs.store import StoredRun, stored_run
from brief.settings.config import Config, load_config
from brief.settings.project import find_project
from schemas.delivery import Delivery
from schemas.report import Report

MAIL = """
[delivery.mail]
kind = "email"
host = "localhost"
port = {port}
security = "{security}"
sender = "Brief 周报 <brief@news.example>"
to = ["林编辑 <lin@reader.example>", "desk@reader.example"]
link = "https://reports.example/{{name}}.html"
"""
PASSWORD = "sesame-sesame"
NOW = datetime(2026, 1, 12, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Published:
    """The folder, and the run in it."""

    folder: Path
    run_id: str

    def configure(self, text: str) -> None:
        (self.folder / "config.toml").write_text((ROOT / "config.toml").read_text("utf-8") + "\n" + text, "utf-8")

    @property
    def config(self) -> Config:
        return load_config(self.folder / "config.toml")

    @property
    def run(self) -> StoredRun:
        return stored_run(self.folder / "runs" / self.run_id)

    @property
    def report(self) -> Report:
        return LoadedRun(self.run).report

    def deliver(self, *channels: str, now: datetime = NOW, **options: Any) -> tuple[Delivery, ...]:
        return deliver(self.run, channels, find_project(self.folder), self.config, lambda: now, **options)

    def statuses(self, *channels: str, **options: Any) -> list[str]:
        return [one.status for one in self.deliver(*channels, **options)]

    @property
    def log(self) -> str:
        return (self.run.path / "deliveries.jsonl").read_text("utf-8")


def published(folder: Path, *formats: str) -> Published:
    """Made anew, which takes a second or two."""
    for name in ("prompts", "formats"):
        shutil.copytree(ROOT / name, folder / name)
    lines = EXAMPLE.read_text("utf-8").split("\n")
    (folder / "week.jsonl").write_text("\n".join(lines[number] for number in SHORT_WEEK), "utf-8")
    shutil.copyfile(ROOT / "config.toml", folder / "config.toml")
    asked = RunOptions(period="2026-W02", as_of="2026-01-12", corpus_files=(folder / "week.jsonl",), offline=True)
    plan = plan_run(replace(asked, formats=formats), find_project(folder), NOW)
    record = execute(plan, NOW, PlainProgress(io.StringIO()))
    return Published(folder, record.run_id)


@pytest.fixture(scope="session")
def first_published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return published(tmp_path_factory.mktemp("published"), "quantshark-weekly", "ai-daily")


def alone(first: Published, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Published:
    """A copy of it for one test, in `folder`, which becomes the working directory."""
    shutil.copytree(first.folder, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("BRIEF_USER", "lin")
    return Published(folder, first.run_id)


@pytest.fixture
def project(first_published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Published:
    """For rooms of tests whose conftest names it: of two formats, alone in a folder of its own."""
    return alone(first_published, tmp_path / "project", monkeypatch)


def command(*arguments: str) -> Result:
    """`brief` with these arguments, in the working directory."""
    return CliRunner().invoke(cli, list(arguments), standalone_mode=False)


def with_mail(project: Published, receiver: MailReceiver, pair: tuple[Path, Path], security: str = "tls") -> None:
    """Configures the channel `mail` of a project for that receiver."""
    more = "" if security == "none" else f'ca_file = "{pair[0]}"\nuser = "brief"\npassword_env = "MAIL_PASSWORD"'
    project.configure(MAIL.format(port=receiver.port, security=security) + more)
