"""One try at the report of one period: go on with the try before, else begin anew with its answers."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from brief.documents.sources.base import SourceReport
from brief.errors import BriefError, ConfigError
from brief.pipeline.plan import Plan, RunOptions, plan_run
from brief.pipeline.progress import Progress
from brief.runs.lineage import calls_of_lineage
from brief.runs.selection import has_report, resumable
from brief.runs.store import StoredRun, find_run, in_use, newest
from brief.schedule.jobs import Job
from brief.settings.config import Config, load_config
from brief.settings.project import Project
from schemas.run import Call, RunRecord


class InQueue(Exception):
    """It is made elsewhere, and not there yet; says where."""


class GaveUp(BriefError):
    """It was tried elsewhere, so often as it may be."""


Fetched = tuple[SourceReport, ...] | None
"""What the sources gave just now; None where nobody has read them."""


@dataclass(frozen=True)
class Task:
    project: Project
    job: Job
    period: str
    """Its label."""
    due: datetime
    """Nothing later is read."""
    was_queued: bool = False
    """Whether it was handed on to be made elsewhere, and nothing has been heard of its end."""
    fetched: Fetched = None
    anew: bool = False
    """Whether it is made whatever there is."""

    def plan(self, now: datetime) -> Plan:
        """Raises UsageError or ConfigError."""
        job = self.job
        options = RunOptions(
            period=self.period,
            as_of=self.due.isoformat(),
            formats=job.formats,
            model=job.model,
            overrides=(*job.set, *([f"report.language={job.language}"] if job.language else ())),
            scheduled=job.name,
        )
        return plan_run(options, self.project, now)

    def run(self, run_id: str) -> StoredRun:
        """A run that was made for it. Raises UsageError where it is gone."""
        return find_run(self.config.run.runs_dir, run_id)

    @property
    def config(self) -> Config:
        """Raises ConfigError."""
        return load_config(self.project.config, self.job.set, self.project.base)

    def has_made(self, run: StoredRun) -> bool:
        return (run.record.scheduled, run.record.period.label) == (self.job.name, self.period)


Maker = Callable[[Task, datetime, Progress], RunRecord]
"""As `make`; may raise InQueue too, and GaveUp."""


def make(task: Task, now: datetime, progress: Progress) -> RunRecord:
    """The record of a run for the task: of one that has its report and lacks nothing of [run] require, of one that was
    gone on with, or of a new one, as where the configuration has changed since.

    Raises BriefError where nothing can be begun, KeyboardInterrupt where it was stopped from outside.
    """
    from brief.pipeline.runner import execute

    plan = replace(task.plan(now), fetched=task.fetched)
    found = None if task.anew else newest(plan.runs_dir, task.has_made).run
    if found and has_report(found) and not found.record.unmet:
        return found.record
    record = _gone_on_with(found, plan, task.project, progress) if found else None
    earlier: Sequence[Call] = ()
    with suppress(BriefError):  # of a try whose ledger is damaged there are none
        earlier = calls_of_lineage(found.path) if found else ()
    record = record or execute(plan, now, progress, earlier)
    if record.status == "interrupted":
        raise KeyboardInterrupt
    return record


def _gone_on_with(run: StoredRun, plan: Plan, project: Project, progress: Progress) -> RunRecord | None:
    """None where that leads nowhere, this version cannot go on with it, or it was asked otherwise than now."""
    from brief.pipeline.runner import is_of, resume

    if run.alive:
        raise in_use(run.path, "another process is at it.")
    try:
        if not resumable(run):
            return None
        if not is_of(plan, run):
            raise ConfigError("the configuration has changed since.")
        return resume(run, progress, project=project, fetched=plan.fetched)
    except BriefError as error:
        progress.note(f"{run.path.name} cannot be gone on with, a new run takes its answers: {error}")
        return None
