"""Shows an experiment: a table, JSON, and a sentence that says which variant is best."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from brief.replays.experiment import Experiment, Made, Trial
from brief.replays.metrics import METRICS, Better, Metric, Outcome, Unit
from brief.replays.ranking import Ranking, Spread, ranked, spread_of
from schemas.run import RunRecord

_FORMS: Mapping[Unit, str] = {"share": "{:.1%}", "count": "{:,.1f}", "usd": "${:.4f}", "seconds": "{:,.1f}"}
_AS_IT_WAS = "the run itself"
_ARROWS: Mapping[Better, str] = {"higher": "↑", "lower": "↓"}


def as_rows(experiment: Experiment) -> list[tuple[str, ...]]:
    """A header, then one line per metric with a column per variant, the run itself first; `-` for an unknown value."""
    trials = experiment.trials
    was = experiment.parent
    return [
        ("", *([_AS_IT_WAS] if was else []), *(trial.variant.name for trial in trials)),
        ("runs", *(["1"] if was else []), *(f"{len(trial.outcomes)} of {len(trial.made)}" for trial in trials)),
        *(
            (
                f"{metric.said} {_ARROWS[metric.better]}",
                *([_of_parent(metric, was)] if was else []),
                *(shown(metric, t.spread(metric)) for t in trials),
            )
            for metric in METRICS.values()
            if _is_known(metric, experiment)
        ),
        *((paid.said, *(["-"] if was else []), *(_paid(trial, paid) for trial in trials)) for paid in _PAID.values()),
    ]


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
        if runs := [one.record.run_id for one in trial.made if one.record]:
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
        yield "Each was made once: how much repeats differ is not known; --repeat tells."


def _of_parent(metric: Metric, parent: Outcome) -> str:
    return shown(metric, spread_of([metric.of(parent)]))


def _is_known(metric: Metric, experiment: Experiment) -> bool:
    return any(trial.spread(metric) for trial in experiment.trials)


class _Paid(NamedTuple):
    """What one repeat cost this time; summed over the repeats of a variant."""

    said: str
    unit: Unit
    of: Callable[[RunRecord], float | None]


_PAID = {
    "calls": _Paid("calls asked now", "count", lambda record: record.usage.calls),
    "reused": _Paid("calls reused", "count", lambda record: record.usage.reused),
    "input_tokens": _Paid("tokens in, paid now", "count", lambda record: record.usage.input_tokens),
    "output_tokens": _Paid("tokens out, paid now", "count", lambda record: record.usage.output_tokens),
    "cost_usd": _Paid("cost paid now", "usd", lambda record: record.cost_usd),
    "elapsed_seconds": _Paid("seconds of the runs", "seconds", lambda record: record.elapsed_seconds),
}


def _paid(trial: Trial, paid: _Paid) -> str:
    value = _total(trial.made, paid)
    return "-" if value is None else _formed(paid.unit, float(value))


def _total(made: Sequence[Made], paid: _Paid) -> float | None:
    """None if one value is unknown, such as a cost without a price."""
    values = [paid.of(one.record) for one in made if one.record]
    known = [value for value in values if value is not None]
    return round(sum(known), 6) if values and len(known) == len(values) else None


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "name": trial.variant.name,
        "prompts": str(trial.variant.prompts) if trial.variant.prompts else None,
        "model": trial.variant.model,
        "runs": [_run(one) for one in trial.made],
        "figures": _figures(trial.outcomes),
        **{name: _total(trial.made, paid) for name, paid in _PAID.items()},
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
