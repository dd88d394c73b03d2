"""`brief show`"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from brief.cli import places
from brief.cli.output import columns, print_json, printable
from brief.runs import RECORD, StoredRun, find_run
from brief.stored import report_of
from schemas.report import Report, ReportRow, ReportSection


@click.command()
@click.argument("run", metavar="RUN", default="last")
@places.runs_dir_option
@places.json_option
def command(run: str, runs_dir: Path | None, as_json: bool) -> None:
    """Show what a run holds: its record, its steps, its rows with their sources.

    RUN is an id, the beginning of one, or `last`.
    """
    stored = find_run(places.runs_dir(runs_dir), run)
    report = _report(stored)
    if as_json:
        print_json(_as_json(stored, report))
        return
    click.echo("\n".join([*_record_lines(stored), *_step_lines(stored), *_row_lines(report)]))


def _report(run: StoredRun) -> Report | None:
    if not run.record.reports:
        return None
    return report_of(run, run.record.reports[0])


def _record_lines(run: StoredRun) -> list[str]:
    record = run.record
    exit_code = "" if record.exit_code is None else f" (exit {record.exit_code})"
    lines = [
        ("run", record.run_id),
        ("state", f"{run.state}{exit_code}"),
        ("period", f"{record.period.label}: {record.period.start} to {record.period.end}"),
        ("as of", f"{record.as_of:%Y-%m-%d %H:%M} UTC"),
        ("formats", ", ".join(record.formats)),
        ("answered by", ", ".join(f"{role} {model}" for role, model in record.models.items())),
        ("documents", str(record.corpus.documents) if record.corpus else ""),
        ("calls", f"{record.usage.calls}, {record.usage.repairs} repairs, {record.usage.reused} reused"),
        ("seconds", "" if record.elapsed_seconds is None else f"{record.elapsed_seconds:.2f}"),
        ("folder", str(run.path)),
    ]
    if record.error:
        lines.append(("error", f"in {record.error.step}: {record.error.what} {record.error.next or ''}"))
    return columns([(name, printable(said)) for name, said in lines if said])


def _steps(run: StoredRun) -> list[Path]:
    named = {RECORD, *(files.data for files in run.record.reports)}
    return sorted(path for path in run.path.glob("[0-9]*.json") if path.name not in named)


def _step_lines(run: StoredRun) -> list[str]:
    seconds = {timing.step: f"{timing.seconds:.3f} s" for timing in run.record.timings}
    files = [(path.name, f"{path.stat().st_size:,}") for path in _steps(run)]
    timings = list(seconds.items())
    lines = ["", *columns([("STEP FILE", "BYTES"), *files])] if files else []
    return [*lines, "", *columns([("STEP", "TIME"), *timings])] if timings else lines


def _row_lines(report: Report | None) -> Iterator[str]:
    for section in report.sections if report else ():
        yield ""
        yield printable(f"{section.title}: {len(section.rows)} rows")
        for row in section.rows:
            yield from _one_row(section, row)


def _one_row(section: ReportSection, row: ReportRow) -> Iterator[str]:
    titles = {column.id: column.title for column in section.columns}
    for cell in row.cells:
        yield "  " + printable(f"{row.id} {titles.get(cell.column, cell.column)}: {cell.text}")
    for url in _urls(row):
        yield "      " + printable(url)


def _urls(row: ReportRow) -> list[str]:
    return list(dict.fromkeys(citation.url for cell in row.cells for citation in cell.citations))


def _as_json(run: StoredRun, report: Report | None) -> dict[str, Any]:
    return {
        "run_id": run.record.run_id,
        "status": run.state,
        "path": str(run.path),
        "record": run.record.model_dump(mode="json"),
        "steps": [{"file": path.name, "bytes": path.stat().st_size} for path in _steps(run)],
        "rows": [
            {
                "section": section.id,
                "row": row.id,
                "cells": {cell.column: cell.text for cell in row.cells},
                "urls": _urls(row),
            }
            for section in (report.sections if report else ())
            for row in section.rows
        ],
    }
