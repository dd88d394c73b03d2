"""`brief eval`"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from brief.cli import places
from brief.cli.output import columns, failure, say_error, show
from brief.cli.views import scores
from brief.errors import BriefError, UsageError
from brief.evaluation.judge import Judging, judge_of, judge_run
from brief.evaluation.scores import Gold, Measured, Scores, Statement, score
from brief.evaluation.statements import read_gold, read_text, scored_run
from brief.runs.store import StoredRun
from facts.names.detection import aliases_of


@click.command()
@click.argument("runs", metavar="[RUN]…", nargs=-1)
@click.option("--markdown", type=places.FILE, multiple=True, metavar="FILE", help="Measure this Markdown report too.")
@click.option("--corpus", type=places.FILE, multiple=True, metavar="FILE.jsonl", help="The documents it may cite.")
@click.option("--gold", type=places.FILE, metavar="FILE.jsonl", help="Events it should tell of: a url or title a line.")
@click.option("--judge", is_flag=True, help="Ask a model whether each statement follows from what it cites (figure 9).")
@click.option("--model", metavar="PROVIDER:NAME", help="The judge; default: that of the role judge in [models].")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Override config.toml; may be repeated.")
@places.runs_dir_option
@places.json_option
def command(
    runs: tuple[str, ...],
    markdown: tuple[Path, ...],
    corpus: tuple[Path, ...],
    gold: Path | None,
    judge: bool,
    model: str | None,
    overrides: tuple[str, ...],
    runs_dir: Path | None,
    as_json: bool,
) -> int:
    """Measure how right reports are, side by side. Without --judge no model is asked.

    0 is the share of statements in a model's or an editor's own words, 1 to 2 are about links, 3 and 4 about figures
    and names against the cited documents, 5 about quotes, 6 about repeats, 7 about the synthesis, 8 about --gold, 9
    about --judge, 10 about cost; docs/evaluation.md has a line on each.

    RUN is an id, the beginning of one, or `last`; of a run with several reports the first is measured, in both editions
    where it has two. What a judge says is kept in the run's folder under `judge` and not asked again. Exit status: 0
    measured, 2 usage; with --judge 4 where nobody would answer, 5 where the budget is reached: what was judged by then
    is shown.
    """
    _check_reports(runs, markdown, corpus)
    _check_judge(judge, model, overrides, markdown)
    wanted = read_gold(gold) if gold else None
    stored = [places.run_named(places.runs_dir(runs_dir), name) for name in runs]
    measured = _measured(stored, wanted, judge)
    _tell_of_others(stored)
    scored = [*((one.name, figures) for one, figures in measured), *_of_markdown(markdown, corpus, wanted)]
    judgings = _judged(stored, [one.statements for one, _ in measured], model, overrides) if judge else []
    stopped = next((one.stopped for one in judgings if one.stopped), None)
    rows = [*scores.as_rows(scored), *(scores.judged_rows(judgings) if judgings else ())]
    show(as_json, _as_json(scored, judgings, stopped), columns(rows))
    if stopped:
        say_error(stopped)
    return stopped.exit_code if stopped else 0


def _measured(runs: Sequence[StoredRun], gold: Sequence[Gold] | None, judged: bool) -> list[tuple[Measured, Scores]]:
    """Both editions of each; what a judge reads is the one that was written."""
    return [scored_run(run, gold, one) for run in runs for one in run.record.editions[: 1 if judged else None]]


def _tell_of_others(runs: Sequence[StoredRun]) -> None:
    for run in runs:
        first, *others = run.record.formats
        if others:
            places.note(f"{run.path.name}: its first report is measured, {first}; not {', '.join(others)}")


def _as_json(scored: list[scores.Named], judgings: list[Judging], stopped: BriefError | None) -> dict[str, Any]:
    found = scores.as_json(scored)
    for report, judging in zip(found["reports"], judgings, strict=False):
        report["judged"] = scores.judged_json(judging)
    ended = failure(stopped, stopped.exit_code, of_run=False) if stopped else {"exit_code": 0, "error": None}
    return {**found, **ended}


def _check_reports(runs: tuple[str, ...], markdown: tuple[Path, ...], corpus: tuple[Path, ...]) -> None:
    if not runs and not markdown:
        advice = (
            "`brief eval last` measures the newest report, `brief eval RUN RUN` several side by side; `brief list` "
            "names the runs. `brief eval --markdown FILE --corpus FILE.jsonl` measures any other by what it may cite."
        )
        raise UsageError("names no report.", where="brief eval", next=advice)
    if corpus and not markdown:
        raise UsageError("is for --markdown; a run has its own evidence.", where="--corpus")


def _check_judge(judge: bool, model: str | None, overrides: tuple[str, ...], markdown: tuple[Path, ...]) -> None:
    if (model or overrides) and not judge:
        raise UsageError("is for --judge; without it no model is asked.", where="--model" if model else "--set")
    if judge and markdown:
        what = "is for runs: a Markdown report tells no passage that a link stands for, and has no folder for answers."
        raise UsageError(what, where="--judge", next="Judge runs, and measure --markdown by a command of its own.")


def _judged(
    runs: Sequence[StoredRun],
    statements: Sequence[Sequence[Statement]],
    model: str | None,
    overrides: tuple[str, ...],
) -> list[Judging]:
    """Judges one run after the other. Raises the first error if not a single statement could be judged."""
    judge = judge_of(places.configuration(overrides), places.project().prompts, model)
    judgings = [judge_run(run, said, judge, places.note) for run, said in zip(runs, statements, strict=True)]
    for one in judgings:
        if one.stopped and not one.attribution.precision.all:
            raise one.stopped
        if not one.is_trusted:
            right = f"{one.controls.good} of {one.controls.all}"
            told = f"{one.model} got {right} controls right, whose answer is known: its figures mean little."
            places.note(f"judge: {told}")
    return judgings


def _of_markdown(
    paths: tuple[Path, ...], corpus: tuple[Path, ...], gold: tuple[Gold, ...] | None
) -> list[scores.Named]:
    """Reports from Markdown files, measured with the documents of `corpus` and the configured aliases."""
    if not paths:
        return []
    from brief.evaluation.markdown_reader import read_statements
    from brief.pipeline.gather import read_files

    config = places.configuration()
    zone = config.run.zone
    documents = read_files(corpus, zone, places.note).documents if corpus else ()
    texts = {path: read_text(path, "--markdown", "Name a text in UTF-8.") for path in paths}
    known = aliases_of(config.names.aliases)
    said = ((path.name, read_statements(text)) for path, text in texts.items())
    return [(name, score(Measured(name, found, documents, bool(corpus), aliases=known), gold)) for name, found in said]
