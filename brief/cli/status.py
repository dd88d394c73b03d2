"""`brief status`"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from brief.cli import places
from brief.cli.output import columns, printable, show
from brief.schedule.status import status_of
from brief.schedule.times import local


@click.command()
@places.json_option
def command(as_json: bool) -> int:
    """Tell whether all is well with what runs by itself: for a look, or for monitoring.

    Exit status: 0 all is well, 1 something is wrong (it is named), 2 usage or configuration.
    """
    project, config = places.own_project(), places.configuration()
    status = status_of(project, config, datetime.now(UTC))
    show(as_json, status, _lines(status, config.run.zone))
    return int(status["exit_code"])


def _lines(status: dict[str, Any], zone: ZoneInfo) -> Iterator[str]:
    head = ("JOB", "NEWEST", "STATE", "ACCEPTED", "RUN", f"NEXT ({zone.key})")
    yield from columns([head, *(_row(job, zone) for job in status["jobs"])])
    yield f"Last tick: {_at(status['ticked_at'], zone)}"
    if status["at_work"]:
        yield "A process is at these jobs now."
    well = "All is well." if status["ticked_at"] else "Nothing is wrong so far; the first tick is still to come."
    yield from map(printable, (*status["notes"], *(status["problems"] or [well])))


def _row(job: dict[str, Any], zone: ZoneInfo) -> tuple[str, ...]:
    newest, report = job["newest"] or {}, job["report"]
    accepted = ("yes" if report["accepted"] else "no") if report else "-"
    run = (report or newest).get("run") or "-"
    known = (newest.get("period") or "-", newest.get("state") or "-", accepted, run)
    return job["name"], *known, f"{_at(job['next_due_at'], zone)} on {job['next_period']}"


def _at(instant: str | None, zone: ZoneInfo) -> str:
    return local(datetime.fromisoformat(instant), zone) if instant else "never"
