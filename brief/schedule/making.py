"""One try at the report of one period: go on with the try before, else begin anew with its answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from brief.documents.sources.base import SourceReport
from brief.errors import INTERRUPTED, BriefError
from brief.pipeline.plan import Plan, RunOptions, plan_run
from brief.pipeline.progress import Progress
from brief.runs.lineage import calls_of_lineage
from brief.runs.selection import has_report, resumable
from brief.runs.store import StoredRun, newest
from brief.schedule.jobs import Job
from brief.settings.config import load_config
from brief.settings.project import Project
from schemas.run import Call, RunRecord


@dataclass(frozen=True)
class Task:
    """The report of a job on one period."""

    job: Job
    period: str
    """Its label."""
    due: datetime
    """Nothing later is read."""

    def plan(self, project: Project, now: datetime) -> Plan:
        """Raises UsageError or ConfigError."""
        job, overrides = self.job, self.job.set
        if job.language:
            overrides = (*overrides, f"report.language={job.language}")
        options = RunOptions(
            period=self.period,
            as_of=self.due.isoformat(),
            formats=job.formats,
            model=job.model,
            overrides=overrides,
            scheduled=job.name,
        )
        return plan_run(options, project, now)

    def runs_dir(self, project: Project) -> Path:
        """Raises ConfigError."""
        return load_config(project.config, self.job.set, project.base).run.runs_dir

    def made(self, runs_dir: Path) -> StoredRun | None:
        """The newest run for it; None where nobody began one."""
        return newest(runs_dir, self._is_of).run

    def _is_of(self, run: StoredRun) -> bool:
        return (run.record.scheduled, run.record.period.label) == (self.job.name, self.period)


def make(
    task: Task,
    project: Project,
    now: datetime,
    progress: Progress,
    fetched: Sequence[SourceReport] | None = None,
    anew: bool = False,
) -> RunRecord:
    """The record of a run for the task: of one that has its report, of one that was gone on with, or of a new one.

    `fetched`: what the sources gave just now. `anew`: whatever there is. Raises BriefError where nothing can be begun,
    KeyboardInterrupt where it was stopped from outside.
    """
    plan = task.plan(project, now)
    found = None if anew else task.made(plan.runs_dir)
    if found and has_report(found):
        return found.record
    record = _gone_on_with(found, project, progress) if found and _can_go_on(found) else None
    if record is None:
        from brief.pipeline.runner import execute

        made_of = replace(plan, fetched=None if fetched is None else tuple(fetched))
        record = execute(made_of, now, progress, _answers(found))
    if record.exit_code == INTERRUPTED:
        raise KeyboardInterrupt
    return record


def _can_go_on(run: StoredRun) -> bool:
    if run.alive:
        raise BriefError("another process is at it.", where=run.path.name, next="Wait for that one to end.")
    return resumable(run)


def _gone_on_with(run: StoredRun, project: Project, progress: Progress) -> RunRecord | None:
    """None where this version, or the project as it is now, cannot go on with it."""
    from brief.pipeline.runner import resume

    try:
        return resume(run, progress, project=project)
    except BriefError as error:
        progress.note(f"{run.path.name} cannot be gone on with, a new run takes its answers: {error}")
        return None


def _answers(run: StoredRun | None) -> Sequence[Call]:
    """Those of an earlier try; none where its ledger is damaged."""
    try:
        return calls_of_lineage(run.path) if run else ()
    except BriefError:
        return ()
