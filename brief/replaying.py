"""What a replay is asked, settled before anything is written: old run and options -> Plan; and what it takes over."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from brief.ancestry import calls_of_lineage
from brief.config import Config, recorded_config
from brief.errors import UsageError
from brief.formats import Format
from brief.graph import RETRIEVAL
from brief.models import Models, resolve
from brief.planning import Plan, formats_in, priced, request_of
from brief.project import Project
from brief.prompt_sets import check_prompts, load_prompts, overlaid
from brief.prompts import PromptTemplate
from brief.run_files import kept_in
from brief.runs import RECORD, StoredRun, read_step_in
from schemas.retrieval import Retrieval
from schemas.run import Call


@dataclass(frozen=True)
class ReplayOptions:
    """The command line of `brief replay`; what is not given is left to the old run."""

    prompts: Path | None = None
    """A folder whose prompt files take the place of those that would be in force."""
    as_recorded: bool = False
    """Prompts and formats of the run's own folder, not of the project."""
    overrides: tuple[str, ...] = ()
    model: str | None = None
    formats: tuple[str, ...] = ()
    offline: bool = False


@dataclass(frozen=True)
class Inheritance:
    """What a run takes over from its parent."""

    calls: tuple[Call, ...]
    """Those of the parent and its own parents, nearest first."""
    retrieval: Retrieval | None
    """None where the parent is gone, or never came so far."""
    unheeded: tuple[str, ...] = ()
    """What is asked otherwise and only retrieval reads, which is taken over as it was."""


NOTHING = Inheritance((), None)
"""Of a run without a parent."""


def plan_replay(parent: StoredRun, options: ReplayOptions, project: Project) -> Plan:
    """Reads and checks all that a replay is asked. Writes nothing. Raises UsageError, ConfigError or BriefError."""
    if options.offline and options.model:
        raise UsageError("--offline and --model exclude each other.", next="Drop one: offline, no model is asked.")
    if parent.state == "running":
        raise UsageError("is still running.", where=parent.path.name, next="Wait for it to end.")
    config = _config(parent, options)
    with kept_in(parent.path):
        formats = _formats(parent, options, config, project)
        prompts = _prompts(parent, options, project, config.report.language)
    record = parent.record
    plan = Plan(
        config=config,
        formats=formats,
        request=request_of(config, formats, record.period, record.as_of),
        corpus_files=tuple(Path(path) for path in record.corpus_files),
        corpus_path=config.corpus.path,
        offline=options.offline,
        runs_dir=parent.path.parent,
        models=_models(config, options),
        prompts=prompts,
        parent=parent.path,
    )
    check_prompts(plan.prompts, plan.style)
    return plan


def inherited(plan: Plan) -> Inheritance:
    """The evidence of the plan's parent, and the answered calls of it and of those that it came from.

    The evidence is put to what this run is asked: sections and words may have been set anew, events stay as they are.
    """
    if plan.parent is None or not plan.parent.is_dir():
        return NOTHING
    calls = calls_of_lineage(plan.parent)
    if not (plan.parent / f"{RETRIEVAL}.json").is_file():
        return Inheritance(calls, None)
    retrieval = read_step_in(plan.parent, RETRIEVAL, Retrieval)
    asked, recorded = plan.request, retrieval.request
    unheeded = tuple(name for name in _OF_RETRIEVAL if getattr(recorded, name) != getattr(asked, name))
    return Inheritance(calls, retrieval.model_copy(update={"request": asked}), unheeded)


_OF_RETRIEVAL = ("timezone", "interests", "noise", "source_weights", "max_events")


def _config(parent: StoredRun, options: ReplayOptions) -> Config:
    """The old run's, with --set applied.

    A model that is named takes its place in the chains as they were configured; otherwise the old run's chains hold,
    whatever they came from.
    """
    data: dict[str, Any] = dict(parent.record.configuration)
    if options.model is None:
        chains: Mapping[str, Sequence[str]] = parent.record.chains
        data["models"] = {**data.get("models", {}), **{role: list(chain) for role, chain in chains.items()}}
    return recorded_config(data, parent.path / RECORD, options.overrides)


def _formats(parent: StoredRun, options: ReplayOptions, config: Config, project: Project) -> tuple[Format, ...]:
    folder = parent.path / "formats" if options.as_recorded else project.formats
    return formats_in(folder, options.formats or parent.record.formats, config, config.report.language)


def _models(config: Config, options: ReplayOptions) -> Models:
    return priced(resolve(config, os.environ, options.model, keyless=options.offline), config)


def _prompts(parent: StoredRun, options: ReplayOptions, project: Project, language: str) -> dict[str, PromptTemplate]:
    prompts = load_prompts(parent.path / "prompts" if options.as_recorded else project.prompts, language)
    return overlaid(prompts, options.prompts, language) if options.prompts else prompts
