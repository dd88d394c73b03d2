"""`brief compare`"""

from collections.abc import Sequence
from pathlib import Path

import click

from brief.cli import places
from brief.cli.output import print_json, printable, show_tables
from brief.cli.views import experiment as rendering
from brief.errors import UsageError
from brief.evaluation.scores import Gold
from brief.evaluation.statements import read_gold
from brief.pipeline.progress import progress_on
from brief.replays.experiment import Experiment, conduct, measured, variants_of
from brief.replays.metrics import DEFAULT, METRICS, Metric
from brief.replays.replay import ReplayOptions, plan_replay
from brief.runs.store import StoredRun
from brief.words import label

_WIDE = 400
"""Line width in a file or a pipe: wide enough that nothing is wrapped."""
_PROMPTS = "Prompt files in DIR take the place of the run's"
_BY = "What decides who is best; see below."
_LONGEST = max(map(len, METRICS))
_EXPLAINED = "\n".join(f"  {one.name:<{_LONGEST}}  {one.said}; {one.better} is better" for one in METRICS.values())


@click.command(epilog=f"\b\nMetrics for --by:\n{_EXPLAINED}")
@click.argument("runs", metavar="[RUN]...", nargs=-1)
@click.option("--prompts", type=places.PATH, multiple=True, metavar="DIR", help=f"{_PROMPTS}; may be repeated.")
@click.option("--model", "models", multiple=True, metavar="PROVIDER:NAME", help="Ask this model; may be repeated.")
@click.option("--repeat", type=click.IntRange(min=1), default=1, show_default=True, help="Runs of each variant.")
@click.option("--by", type=click.Choice(list(METRICS)), metavar="METRIC", default=DEFAULT, show_default=True, help=_BY)
@click.option(
    "--gold", type=places.FILE, metavar="FILE.jsonl", help="Events they should tell of: a url or title a line."
)
@places.runs_dir_option
@places.json_option
def command(
    runs: tuple[str, ...],
    prompts: tuple[Path, ...],
    models: tuple[str, ...],
    repeat: int,
    by: str,
    gold: Path | None,
    runs_dir: Path | None,
    as_json: bool,
) -> int:
    """Replay RUN with each folder of prompts and each model, and measure what comes of it, side by side.

    What is not given stays as the run has it. The first repeat of a variant is answered from the run's ledger as far as
    its calls are the same; further repeats are asked anew. Every result is an ordinary run, listed by
    `brief list --parent RUN`. Exit status: 0 all were made, 1 some failed, 130 interrupted; where none was made, the
    status of the first.

    Of several RUNs nothing is made: they are measured as they are. Only so can --by ratings decide, since nobody has
    read yet what is made now.
    """
    folder = places.runs_dir(runs_dir)
    found = [places.run_named(folder, run) for run in runs or ("last",)]
    wanted = read_gold(gold) if gold else None
    _must_fit(len(found), by, makes=bool(prompts or models) or repeat > 1)
    alone = len(found) == 1
    experiment = _conducted(found[0], prompts, models, repeat, wanted) if alone else measured(found, wanted)
    if as_json:
        print_json({"run_id": found[0].record.run_id if alone else None, **rendering.as_json(experiment, METRICS[by])})
    else:
        _print(experiment, METRICS[by])
    return experiment.exit_code


def _must_fit(runs: int, by: str, *, makes: bool) -> None:
    if runs > 1 and makes:
        advice = "Name one run to replay it, or several without --prompts, --model and --repeat."
        raise UsageError("several runs are measured as they are, and not replayed.", next=advice)

    if runs == 1 and by == "ratings":
        advice = "Name the runs that were rated: `brief compare RUN RUN --by ratings`."
        raise UsageError("nobody has rated what is made now.", where="--by", next=advice)


def _conducted(
    parent: StoredRun, prompts: Sequence[Path], models: Sequence[str], repeat: int, gold: Sequence[Gold] | None
) -> Experiment:
    for folder in prompts:  # finds faulty prompts before the first run costs anything
        plan_replay(parent, ReplayOptions(prompts=folder, offline=True), places.project())
    with progress_on() as progress:
        return conduct(parent, variants_of(prompts, models), repeat, places.project(), progress, gold)


def _print(experiment: Experiment, metric: Metric) -> None:
    head, *rows = ([label(printable(cell)) for cell in row] for row in rendering.as_rows(experiment))
    show_tables([(head, rows)], rendering.verdict(experiment, metric), _WIDE)
