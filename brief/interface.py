"""The Python interface: what a notebook or a script calls. `import brief` brings these names without loading anything.

import brief

week = brief.run("2026-W02", corpus="week.jsonl", offline=True)
print(week.markdown)
shorter = brief.replay(week, settings=["sections.ai.limit=4"])
brief.load_run("20260112").report.sections[0].rows
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO
from os import PathLike
from pathlib import Path
from typing import TextIO

from brief.errors import BriefError, exception_of
from brief.pipeline import runner
from brief.pipeline.plan import RunOptions, plan_run
from brief.pipeline.progress import PlainProgress
from brief.replays.replay import ReplayOptions, plan_replay
from brief.runs.loaded import LoadedRun
from brief.runs.store import StoredRun, find_run
from brief.settings.config import join_team, load_config
from brief.settings.project import Project, find_project
from schemas.run import RunRecord

AnyPath = str | PathLike[str]


def run(
    period: str,
    *,
    corpus: AnyPath | Sequence[AnyPath] = (),
    as_of: str | None = None,
    formats: Sequence[str] = (),
    offline: bool = False,
    model: str | None = None,
    settings: Sequence[str] = (),
    runs_dir: AnyPath | None = None,
    project: AnyPath = ".",
    progress: TextIO | None = None,
) -> LoadedRun:
    """Writes the report of a period, as `brief run` does, and returns the run.

    `period` and the other options mean what they mean on the command line: `corpus` is one file of JSON lines or
    several, `settings` are `key=value`. `project` is a folder: the nearest config.toml from there upward is used.
    `progress` takes a line for each step; None for silence. A report with open issues is returned all the same:
    `record.exit_code` is 1.

    Raises UsageError, ConfigError, NoEvidence, NoAnswer, BudgetReached or CanaryAccepted, and KeyboardInterrupt.
    """
    files = (corpus,) if isinstance(corpus, str | PathLike) else tuple(corpus)
    options = RunOptions(
        period=period,
        as_of=as_of,
        formats=tuple(formats),
        corpus_files=tuple(map(Path, files)),
        offline=offline,
        runs_dir=Path(runs_dir) if runs_dir else None,
        overrides=tuple(settings),
        model=model,
    )
    now = datetime.now(UTC)
    plan = plan_run(options, find_project(Path(project)), now)
    return _ended(plan.runs_dir, runner.execute(plan, now, _progress(progress)))


def replay(
    run: LoadedRun | str,
    *,
    prompts: AnyPath | None = None,
    as_recorded: bool = False,
    formats: Sequence[str] = (),
    offline: bool = False,
    model: str | None = None,
    settings: Sequence[str] = (),
    runs_dir: AnyPath | None = None,
    project: AnyPath = ".",
    progress: TextIO | None = None,
) -> LoadedRun:
    """Makes a new run of an old one's evidence, as `brief replay` does, and returns it.

    `run` is a run, or an id or the beginning of one; the other options are those of `run` and of `brief replay`.
    Raises what `run` raises.
    """
    parent = run.run if isinstance(run, LoadedRun) else _stored(run, runs_dir, project)
    options = ReplayOptions(
        prompts=Path(prompts) if prompts else None,
        as_recorded=as_recorded,
        overrides=tuple(settings),
        model=model,
        formats=tuple(formats),
        offline=offline,
    )
    plan = plan_replay(parent, options, find_project(Path(project)))
    return _ended(plan.runs_dir, runner.replay(plan, parent, datetime.now(UTC), _progress(progress)))


def load_run(run: str, *, runs_dir: AnyPath | None = None, project: AnyPath = ".") -> LoadedRun:
    """A run on disk, by its id or the beginning of one. Raises UsageError where there is none, or several."""
    return LoadedRun(_stored(run, runs_dir, project))


def _stored(run: str, runs_dir: AnyPath | None, project: AnyPath) -> StoredRun:
    if not runs_dir:
        found: Project = find_project(Path(project))
        return find_run(load_config(found.config, (), found.base).run.runs_dir, run)
    folder = Path(runs_dir).resolve()
    with suppress(BriefError):  # a folder that is named needs no valid config.toml
        found = find_project(Path(project))
        join_team(folder, load_config(found.config, (), found.base))
    return find_run(folder, run)


def _progress(stream: TextIO | None) -> PlainProgress:
    return PlainProgress(stream or StringIO())


def _ended(runs_dir: Path, record: RunRecord) -> LoadedRun:
    """The run. Raises what its record says that went wrong."""
    if record.status == "interrupted":
        raise KeyboardInterrupt
    if record.error:
        raise exception_of(record.exit_code or BriefError.exit_code)(
            record.error.what, next=record.error.next, step=record.error.step
        )
    return LoadedRun(find_run(runs_dir, record.run_id))
