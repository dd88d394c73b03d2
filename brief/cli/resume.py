"""`brief resume`"""

from pathlib import Path

import click

from brief.cli import places
from brief.cli.run import tell
from brief.errors import UsageError
from brief.pipeline.progress import progress_on
from brief.runs.selection import resumable
from brief.runs.store import StoredRun, find_run, in_use, newest


@click.command()
@click.argument("run", default="last")
@click.option(
    "limits", "--set", multiple=True, metavar="KEY=VALUE", help="Raise a limit, such as run.max_tokens=90000."
)
@places.runs_dir_option
@places.json_option
def command(run: str, limits: tuple[str, ...], runs_dir: Path | None, as_json: bool) -> int:
    """Go on with a run that was stopped: its steps stand, and what was answered is not paid for again.

    RUN is an id or the beginning of one; without it, the newest that can be gone on with.
    Exit status as of `brief run`.
    """
    stored = _meant(places.runs_dir(runs_dir), run)
    from brief.pipeline.runner import resume  # a slow import, so only after the run was found

    with progress_on() as progress:
        record = resume(stored, progress, limits, places.project())
    return tell(record, stored.path, as_json)


def _meant(folder: Path, reference: str) -> StoredRun:
    if reference != "last":
        return find_run(folder, reference)
    found = newest(folder, resumable)
    if run := places.chosen(found, "that can be resumed"):
        return run
    if at_work := next((one for one in found.newer if one.alive), None):
        raise in_use(at_work.path, "a process is at it, here or on another machine.")
    advice = "`brief list` shows the runs; name one to go on with it all the same."
    raise UsageError("nothing to resume: no run was cut off.", where=str(folder), next=advice)
