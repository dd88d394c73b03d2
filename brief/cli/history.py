"""`brief history`"""

from pathlib import Path
from typing import Any

import click

from brief.cli import places
from brief.cli.output import columns, show
from brief.documents.corpus.history import History
from brief.errors import UsageError
from schemas.history import ToldReport


@click.group()
def command() -> None:
    """What earlier reports told, with which a run compares its own: list, show, forget."""


_WHICH = click.argument("period")
_format = click.option("--format", "format_", metavar="NAME", help="Only of reports in this format.")


@command.command(name="list")
@places.corpus_path_option
@places.json_option
def list_reports(corpus_path: Path | None, as_json: bool) -> None:
    """List the reports whose rows are remembered, newest first."""
    reports = _told(corpus_path)
    rows = [("PERIOD", "FORMAT", "LANGUAGE", "ROWS", "RUN"), *map(_line, reports)]
    lines = columns(rows) if reports else ["No report is remembered yet."]
    show(as_json, {"reports": [_entry(one) for one in reports]}, lines)


@command.command(name="show")
@_WHICH
@_format
@places.corpus_path_option
@places.json_option
def show_report(period: str, format_: str | None, corpus_path: Path | None, as_json: bool) -> None:
    """Show what the report of a period told: each row with the days and addresses by which it is known again."""
    reports = _of(period, format_, corpus_path)
    lines = [line for one in reports for line in _lines(one)]
    show(as_json, {"reports": [one.model_dump(mode="json") for one in reports]}, lines)


@command.command()
@_WHICH
@_format
@places.corpus_path_option
@places.json_option
def forget(period: str, format_: str | None, corpus_path: Path | None, as_json: bool) -> None:
    """Forget what the report of a period told: later runs are compared with it no more. The run itself stays."""
    reports = _of(period, format_, corpus_path)
    with History(places.corpus_path(corpus_path)) as history:
        for one in reports:
            history.forget(one)
    show(as_json, {"forgotten": [_entry(one) for one in reports]}, [f"forgotten: {one.run_id}" for one in reports])


def _told(option: Path | None) -> list[ToldReport]:
    path = places.corpus_path(option)
    if not path.exists():
        return []
    with History(path) as history:
        return history.told()


def _of(period: str, format_: str | None, option: Path | None) -> list[ToldReport]:
    """Raises UsageError where none is remembered."""
    found = [one for one in _told(option) if one.period.label == period and format_ in (None, one.format)]
    if not found:
        advice = "`brief history list` names those that are."
        raise UsageError("no such report is remembered.", where=period, next=advice)
    return found


def _line(one: ToldReport) -> tuple[str, ...]:
    return one.period.label, one.format, one.language, str(len(one.rows)), one.run_id


def _entry(one: ToldReport) -> dict[str, Any]:
    told = one.model_dump(mode="json", include={"format", "language", "run_id", "path"})
    return {"period": one.period.label, **told, "rows": len(one.rows)}


def _lines(one: ToldReport) -> list[str]:
    head = " ".join(_line(one)[:3])
    rows = [(row.row_id, f"{row.day:%m-%d}", row.text, row.cited[0] if row.cited else "") for row in one.rows]
    return [head, *(f"  {line}" for line in columns(rows, labelled=False))]
