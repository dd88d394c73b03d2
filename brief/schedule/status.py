"""Whether all is well with what runs by itself: reports, sources, models, and the tick itself."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from brief.delivery.corrections import missing_in
from brief.delivery.log import DeliveryLog
from brief.documents.corpus import Corpus
from brief.errors import UsageError
from brief.runs.store import StoredRun
from brief.schedule.jobs import Job, read_jobs
from brief.schedule.journal import Entry, Journal, read_journal
from brief.schedule.making import Task
from brief.schedule.reached import with_deliveries
from brief.schedule.times import local
from brief.settings.config import Config
from brief.settings.project import Project

_GRACE = timedelta(hours=1)
"""So late a tick may come, and so long a report may take."""
_AWAY = timedelta(days=1)
"""So long a source may be out of reach."""
_UNREAD = ("failed", "postponed")


def status_of(project: Project, config: Config, now: datetime) -> dict[str, Any]:
    """The object of `brief status --json`, with what is wrong in words under `problems`.

    Raises ConfigError, and BriefError for a damaged journal or corpus.
    """
    jobs, journal, zone = read_jobs(project.base), read_journal(project.base), ZoneInfo(config.run.timezone)
    known = {job.name: with_run(_newest(job, journal, now, zone), job, project) for job in jobs}
    sources = _failed_sources(config, now)
    problems = [
        *_about_ticks(jobs, journal, now, zone),
        *(f"{name}: {what}" for name, (entry, run) in known.items() for what in _about_report(entry, run, now, zone)),
        *(f"{one.job}: {_late(one, now, zone)}" for one in journal.entries if _is_behind(one, known)),
        *(str(one) for one in missing_in(config.run.runs_dir) if one.channel in config.delivery),
        *(f"source {name}: {what}" for name, what in sources.items()),
    ]
    return {
        "status": "failed" if problems else "ok",
        "exit_code": 1 if problems else 0,
        "problems": problems,
        **journal.model_dump(mode="json", exclude={"entries"}),
        "jobs": [_told(job, *known[job.name], now, zone) for job in jobs],
        "failed_sources": list(sources),
    }


def _newest(job: Job, journal: Journal, now: datetime, zone: ZoneInfo) -> Entry | None:
    """What is known of the report that was due last; before the first, of what was made all the same, or None."""
    due = job.due(now, zone)
    if not due:
        return journal.newest(job.name)
    period = job.reports_on(due[-1], zone).label
    return journal.entry(job.name, period) or Entry(job=job.name, period=period, due=due[-1])


def with_run(entry: Entry | None, job: Job, project: Project) -> tuple[Entry | None, StoredRun | None]:
    """What is known of a period by now, and its run; None where none was made, or it was removed."""
    try:
        task = Task(project, job, entry.period, entry.due) if entry and entry.run else None
        run = task.run(entry.run) if entry and entry.run and task else None
    except UsageError:
        run = None
    if entry and task and run and entry.has_report:
        entry = with_deliveries(entry, job, run, task.config.delivery)
    return entry, run


def _failed_sources(config: Config, now: datetime) -> Mapping[str, str]:
    """Enabled ones that could not be read for a day, with the last reason: a server may be away for an hour."""
    if not config.corpus.path.exists():
        return {}
    with Corpus(config.corpus.path) as corpus:
        states, lately = corpus.sources(), corpus.fetches(now - _AWAY, now)
    read = {one.source for one in lately if one.report.status not in _UNREAD}
    reports = [states[one.name].report for one in config.sources if one.enabled and one.name in states]
    return {one.source: one.reason for one in reports if one.status in _UNREAD and one.source not in read}


def _about_ticks(jobs: tuple[Job, ...], journal: Journal, now: datetime, zone: ZoneInfo) -> Iterator[str]:
    if not jobs:
        yield "no job is scheduled: `brief schedule add` makes one"
    elif now > (journal.ticked_at or jobs[0].since) + _GRACE:
        last = f"{local(journal.ticked_at, zone)} {zone.key}" if journal.ticked_at else "the first job was added"
        yield f"no tick since {last}: look at `crontab -l`, `systemctl --user list-timers`, cron.log and logs/brief.log"
    if journal.failure:
        yield f"the last tick could not go on: {journal.failure}"


def _about_report(entry: Entry | None, run: StoredRun | None, now: datetime, zone: ZoneInfo) -> Iterator[str]:
    if entry is None:
        return
    on, why = f"the report on {entry.period}", f" (tries: {entry.tries}{entry.reason and f', {entry.reason}'})"
    if entry.has_report and entry.reason:
        yield f"{on} is not delivered{why}"
    elif not entry.has_report and run and run.record.reports:
        yield f"{on}, {run.path.name}, is made anew{why}"
    elif not entry.has_report and (entry.state != "trying" or now > entry.due + _GRACE):
        yield f"there is no report on {entry.period}, due {local(entry.due, zone)} {zone.key}{why}"
    yield from (f"{on} {what}" for what in _about_run(entry, run))


def _is_behind(entry: Entry, newest: Mapping[str, tuple[Entry | None, StoredRun | None]]) -> bool:
    """Whether a period before the newest of a job is still to be made or delivered, and a try at that has failed."""
    last, _ = newest.get(entry.job, (None, None))
    return last is not None and entry.period != last.period and entry.state in ("failed", "made") and bool(entry.reason)


def _late(entry: Entry, now: datetime, zone: ZoneInfo) -> str:
    return next(_about_report(entry, None, now, zone))


def _about_run(entry: Entry, run: StoredRun | None) -> Iterator[str]:
    """Of one that is made anew, what is known stands in its entry."""
    if run is None or not entry.has_report:
        return
    if run.record.open_issues:
        yield f"has {run.record.open_issues} open issues"
    for name in run.record.unmet:
        yield f"had to do without {name}: see `brief show {run.path.name}`"


def _told(job: Job, entry: Entry | None, run: StoredRun | None, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    upcoming = job.timing.next(max(now, job.since), zone)
    return {
        "name": job.name,
        "next_due_at": upcoming.isoformat(),
        "next_period": job.reports_on(upcoming, zone).label,
        "newest": entry.model_dump(mode="json", exclude={"job"}) if entry else None,
        "report": _report(run) if run and run.record.reports else None,
    }


def _report(run: StoredRun) -> dict[str, Any]:
    record, log = run.record, DeliveryLog(run.path)
    coverage = record.corpus.coverage if record.corpus else None
    return {
        "html": str(run.path / page) if (page := record.reports[0].html) else None,
        "accepted": record.exit_code == 0,
        "approved": bool(log.approvals),
        "deliveries": {channel: one.status for channel, one in log.last.items()},
        "unmet": list(record.unmet),
        "coverage": coverage.model_dump(mode="json", exclude={"days"}) if coverage else None,
    }
