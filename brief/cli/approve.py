"""`brief approve`"""

from pathlib import Path

import click

from brief.cli import places
from brief.cli.deliver import show_looks, tell_deliveries


@click.command()
@click.argument("run", default="last")
@places.as_option
@places.runs_dir_option
@places.json_option
def command(run: str, by: str | None, runs_dir: Path | None, as_json: bool) -> int:
    """Let the report of a run go, and bring it to the channels that wait for that.

    Shows the page and the lines that deserve a look: open issues, what extraction wrote in a model's place, weak
    inferences, views, and what was newly edited. [approval] says who may approve; names are taken at their word.

    RUN is an id or the beginning of one; without it, the newest run that has a report. Exit status as of `brief
    deliver`; 2 where the report may not be approved by this name.
    """
    stored = places.run_named(places.runs_dir(runs_dir), run)
    if not as_json:
        show_looks(stored)
    config, here = places.configuration(), places.project()
    from brief.delivery.approval import approve, waiting
    from brief.delivery.audit import signer
    from brief.delivery.base import wall_clock
    from brief.delivery.deliver import deliver
    from brief.exports.kinds import renew

    names = waiting(stored, config)
    if not approve(stored, signer(by), here, config, wall_clock):
        places.note("it was approved by that name before")
    renew(stored, here.formats)
    found = deliver(stored, names, here, config, wall_clock) if names else ()
    return tell_deliveries(stored, found, as_json)
