"""`brief show`"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from brief.cli import places
from brief.cli.output import columns, printable, show
from brief.cli.views.steps import STEP_KINDS, step_rows
from brief.report.fallbacks import written_summary
from brief.runs.files import steps_in
from brief.runs.lineage import read_calls
from brief.runs.loaded import LoadedRun, report_of
from brief.runs.store import LEDGER, StoredRun, read_step_in
from brief.settings.model_settings import EXTRACTIVE
from brief.words import counted
from schemas.report import Report, ReportRow
from schemas.run import Call, RunRecord, Usage


@click.command()
@click.argument("run", metavar="[RUN]", default="last")
@click.argument("what", metavar="[LINE|HEADLINE|URL|STEP]", required=False)
@click.option("--format", "format_", metavar="NAME", help="Count lines in the report of this format, not the first.")
@places.language_option
@click.option("--issues", is_flag=True, help="Show each claim that failed a check, of which kind, and its fate.")
@click.option("--ratings", is_flag=True, help="Show what people think of its lines.")
@click.option("--as-examples", is_flag=True, help="With --ratings: as examples for sections and prompts.")
@click.option("--event", metavar="ID", help="Explain an event: what its documents share, its rank, story and row.")
@places.runs_dir_option
@places.json_option
def command(
    run: str,
    what: str | None,
    format_: str | None,
    language: str | None,
    issues: bool,
    ratings: bool,
    as_examples: bool,
    event: str | None,
    runs_dir: Path | None,
    as_json: bool,
) -> int:
    """Show what a run holds: its record, its steps, its rows with their sources.

    RUN is an id, the beginning of one, or `last`. A LINE of its report is walked back to its source: name the id of a
    claim or row, a line number of report.md, a URL, or a piece of the text. Of what is not printed, words of a headline
    or a URL tell what became of the document: skipped, refused, merged, ranked, placed, displaced by what. A STEP, such
    as 2-classification, shows what it handed on. Exit status 2 where nothing, or more than one line, is like LINE.

    A claim is stated (its sources say so), inferred (it follows from them) or quoted (it is their text). Taken over is
    what stands as it was in the report of the parent.

    With --issues, what became of each claim that failed: dropped, quoted (its source's words stand there now), kept
    (its writer stood by it, and the critic looked once more), rewritten, edited (by hand) or printed (as it is).
    """
    stored = places.run_named(places.runs_dir(runs_dir), run)
    if issues:
        from brief.cli.trace import show_issues  # a slow import

        return show_issues(stored, format_, language, as_json)
    if ratings or as_examples:
        from brief.cli.rate import show_ratings

        return show_ratings(LoadedRun(stored).in_format(format_, language), as_json, as_examples=as_examples)
    if event:
        from brief.cli.trace import show_event

        return show_event(LoadedRun(stored), event, as_json)
    if what is None:
        return _show_run(stored, as_json)
    loaded = LoadedRun(stored).in_format(format_, language)
    if step := loaded.steps.get(what.removesuffix(".json")):
        return _show_step(stored, step, as_json)
    from brief.cli.trace import show_line

    return show_line(loaded, what, as_json)


def _show_run(stored: StoredRun, as_json: bool) -> int:
    report = report_of(stored, stored.record.reports[0]) if stored.record.reports else None
    calls = read_calls(stored.path / LEDGER)
    lines = [*_record_lines(stored, calls), *_step_lines(stored), *_call_lines(calls), *_fallback_lines(stored.record)]
    show(as_json, _as_json(stored, calls, report), [*lines, *_row_lines(report)])
    return 0


def _show_step(stored: StoredRun, name: str, as_json: bool) -> int:
    value = read_step_in(stored.path, name, STEP_KINDS[name.rpartition(".")[2].split("-")[1]])
    result = {"run_id": stored.record.run_id, "step": name, "value": value.model_dump(mode="json")}
    show(as_json, result, columns(step_rows(value)))
    return 0


def _record_lines(run: StoredRun, calls: Sequence[Call]) -> list[str]:
    record = run.record
    exit_code = "" if record.exit_code is None else f" (exit {record.exit_code})"
    lines = [
        ("run", record.run_id),
        ("state", f"{run.state}{exit_code}"),
        ("period", f"{record.period.label}: {record.period.start} to {record.period.end}"),
        ("as of", f"{record.as_of:%Y-%m-%d %H:%M} UTC"),
        ("formats", ", ".join(record.formats)),
        ("rendered in", record.rendered),
        ("parent", record.parent or ""),
        ("instruction", record.instruction),
        ("edits", "; ".join(record.amendments)),
        ("changed in", ", ".join(f"edits/{path.name}" for path in sorted(run.path.glob("edits/*.diff")))),
        ("taken over", ", ".join(record.taken_over)),
        ("answered by", ", ".join(_answered_by(role, model, calls) for role, model in record.models.items())),
        ("written by", _written_by(record)),
        ("fallbacks", _fallbacks(record)),
        ("documents", str(record.corpus.documents) if record.corpus else ""),
        ("chosen by", record.corpus.chosen if record.corpus else ""),
        ("calls", _counted(record.usage)),
        ("seconds", "" if record.elapsed_seconds is None else f"{record.elapsed_seconds:.2f}"),
        ("folder", str(run.path)),
    ]
    if record.error:
        lines.append(("error", f"in {record.error.step}: {record.error.what} {record.error.next or ''}"))
    return columns((name, said) for name, said in lines if said)


def _counted(usage: Usage) -> str:
    """`7, 0 repairs, 1 revisions, 2 readings, 0 reused`; without what an older version did not count."""
    counts = {name: getattr(usage, name) for name in ("repairs", "revisions", "readings", "reused")}
    return ", ".join([str(usage.calls), *(f"{count} {name}" for name, count in counts.items() if count is not None)])


def _answered_by(role: str, model: str, calls: Sequence[Call]) -> str:
    """`critic openai:m ×2`: who answered how often, asked or reused; ×0 if the role's model never answered."""
    if model == EXTRACTIVE:
        return f"{role} {model}"
    models = Counter({model: 0})
    models.update(call.model for call in calls if call.role == role)
    return f"{role} {' '.join(f'{name} ×{count}' for name, count in models.items() if count or len(models) == 1)}"


def _written_by(record: RunRecord) -> str:
    """`model 62, extraction 8, hand 1`."""
    if record.written is None:
        return ""
    by = {name: getattr(record.written, f"by_{name}") for name in ("model", "extraction", "hand")}
    return ", ".join(f"{name} {count}" for name, count in by.items() if count)


def _fallbacks(record: RunRecord) -> str:
    if record.written is None:
        count = record.usage.fallbacks
        return f"{count}, as an older version of Brief counted them" if count else ""
    return written_summary(record.written)


def _call_lines(calls: Sequence[Call]) -> list[str]:
    """Which calls were asked, and which were answered from an earlier run's ledger."""
    if not calls:
        return []
    rows = [("CALL", "ROLE", "ANSWERED BY", "HOW", "IN", "OUT", "SECONDS")]
    for number, one in enumerate(calls, start=1):
        how = "reused" if one.reused else "asked again" if one.repair else "asked"
        spent = f"{one.input_tokens:,}", f"{one.output_tokens:,}", f"{one.seconds:.2f}"
        rows.append((str(number), one.role, one.model, how, *spent))
    return ["", *columns(rows)]


def _fallback_lines(record: RunRecord) -> list[str]:
    if record.written is None or not record.written.fallbacks:
        return []
    rows = [(one.claim_id, one.reason, one.place) for one in record.written.fallbacks]
    return ["", *columns([("BY EXTRACTION", "INSTEAD OF THE MODEL", "PLACE"), *rows])]


def _step_lines(run: StoredRun) -> list[str]:
    seconds = {timing.step: f"{timing.seconds:.3f} s" for timing in run.record.timings}
    files = [(path.name, f"{path.stat().st_size:,}") for path in steps_in(run.path)]
    timings = list(seconds.items())
    lines = ["", *columns([("STEP FILE", "BYTES"), *files])] if files else []
    return [*lines, "", *columns([("STEP", "TIME"), *timings])] if timings else lines


def _row_lines(report: Report | None) -> Iterator[str]:
    for section in report.sections if report else ():
        yield ""
        yield printable(f"{section.title}: {counted(len(section.rows), 'row', 'rows')}")
        titles = {column.id: column.title for column in section.columns}
        for row in section.rows:
            cells = (f"{row.id} {titles.get(cell.column, cell.column)}: {cell.text}" for cell in row.cells)
            yield from (f"  {printable(cell)}" for cell in cells)
            yield from (f"      {printable(url)}" for url in _urls(row))


def _urls(row: ReportRow) -> list[str]:
    return list(dict.fromkeys(citation.url for cell in row.cells for citation in cell.citations))


def _as_json(run: StoredRun, calls: Sequence[Call], report: Report | None) -> dict[str, Any]:
    rows = [(section.id, row) for section in (report.sections if report else ()) for row in section.rows]
    return {
        "run_id": run.record.run_id,
        "status": run.state,
        "path": str(run.path),
        "record": run.record.model_dump(mode="json"),
        "calls": [call.model_dump(mode="json", exclude={"system", "user", "answer"}) for call in calls],
        "steps": [{"file": path.name, "bytes": path.stat().st_size} for path in steps_in(run.path)],
        "rows": [
            {"section": of, "row": row.id, "cells": {one.column: one.text for one in row.cells}, "urls": _urls(row)}
            for of, row in rows
        ],
    }
