"""`brief list`"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from brief.cli import places
from brief.cli.output import columns, print_json
from brief.runs import StoredRun, list_runs


@click.command()
@click.option("--period", metavar="LABEL", help="Only of this period, such as 2026-W02.")
@click.option("--format", "format_", metavar="NAME", help="Only with a report in this format.")
@click.option("--model", metavar="PROVIDER:NAME", help="Only where this model, or `extractive`, stands behind a role.")
@click.option("--status", metavar="STATE", help="Only in this state: running, finished, failed, interrupted, killed.")
@click.option("--parent", metavar="RUN", help="Only replays of this run.")
@places.runs_dir_option
@places.json_option
def command(
    period: str | None,
    format_: str | None,
    model: str | None,
    status: str | None,
    parent: str | None,
    runs_dir: Path | None,
    as_json: bool,
) -> None:
    """List runs, newest first."""
    listing = list_runs(places.runs_dir(runs_dir))
    wanted = _Wanted(period, format_, model, status, parent)
    runs = [run for run in listing.runs if wanted.holds(run)]
    if as_json:
        print_json({"runs": [_entry(run) for run in runs], "notes": list(listing.notes)})
        return
    for note in listing.notes:
        click.echo(note, err=True)
    rows = [("RUN", "STATE", "EXIT", "PERIOD", "FORMATS", "SECONDS", "PARENT"), *(_row(run) for run in runs)]
    click.echo("\n".join(columns(rows)) if runs else "No such runs." if listing.runs else "No runs yet.")


@dataclass(frozen=True)
class _Wanted:
    """What a run must be to be listed; None is anything."""

    period: str | None
    format: str | None
    model: str | None
    state: str | None
    parent: str | None

    def holds(self, run: StoredRun) -> bool:
        record = run.record
        return (
            self.period in (None, record.period.label)
            and self.state in (None, run.state)
            and (self.format is None or self.format in record.formats)
            and (self.model is None or self.model in record.models.values())
            and (self.parent is None or (record.parent or "").startswith(self.parent))
        )


def _row(run: StoredRun) -> tuple[str, ...]:
    record = run.record
    exit_code = "" if record.exit_code is None else str(record.exit_code)
    seconds = "" if record.elapsed_seconds is None else f"{record.elapsed_seconds:.1f}"
    formats, parent = ",".join(record.formats), record.parent or ""
    return record.run_id, run.state, exit_code, record.period.label, formats, seconds, parent


def _entry(run: StoredRun) -> dict[str, Any]:
    record = run.record
    return {
        "run_id": record.run_id,
        "status": run.state,
        "exit_code": record.exit_code,
        "created_at": record.created_at.isoformat(),
        "period": record.period.label,
        "parent": record.parent,
        "formats": list(record.formats),
        "language": record.language,
        "elapsed_seconds": record.elapsed_seconds,
        "path": str(run.path),
        "report_md": str(run.path / record.reports[0].md) if record.reports else None,
    }
