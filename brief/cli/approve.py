"""`brief approve`"""

from datetime import UTC, datetime
from pathlib import Path

import click

from brief.cli import places
from brief.cli.deliver import show_looks, tell_deliveries
from brief.cli.output import print_json, printable
from brief.runs.store import StoredRun
from schemas.delivery import Delivery


@click.command()
@click.argument("run", default="last")
@places.as_option
@click.option("--show", "only_show", is_flag=True, help="Only show the page and the lines to look at.")
@places.runs_dir_option
@places.json_option
def command(run: str, by: str | None, only_show: bool, runs_dir: Path | None, as_json: bool) -> int:
    """Let the report of a run go, and bring it to the channels that wait for that.

    Shows the page and the lines that deserve a look: open issues, what extraction wrote in a model's place, weak
    inferences, views, and what was newly edited. [approval] says who may approve; names are taken at their word.

    RUN is an id or the beginning of one; without it, the newest run that has a report. Exit status as of `brief
    deliver`; 2 where the report may not be approved by this name.
    """
    stored = places.run_named(places.runs_dir(runs_dir), run)
    if not as_json:
        show_looks(stored)
    if only_show:
        return _shown(stored) if as_json else 0
    config, here, now = places.configuration(), places.project(), datetime.now(UTC)
    from brief.delivery.approval import approve, waiting
    from brief.delivery.audit import signer
    from brief.delivery.deliver import deliver

    names = waiting(stored, config)
    if not approve(stored, signer(by), here, config, now):
        places.note("it was approved by that name before")
    found: tuple[Delivery, ...] = deliver(stored, names, here, config, now) if names else ()
    return tell_deliveries(stored, found, as_json)


def _shown(run: StoredRun) -> int:
    from dataclasses import asdict

    from brief.delivery.approval import to_look_at
    from brief.runs.loaded import LoadedRun

    its_format = LoadedRun(run).format(otherwise=places.project().formats)
    page = str(run.path / run.record.reports[0].html)
    looks = [asdict(one) for one in to_look_at(run, its_format)]
    print_json({"run_id": run.path.name, "exit_code": 0, "page": page, "lines": looks})
    return 0
