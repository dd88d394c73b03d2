"""`brief show RUN LINE`"""

import sys
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import click

from brief.cli import places
from brief.cli.output import columns, failure, print_json
from brief.cli.views.trace import TraceLine, TraceRenderer, match_json, match_rows, trace_json
from brief.errors import UsageError
from brief.provenance.printed_lines import Printed, printed_claims
from brief.provenance.references import one_line, pointed_at
from brief.provenance.trace import Trace, trace
from brief.runs.loaded import LoadedRun
from brief.runs.store import StoredRun


def show_line(run: StoredRun, reference: str, format_name: str | None, as_json: bool) -> int:
    """Shows where a line comes from, or lists the lines that may be meant and returns 2."""
    loaded = LoadedRun(run)
    claims = printed_claims(loaded, loaded.format(format_name, places.project().formats))
    matches = pointed_at(reference, claims, loaded)
    if not one_line(matches):
        return _ambiguous(run, reference, matches, as_json)
    traces = [trace(loaded, one) for one in matches]
    if as_json:
        print_json(_traces_json(run, reference, traces))
    else:
        _print(traces, ZoneInfo(loaded.retrieval.request.timezone))
    return 0


def _traces_json(run: StoredRun, reference: str, traces: Sequence[Trace]) -> dict[str, Any]:
    return {"run_id": run.record.run_id, "line": reference, "traces": [trace_json(one) for one in traces]}


def _ambiguous(run: StoredRun, reference: str, matches: Sequence[Printed], as_json: bool) -> int:
    error = UsageError(
        f"{reference!r} stands in {len(matches)} places.", next="Name the id of the claim that you mean."
    )
    if as_json:
        told = failure(error, error.exit_code, of_run=False)
        print_json({"run_id": run.record.run_id, "line": reference, "matches": [*map(match_json, matches)], **told})
    else:
        click.echo("\n".join(columns(match_rows(matches))))
    click.echo(f"brief: {error}", err=True)
    return error.exit_code


def _print(traces: Sequence[Trace], zone: ZoneInfo) -> None:
    renderer = TraceRenderer(zone)
    for number, one in enumerate(traces):
        lines = list(renderer.lines(one))
        if number:
            click.echo()
        if sys.stdout.isatty():
            _print_rich(lines)
        else:
            click.echo("\n".join(line.plain for line in lines))


def _print_rich(lines: Sequence[TraceLine]) -> None:
    """Labels dim, quotes bold, long texts wrapped below the start of the text."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    for line in lines:
        texts = [(piece, "bold yellow" if number % 2 else "") for number, piece in enumerate(line.pieces)]
        text = Text.assemble(*texts, style="bold" if not line.depth else "")
        row = Table.grid(padding=(0, 1))
        row.add_column(width=10 if line.label else 0, style="dim")
        row.add_column(overflow="fold")
        row.add_row(line.label, text)
        console.print(
            Padding(row, (0, 0, 0, 2 * line.depth)) if line.label else Padding(text, (0, 0, 0, 2 * line.depth))
        )
