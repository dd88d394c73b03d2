"""`brief schedule`"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

import click
from pydantic import ValidationError

from brief.cli import places
from brief.cli.deliver import must_be_channels
from brief.cli.formats import left_out
from brief.cli.output import columns, print_json, show
from brief.delivery.base import missing_secrets, wall_clock
from brief.errors import ConfigError, UsageError
from brief.schedule import installing
from brief.schedule.jobs import Job, job_named, read_jobs, with_job, write_jobs
from brief.schedule.journal import read_journal
from brief.schedule.log import Aloud, Tell, logged
from brief.schedule.making import Maker, Task
from brief.schedule.programs import cron_runs, minutes_between_ticks
from brief.schedule.status import with_run
from brief.schedule.tick import Work, alone, tick
from brief.schedule.times import local, parse_timing
from brief.settings.config import Config
from brief.settings.keys import FILE, read_environment, take_environment
from brief.settings.model_settings import EXTRACTIVE
from brief.settings.models import resolve
from brief.settings.periods import parse_as_of
from brief.settings.project import Project
from schemas.retrieval import ReportLanguage


@click.group()
def command() -> None:
    """Have reports made and delivered regularly: jobs, and the tick that does them."""


@command.command()
@click.option("--period", type=click.Choice(["daily", "weekly", "monthly"]), required=True)
@click.option("--at", required=True, metavar="TIME", help="'07:30' daily, 'Mon 07:30' weekly, '1 07:30' monthly.")
@click.option("--format", "formats", multiple=True, metavar="NAME", help="Report format; may be repeated.")
@click.option("--language", type=click.Choice(get_args(ReportLanguage)), help="Language of the report.")
@click.option("--model", metavar="PROVIDER:NAME", help="Ask this model first, in every role; or `extractive`.")
@click.option("--deliver", multiple=True, metavar="CHANNEL", help="A [delivery] of config.toml; may be repeated.")
@click.option("--set", multiple=True, metavar="KEY=VALUE", help="Override config.toml; may be repeated.")
@click.option("--name", help="Of the job; default: its period and formats.")
@click.option("way", "--cron", flag_value="crontab", help="Let cron fire the tick.")
@click.option("way", "--systemd", flag_value="systemd", help="Let the user's systemd fire the tick.")
@click.option("way", "--elsewhere", flag_value="elsewhere", help="Something else fires it: a container, a service.")
@click.option("only_print", "--print", is_flag=True, help="Show what would be set up, and change nothing.")
def add(way: installing.Way | None, only_print: bool, **asked: Any) -> None:
    """Add a job, and have cron or systemd fire the tick that does it; prints the entry."""
    project, config, now = places.own_project(), places.configuration(), datetime.now(UTC).replace(microsecond=0)
    folder, job = project.base, _job(project, now, **asked)
    jobs = with_job(read_jobs(folder), job)
    chosen, minutes = installing.way_for(folder, way), minutes_between_ticks(jobs)
    entry = installing.shown(chosen, folder, minutes)
    if not only_print:
        installing.install(chosen, folder, minutes)
        write_jobs(folder, jobs)
    click.echo(entry, nl=False)
    for note in _notes(job, project, config, now):
        places.note(note)
    if chosen == "crontab" and not cron_runs():
        places.note("no cron daemon runs here, as far as can be seen: nothing fires the tick until one is started")
    if chosen == "systemd":
        places.note("timers of a user stop when the user logs out, unless `loginctl enable-linger` was said once")


@command.command(name="list")
@places.json_option
def list_jobs(as_json: bool) -> None:
    """List the jobs: when each is due next, and on what it will report."""
    project, zone, now = places.own_project(), places.configuration().run.zone, datetime.now(UTC)
    jobs, journal = read_jobs(project.base), read_journal(project.base)
    rows = [("JOB", "PERIOD", f"AT ({zone.key})", "NEXT", "LAST", "DELIVER")]
    for job in jobs:
        last, _ = with_run(journal.newest(job.name), job, project)
        told = f"{last.period} {last.state}" if last else "-"
        rows.append((job.name, job.period, job.at, _next(job, now, zone), told, ", ".join(job.deliver) or "-"))
    show(as_json, {"jobs": [job.model_dump(mode="json") for job in jobs]}, columns(rows))


@command.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove a job; with the last one goes what fires the tick."""
    folder = places.own_project().base
    jobs = read_jobs(folder)
    gone = job_named(jobs, name)
    if jobs == (gone,):
        installing.remove(folder)
    write_jobs(folder, (job for job in jobs if job != gone))


@command.command(name="run-now")
@click.argument("name", required=False)
@click.option("--force", is_flag=True, help="Make and deliver the report again where it is done.")
@places.json_option
def run_now(name: str | None, force: bool, as_json: bool) -> int:
    """Do the newest period of a job, or of every job, now, unless it is done.

    Prints the path of each report. Exit status: 0 each is done, 1 some could not be made or delivered.
    """
    project = places.own_project()
    wanted = (job_named(read_jobs(project.base), name),) if name else read_jobs(project.base)
    with _at_work(project, _aloud(as_json)) as tell:
        work = Work(project, wall_clock, tell, _maker()) if tell else None
        done = [(job, work.newest(job, force)) for job in wanted] if work else []
    exit_code = int(not all(entry.is_well for _, entry in done))
    if as_json:
        print_json({"exit_code": exit_code, "jobs": [entry.model_dump(mode="json") for _, entry in done]})
    for job, entry in done if not as_json else ():
        if entry.run and entry.has_report:
            run = Task(project, job, entry.period, entry.due).run(entry.run)
            click.echo(str(run.path / run.record.reports[0].first))
    return exit_code


@command.command(name="tick")
@click.option("--at", metavar="TIME", help="As if it were that time, which has passed; default: now.")
@click.option("--quiet", is_flag=True, help="Tell the log alone what is done.")
@click.option("as_json", "--json", is_flag=True, help="Tell it as in the log, one JSON object an event.")
def do_tick(at: str | None, quiet: bool, as_json: bool) -> int:
    """Do what is due: read the sources, make reports, deliver them. cron or systemd fires it.

    Exit status: 0 all went well, or another process is at it; 1 something failed, and a later tick tries again;
    2 usage or configuration; 70 a defect in Brief, which keeps nothing else from being done.
    """
    project, zone = places.own_project(), places.configuration().run.zone
    now = parse_as_of(at, zone, datetime.now(UTC))
    if now > datetime.now(UTC):
        advice = (
            "Name a time that has passed: what a tick does is done for good. `brief schedule list` shows what comes."
        )
        raise UsageError(f"{at!r} is yet to come.", where="--at", next=advice)
    behind = datetime.now(UTC) - now
    with _at_work(project, None if quiet else _aloud(as_json)) as tell:
        return 0 if tell is None or tick(project, lambda: datetime.now(UTC) - behind, tell, _maker()) else 1


def _maker() -> Maker | None:
    """The fleet, where what is due is made by it; else nobody but this process. Raises UsageError."""
    config = places.configuration()
    if not config.schedule.submit:
        return None
    from brief.fleet.queue import address
    from brief.fleet.scheduled import submitting

    return submitting(address(config))


def _aloud(as_json: bool) -> Aloud:
    return "json" if as_json else "plain"


@contextmanager
def _at_work(project: Project, aloud: Aloud) -> Iterator[Tell | None]:
    """The log, for a process that has the jobs for itself; None where another one is at them."""
    with alone(project.base) as is_alone:
        zone = places.configuration().run.zone
        with logged(project.base, take_environment(project.base), aloud, zone) as tell:
            if not is_alone:
                tell("note", said="another process is at this project's jobs: nothing is done")
            yield tell if is_alone else None


def _job(project: Project, now: datetime, name: str | None, at: str, **asked: Any) -> Job:
    """The job that is asked for. What is wrong with it is found out now, and not when it is due.

    Raises UsageError or ConfigError.
    """
    parse_timing(at, asked["period"])
    named = name or "-".join((asked["period"], *asked["formats"]))
    try:
        job = Job.model_validate({"name": named, "at": " ".join(at.split()), "since": now, **asked})
    except ValidationError as error:
        advice = "Take letters, digits, dots and dashes, at most 64."
        raise UsageError(f"{named!r} is no name of a job.", where="--name", next=advice) from error
    Task(project, job, job.period, now).plan(now)
    if job.deliver:
        must_be_channels(job.deliver)
    return job


def _notes(job: Job, project: Project, config: Config, now: datetime) -> Iterator[str]:
    """What somebody who adds a job should know."""
    zone = config.run.zone
    yield f"{job.name}, in {zone.key}: next {_next(job, now, zone)}"
    if not any(source.enabled for source in config.sources):
        yield "no source is enabled in config.toml: there will be nothing to report on"
    advice = f"write the variables into {project.base / FILE} (chmod 600), or name a key_file"
    env = read_environment(project.base)
    for missing in (one for name in job.deliver for one in missing_secrets(name, config.delivery[name], env)):
        yield f"on schedule a delivery will fail: {missing}; {advice}"
    try:
        here = resolve(config, os.environ, job.model).bindings
        there = resolve(config, env, job.model).bindings
    except ConfigError as error:
        yield f"on schedule it will fail ({error.what}): {advice}"
        return
    if there["table_writer"].names[0] == EXTRACTIVE:
        yield from left_out(Task(project, job, job.period, now).plan(now).formats, job.period)
    if here["table_writer"].names != there["table_writer"].names:
        models = f"{here['table_writer'].names[0]} in this shell, {there['table_writer'].names[0]} on schedule"
        yield f"cron and systemd hand on no variable of a shell: {models}; {advice}"


def _next(job: Job, now: datetime, zone: ZoneInfo) -> str:
    """`Mon 2026-01-12 07:30, on 2026-W02 (2026-01-05..2026-01-11)`"""
    due = job.timing.next(max(now, job.since), zone)
    period = job.reports_on(due, zone)
    days = "" if period.start == period.end else f" ({period.start}..{period.end})"
    return f"{local(due, zone)}, on {period.label}{days}"
