"""`brief replay`"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from brief.cli import places
from brief.cli.output import say
from brief.cli.run import tell, tell_estimate
from brief.llm.prompt_set import changes_note
from brief.pipeline.plan import Plan
from brief.pipeline.progress import Stopwatch, progress_on
from brief.replays.replay import ReplayOptions, plan_replay
from brief.runs.store import StoredRun
from schemas.run import RunRecord

_OTHERWISE = "What rests on an answer that is asked for anew is counted as extraction would have given that answer."


@click.command()
@click.argument("run", default="last")
@click.option("--prompts", type=places.PATH, metavar="DIR", help="Its files take the place of the project's prompts.")
@click.option("--as-recorded", is_flag=True, help="Use the prompts and formats of the run, not the project's.")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Override the run's configuration.")
@click.option("--model", metavar="PROVIDER:NAME", help="Ask this model first, in every role; or `extractive`.")
@click.option("--format", "formats", multiple=True, metavar="NAME", help="Report format; may be repeated.")
@click.option("--offline", is_flag=True, help="Ask no model: end at the first call that was not answered before.")
@click.option(
    "--pin-rows",
    multiple=True,
    metavar="ROW,ROW…",
    help="Rows that stay as they are: ai.e12, ai.3 (the third one shown), or ai for all of a section; with the thesis "
    "and effects that rest on them. They stay in later replays.",
)
@click.option(
    "--only-section",
    "only_sections",
    multiple=True,
    metavar="ID",
    help="Write only this section's table and the synthesis; may be repeated.",
)
@places.instruct_option
@click.option(
    "--without-edits",
    is_flag=True,
    help="Leave out what was edited by hand or pinned, and write anew what an edit or --only-section left as it was.",
)
@click.option(
    "--without-edit",
    multiple=True,
    metavar="ID",
    help="Leave out one edit or pin: the id that `brief show` names it by, such as ai.e5.technical, or ai.e5 for all "
    "of a row; may be repeated.",
)
@click.option("--estimate", is_flag=True, help="Tell calls, tokens and money; ask no model, write nothing.")
@places.runs_dir_option
@places.run_id_option
@places.json_option
def command(run: str, runs_dir: Path | None, as_json: bool, estimate: bool, run_id: str, **asked: Any) -> int:
    """Make a new run of an old one's evidence, with the prompts and formats as they stand now.

    Only calls that differ are asked; the others are answered from the old run. Its models, settings and catalogue
    hold, but for --model and --set; a format that has come to show a section which that catalogue lacks is taken as
    the run recorded it. What was edited by hand stays.

    RUN is an id or the beginning of one; without it, the newest run that has a report.
    Exit status as of `brief run`; 4 where --offline lacks an answer.
    """
    started = datetime.now(UTC)
    parent = places.run_named(places.runs_dir(runs_dir), run)
    options = ReplayOptions(**asked)
    plan = plan_replay(parent, options, places.project())
    if estimate:
        return _estimate(plan, parent, as_json)
    from brief.fleet.making import gone_on_with  # slow imports, so only after the command line was checked
    from brief.pipeline.runner import replay

    with progress_on() as progress:
        progress.note(_about_prompts(plan, parent.record))
        if plan.instruction and options.instruct is None:
            told = f"--instruct {plan.instruction!r} (leave it out with --instruct '')"
            progress.note(f"as in {parent.path.name}: {told}")
        record = gone_on_with(plan.runs_dir, run_id, progress, places.project())
        record = record or replay(plan, parent, started, progress, run_id=run_id)
    say(summary(record), err=True)
    return tell(record, plan.runs_dir / record.run_id, as_json)


def _estimate(plan: Plan, parent: StoredRun, as_json: bool) -> int:
    from brief.pipeline.estimate import estimate_replay

    with progress_on() as progress:
        progress.note(_about_prompts(plan, parent.record))
        found = estimate_replay(plan, parent, Stopwatch(progress))
    tell_estimate(found, as_json, [_OTHERWISE] if found.asked else [])
    return 0


def _about_prompts(plan: Plan, parent: RunRecord) -> str:
    said = changes_note(plan.prompts, parent.prompt_versions, parent.run_id, *plan.config.report.languages)
    return f"{said}; no model is asked" if plan.models.extractive else said


def summary(record: RunRecord) -> str:
    """`2 asked, 9 reused, $0.04`, for the last line of a command."""
    usd = record.cost_usd
    cost = "unknown cost" if usd is None else f"${usd:.4f}" if 0 < usd < 0.01 else f"${usd:.2f}"
    return f"{record.usage.calls} asked, {record.usage.reused} reused, {cost}"
