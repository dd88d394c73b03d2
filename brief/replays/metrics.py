"""What the runs of an experiment can be ranked by, and which is best: a closed list, each with its better direction."""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import fsum
from pathlib import Path
from statistics import fmean
from typing import Final, Literal, cast

from brief.evaluation.scores import Gold, Ratio, Scores
from brief.evaluation.statements import first_issues, scored_run
from brief.llm.budget import price_of
from brief.runs.lineage import read_calls
from brief.runs.ratings import Ratings, ratings_of
from brief.runs.store import LEDGER, StoredRun
from schemas.rating import Mark, Word
from schemas.run import Call

Better = Literal["higher", "lower"]
Unit = Literal["share", "count", "usd", "seconds"]


@dataclass(frozen=True)
class Outcome:
    run: StoredRun
    scores: Scores
    issues: int | None
    """What the critic named in the first draft; None where that cannot be read."""
    calls: tuple[Call, ...]
    """All that it rests on, those of an earlier run included."""
    ratings: float | None = None
    """What people think of its lines; None where nobody rated one."""


@dataclass(frozen=True)
class Metric:
    name: str
    said: str
    better: Better
    unit: Unit
    of: Callable[[Outcome], float | None]
    """None where it cannot be taken."""


def outcome_of(run: StoredRun, gold: Sequence[Gold] | None = None, beside: Container[str] = ()) -> Outcome:
    """`beside`: ids of the runs that it is held against.

    Raises UsageError for a run without a report, BriefError for a damaged one.
    """
    issues, (_, scores), calls = first_issues(run), scored_run(run, gold), read_calls(run.path / LEDGER)
    return Outcome(run, scores, None if issues is None else issues.total(), calls, liking(ratings_of(run), beside))


_WORTH: Mapping[Mark | Word, int] = {"starred": 1, "better": 1, "even": 0, "struck": -1, "worse": -1}


def liking(ratings: Ratings, beside: Container[str]) -> float | None:
    """From 1, all that was rated is starred, to -1, all is struck. A line counts once, however many rated it; a choice
    between two texts counts where the other run is one of `beside`.
    """
    said: dict[tuple[str, ...], list[int]] = defaultdict(list)
    chosen = (one for one in ratings.preferences if one.other in beside)
    words = ((one, one.mark) for one in ratings.marks), ((one, one.word) for one in chosen)
    for one, word in chain(*words):
        if word in _WORTH:
            said[one.claim_id, one.format, one.language].append(_WORTH[word])
    return fmean(map(fmean, said.values())) if said else None


def _measure(name: str, unit: Unit) -> Callable[[Outcome], float | None]:
    if name in _OF:
        return _OF[name]
    if unit != "share":
        return lambda outcome: fsum(getattr(call, name) for call in outcome.calls)

    def share(outcome: Outcome) -> float | None:
        ratio: Ratio | None = getattr(outcome.scores, name)
        return None if ratio is None else ratio.share

    return share


_OF: Mapping[str, Callable[[Outcome], float | None]] = {
    "rows": lambda outcome: float(outcome.scores.rows),
    "statements": lambda outcome: float(outcome.scores.statements),
    "characters": lambda outcome: float(outcome.scores.characters),
    "issues": lambda outcome: outcome.issues,
    "open_issues": lambda outcome: outcome.run.record.open_issues,
    "repairs": lambda outcome: sum(call.repair for call in outcome.calls),
    "fallbacks": lambda outcome: float(outcome.run.record.usage.fallbacks),
    "dropped": lambda outcome: float(outcome.run.record.usage.dropped),
    "calls": lambda outcome: len(outcome.calls),
    "ratings": lambda outcome: outcome.ratings,
    "cost_usd": lambda outcome: price_of(outcome.calls),
}
_TABLE = cast(
    Mapping[Unit, Mapping[Better, Mapping[str, str]]],
    tomllib.loads(Path(__file__).with_name("metrics.toml").read_text("utf-8")),
)
METRICS: Final = {
    name: Metric(name, said, better, unit, _measure(name, unit))
    for unit, directions in _TABLE.items()
    for better, names in directions.items()
    for name, said in names.items()
}
DEFAULT: Final = next(iter(METRICS))
"""Code lets nothing false through, whoever writes; what a better prompt or model earns is that more of it stands."""


_EQUAL = 1e-9
"""Means that differ by less are the same."""


@dataclass(frozen=True)
class Spread:
    """What one metric was in the repeats of a variant."""

    values: tuple[float, ...]
    """At least one."""

    @property
    def mean(self) -> float:
        return sum(self.values) / len(self.values)

    @property
    def half_range(self) -> float:
        """Half the way from the lowest to the highest."""
        return (max(self.values) - min(self.values)) / 2

    def overlaps(self, other: "Spread") -> bool:
        """Some repeat of the one is no better than some repeat of the other."""
        return min(self.values) <= max(other.values) and min(other.values) <= max(self.values)


@dataclass(frozen=True)
class Ranking:
    """Variants by name, in the order in which they were given."""

    best: tuple[str, ...]
    """More than one is a tie; none where nothing could be measured."""
    within_spread: tuple[str, ...]
    """Worse on average, by no more than repeats of the same differ."""
    repeated: bool
    """Whether any was repeated: without repeats no spread is known."""


def spread_of(values: Sequence[float | None]) -> Spread | None:
    """Of the values that could be taken; None where there are none."""
    known = tuple(value for value in values if value is not None)
    return Spread(known) if known else None


def ranked(spreads: Mapping[str, Spread | None], better: Better) -> Ranking:
    """The best on average, those equal to it, and those that its repeats do not set apart from it."""
    known = {name: spread for name, spread in spreads.items() if spread}
    if not known:
        return Ranking((), (), repeated=False)
    top = (max if better == "higher" else min)(spread.mean for spread in known.values())
    best = {name: spread for name, spread in known.items() if abs(spread.mean - top) <= _EQUAL}
    repeated = any(len(spread.values) > 1 for spread in known.values())
    rest = {name: spread for name, spread in known.items() if name not in best}
    return Ranking(tuple(best), _near(rest, best) if repeated else (), repeated)


def _near(rest: Mapping[str, Spread], best: Mapping[str, Spread]) -> tuple[str, ...]:
    """Those whose repeats overlap with those of one of the best."""
    return tuple(name for name, spread in rest.items() if any(map(spread.overlaps, best.values())))
