"""Whether all is well with what runs by itself: reports, sources, models, and the tick itself."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any
from zoneinfo import ZoneInfo

from brief.delivery.corrections import missing_in
from brief.delivery.log import DeliveryLog
from brief.documents.corpus import Corpus
from brief.errors import UsageError
from brief.runs.store import StoredRun, is_locked
from brief.schedule.jobs import Job, read_jobs
from brief.schedule.journal import Entry, Journal, read_journal
from brief.schedule.making import Task
from brief.schedule.reached import newest_version, standing, with_deliveries
from brief.schedule.times import local
from brief.settings.config import Config
from brief.settings.project import Project
from brief.words import counted

_GRACE = timedelta(hours=1)
"""So late a tick may come, and so long a report may take."""
_AWAY = timedelta(days=1)
"""So long a source may be out of reach."""
_NAMED = 5
"""Most sources that are told of."""
_UNREAD = ("failed", "postponed")


def status_of(project: Project, config: Config, now: datetime) -> dict[str, Any]:
    """The object of `brief status --json`, with what is wrong in words under `problems`.

    Raises ConfigError, and BriefError for a damaged journal or corpus.
    """
    jobs, journal, zone = read_jobs(project.base), read_journal(project.base), ZoneInfo(config.run.timezone)
    known = {job.name: with_run(_newest(job, journal, now, zone), job, project) for job in jobs}
    sources, behind = _failed_sources(config, now), _behind(journal, known, project)
    problems = [
        *_about_ticks(jobs, journal, now, zone),
        *(f"{name}: {what}" for name, one in known.items() for what in _about_report(*one, now, zone)),
        *(f"{one.job}: {next(_about_report(one, None, now, zone))}" for one in behind),
        *(str(one) for one in missing_in(config.run.runs_dir) if one.channel in config.delivery),
        *_about_sources(sources),
    ]
    return {
        "status": "failed" if problems else "ok",
        "exit_code": 1 if problems else 0,
        "problems": problems,
        "at_work": is_locked(project.base),
        "notes": list(chain.from_iterable(_instead(job, *known[job.name], config) for job in jobs)),
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
    return entry and _by_now(entry, project), run


def _by_now(entry: Entry, project: Project) -> Entry:
    """A process that is killed writes nothing more: that nobody is at work tells it."""
    if entry.state != "trying" or is_locked(project.base):
        return entry
    if not entry.tries:
        return entry.changed(state="due")
    return entry.changed(state="interrupted", reason="its process was killed; the next tick goes on with it")


def _failed_sources(config: Config, now: datetime) -> Mapping[str, str]:
    """Enabled ones that could not be read for a day, with the last reason: a server may be away for an hour."""
    if not config.corpus.place.is_there:
        return {}
    with Corpus(config.corpus.place) as corpus:
        states, lately = corpus.sources(), corpus.fetches(now - _AWAY, now)
    read = {one.source for one in lately if one.report.status not in _UNREAD}
    reports = [states[one.name].report for one in config.sources if one.enabled and one.name in states]
    return {one.source: one.reason for one in reports if one.status in _UNREAD and one.source not in read}


def _about_sources(reasons: Mapping[str, str]) -> Iterator[str]:
    """The first few: without a network all of them fail, and for one reason."""
    yield from (f"source {name}: {what}" for name, what in islice(reasons.items(), _NAMED))
    if (further := len(reasons) - _NAMED) > 0:
        yield f"and {counted(further, 'further source', 'further sources')}: `brief sources` has the reasons"


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
    on, why = f"the report on {entry.period}", _why(entry)
    if entry.has_report and entry.reason:
        said = f"the report on {entry.period} is not delivered"
        yield f"{said} ({why})"
    elif not entry.has_report and run and run.record.reports:
        said = f"the report on {entry.period}, {run.path.name}, is made anew"
        yield f"{said} ({why})"
    elif not entry.has_report and (entry.state not in ("trying", "queued", "due") or now > entry.due + _GRACE):
        said = f"there is no report on {entry.period}, due {local(entry.due, zone)} {zone.key}"
        yield f"{said} ({why})"
    yield from (f"{on} {what}" for what in _about_run(entry, run))


def _why(entry: Entry) -> str:
    tries = f"tries: {entry.tries}" if entry.tries or not entry.reason else ""
    return ", ".join(filter(None, (tries, entry.reason)))


def _instead(job: Job, entry: Entry | None, run: StoredRun | None, config: Config) -> Iterator[str]:
    """Where a corrected report stands in place of the newest one: nothing is missing there."""
    if not (entry and entry.has_report and run):
        return
    found, name = [one for one in standing(run, job, config.delivery) if one.stays], run.path.name
    for other in dict.fromkeys(one.run.path.name for one in found):
        channels = ", ".join(one.channel for one in found if one.run.path.name == other)
        is_there = f"on {channels} is {other}, which corrects the report on {entry.period}"
        over = f"`brief deliver {name} --force` sends that of the job all the same"
        yield f"{job.name}: {is_there}; {over}"


def _behind(
    journal: Journal, newest: Mapping[str, tuple[Entry | None, StoredRun | None]], project: Project
) -> Iterator[Entry]:
    """Periods before the newest of a job that are still to be made or delivered, where a try at that has failed."""
    for entry in (_by_now(one, project) for one in journal.entries):
        last, _ = newest.get(entry.job, (None, None))
        if last and entry.period != last.period and entry.state in ("failed", "made", "interrupted") and entry.reason:
            yield entry


def _about_run(entry: Entry, run: StoredRun | None) -> Iterator[str]:
    """Of one that is made anew, what is known stands in its entry."""
    if run is None or not entry.has_report:
        return
    run = newest_version(run)
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
        "report": _report(newest_version(run)) if run and run.record.reports else None,
    }


def _report(run: StoredRun) -> dict[str, Any]:
    record, log = run.record, DeliveryLog(run.path)
    coverage = record.corpus.coverage if record.corpus else None
    return {
        "run": run.path.name,
        "html": str(run.path / page) if (page := record.reports[0].html) else None,
        "accepted": record.exit_code == 0,
        "approved": bool(log.approvals),
        "deliveries": {channel: one.status for channel, one in log.last.items()},
        "unmet": list(record.unmet),
        "coverage": coverage.model_dump(mode="json", exclude={"days"}) if coverage else None,
    }
