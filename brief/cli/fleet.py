"""`brief fleet`"""

import asyncio
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TextIO

import click

from brief.cli import places
from brief.cli.output import columns, print_json, show
from brief.errors import UsageError, needing

_UNPROCESSED = {"ignore_unknown_options": True, "help_option_names": []}


@click.group()
def command() -> None:
    """Have reports made by the hundred, on several machines that share a PostgreSQL database ([fleet] url).

    One machine submits what is wanted, any number of workers make it, and status tells how far they are.
    """


@command.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@places.json_option
def submit(file: TextIO, as_json: bool) -> int:
    """Queue what FILE asks for (- is standard input): JSON lines, an object a report.

    Its keys are the long options of `brief run`, such as {"period": "2026-W02", "format": ["daily"], "language": "en"},
    and "deliver": ["mail"]. {"job": "ingest"}, {"job": "deliver", "run": …, "to": [...]} and {"job": "compare", "run":
    …, "model": [...]} do as those commands do, the last with a job for each replay. What is asked for twice is done
    once while it waits or runs, unless the line says "again": true.

    Prints the number of each job. Exit status: 0 all is queued, 2 a line is wrong (it is named), and nothing is.
    """
    from brief.cli.fleet_lines import orders_of
    from brief.fleet import queue

    project, url = places.own_project(), queue.address(places.configuration())
    try:
        text = file.read()
    except UnicodeDecodeError as error:
        raise UsageError("is not UTF-8.", where=file.name, next="Save it as UTF-8.") from error
    orders = orders_of(text, project, datetime.now(UTC).replace(microsecond=0))
    if not orders:
        advice = "Write a JSON object a line; `brief fleet submit --help` shows one."
        raise UsageError("asks for nothing: it has no line.", where=file.name, next=advice)
    with queue.opened(url) as connection:
        found = queue.submit(connection, orders)
    told = [{"job": one.id, "name": one.order.name, "queued": one.is_new} for one in found]
    rows = [(str(one.id), one.order.name, "queued" if one.is_new else "there already") for one in found]
    show(as_json, {"exit_code": 0, "jobs": told}, columns([("JOB", "NAME", "STATE"), *rows]))
    return 0


@command.command()
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Jobs at once.")
@click.option("--health", metavar="HOST:PORT", help="Answer GET /health there; without HOST, to this machine alone.")
@click.option(
    "--grace",
    type=click.FloatRange(min=0),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="Once told to stop, what is in hand has so long to end; then it goes back into the queue.",
)
def worker(jobs: int, health: str | None, grace: float) -> int:
    """Take jobs from the queue until stopped, and do each in a process of its own.

    SIGTERM or Ctrl-C: nothing more is taken, and what is in hand ends or is handed back, to be gone on with by another
    worker; a second time: at once. A worker that dies is missed after [fleet] silence_seconds, and its jobs are taken
    over where they were.
    """
    from brief.fleet import queue
    from brief.fleet.health import answering, parsed
    from brief.fleet.runs_place import must_be_one_place, place_of_runs

    project, config = places.own_project(), places.configuration()
    url, place = queue.address(config), parsed(health) if health else None
    with queue.opened(url) as connection:
        must_be_one_place(connection, place_of_runs(config.run.runs_dir), config)
    with needing("fleet"):
        from brief.fleet.worker import FleetWorker
    made = FleetWorker(project, config, url, jobs, grace, places.note)
    with ExitStack() as stack:
        if place:
            port = stack.enter_context(answering(made, place))
            places.note(f"health: http://{place[0]}:{port}/health")
        asyncio.run(made.work())
    return 0


@command.command()
@click.argument("jobs", nargs=-1, required=True, type=int, metavar="JOB…")
def cancel(jobs: tuple[int, ...]) -> int:
    """Take jobs out of the queue that wait, are to be tried again, or failed, by the numbers that status shows.

    Exit status: 0 all were taken out, 2 one of them runs, is done or never was; the others were.
    """
    from brief.fleet import queue

    with queue.opened(queue.address(places.configuration())) as connection:
        left = queue.cancel(connection, jobs)
    if left:
        named, advice = ", ".join(map(str, left)), "`brief fleet status` shows the jobs. One that runs ends by itself."
        raise UsageError("such a job neither waits nor failed.", where=f"job {named}", next=advice)
    return 0


@command.command()
@places.json_option
def status(as_json: bool) -> int:
    """Tell what waits, who works, how far each report is, and what is stuck.

    Exit status: 0 all is well, 1 something is stuck, or failed and was not submitted again, 2 usage or configuration.
    """
    from brief.fleet import queue
    from brief.fleet.status import status_of

    config = places.configuration()
    with queue.opened(queue.address(config)) as connection:
        told = status_of(connection, config.fleet.silence_seconds)
    if as_json:
        print_json(told)
    else:
        from brief.cli.views import fleet as view

        view.show(told, config.run.zone)
    return int(told["exit_code"])


@command.command(hidden=True, context_settings=_UNPROCESSED)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def child(arguments: tuple[str, ...]) -> int:
    """Do a command of Brief for the worker that holds the other end of standard input, and no longer than it lives."""
    from brief.cli.main import exit_status
    from brief.fleet.guard import end_with_standard_input

    end_with_standard_input()
    return exit_status(list(arguments))
