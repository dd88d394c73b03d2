"""`brief list`"""

from pathlib import Path
from typing import Any

import click

from brief.cli import places
from brief.cli.output import columns, say, show
from brief.runs.selection import Wanted, models_of, states_in
from brief.runs.store import StoredRun, list_runs
from brief.settings.model_settings import EXTRACTIVE
from schemas.run import RunRecord

_HEADS = ("RUN", "STATE", "EXIT", "PERIOD", "FORMATS", "SECONDS", "COST", "MODELS", "FALLBACKS", "PARENT", "VARIANT")


@click.command()
@click.option("--period", metavar="PERIOD", help="Only of 2026-W02, 2026-01-05..2026-01-11, or all that are `weekly`.")
@click.option("--format", metavar="NAME", help="Only with a report in this format.")
@click.option("--model", metavar="[PROVIDER:]NAME", help="Only where this model, or `extractive`, may have answered.")
@places.status_option
@click.option("--parent", metavar="RUN", help="Only replays of this run.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the newest N of them.")
@places.runs_dir_option
@places.json_option
def command(status: tuple[str, ...], limit: int | None, runs_dir: Path | None, as_json: bool, **asked: Any) -> None:
    """List runs, newest first. Of several filters, all must hold.

    VARIANT: what a replay was asked otherwise by --prompts or `brief compare`: the folder of prompts, which sample.
    FALLBACKS: how many of a report's texts extraction wrote in a model's place; `brief show RUN` says which and why.
    """
    wanted = Wanted(**asked, states=states_in(status))
    listing = list_runs(places.runs_dir(runs_dir))
    runs = wanted.of(listing.runs)[:limit]
    for note in listing.notes if not as_json else ():
        say(note, err=True)
    nothing = "No such runs." if listing.runs else "No runs yet."
    lines = columns([_HEADS, *map(_row, runs)]) if runs else [nothing]
    show(as_json, {"runs": [_entry(run) for run in runs], "notes": list(listing.notes)}, lines)


def _row(run: StoredRun) -> tuple[str, ...]:
    record = run.record
    return (
        record.run_id,
        run.state,
        "" if record.exit_code is None else str(record.exit_code),
        record.period.label,
        ",".join(record.formats),
        "" if record.elapsed_seconds is None else f"{record.elapsed_seconds:.1f}",
        "" if record.cost_usd is None else f"${record.cost_usd:.2f}",
        ",".join(models_of(record)),
        _fallbacks(record),
        record.parent or "",
        _variant(record),
    )


def _fallbacks(record: RunRecord) -> str:
    """`8 of 71`; empty if no model was asked, or without a report."""
    if set(record.models.values()) <= {EXTRACTIVE} or not record.reports:
        return ""
    return f"{record.usage.fallbacks} of {record.written.texts}" if record.written else str(record.usage.fallbacks)


def _variant(record: RunRecord) -> str:
    """`shorter, sample 2`: what sets a replay apart from its parent."""
    sample = _sample(record)
    return ", ".join(filter(None, (Path(record.prompts_from).name, f"sample {sample}" if sample else "")))


def _sample(record: RunRecord) -> int:
    return int(record.configuration.get("run", {}).get("sample", 0))


def _entry(run: StoredRun) -> dict[str, Any]:
    record = run.record
    return {
        "run_id": record.run_id,
        "status": run.state,
        "exit_code": record.exit_code,
        "created_at": record.created_at.isoformat(),
        "period": record.period.label,
        "parent": record.parent,
        "prompts_from": record.prompts_from or None,
        "sample": _sample(record),
        "formats": list(record.formats),
        "language": record.language,
        "models": record.models,
        "calls": record.usage.calls,
        "fallbacks": record.usage.fallbacks,
        "texts": record.written.texts if record.written else None,
        "cost_usd": record.cost_usd,
        "open_issues": record.open_issues,
        "elapsed_seconds": record.elapsed_seconds,
        "path": str(run.path),
        "report_md": str(run.path / page) if (page := record.reports and record.reports[0].md) else None,
    }
