"""`brief publish`"""

from pathlib import Path

import click

from brief.cli import places
from brief.cli.output import print_json, say


@click.command()
@click.argument("folder", metavar="DIR", type=places.PATH)
@places.runs_dir_option
@places.json_option
def command(folder: Path, runs_dir: Path | None, as_json: bool) -> int:
    """Make a static site of all reports in DIR, or bring it up to date.

    An index, each report as a page, Markdown and JSON, the newest of each format under latest/, a page for every story
    that they tell, a page of corrections, an Atom feed. It opens from the file system. The same runs give the same
    bytes; only what differs is written, and reports whose runs were pruned stay.

    Where an approval is asked for ([approval], or a channel that waits for one), only approved reports are in it, and
    of replays always. Nothing takes the place of a corrected report but a later correction. [report] link = "event"
    lets headlines lead to the pages of their stories.
    """
    from brief.exports.site import publish
    from brief.runs.store import list_runs

    listing = list_runs(places.runs_dir(runs_dir))
    done = publish(folder, listing.runs, places.project(), places.configuration())
    for note in (*listing.notes, *done.notes):
        places.note(note)
    if as_json:
        counts = {"reports": done.reports, "stories": done.stories}
        print_json({"path": str(folder), "exit_code": 0, **counts, "written": done.written, "removed": done.removed})
    else:
        said = f"{done.reports} reports, {done.stories} stories: {len(done.written)} files written"
        say(f"{said}, {len(done.removed)} removed")
        click.echo(folder / "index.html")
    return 0
