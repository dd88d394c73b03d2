"""`brief deliver`"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from brief.cli import places
from brief.cli.output import columns, print_json, printable, say
from brief.errors import BriefError
from brief.runs.store import StoredRun, stored_run
from schemas.delivery import Delivery

if TYPE_CHECKING:
    from brief.settings.config import Config

FAILED = 1
"""Exit status where a channel did not get the report, or may not have got it."""


@click.command()
@click.argument("run", default="last")
@click.option("--to", "channels", multiple=True, metavar="NAME", help="Only to this channel; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Show what would go, and send nothing.")
@click.option("--force", is_flag=True, help="Send again what has arrived, or may have; and over a correction.")
@places.runs_dir_option
@places.json_option
def command(
    run: str, channels: tuple[str, ...], dry_run: bool, force: bool, runs_dir: Path | None, as_json: bool
) -> int:
    """Bring the report of a run to the channels of [delivery], to each at most once.

    Without --to, to all but the one of [approval] notify, which is told what waits for an approval.
    What failed before is sent again; what has arrived is skipped, and what may have arrived is only told. Nothing
    takes the place of a corrected report of its period. With
    --dry-run mail is written to a file, everything else to standard output.

    RUN is an id or the beginning of one; without it, the newest run that has a report. Exit status 0 where every
    channel has the report or waits for an approval, 1 where one has not, 2 where nothing was tried.
    """
    stored, config = places.run_named(places.runs_dir(runs_dir), run), places.configuration()
    from brief.delivery.base import wall_clock
    from brief.delivery.deliver import chosen, deliver

    found = deliver(stored, channels, places.project(), config, wall_clock, dry_run=dry_run, force=force)
    if dry_run and not as_json:
        for name in chosen(channels, config):
            _show(name, stored, config)
    return tell_deliveries(stored, found, as_json)


def must_be_channels(names: Sequence[str]) -> None:
    """Raises UsageError for a name that [delivery] does not have."""
    from brief.delivery.deliver import chosen

    chosen(names, places.configuration())


def bring(folder: Path, channels: Sequence[str]) -> tuple[Delivery, ...] | None:
    """Brings the report of a run that has just ended to these channels, and tells on standard error what became of it.

    None where nothing could be tried, or noted: the report stands all the same.
    """
    from brief.delivery.base import wall_clock
    from brief.delivery.deliver import deliver

    try:
        found = deliver(stored_run(folder), channels, places.project(), places.configuration(), wall_clock)
    except BriefError as error:
        places.note(f"brief: delivery: {error}")
        return None
    tell_lines(found)
    return found


def tell_deliveries(run: StoredRun, found: Sequence[Delivery], as_json: bool) -> int:
    """Prints what became of a report on its channels; returns the exit status of that."""
    exit_code = exit_code_of(found)
    if as_json:
        told = [one.model_dump(mode="json") for one in found]
        print_json({"run_id": run.path.name, "exit_code": exit_code, "deliveries": told})
    else:
        tell_lines(found)
        if any(one.status == "waiting" for one in found):
            show_looks(run)
    return exit_code


def show_looks(run: StoredRun) -> None:
    """Each page, and a line for each text of it that an editor should read, on standard error."""
    from brief.delivery.approval import to_look_at
    from brief.runs.loaded import LoadedRun

    for files in run.record.reports:
        its_format = LoadedRun(run).in_format(files.format, files.language).format(otherwise=places.project().formats)
        places.note(str(run.path / files.page))
        for one in to_look_at(run, its_format):
            say(f"  {printable(str(one))}", err=True)


def tell_lines(found: Sequence[Delivery]) -> None:
    for line in columns(((one.channel, one.status, one.reason) for one in found), labelled=False):
        say(line, err=True)


def exit_code_of(found: Sequence[Delivery]) -> int:
    return FAILED if any(one.status in {"failed", "unknown"} for one in found) else 0


def _show(name: str, run: StoredRun, config: "Config") -> None:
    from brief.delivery.base import wall_clock
    from brief.delivery.deliver import preview

    content = preview(name, run, places.project(), config, wall_clock)
    click.echo(f"-- {name}", err=True)
    if config.delivery[name].kind != "email":
        click.echo(content.decode())
        return
    with tempfile.NamedTemporaryFile(prefix=f"brief-{name}-", suffix=".eml", delete=False) as file:
        file.write(content)
    click.echo(file.name)
