"""`brief mcp`"""

import os
from pathlib import Path

import click

from brief.cli import places
from brief.errors import UsageError, needing


@click.command()
@click.option("--project", type=places.PATH, metavar="DIR", help="The project folder; default: the working directory.")
@places.runs_dir_option
def command(project: Path | None, runs_dir: Path | None) -> int:
    """Let a chat client look things up: search the corpus, list runs, read a report, walk a line to its source.

    A client starts it and speaks the Model Context Protocol with it on standard input and output. Its tools only read.
    What a source keeps from models (`models` in its [[sources]]) is told to no client. Needs the extra `mcp`.
    """
    if project:
        try:
            os.chdir(project)
        except OSError as error:
            raise UsageError(f"cannot be entered ({error.strerror}).", where=f"--project {project}") from error
    here, folder = places.project(), places.runs_dir(runs_dir)
    with needing("mcp"):
        from brief.mcp.server import serve
    from brief.mcp.tools import Tools
    from brief.studio.studio import Studio

    serve(Tools(Studio(here, folder, live=False)))
    return 0
