"""`brief schedule`"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from pydantic import ValidationError

from brief.cli import places
from brief.cli.output import columns, print_json
from brief.errors import ConfigError, UsageError
from brief.runs.store import find_run
from brief.schedule import installing
from brief.schedule.command import minutes_between_ticks, tick_command
from brief.schedule.environment import FILE as ENVIRONMENT
from brief.schedule.environment import load_environment, read_environment
from brief.schedule.jobs import Job, job_named, read_jobs, with_job, write_jobs
from brief.schedule.journal import Entry, read_journal
from brief.schedule.log import Tell, logged
from brief.schedule.making import Task
from brief.schedule.systemd import NAME as SYSTEMD
from brief.schedule.systemd import ends_with_session
from brief.schedule.tick import alone, run_now, tick
from brief.schedule.times import parse_timing
from brief.settings.config import Config
from brief.settings.models import resolve
from brief.settings.periods import parse_as_of
from brief.settings.project import Project

_BUSY = "another process is at this project's schedule; nothing is done"


@click.group()
def command() -> None:
    """Have reports made and delivered regularly: jobs, and the tick that does them."""


@command.command()
@click.option("--period", type=click.Choice(["daily", "weekly", "monthly"]), required=True)
@click.option("--at", required=True, metavar="TIME", help="'07:30' daily, 'Mon 07:30' weekly, '1 07:30' monthly.")
@click.option("--format", "formats", multiple=True, metavar="NAME", help="Report format; may be repeated.")
@click.option("--language", type=click.Choice(["zh"]), help="Language of the report.")
@click.option("--model", metavar="PROVIDER:NAME", help="Ask this model first, in every role; or `extractive`.")
@click.option("--deliver", multiple=True, metavar="CHANNEL", help="Of [delivery] in config.toml; may be repeated.")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Override config.toml; may be repeated.")
@click.option("--name", metavar="NAME", help="Of the job; default: its period and formats.")
@click.option("way", "--cron", flag_value="crontab", help="Let cron fire it.")
@click.option("way", "--systemd", flag_value="systemd", help="Let the user's systemd fire it.")
@click.option("only_print", "--print", is_flag=True, help="Show what would be written, and write nothing.")
def add(overrides: tuple[str, ...], name: str | None, way: str | None, only_print: bool, **asked: Any) -> None:
    """Add a job, and have cron or systemd fire the tick that does it."""
    project, config, now = _own_project(), places.configuration(), datetime.now(UTC).replace(microsecond=0)
    named = name or "-".join((asked["period"], *asked["formats"]))
    job = _job({**asked, "name": named, "since": now, "set": overrides})
    jobs, folder = with_job(read_jobs(project.base), job), project.base
    _check(job, project, config, now)
    chosen, minutes = installing.way_for(folder, way), minutes_between_ticks(jobs)
    if only_print:
        click.echo(installing.shown(chosen, folder, minutes), nl=False)
    else:
        write_jobs(folder, jobs)
        click.echo(installing.install(chosen, folder, minutes), nl=False)
    for note in _notes(job, project, config, now, chosen):
        places.note(note)


@command.command(name="list")
@places.json_option
def list_jobs(as_json: bool) -> None:
    """List the jobs: when each is due next, and on what it will report."""
    project, zone, now = places.project(), ZoneInfo(places.configuration().run.timezone), datetime.now(UTC)
    jobs, journal = read_jobs(project.base), read_journal(project.base)
    if as_json:
        print_json({"jobs": [{**job.model_dump(mode="json"), "next": _next(job, now, zone)} for job in jobs]})
        return
    if not jobs:
        places.note("No job yet: `brief schedule add --period weekly --at 'Mon 07:30'` makes one.")
        return
    rows = [("JOB", "PERIOD", "AT", "NEXT", "LAST", "DELIVER")]
    for job in jobs:
        known = journal.of(job.name)
        last = f"{known[-1].period} {known[-1].state.replace('_', ' ')}" if known else "-"
        rows.append((job.name, job.period, job.at, _next(job, now, zone), last, ", ".join(job.deliver) or "-"))
    click.echo("\n".join(columns(rows)))


@command.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove a job; with the last one, the lines that fire the tick go too."""
    folder = places.project().base
    jobs = read_jobs(folder)
    gone = job_named(jobs, name)
    left = tuple(job for job in jobs if job != gone)
    if not left:
        installing.remove(folder)
    write_jobs(folder, left)


@command.command(name="run-now")
@click.argument("name", required=False)
@click.option("--force", is_flag=True, help="Make the report again where it is made.")
@places.json_option
def run_jobs_now(name: str | None, force: bool, as_json: bool) -> int:
    """Make the newest due report of a job, or of every job, unless it is made.

    Prints the path of each. Exit status: 0 each is there, 1 some could not be made or delivered.
    """
    project = places.project()
    wanted = (job_named(read_jobs(project.base), name),) if name else read_jobs(project.base)
    with _at_work(project, aloud=True) as tell:
        if tell is None:
            return 0
        done = [(job, *run_now(project, job, datetime.now(UTC), tell, force)) for job in wanted]
    for job, entry, is_new in done:
        if not is_new:
            places.note(
                f"{job.name}: the report on {entry.period} is made already ({entry.run}); --force makes another"
            )
        if not as_json and (report := _report_of(job, entry, project)):
            click.echo(str(report))
    exit_code = 0 if all(entry.state == "done" for _, entry, _ in done) else 1
    if as_json:
        print_json({"exit_code": exit_code, "jobs": [entry.model_dump(mode="json") for _, entry, _ in done]})
    return exit_code


@command.command(name="tick")
@click.option("--at", metavar="TIME", help="As if it were that time; default: now.")
@click.option("--quiet", is_flag=True, help="Tell the log alone what is done.")
def do_tick(at: str | None, quiet: bool) -> int:
    """Do what is due: read the sources, make reports, deliver them. What cron or systemd fires.

    Exit status: 0 all went well, or another tick is at it; 1 something failed, and a later tick tries again;
    2 usage or configuration.
    """
    project, config = places.project(), places.configuration()
    now = parse_as_of(at, ZoneInfo(config.run.timezone), datetime.now(UTC))
    with _at_work(project, aloud=not quiet) as tell:
        return 0 if tell is None or tick(project, now, tell) else 1


@contextmanager
def _at_work(project: Project, aloud: bool) -> Iterator[Tell | None]:
    """The log of a process that has the jobs for itself; None where another one has them."""
    with alone(project.base) as is_alone:
        if not is_alone:
            places.note(_BUSY)
            yield None
            return
        with logged(project.base, load_environment(project.base), aloud) as tell:
            yield tell


def _own_project() -> Project:
    project = places.project()
    if project.config.parent != project.base:
        advice = "Make one with `brief init DIR`, and schedule there."
        raise UsageError("is no project folder: it has no config.toml.", where=str(project.base), next=advice)
    return project


def _job(asked: dict[str, Any]) -> Job:
    """Raises UsageError."""
    at = " ".join(asked["at"].split())
    parse_timing(at, asked["period"])
    try:
        return Job.model_validate({**asked, "at": at})
    except ValidationError as error:
        advice = "Take letters, digits, dots, dashes: at most 64."
        raise UsageError(f"{asked['name']!r} is no name of a job.", where="--name", next=advice) from error


def _check(job: Job, project: Project, config: Config, now: datetime) -> None:
    """What is wrong with the job is found out now, and not when it is due. Raises UsageError or ConfigError."""
    tick_command(project.base)
    Task(job, job.reports_on(now, ZoneInfo(config.run.timezone)).label, now).plan(project, now)


def _notes(job: Job, project: Project, config: Config, now: datetime, way: str) -> Iterator[str]:
    """What somebody who added a job should know."""
    yield f"{job.name} is due next at {_next(job, now, ZoneInfo(config.run.timezone))}"
    if not any(source.enabled for source in config.sources):
        yield "no source is enabled in config.toml: there will be nothing to report on"
    if lost := _lost(job, project, config):
        yield lost
    if way == SYSTEMD and ends_with_session():
        yield "timers of a user stop when the user logs out: `loginctl enable-linger` lets them go on"


def _lost(job: Job, project: Project, config: Config) -> str | None:
    """What of this shell's environment cron and systemd will not have."""
    advice = f"write the variables into {project.base / ENVIRONMENT} (chmod 600), or name a key_file"
    try:
        here = resolve(config, os.environ, job.model).bindings
        there = resolve(config, read_environment(project.base), job.model).bindings
    except ConfigError as error:
        return f"on schedule it will fail ({error}): {advice}"
    changed = [role for role in here if here[role].names != there[role].names]
    if not changed:
        return None
    first = changed[0]
    return f"{first} is {here[first].names[0]} in this shell and {there[first].names[0]} on schedule: {advice}"


def _next(job: Job, now: datetime, zone: ZoneInfo) -> str:
    """`Mon 2026-01-12 07:30 on 2026-W02 (2026-01-05..2026-01-11)`"""
    due = job.timing.next(max(now, job.since), zone)
    period = job.reports_on(due, zone)
    days = "" if period.start == period.end else f" ({period.start}..{period.end})"
    return f"{due.astimezone(zone):%a %Y-%m-%d %H:%M}, on {period.label}{days}"


def _report_of(job: Job, entry: Entry, project: Project) -> Path | None:
    if entry.run is None or entry.state not in ("done", "made"):
        return None
    run = find_run(Task(job, entry.period, entry.due).runs_dir(project), entry.run)
    return run.path / run.record.reports[0].md
