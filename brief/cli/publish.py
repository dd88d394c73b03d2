"""`brief publish`"""

from pathlib import Path

import click

from brief.cli import places
from brief.cli.output import print_json, say
from brief.words import counted


@click.command()
@click.argument("folder", metavar="DIR", type=places.PATH)
@places.runs_dir_option
@places.json_option
def command(folder: Path, runs_dir: Path | None, as_json: bool) -> int:
    """Make a static site of all reports in DIR, or bring it up to date.

    An index, the reports, the newest of each format under latest/, a page for every story, corrections, an Atom feed.
    Only what differs is written, and reports of pruned runs stay. Of replays, and where [approval] or a channel asks
    for it, only approved reports are there. docs/export.md tells more.
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
        written, removed = len(done.written), len(done.removed)
        there = f"{counted(done.reports, 'report', 'reports')}, {counted(done.stories, 'story', 'stories')}"
        say(f"{there}: {counted(written, 'file written', 'files written')}, {removed} removed")
        click.echo(folder / "index.html")
    return 0
