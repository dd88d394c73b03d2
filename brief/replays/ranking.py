"""Which of several variants is best by one metric, and whether the difference is more than chance would make. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from brief.replays.metrics import Better

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
