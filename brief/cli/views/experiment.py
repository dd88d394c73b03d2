"""Shows an experiment: a table, JSON, and a sentence that says which variant is best."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from brief.replays.experiment import Experiment, Made, Trial
from brief.replays.metrics import METRICS, Better, Metric, Outcome, Ranking, Spread, Unit, ranked, spread_of

_FORMS: Mapping[Unit, str] = {"share": "{:.1%}", "count": "{:,.1f}", "usd": "${:.4f}", "seconds": "{:,.1f}"}
_ARROWS: Mapping[Better, str] = {"higher": "↑", "lower": "↓"}


def as_rows(experiment: Experiment) -> list[tuple[str, ...]]:
    """A header, then one line per metric with a column per variant, the run itself first; `-` for an unknown value."""
    trials, was = experiment.trials, experiment.parent
    rows = [
        ("", "the run itself", *(trial.variant.name for trial in trials)),
        ("runs", "1", *(f"{len(trial.outcomes)} of {len(trial.made)}" for trial in trials)),
    ]
    for metric in METRICS.values():
        spreads = [trial.spread(metric) for trial in trials]
        if any(spreads):
            own = _of_parent(metric, was) if was else ""
            told = (shown(metric, spread) for spread in spreads)
            rows.append((f"{metric.said} {_ARROWS[metric.better]}", own, *told))
    rows += [(said, "-", *(_paid(trial, name, unit) for trial in trials)) for name, (said, unit) in _PAID.items()]
    return rows if was else [(name, *others) for name, _, *others in rows]


def shown(metric: Metric, spread: Spread | None) -> str:
    """`mean ± half the range`; only the mean if there is one value."""
    if spread is None:
        return "-"
    mean = _formed(metric.unit, spread.mean)
    return mean if len(spread.values) == 1 else f"{mean} ± {_formed(metric.unit, spread.half_range)}"


def _formed(unit: Unit, value: float) -> str:
    """Zero and whole counts are written without decimals."""
    return f"{value:,.0f}" if not value or (unit == "count" and value.is_integer()) else _FORMS[unit].format(value)


def verdict(experiment: Experiment, metric: Metric) -> Iterator[str]:
    """Which variant is best, which are as good, which may differ only by chance, and what failed."""
    ranking = _ranking(experiment, metric)
    yield from _best(experiment, metric, ranking)
    yield "↑ more is better, ↓ less is; `brief compare --help` tells the names for --by."
    for trial in experiment.trials:
        runs = [one.record.run_id for one in trial.made if one.record]
        if runs and runs != [trial.variant.name]:
            yield f"{trial.variant.name}: {', '.join(runs)}"
        for one in trial.failures:
            yield f"{trial.variant.name}, sample {one.sample}, failed: {one.failure}"
    if experiment.interrupted:
        yield "Interrupted: what is finished stands, the rest was not made."


def as_json(experiment: Experiment, metric: Metric) -> dict[str, Any]:
    """Runs and figures of each variant; "mean", "half_range" and "values" of a metric, null if unknown."""
    ranking = _ranking(experiment, metric)
    return {
        "by": metric.name,
        "better": metric.better,
        "best": list(ranking.best),
        "tie": len(ranking.best) > 1,
        "within_spread": list(ranking.within_spread),
        "spread": "half_range" if ranking.repeated else None,
        "parent": _figures([experiment.parent]) if experiment.parent else None,
        "variants": [_trial(trial) for trial in experiment.trials],
        "interrupted": experiment.interrupted,
        "exit_code": experiment.exit_code,
        "error": None,
    }


# -- parts -----------------------------------------------------------------------------------------------------------


def _ranking(experiment: Experiment, metric: Metric) -> Ranking:
    return ranked({trial.variant.name: trial.spread(metric) for trial in experiment.trials}, metric.better)


def _best(experiment: Experiment, metric: Metric, ranking: Ranking) -> Iterator[str]:
    by = f"by {metric.name} ({metric.said}; {metric.better} is better)"
    values = {trial.variant.name: shown(metric, trial.spread(metric)) for trial in experiment.trials}
    if not ranking.best:
        yield f"No variant can be told {by}."
        return
    names = ", ".join(ranking.best)
    best = values[ranking.best[0]]
    alone = sum(trial.spread(metric) is not None for trial in experiment.trials) == 1
    yield f"{'Tie' if len(ranking.best) > 1 else 'Alone' if alone else 'Best'} {by}: {names}, {best}."
    if experiment.parent:
        yield f"The run itself, {experiment.parent.run.path.name}: {_of_parent(metric, experiment.parent)}."
    for name in ranking.within_spread:
        yield f"Within the spread of the repeats, so no worse for certain: {name}, {values[name]}."
    if ranking.repeated:
        yield "± is half the way from the lowest to the highest repeat."
    elif not alone:
        yield "Each was made once: how much repeats differ is not known; `brief compare RUN --repeat` tells."


def _of_parent(metric: Metric, parent: Outcome) -> str:
    return shown(metric, spread_of([metric.of(parent)]))


_PAID: Mapping[str, tuple[str, Unit]] = {
    "calls": ("calls asked now", "count"),
    "reused": ("calls reused", "count"),
    "input_tokens": ("tokens in, paid now", "count"),
    "output_tokens": ("tokens out, paid now", "count"),
    "cost_usd": ("cost paid now", "usd"),
    "elapsed_seconds": ("seconds of the runs", "seconds"),
}
"""What one repeat cost this time, by its name in the record or its usage; summed over the repeats of a variant."""


def _paid(trial: Trial, name: str, unit: Unit) -> str:
    value = _total(trial.made, name)
    return "-" if value is None else _formed(unit, float(value))


def _total(made: Sequence[Made], name: str) -> float | None:
    """None if one value is unknown, such as a cost without a price."""
    records = [one.record for one in made if one.record]
    values: list[float | None] = [getattr(one if hasattr(one, name) else one.usage, name) for one in records]
    known = [value for value in values if value is not None]
    return round(sum(known), 6) if values and len(known) == len(values) else None


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "name": trial.variant.name,
        "prompts": str(trial.variant.prompts) if trial.variant.prompts else None,
        "model": trial.variant.model,
        "runs": [_run(one) for one in trial.made],
        "figures": _figures(trial.outcomes),
        **{name: _total(trial.made, name) for name in _PAID},
    }


def _run(made: Made) -> dict[str, Any]:
    record = made.record
    return {
        "sample": made.sample,
        "run_id": record.run_id if record else None,
        "status": record.status if record else "failed",
        "exit_code": record.exit_code if record else made.exit_code,
        "path": str(made.outcome.run.path) if made.outcome else None,
        "failure": made.failure,
    }


def _figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    spreads = {name: spread_of([metric.of(one) for one in outcomes]) for name, metric in METRICS.items()}
    return {
        name: spread and {"mean": spread.mean, "half_range": spread.half_range, "values": list(spread.values)}
        for name, spread in spreads.items()
    }
