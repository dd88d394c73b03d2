"""`brief history`"""

from collections.abc import Iterator
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


_which = click.argument("period")
_format = click.option("--format", "format_", metavar="NAME", help="Only of reports in this format.")
_HEADS = ("PERIOD", "FORMAT", "LANGUAGE", "ROWS", "RUN")


@command.command(name="list")
@places.corpus_path_option
@places.json_option
def list_reports(corpus_path: str | None, as_json: bool) -> None:
    """List the reports whose rows are remembered, newest first."""
    with History(places.corpus_place(corpus_path)) as history:
        entries = list(map(_entry, history.told()))
    rows = columns([_HEADS, *(tuple(map(str, one.values())) for one in entries)])
    show(as_json, {"reports": entries}, rows if entries else ["No report is remembered yet."])


@command.command(name="show")
@_which
@_format
@places.corpus_path_option
@places.json_option
def show_report(period: str, format_: str | None, corpus_path: str | None, as_json: bool) -> None:
    """Show what the report of a period told: each row with the day and the address by which it is known again."""
    with History(places.corpus_place(corpus_path)) as history:
        reports = _of(period, format_, history)
    told = {"reports": [one.model_dump(mode="json") for one in reports]}
    show(as_json, told, (line for one in reports for line in _lines(one)))


@command.command()
@_which
@_format
@places.corpus_path_option
@places.json_option
def forget(period: str, format_: str | None, corpus_path: str | None, as_json: bool) -> None:
    """Forget what the report of a period told: later runs are compared with it no more. The run itself stays."""
    with History(places.corpus_place(corpus_path)) as history:
        for one in (reports := _of(period, format_, history)):
            history.forget(one)
    show(as_json, {"forgotten": list(map(_entry, reports))}, [f"forgotten: {one.run_id}" for one in reports])


def _of(period: str, format_: str | None, history: History) -> list[ToldReport]:
    """Raises UsageError where none is remembered."""
    found = [one for one in history.told() if one.period.label == period and format_ in (None, one.format)]
    if not found:
        advice = "`brief history list` names those that are."
        raise UsageError("no such report is remembered.", where=period, next=advice)
    return found


def _entry(one: ToldReport) -> dict[str, Any]:
    told = {"period": one.period.label, "format": one.format, "language": one.language, "rows": len(one.rows)}
    return {**told, "run_id": one.run_id}


def _lines(one: ToldReport) -> Iterator[str]:
    yield f"{one.period.label} {one.format} {one.language}"
    rows = [(row.row_id, f"{row.day:%m-%d}", row.text, "".join(row.cited[:1])) for row in one.rows]
    yield from (f"  {line}" for line in columns(rows, labelled=False))
