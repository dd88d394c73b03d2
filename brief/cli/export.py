"""`brief export`"""

from collections.abc import Mapping
from pathlib import Path

import click

from brief.cli import places
from brief.cli.output import print_json
from brief.errors import UsageError
from schemas.run import OUTPUTS


@click.command()
@click.argument("run", metavar="[RUN]", default="last")
@click.option("--to", "kinds", type=click.Choice(OUTPUTS), multiple=True, required=True, help="May be repeated.")
@places.format_option
@places.language_option
@click.option("--out", type=places.FILE, help="Write this file, not one in the run's exports/.")
@click.option("--with-passages", is_flag=True, help="The cited passages besides, as far as sources allow.")
@places.runs_dir_option
@places.json_option
def command(
    run: str,
    kinds: tuple[str, ...],
    format_: str | None,
    language: str | None,
    out: Path | None,
    with_passages: bool,
    runs_dir: Path | None,
    as_json: bool,
) -> int:
    """Write the report of a run in other forms, into the run's exports/. The same run gives the same bytes.

    RUN is an id or the beginning of one; without it, the newest run that has a report.
    """
    from brief.exports.kinds import FOLDER, files_of
    from brief.runs.loaded import LoadedRun

    if out and len(kinds) > 1:
        raise UsageError("--out names one file: name one --to.")
    held = LoadedRun(places.run_named(places.runs_dir(runs_dir), run)).in_format(format_, language)
    its_format, folder = held.format(otherwise=places.project().formats), out.parent if out else held.path / FOLDER
    made = files_of(held, its_format, kinds, with_passages)
    named = {next(iter(made)): out.name} if out else {}
    files = {folder / named.get(name, name): content for name, content in made.items()}
    _write(files)
    if as_json:
        told = [{"path": str(path), "bytes": len(content)} for path, content in files.items()]
        print_json({"run_id": held.record.run_id, "exit_code": 0, "files": told})
    else:
        click.echo("\n".join(map(str, files)))
    return 0


def _write(files: Mapping[Path, bytes]) -> None:
    from brief.runs.store import write_atomically, writing

    for path, content in files.items():
        with writing(path, "Name a place that can be written."):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)
