"""`brief studio`"""

import os
from pathlib import Path

import click

from brief.cli import places
from brief.cli.output import say
from brief.errors import UsageError, needing
from brief.words import counted

_PASSWORD = "BRIEF_STUDIO_PASSWORD"  # noqa: S105 - the name of a variable
_SHORTEST = 12


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Where it listens; default: any free one.")
@click.option("--host", default="", metavar="ADDRESS", help="Listen there too for other machines, with a password.")
@click.option("--no-open", is_flag=True, help="Print the address and open no browser.")
@click.option("--bundle", type=places.PATH, metavar="DIR", help="Write the pages into this new folder, and end.")
@click.option("--with-passages", is_flag=True, help="In a bundle too, what sources say beyond what is quoted.")
@places.runs_dir_option
def command(
    port: int, host: str, no_open: bool, bundle: Path | None, with_passages: bool, runs_dir: Path | None
) -> int:
    """Open a page on this machine to read reports, walk their lines to the source, change, replay and compare them.

    It listens on loopback alone, and answers whoever has the address that it prints: that holds a key. Needs the extra
    `studio`. Ctrl-C ends it. With --bundle, the pages of all runs are written as a site that opens from disk.

    With --host other machines reach it, and whoever has the password of BRIEF_STUDIO_PASSWORD reads all runs, changes
    them, and starts work that costs money. Nothing is encrypted: put a proxy with TLS before it.
    """
    folder, here = places.runs_dir(runs_dir), places.project()
    with needing("studio"):
        from brief.studio.bundle import bundle as bundled
        from brief.studio.serving import serve
        from brief.studio.studio import Studio
    if bundle:
        count = bundled(Studio(here, folder, live=False, passages=with_passages), bundle, places.note)
        say(f"{counted(count, 'page', 'pages')}: {bundle / 'index.html'}")
        return 0
    return serve(Studio(here, folder), host, port, _password(host), lambda address: _tell(address, no_open))


def _password(host: str) -> str:
    """Empty for this machine alone. Raises UsageError for one that is missing or short."""
    found = os.environ.get(_PASSWORD, "")
    if host and len(found) < _SHORTEST:
        advice = f"Set {_PASSWORD} to one of at least {_SHORTEST} characters, or leave --host out."
        raise UsageError("other machines would reach the studio without a password.", where="--host", next=advice)
    return found if host else ""


def _tell(address: str, no_open: bool) -> None:
    say(address)
    if not no_open:
        click.launch(address)
