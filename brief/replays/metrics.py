"""What the runs of an experiment can be ranked by: a closed list, each with the direction that is better."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final, Literal

from brief.evaluation.scores import Gold, Ratio, Scores
from brief.evaluation.statements import first_issues, scored_run
from brief.llm.usage import price_of
from brief.runs.calls import read_calls
from brief.runs.store import LEDGER, StoredRun
from schemas.run import Call

Better = Literal["higher", "lower"]
Unit = Literal["share", "count", "usd", "seconds"]


@dataclass(frozen=True)
class Outcome:
    """A finished run, measured."""

    run: StoredRun
    scores: Scores
    issues: int | None
    """What the critic named in the first draft; None where that cannot be read."""
    calls: tuple[Call, ...]
    """All that it rests on, those of an earlier run included."""


@dataclass(frozen=True)
class Metric:
    name: str
    said: str
    better: Better
    unit: Unit
    of: Callable[[Outcome], float | None]
    """None where it cannot be taken."""


def outcome_of(run: StoredRun, gold: Sequence[Gold] | None = None) -> Outcome:
    """Raises UsageError for a run without a report, BriefError for a damaged one."""
    issues = first_issues(run)
    return Outcome(
        run, scored_run(run, gold)[1], None if issues is None else issues.total(), read_calls(run.path / LEDGER)
    )


def _ratio(name: str, said: str) -> Metric:
    def share(outcome: Outcome) -> float | None:
        ratio: Ratio | None = getattr(outcome.scores, name)
        return None if ratio is None else ratio.share

    return Metric(name, said, "higher", "share", share)


def _usage(name: str, said: str) -> Metric:
    return Metric(name, said, "lower", "count", lambda outcome: float(getattr(outcome.run.record.usage, name)))


def _summed(name: str, said: str, unit: Unit) -> Metric:
    """Over all calls, in whatever order they were answered: what the variant takes where nothing is known before."""
    return Metric(name, said, "lower", unit, lambda outcome: fsum(getattr(call, name) for call in outcome.calls))


METRICS: Final[Mapping[str, Metric]] = {
    one.name: one
    for one in (
        _ratio("own_words", "0 statements not left to extraction"),
        _ratio("link_coverage", "1 statements with a link"),
        _ratio("link_validity", "2 links in the evidence"),
        _ratio("figures_borne_out", "3 figures in the cited documents"),
        _ratio("names_borne_out", "4 names in the cited documents"),
        _ratio("quotes_exact", "5 quotes that are exact"),
        _ratio("rows_told_once", "6 rows told once"),
        _ratio("signals_joined", "7 signals of 2 rows and sections"),
        _ratio("synthesis_figures_with_row", "7 figures of the synthesis in a row"),
        _ratio("gold_covered", "8 gold events covered"),
        Metric("rows", "rows", "higher", "count", lambda outcome: float(outcome.scores.rows)),
        Metric("statements", "statements", "higher", "count", lambda outcome: float(outcome.scores.statements)),
        Metric(
            "characters",
            "characters of the statements",
            "lower",
            "count",
            lambda outcome: float(outcome.scores.characters),
        ),
        Metric("issues", "issues in the first draft", "lower", "count", lambda outcome: outcome.issues),
        Metric("open_issues", "issues left open", "lower", "count", lambda outcome: outcome.run.record.open_issues),
        Metric("repairs", "repairs asked", "lower", "count", lambda outcome: sum(one.repair for one in outcome.calls)),
        _usage("fallbacks", "fallbacks to extraction"),
        _usage("dropped", "statements dropped"),
        Metric("calls", "calls, asked and reused", "lower", "count", lambda outcome: len(outcome.calls)),
        _summed("input_tokens", "tokens in, of all calls", "count"),
        _summed("output_tokens", "tokens out, of all calls", "count"),
        Metric("cost_usd", "cost of all calls", "lower", "usd", lambda outcome: price_of(outcome.calls)),
        _summed("seconds", "seconds of all answers", "seconds"),
    )
}
"""The first is taken where none is named."""

DEFAULT: Final = next(iter(METRICS))
"""Code lets nothing false through, whoever writes; what a better prompt or model earns is that more of it stands."""
