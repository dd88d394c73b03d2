"""Shares with what they were taken of, so that each can be told with its interval."""

from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

from benchmarks.labels import share

_Z = 1.96
"""Of the normal distribution, for 95 %."""


class Share(NamedTuple):
    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """None where there is nothing to take a share of."""
        return share(self.hits, self.of)

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's, at 95 %; it stays within 0 and 1 where the share is small or the cases are few."""
        if not self.of:
            return 0.0, 1.0
        part, slack = self.hits / self.of, _Z**2 / self.of
        middle = part + slack / 2
        reach = _Z * sqrt(part * (1 - part) / self.of + slack / (4 * self.of))
        return max(0.0, (middle - reach) / (1 + slack)), min(1.0, (middle + reach) / (1 + slack))


def counted(judged: Iterable[bool]) -> Share:
    found = list(judged)
    return Share(sum(found), len(found))
