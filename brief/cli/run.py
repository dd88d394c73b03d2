"""`brief run`"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from brief.cli import places
from brief.cli.output import columns, of_run, print_json
from brief.pipeline.plan import Plan, RunOptions, plan_run
from brief.pipeline.progress import Stopwatch, progress_on
from schemas.run import RunRecord

if TYPE_CHECKING:
    from brief.pipeline.estimate import EstimatedCall


@click.command()
@click.option("--period", required=True, help="daily, weekly, monthly, 2026-W02, 2026-01, 2026-01-09 or DAY..DAY.")
@click.option("--as-of", metavar="TIME", help="Read nothing later; a bare date is the end of that day. Default: now.")
@click.option("--format", "formats", multiple=True, metavar="NAME", help="Report format; may be repeated.")
@click.option("--language", type=click.Choice(["zh"]), help="Language of the report.")
@click.option(
    "--corpus",
    "corpus_files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="JSON lines to report on, private to this run; may be repeated.",
)
@places.corpus_path_option
@click.option("--offline", is_flag=True, help="Fetch nothing and ask no model.")
@click.option("--model", metavar="PROVIDER:NAME", help="Ask this model first, in every role; or `extractive`.")
@places.instruct_option
@click.option("--estimate", is_flag=True, help="Tell calls, tokens and money of the run; ask no model, write nothing.")
@places.runs_dir_option
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Override config.toml; may be repeated.")
@places.json_option
def command(
    period: str,
    as_of: str | None,
    formats: tuple[str, ...],
    language: str | None,
    corpus_files: tuple[Path, ...],
    corpus_path: Path | None,
    offline: bool,
    model: str | None,
    instruct: str | None,
    estimate: bool,
    runs_dir: Path | None,
    overrides: tuple[str, ...],
    as_json: bool,
) -> int:
    """Write the report of a period: fetch the enabled sources, pick the events, write, check, render.

    Prints the path of the report. Exit status: 0 accepted, 1 issues are open in it, 2 usage or configuration,
    3 no evidence in the period, 4 no model would answer, 5 budget reached, 130 interrupted.
    """
    started = datetime.now(UTC)
    all_overrides = (*overrides, f"report.language={language}") if language else overrides
    instruction = instruct or ""
    options = RunOptions(
        period, as_of, formats, corpus_files, corpus_path, offline, runs_dir, all_overrides, model, instruction
    )
    plan = plan_run(options, places.project(), started)
    if estimate:
        return _estimate(plan, as_json)
    from brief.pipeline.runner import execute  # a slow import, so only after the command line was checked

    with progress_on() as progress:
        if plan.instruction and plan.models.extractive:
            progress.note("--instruct has no effect: no model is asked")
        record = execute(plan, started, progress)
    tell(record, plan.runs_dir / record.run_id, as_json)
    return record.exit_code or 0


def tell(record: RunRecord, folder: Path, as_json: bool) -> None:
    """Prints how a run ended."""
    if record.error:
        click.echo(f"brief: {record.error.step}: {record.error.what} {record.error.next or ''}".rstrip(), err=True)
    if as_json:
        print_json(of_run(record, folder))
    elif record.reports:
        click.echo(str(folder / record.reports[0].md))


def _estimate(plan: Plan, as_json: bool) -> int:
    from brief.pipeline.estimate import estimate, estimate_examination
    from brief.pipeline.gather import gather

    with progress_on() as progress:
        watch = Stopwatch(progress)
        calls = estimate(plan, gather(plan, progress.note).documents, watch)
    first = estimate_examination(plan)
    if as_json:
        examination = _sums(first) if first else None
        by_call = [asdict(call) for call in calls]
        print_json({**_sums(calls), "exit_code": 0, "examination": examination, "by_call": by_call})
        return 0
    rows: list[tuple[str, ...]] = [("role", "model", "in", "out", "cost")]
    rows += [(c.role, c.model, str(c.input_tokens), str(c.output_tokens), _money(c.cost_usd)) for c in calls]
    rows.append(_line("total", f"{len(calls)} calls", calls))
    if first:
        rows.append(_line("examination of the critic, once", f"{first[0].model}, {len(first)} calls", first))
    click.echo("\n".join(columns(rows)))
    return 0


def _sums(calls: Sequence["EstimatedCall"]) -> dict[str, int | float | None]:
    costs = [call.cost_usd for call in calls]
    return {
        "calls": len(calls),
        "input_tokens": sum(call.input_tokens for call in calls),
        "output_tokens": sum(call.output_tokens for call in calls),
        "cost_usd": None if None in costs else round(sum(cost for cost in costs if cost), 6),
    }


def _line(name: str, who: str, calls: Sequence["EstimatedCall"]) -> tuple[str, ...]:
    sums = _sums(calls)
    return name, who, str(sums["input_tokens"]), str(sums["output_tokens"]), _money(sums["cost_usd"])


def _money(usd: float | None) -> str:
    return "unknown" if usd is None else f"${usd:.4f}"
