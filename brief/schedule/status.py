"""Whether all is well with what runs by itself: reports, sources, models, and the tick itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from brief.documents.corpus import Corpus
from brief.errors import BriefError
from brief.runs.store import StoredRun, find_run
from brief.schedule.command import minutes_between_ticks
from brief.schedule.jobs import FILE, Job, read_jobs
from brief.schedule.journal import Entry, Journal, read_journal
from brief.schedule.making import Task
from brief.settings.config import Config
from brief.settings.project import Project
from schemas.period import Period

_GRACE = timedelta(hours=1)
"""So long a report may take, and a tick be late."""


@dataclass(frozen=True)
class JobStatus:
    """A job, and its newest report that is due or was made."""

    job: Job
    next_due_at: datetime
    next_period: Period
    entry: Entry | None
    """None before the first."""
    run: StoredRun | None
    """None where no try has made one, or it was removed."""

    @property
    def is_accepted(self) -> bool:
        return self.run is not None and self.run.record.exit_code == 0


@dataclass(frozen=True)
class Status:
    """All that `brief status` tells."""

    jobs: tuple[JobStatus, ...]
    journal: Journal
    sources: Mapping[str, str]
    """Of each enabled source that cannot be read: what is wrong with it."""
    problems: tuple[str, ...]
    """In words; none where all is well."""


def status_of(project: Project, config: Config, now: datetime) -> Status:
    """Raises ConfigError, and BriefError for a damaged journal or corpus."""
    jobs, journal, zone = read_jobs(project.base), read_journal(project.base), ZoneInfo(config.run.timezone)
    told = tuple(_of_job(job, journal, project, now, zone) for job in jobs)
    sources = _ailing(config)
    problems = (
        *_about_ticks(jobs, journal, now),
        *(f"{one.job.name}: {what}" for one in told for what in _about_job(one, now)),
        *(f"source {name}: {what}" for name, what in sources.items()),
    )
    return Status(told, journal, sources, problems)


def _of_job(job: Job, journal: Journal, project: Project, now: datetime, zone: ZoneInfo) -> JobStatus:
    due, known = job.due(now, zone), journal.of(job.name)
    entry = known[-1] if known else None
    if due and (entry is None or entry.due < due[-1]):
        label = job.reports_on(due[-1], zone).label
        entry = journal.entry(job.name, label) or Entry(job=job.name, period=label, due=due[-1], state="trying")
    run = _run_of(entry, job, project) if entry else None
    upcoming = job.timing.next(max(now, job.since), zone)
    return JobStatus(job, upcoming, job.reports_on(upcoming, zone), entry, run)


def _run_of(entry: Entry, job: Job, project: Project) -> StoredRun | None:
    try:
        runs_dir = Task(job, entry.period, entry.due).runs_dir(project)
        return find_run(runs_dir, entry.run) if entry.run else None
    except BriefError:
        return None


def _ailing(config: Config) -> Mapping[str, str]:
    if not config.corpus.path.exists():
        return {}
    with Corpus(config.corpus.path) as corpus:
        states = corpus.sources()
    enabled = (source.name for source in config.sources if source.enabled)
    found = {name: states[name].report for name in enabled if name in states}
    return {name: f"{one.status}, {one.reason}" for name, one in found.items() if one.status == "failed"}


def _about_ticks(jobs: Sequence[Job], journal: Journal, now: datetime) -> Iterator[str]:
    if not jobs:
        yield "no job is scheduled: `brief schedule add` makes one"
    elif journal.ticked_at is None:
        if now > jobs[0].since + _GRACE:
            yield "there was no tick yet: look at `crontab -l` or `systemctl --user list-timers`, and at logs/"
    elif now > journal.ticked_at + max(_GRACE, 4 * timedelta(minutes=minutes_between_ticks(jobs))):
        yield f"no tick since {journal.ticked_at:%Y-%m-%d %H:%M} UTC: look at cron or systemd, and at logs/"
    if journal.failure:
        yield f"the last tick could not go on: {journal.failure}"


def _about_job(one: JobStatus, now: datetime) -> Iterator[str]:
    if one.entry is None:
        return
    yield from _about_entry(one.entry, now)
    if one.run:
        yield from _about_run(one.run)


def _about_entry(entry: Entry, now: datetime) -> Iterator[str]:
    why = f": {entry.reason}" if entry.reason else ""
    if entry.state == "trying" and now > entry.due + _GRACE:
        yield f"the report on {entry.period} is overdue since {entry.due:%Y-%m-%d %H:%M} UTC"
    elif entry.state in ("failed", "given_up", "skipped"):
        yield f"there is no report on {entry.period} ({entry.state.replace('_', ' ')}, {entry.tries} tries){why}"
    elif entry.reason:
        yield f"the report on {entry.period} is not delivered ({entry.tries} tries){why}"


def _about_run(run: StoredRun) -> Iterator[str]:
    record = run.record
    if record.open_issues:
        yield f"{record.open_issues} open issues in the report on {record.period.label} ({record.run_id})"
    for name in record.unmet:
        asked = f" ({', '.join(sorted(set(record.models.values())))})" if name == "models" else ""
        yield f"the report on {record.period.label} had to do without {name}{asked}"


def as_json(status: Status) -> dict[str, Any]:
    """The object of `brief status --json`, without its exit status."""
    journal = status.journal
    return {
        "problems": list(status.problems),
        "last_tick_at": _iso(journal.ticked_at),
        "ingested_at": _iso(journal.ingested_at),
        "ingest_minutes": journal.ingest_minutes,
        "jobs": [_job_as_json(one) for one in status.jobs],
        "sources": [{"name": name, "problem": what} for name, what in status.sources.items()],
        "schedule": FILE,
    }


def _job_as_json(one: JobStatus) -> dict[str, Any]:
    record = one.run.record if one.run else None
    return {
        "name": one.job.name,
        "period": one.job.period,
        "at": one.job.at,
        "next_due_at": _iso(one.next_due_at),
        "next_period": one.next_period.label,
        "newest": one.entry.model_dump(mode="json", exclude={"job"}) if one.entry else None,
        "accepted": one.is_accepted,
        "exit_code": record.exit_code if record else None,
        "unmet": list(record.unmet) if record else [],
        "report_html": str(one.run.path / record.reports[0].html) if one.run and record and record.reports else None,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
