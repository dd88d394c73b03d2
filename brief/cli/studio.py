"""`brief studio`"""

from pathlib import Path

import click

from brief.cli import places
from brief.cli.output import say
from brief.errors import UsageError
from brief.words import counted

_LOOPBACK = ("127.0.0.1", "localhost")


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Where it listens; default: any free one.")
@click.option("--no-open", is_flag=True, help="Print the address and open no browser.")
@click.option("--bundle", type=places.PATH, metavar="DIR", help="Write the pages into this new folder, and end.")
@click.option("--with-passages", is_flag=True, help="In a bundle too, what sources say beyond what is quoted.")
@places.runs_dir_option
def command(port: int, no_open: bool, bundle: Path | None, with_passages: bool, runs_dir: Path | None) -> int:
    """Open a page on this machine, to read reports, walk their lines to the source, and see what is not printed.

    It listens on loopback alone, and answers whoever has the address that it prints: that holds a key. Needs the extra
    `studio`. Ctrl-C ends it. With --bundle, the pages of all runs are written as a site that opens from disk.
    """
    folder, here = places.runs_dir(runs_dir), places.project()
    try:
        from brief.studio.bundle import bundle as bundled
        from brief.studio.serving import serve
        from brief.studio.studio import Studio
    except ImportError as error:
        advice = "Install it: pip install 'brief[studio]'."
        raise UsageError(f"needs a package that is not installed ({error.name}).", next=advice) from error
    if bundle:
        count = bundled(Studio(here, folder, live=False, passages=with_passages), bundle, places.note)
        say(f"{counted(count, 'page', 'pages')}: {bundle / 'index.html'}")
        return 0
    return serve(here, folder, port, _LOOPBACK, lambda address: _tell(address, no_open))


def _tell(address: str, no_open: bool) -> None:
    say(address)
    if not no_open:
        click.launch(address)
