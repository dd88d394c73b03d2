"""`brief export`"""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from brief.cli import places
from brief.cli.output import print_json
from brief.errors import UsageError
from brief.exports.kinds import FOLDER, KINDS, exported


@click.command()
@click.argument("run", metavar="[RUN]", default="last")
@click.option("--to", "kinds", type=click.Choice(list(KINDS)), multiple=True, required=True, help="May be repeated.")
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
    from brief.delivery.parcel import name_of, passages_of
    from brief.provenance.printed_lines import with_log
    from brief.runs.loaded import LoadedRun

    if out and len(kinds) > 1:
        raise UsageError("--out names one file: name one --to.")
    held = LoadedRun(places.run_named(places.runs_dir(runs_dir), run)).in_format(format_, language)
    its_format, folder = held.format(otherwise=places.project().formats), out.parent if out else held.path / FOLDER
    reports = ((kind, with_log(held, its_format) if kind == "html" else held.report) for kind in dict.fromkeys(kinds))
    made = [exported(kind, report, its_format) for kind, report in reports]
    files = {out or folder / name: content for name, content in made}
    if with_passages:
        passages = json.dumps(passages_of(held), ensure_ascii=False).encode()
        files[folder / f"{name_of(held.report)}.passages.json"] = passages
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
