"""`brief status`"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click

from brief.cli import places
from brief.cli.output import columns, print_json, printable
from brief.schedule.status import JobStatus, Status, as_json, status_of


@click.command()
@click.option("as_json_too", "--json", is_flag=True, help="Print one JSON object on one line.")
def command(as_json_too: bool) -> int:
    """Tell whether all is well with what runs by itself: for a look, or for monitoring.

    Exit status: 0 all is well, 1 something is wrong (it is named), 2 usage or configuration.
    """
    project, config = places.project(), places.configuration()
    status = status_of(project, config, datetime.now(UTC))
    exit_code = 1 if status.problems else 0
    if as_json_too:
        print_json({"status": "failed" if exit_code else "ok", "exit_code": exit_code, **as_json(status)})
    else:
        _print(status, ZoneInfo(config.run.timezone))
    return exit_code


def _print(status: Status, zone: ZoneInfo) -> None:
    rows = [("JOB", "NEWEST", "STATE", "ACCEPTED", "RUN", "NEXT"), *(_row(one, zone) for one in status.jobs)]
    if status.jobs:
        click.echo("\n".join(columns(rows)))
    ticked = status.journal.ticked_at
    click.echo(f"last tick: {ticked.astimezone(zone):%Y-%m-%d %H:%M}" if ticked else "last tick: never")
    click.echo("\n".join(printable(problem) for problem in status.problems) or "All is well.")


def _row(one: JobStatus, zone: ZoneInfo) -> tuple[str, ...]:
    entry, coming = one.entry, f"{one.next_due_at.astimezone(zone):%a %Y-%m-%d %H:%M}"
    newest = (entry.period, entry.state.replace("_", " ")) if entry else ("-", "-")
    accepted = "yes" if one.is_accepted else "no" if one.run else "-"
    run = one.run.path.name if one.run else "-"
    return one.job.name, *newest, accepted, run, f"{coming} on {one.next_period.label}"
