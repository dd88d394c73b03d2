"""`brief diff`"""

from pathlib import Path

import click

from brief.cli import places
from brief.cli.output import show
from brief.cli.views import diff as rendering
from brief.errors import UsageError
from brief.evaluation.comparison import compare_runs
from brief.runs.store import StoredRun, find_run, write_atomically, writing


@click.command()
@click.argument("before", metavar="[A]", required=False)
@click.argument("after", metavar="[B]", required=False)
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write the differences as a page.")
@places.runs_dir_option
@places.json_option
def command(before: str | None, after: str | None, html: Path | None, runs_dir: Path | None, as_json: bool) -> int:
    """Tell what differs between the reports of two runs, and what was in force otherwise.

    A and B are ids or beginnings of ids, or `last`. Without B, A is compared with the newest run that has a report;
    without A too, or where A is that one, it is compared with the run that it came from. Tokens, money and time are
    shown and not compared. With --html the terminal shows a summary alone. Exit status: 0 the reports say the same, 1
    they differ, 2 usage.
    """
    folder = places.runs_dir(runs_dir)
    diff = compare_runs(*_two_runs(folder, before, after))
    page = str(html.resolve()) if html else None
    if html:
        with writing(html, "Name another file."):
            write_atomically(html, rendering.render_page(diff))
    lines = (*rendering.summary_lines(diff), page) if page else rendering.render_lines(diff)
    show(as_json, {**rendering.as_json(diff), "html": page}, lines)
    return 0 if diff.equal else 1


def _two_runs(folder: Path, before: str | None, after: str | None) -> tuple[StoredRun, StoredRun]:
    second = places.run_named(folder, after or "last")
    first = second if before in (None, "last") and not after else places.run_named(folder, before or "last")
    if after or first.path != second.path:
        return first, second
    if not first.record.parent:
        raise UsageError("is the newest run, and came from no other.", where=first.path.name, next="Name both runs.")
    return find_run(folder, first.record.parent), first
