"""Both editions of a report: one is written, the other tells the same claims in another language."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from model_server import ModelServer, model_server
from reading import trust_critic
from rehearsal import rehearse, speaker
from renderings import asked_to_render, rendered, translating
from weeks import NOW, example_lines, plan_of

from brief.cli.main import exit_status
from brief.pipeline.gather import gather
from brief.pipeline.plan import Plan
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute, replay
from brief.replays.replay import ReplayOptions, plan_replay
from brief.runs.loaded import LoadedRun
from brief.runs.store import StoredRun, find_run
from brief.settings.project import find_project
from checks.editions import agreement
from schemas.run import RunRecord

ROOT = Path(__file__).resolve().parents[2]


def plan(folder: Path, *overrides: str, model: str | None = "openai:rehearsed") -> Plan:
    """Of the Chinese documents of the example week, in Chinese and then in English."""
    lines = (line for line in example_lines() if '"lang": "zh"' in line)
    made = plan_of(lines, folder, model, ("report.language=both", *overrides))
    if model:
        trust_critic(folder, made)
    return made


def quiet() -> PlainProgress:
    return PlainProgress(io.StringIO())


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    offline = plan(tmp_path_factory.mktemp("rehearsal"), model=None)
    return rehearse(offline, gather(offline, print).documents)


@contextmanager
def serving(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], render: Callable[[str, str], str] | None = None
) -> Iterator[ModelServer]:
    answer = translating(speaker(said), render) if render else translating(speaker(said))
    with model_server(answer=answer) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        yield server


def made(folder: Path, record: RunRecord) -> StoredRun:
    assert record.error is None, record.error
    return find_run(folder / "runs", record.run_id)


def editions(run: StoredRun) -> tuple[LoadedRun, LoadedRun]:
    return LoadedRun(run), LoadedRun(run).in_format(None, "en")


def rendering_calls(server: ModelServer) -> list[list[dict[str, Any]]]:
    return [texts for one in server.requests if (texts := asked_to_render(one.body))]
