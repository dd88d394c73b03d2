"""`brief run`"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, get_args

import click

from brief.cli import places
from brief.cli.deliver import bring, must_be_channels
from brief.cli.output import columns, of_run, print_json, say_error, show
from brief.cli.sections import unshown
from brief.errors import BriefError, ConfigError, UsageError
from brief.pipeline.chosen import Chosen, addresses
from brief.pipeline.plan import Plan, RunOptions, plan_run
from brief.pipeline.progress import Stopwatch, progress_on
from brief.report.format import Format, list_formats, load_format
from brief.settings.periods import FORMS
from schemas.delivery import Delivery
from schemas.retrieval import ReportLanguage
from schemas.run import RunRecord

if TYPE_CHECKING:
    from brief.pipeline.estimate import Estimate, EstimatedCall


_WITHOUT_PAGES = "Without the pages that the run will read: what they tell is asked too, and may fill further rows."

_BY_BATCH = "At the price of batches: what is late, or not answered there, costs what it costs alone."


@click.command()
@click.option("--period", default="", metavar="DAYS", help=f"{FORMS}.")
@click.option("--as-of", metavar="TIME", help="Read nothing later; a bare date is the end of that day. Default: now.")
@click.option("--format", "formats", multiple=True, metavar="NAME", help="Report format; may be repeated.")
@click.option(
    "--language", type=click.Choice(get_args(ReportLanguage)), help="Language of the report, or of both editions."
)
@click.option(
    "--corpus",
    "corpus_files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="JSON lines to report on, private to this run; may be repeated.",
)
@places.corpus_path_option
@click.option(
    "--documents",
    type=click.File(encoding="utf-8"),
    metavar="FILE",
    help="Report on these alone: addresses, one a line, or what `brief search --json` printed; - is standard input.",
)
@click.option("--offline", is_flag=True, help="Fetch nothing and ask no model.")
@click.option("--model", metavar="PROVIDER:NAME", help="Ask this model first, in every role; or `extractive`.")
@places.instruct_option
@click.option("--batch", is_flag=True, help="Ask models by the batches of their vendors: half the price, and hours.")
@click.option("--by", metavar="TIME", help="With --batch: what is not answered by then is asked at once; 07:00.")
@click.option("--deliver", multiple=True, metavar="NAME", help="Bring the report to this channel; may be repeated.")
@click.option("--estimate", is_flag=True, help="Tell calls, tokens and money of the run; ask no model, write nothing.")
@places.runs_dir_option
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Override config.toml; may be repeated.")
@places.run_id_option
@places.scheduled_option
@places.json_option
def command(documents: TextIO | None, **asked: Any) -> int:
    """Write the report of a period: fetch the enabled sources, pick the events, write, check, render.

    With --documents nothing is fetched, and without --period it is of the days of those documents. Prints the path
    of each report. Exit status: 0 accepted, 1 issues are open in it, 2 usage or configuration, 3 no evidence in the
    period, 4 no model would answer, 5 budget reached, 130 interrupted. A failed delivery changes none of them.
    """
    if not asked["period"] and not documents:
        raise click.UsageError("Missing option '--period'.")
    if asked["by"] and not asked["batch"]:
        raise click.UsageError("--by says when the answers of --batch are late: give both.")
    return write_report(_listed(documents, **asked) if documents else None, **asked)


def options_of(period: str, language: str | None, instruct: str | None, **asked: Any) -> RunOptions:
    """What `brief run` is asked, by the names that it gives its options."""
    if language:
        asked["overrides"] = (*asked["overrides"], f"report.language={language}")
    return RunOptions(period, instruct=instruct or "", **asked)


def write_report(chosen: Chosen | None, as_json: bool, run_id: str = "", **asked: Any) -> int:
    """Makes the run that the options ask for, or only estimates it; prints the result and returns the exit status."""
    started, estimate, channels = datetime.now(UTC), asked.pop("estimate", False), asked.pop("deliver", ())
    options = options_of(**asked)
    if not options.period and chosen:
        zone = places.configuration(options.overrides).run.zone
        options = replace(options, period=chosen.days(zone))
    plan = replace(plan_run(options, places.project(), started), chosen=chosen)
    if estimate:
        return _estimate(plan, as_json)
    if channels:
        must_be_channels(channels)
    from brief.fleet.making import gone_on_with  # slow imports, so only after the command line was checked
    from brief.pipeline.runner import execute

    with progress_on() as progress:
        for line in _without_effect(plan):
            progress.note(line)
        record = gone_on_with(plan.runs_dir, run_id, progress, places.project())
        record = record or execute(plan, started, progress, run_id=run_id)
    folder = plan.runs_dir / record.run_id
    deliveries = bring(folder, channels) if channels and record.reports else None
    return tell(record, folder, as_json, deliveries)


def _without_effect(plan: Plan) -> Iterator[str]:
    """What is asked for, or stands in the catalogue, and cannot be seen in the report."""
    if unshown(plan.config, plan.formats):
        yield from unshown(plan.config, _all_formats(plan))
    if plan.instruction and plan.models.extractive:
        yield "--instruct has no effect: no model is asked"
    if plan.batch and plan.models.extractive:
        yield "--batch has no effect: no model is asked"
    if voiced := [one.name for one in plan.formats if one.persona]:
        if not plan.config.persona.who:
            yield f"{', '.join(voiced)}: in nobody's voice, for no file that [report] persona names says `who`"
        for one in plan.config.persona.convictions:
            if one.since > plan.period.end:
                yield f"a conviction is of {one.since}, after the report's period: {one.text}"


def _all_formats(plan: Plan) -> Iterator[Format]:
    """Those of the run and, as far as they can be read, of the project."""
    yield from plan.formats
    folder = places.project().formats
    for name in list_formats(folder):
        with suppress(ConfigError):
            yield load_format(folder, name, plan.request.language)


def _listed(file: TextIO, corpus_files: tuple[Path, ...], corpus_path: str | None, **asked: Any) -> Chosen:
    from brief.pipeline.gather import gather_listed

    try:
        wanted = tuple(addresses(file.read()))
    except UnicodeDecodeError as error:
        raise UsageError("is not UTF-8.", where=f"--documents {file.name}", next="Save it as UTF-8.") from error
    config = places.configuration(asked["overrides"])
    zone, place = config.run.zone, places.corpus_place(corpus_path, config)
    return gather_listed(wanted, file.name, place, [one.resolve() for one in corpus_files], zone, places.note)


def tell(
    record: RunRecord, folder: Path, as_json: bool, deliveries: Sequence[Delivery] | None = None, of: str = ""
) -> int:
    """Prints how a run ended, and where its reports are, a line each; of a further format `of`, that alone. Returns the
    exit status of that.
    """
    if record.error:
        say_error(BriefError(record.error.what, where=record.error.step, next=record.error.next))
    if as_json:
        brought = {} if deliveries is None else {"deliveries": [one.model_dump(mode="json") for one in deliveries]}
        print_json({**of_run(record, folder), **brought})
    else:
        for files in (one for one in record.reports if of in ("", one.format)):
            click.echo(str(folder / files.first))
    return record.exit_code or 0


def _estimate(plan: Plan, as_json: bool) -> int:
    from brief.pipeline.estimate import estimate
    from brief.pipeline.gather import gather
    from brief.pipeline.reading import reader_for

    with progress_on() as progress:
        found = estimate(plan, gather(plan, progress.note), Stopwatch(progress))
    without_pages = reader_for(plan, places.note) is not None
    notes = [_WITHOUT_PAGES] * without_pages + [_BY_BATCH] * plan.batch
    tell_estimate(found, as_json, notes, without_pages=without_pages)
    return 0


def tell_estimate(found: "Estimate", as_json: bool, notes: Sequence[str] = (), **more: bool) -> None:
    """Prints what would be asked, a line a call, and what is answered already."""
    calls, first = found.asked, found.examination
    rows: list[tuple[str, ...]] = [("role", "model", "in", "out", "cost")]
    rows += [_line(call.role, call.model, [call]) for call in calls]
    rows.append(_line("total", f"{len(calls)} calls", calls))
    if found.reused:
        rows.append(("answered before", f"{found.reused} calls", "", "", ""))
    if first:
        rows.append(_line("examination of the critic, once", f"{first[0].model}, {len(first)} calls", first))
    told = {"examination": _sums(first) if first else None, "by_call": [asdict(call) for call in calls]}
    sums = {**_sums(calls), "reused": found.reused, "exit_code": 0}
    show(as_json, {**sums, **told, **more}, [*columns(rows), *notes])


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
    cost = "unknown" if sums["cost_usd"] is None else f"${sums['cost_usd']:.4f}"
    return name, who, str(sums["input_tokens"]), str(sums["output_tokens"]), cost
