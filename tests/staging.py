"""Whole runs of a short week over a fake model server: a project of its own, a rehearsed model, counted calls."""

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from model_server import Json, ModelServer, model_server
from reading import trust_critic
from rehearsal import rehearse, speaker

from brief.pipeline.estimate import Estimate, estimate_replay
from brief.pipeline.gather import gather
from brief.pipeline.plan import Plan, RunOptions, plan_run
from brief.pipeline.progress import PlainProgress, Stopwatch
from brief.pipeline.runner import execute, replay, resume
from brief.replays.replay import ReplayOptions, plan_replay
from brief.runs.store import find_run
from brief.settings.project import Project, find_project
from schemas.run import RunRecord

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "2026-W02.jsonl"
NOW = datetime(2026, 1, 12, 1, 0, tzinfo=UTC)
SHORT_WEEK = (0, 1, 2, 4, 5, 11, 12, 19, 25, 31, 32, 34, 36, 37, 38, 46, 47, 49, 51, 55, 57, 59, 60, 61, 63, 66, 76)
"""Lines of the example week that give each section four rows or five, told by one document or several, in two
languages, three links between sections, and an event without a row.
"""
REPORTS = ("report.md", "report.html", "report.json")
_ENDPOINT = """
[endpoints.fake]
kind = "openai"
base_url = "{url}"
timeout_seconds = 20
"""
_PRICE = """
[prices."fake:m"]
input_per_million_usd = 10
output_per_million_usd = 100
source = "made up"
date = 2026-01-01
"""


@dataclass
class Stage:
    """A project folder whose only model is the server's."""

    folder: Path
    server: ModelServer

    @property
    def project(self) -> Project:
        return find_project(self.folder)

    @property
    def runs(self) -> Path:
        return self.folder / "runs"

    @property
    def week(self) -> Path:
        return self.folder / "week.jsonl"

    def plan(self, now: datetime = NOW, **options: Any) -> Plan:
        usual = RunOptions(period="2026-W02", as_of="2026-01-12", corpus_files=(self.week,), model="fake:m")
        return plan_run(replace(usual, **options), self.project, now)

    def run(self, now: datetime = NOW, **options: Any) -> RunRecord:
        return execute(self.plan(now, **options), now, _silent())

    def replay(self, run: str, now: datetime = NOW, **options: Any) -> RunRecord:
        parent = find_run(self.runs, run)
        return replay(plan_replay(parent, ReplayOptions(**options), self.project), parent, now, _silent())

    def estimate(self, run: str, **options: Any) -> Estimate:
        parent = find_run(self.runs, run)
        plan = plan_replay(parent, ReplayOptions(**options), self.project)
        return estimate_replay(plan, parent, Stopwatch(_silent()))

    def resume(self, run: str) -> RunRecord:
        return resume(find_run(self.runs, run), _silent())

    def cut_off(self, run: RunRecord, *dropped: str, name: str | None = None) -> Path:
        """The run, or a copy under another name, as if it had been killed: without its end and what `dropped` names."""
        folder = self.runs / (name or run.run_id)
        if name:
            shutil.copytree(self.runs / run.run_id, folder)
        for file in (file for pattern in ("report.*", *dropped) for file in folder.glob(pattern)):
            file.unlink()
        killed = {"run_id": folder.name, "status": "running", "exit_code": None, "reports": ()}
        (folder / "run.json").write_text(run.model_copy(update=killed).model_dump_json(), "utf-8")
        return folder

    def reports(self, record: RunRecord) -> dict[str, bytes]:
        return {name: (self.runs / record.run_id / name).read_bytes() for name in REPORTS}

    def edit(self, prompt: str, addition: str = "\n文字要短。") -> None:
        """Adds to the stable part of a prompt of the project."""
        path = self.folder / "prompts" / f"{prompt}.md"
        path.write_text(edited(path.read_text("utf-8"), addition), "utf-8")

    @contextmanager
    def asked(self) -> Iterator[list[Json]]:
        """The requests that come while the block runs; filled when it ends."""
        before, seen = len(self.server.requests), list[Json]()
        yield seen
        seen += self.server.bodies[before:]


def edited(prompt: str, addition: str = "\n文字要短。") -> str:
    return prompt.replace("\n\n<!-- question -->", f"{addition}\n\n<!-- question -->")


@contextmanager
def staged(folder: Path, delay: float = 0.0, priced: bool = True, trusted: bool = True) -> Iterator[Stage]:
    """A project in `folder`, and a server that says what was rehearsed, for as long as the block runs.

    If it is `trusted`, its critic is known and heard.
    """
    for name in ("prompts", "formats"):
        shutil.copytree(ROOT / name, folder / name)
    config, lines = (ROOT / "config.toml").read_text("utf-8"), EXAMPLE.read_text("utf-8").split("\n")
    with model_server(delay=delay) as server:
        added = _ENDPOINT.format(url=server.base_url) + (_PRICE if priced else "")
        (folder / "config.toml").write_text(config + added, "utf-8")
        stage = Stage(folder, server)
        stage.week.write_text("\n".join(lines[number] for number in SHORT_WEEK), "utf-8")
        plan = stage.plan()
        if trusted:
            trust_critic(folder, plan)
        if not _SAID:
            _SAID.update(rehearse(plan, gather(plan, _silent().note).documents))
        server.answer = speaker(_SAID)
        yield stage


_SAID: dict[str, str] = {}
"""Rehearsed once: every project asks the same about the same week."""


def _silent() -> PlainProgress:
    return PlainProgress(io.StringIO())
