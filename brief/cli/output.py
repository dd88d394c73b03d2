"""What commands print: one JSON object on one line, or text without terminal codes from the news."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import click

from brief.errors import INTERRUPTED, BriefError
from brief.words import Shown, label, local
from schemas.run import OutputKind, ReportFiles, RunRecord, Trust, Usage

_COUNTED = ("calls", "repairs", "revisions", "readings", "reused", "dropped", "input_tokens", "output_tokens")


def print_json(value: Mapping[str, Any]) -> None:
    """One object on one line."""
    click.echo(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def say(text: str, *, err: bool = False) -> None:
    """A message, in the language of whoever reads it. What is no message, such as a path, is echoed as it is."""
    click.echo(local(text), err=err)


def say_error(error: BriefError) -> None:
    """What happened, where, and what to do next, on standard error."""
    where, advice = (one and local(one) for one in (error.where, error.next))
    said = str(BriefError(local(error.what), where=where, next=advice))
    click.echo(f"brief: {said if said == str(error) else re.sub('(?<=[。？！]) ', '', said)}", err=True)


def printable(text: str) -> str:
    """`text` on one line, without control and direction characters."""
    return "".join(char for char in " ".join(text.split()) if unicodedata.category(char) not in {"Cc", "Cf"})


def show(as_json: bool, value: Mapping[str, Any], lines: Iterable[str]) -> None:
    """One of the two; `lines` may be made only where they are printed."""
    if as_json:
        print_json(value)
    else:
        click.echo("\n".join(map(local, lines)))


def columns(rows: Iterable[Sequence[str]], labelled: bool = True) -> list[str]:
    """Rows as lines of left-aligned columns, each cell `printable`; a wide character counts as two.

    `labelled`: the first row and the first column hold labels.
    """
    cells = [
        [
            label(printable(cell)) if labelled and not (place and line) else local(printable(cell))
            for place, cell in enumerate(row)
        ]
        for line, row in enumerate(rows)
    ]
    widths = [max(map(width_of, column)) for column in zip(*cells, strict=True)]
    return [Shown("  ".join(map(padded, row, widths)).rstrip()) for row in cells]


Table = tuple[Sequence[str], Iterable[Sequence[str]]]
"""Head and rows."""


def show_tables(tables: Iterable[Table], lines: Iterable[str], width: int) -> None:
    """Tables in the reader's language; the lines are put into it here. `width` is that of a file or a pipe."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as RichTable

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = width
    for head, rows in tables:
        table = RichTable(*head, box=SIMPLE_HEAD, pad_edge=False)
        for row in rows:
            table.add_row(*row)
        console.print(table)
    for line in lines:
        console.print(local(printable(line)), soft_wrap=True)


def padded(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def of_run(record: RunRecord, folder: Path) -> dict[str, Any]:
    """The JSON of `brief run --json` for a run with a record."""
    return {
        "run_id": record.run_id,
        "status": record.status,
        "exit_code": record.exit_code,
        **_paths(record.reports[0] if record.reports else None, folder),
        "reports": [
            {"format": files.format, "language": files.language, **_paths(files, folder), **_besides(files, folder)}
            for files in record.reports
        ],
        **_counts(record.usage),
        "trust": _trust(record.trust),
        "coverage": record.corpus and record.corpus.coverage and record.corpus.coverage.model_dump(mode="json"),
        "cost_usd": record.cost_usd,
        "elapsed_seconds": record.elapsed_seconds,
        "error": record.error and record.error.model_dump(),
    }


def failure(error: BriefError, exit_code: int, *, of_run: bool) -> dict[str, Any]:
    """The JSON of a command that failed before it had a result; for a run, with the keys of a run."""
    said = {"step": "start", "what": f"{error.where}: {error.what}" if error.where else error.what, "next": error.next}
    status = "interrupted" if exit_code == INTERRUPTED else "failed"
    if not of_run:
        return {"status": status, "exit_code": exit_code, "error": said}
    return {
        "run_id": None,
        "status": status,
        "exit_code": exit_code,
        **_paths(None, Path()),
        "reports": [],
        **_counts(Usage(revisions=0, readings=0)),
        "trust": None,
        "coverage": None,
        "cost_usd": 0.0,
        "elapsed_seconds": 0.0,
        "error": said,
    }


def _trust(found: Sequence[Trust]) -> dict[str, Any] | None:
    """Of the first model of the critic's chain that is heard, else of the first; None where no model is the critic."""
    if not found:
        return None
    chosen = next((one for one in found if one.heard != "no"), found[0])
    return chosen.model_dump(mode="json", exclude={"by_kind", "critic"})


def _counts(usage: Usage) -> dict[str, int | None]:
    """What the contract names; run.json holds the rest."""
    return {name: getattr(usage, name) for name in _COUNTED}


def _paths(files: ReportFiles | None, folder: Path) -> dict[str, str | None]:
    """Of each kind of file; None for one that was not written."""
    named = files.files if files else {}
    return {f"report_{kind}": str(folder / named[kind]) if kind in named else None for kind in get_args(OutputKind)}


def _besides(files: ReportFiles, folder: Path) -> dict[str, str]:
    """The page of both editions, where there are two, and what the report was exported as."""
    named = {"beside": files.beside} | files.exports
    return {f"report_{kind}": str(folder / name) for kind, name in named.items() if name}


def width_of(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
