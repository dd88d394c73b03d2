"""`brief list`"""

from pathlib import Path
from typing import Any

import click

from brief.cli import places
from brief.cli.output import columns, print_json
from brief.runs import StoredRun, list_runs


@click.command()
@places.runs_dir_option
@places.json_option
def command(runs_dir: Path | None, as_json: bool) -> None:
    """List runs, newest first."""
    listing = list_runs(places.runs_dir(runs_dir))
    if as_json:
        print_json({"runs": [_entry(run) for run in listing.runs], "notes": list(listing.notes)})
        return
    for note in listing.notes:
        click.echo(note, err=True)
    rows = [("RUN", "STATE", "EXIT", "PERIOD", "FORMATS", "SECONDS"), *(_row(run) for run in listing.runs)]
    click.echo("\n".join(columns(rows)) if listing.runs else "No runs yet.")


def _row(run: StoredRun) -> tuple[str, ...]:
    record = run.record
    exit_code = "" if record.exit_code is None else str(record.exit_code)
    seconds = "" if record.elapsed_seconds is None else f"{record.elapsed_seconds:.1f}"
    return record.run_id, run.state, exit_code, record.period.label, ",".join(record.formats), seconds


def _entry(run: StoredRun) -> dict[str, Any]:
    record = run.record
    return {
        "run_id": record.run_id,
        "status": run.state,
        "exit_code": record.exit_code,
        "created_at": record.created_at.isoformat(),
        "period": record.period.label,
        "formats": list(record.formats),
        "language": record.language,
        "elapsed_seconds": record.elapsed_seconds,
        "path": str(run.path),
        "report_md": str(run.path / record.reports[0].md) if record.reports else None,
    }
