"""Limits of an endpoint: calls at once, requests and tokens per minute, over all threads of a run or all of a fleet."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock
from typing import Protocol, TypeVar

from brief.llm.base import DeadlineError

T = TypeVar("T")

Clock = Callable[[], float]
"""Seconds since any fixed moment; never goes back."""

_MINUTE_SECONDS = 60.0


@dataclass
class Bucket:
    """A token bucket: `per_minute` at once, then refilled at that rate. Not safe to use from several threads."""

    per_minute: float
    left: float
    filled_at: float

    @classmethod
    def full(cls, per_minute: float, now: float) -> "Bucket":
        return cls(per_minute, per_minute, now)

    def wait_seconds(self, amount: float, now: float) -> float:
        """How long until `amount` may be taken; an amount above the capacity waits for a full bucket."""
        return max(0.0, min(amount, self.per_minute) - self._at(now)) / self.per_minute * _MINUTE_SECONDS

    def take(self, amount: float, now: float) -> None:
        """The level may fall below zero; the next caller waits until it is refilled."""
        self.left, self.filled_at = self._at(now) - min(amount, self.per_minute), now

    def give_back(self, amount: float, now: float) -> None:
        """Returns what was taken but not used; a negative amount means that more was used than taken."""
        self.left, self.filled_at = min(self._at(now) + amount, self.per_minute), now

    def _at(self, now: float) -> float:
        return min(self.per_minute, self.left + (now - self.filled_at) * self.per_minute / _MINUTE_SECONDS)


@dataclass
class Levels:
    """What an endpoint may still be asked, and from when on."""

    requests: Bucket | None
    tokens: Bucket | None
    closed_until: float

    @classmethod
    def full(cls, requests_per_minute: int | None, tokens_per_minute: int | None, now: float) -> "Levels":
        of = [Bucket.full(one, now) if one else None for one in (requests_per_minute, tokens_per_minute)]
        return cls(of[0], of[1], now)


class KeptLevels(Protocol):
    """Where the levels of an endpoint are kept."""

    def change(self, work: Callable[[Levels, float], T]) -> T:
        """What `work` gives; it may change the levels, alone, and is told what time it is."""


class OwnLevels:
    """In this process."""

    def __init__(self, full: Levels, clock: Clock) -> None:
        self._levels, self._clock, self._lock = full, clock, Lock()

    def change(self, work: Callable[[Levels, float], T]) -> T:
        with self._lock:
            return work(self._levels, self._clock())


class RateLimits:
    """Calls at once of this process; requests and tokens per minute of one endpoint; None means no limit. Safe for
    threads.
    """

    def __init__(
        self,
        max_calls_at_once: int,
        requests_per_minute: int | None = None,
        tokens_per_minute: int | None = None,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        kept: KeptLevels | None = None,
    ) -> None:
        """`kept`: where a fleet keeps its levels; they are this process's own without it."""
        self._clock, self._sleep = clock, sleep
        self._places = BoundedSemaphore(max_calls_at_once)
        self._kept = kept or OwnLevels(Levels.full(requests_per_minute, tokens_per_minute, clock()), clock)

    @contextmanager
    def turn(self, tokens: int, deadline: float | None = None) -> Iterator[Callable[[int], None]]:
        """Waits until a call of about `tokens` may go out, and keeps its place until the block ends.

        Gives a function that is told how many tokens the call really used.

        Raises DeadlineError at once if that would be after `deadline`.
        """
        left = None if deadline is None else max(0.0, deadline - self._clock())
        if not self._places.acquire(timeout=left):
            raise DeadlineError
        try:
            if (seconds := self._reserve(tokens, deadline)) > 0:
                self._sleep(seconds)
            yield lambda used: self._give_back(tokens - used)
        finally:
            self._places.release()

    def close_for(self, seconds: float) -> None:
        """Holds back every call that has not gone out yet, because the server asked for a pause."""

        def close(levels: Levels, now: float) -> None:
            levels.closed_until = max(levels.closed_until, now + seconds)

        if seconds > 0:
            self._kept.change(close)

    def _give_back(self, tokens: int) -> None:
        def give_back(levels: Levels, now: float) -> None:
            if levels.tokens:
                levels.tokens.give_back(tokens, now)

        self._kept.change(give_back)

    def _reserve(self, tokens: int, deadline: float | None) -> float:
        """Queues a call and takes its tokens at once; returns how many seconds it must wait."""

        def reserve(levels: Levels, now: float) -> float:
            wants = [(bucket, amount) for bucket, amount in ((levels.requests, 1), (levels.tokens, tokens)) if bucket]
            waits = (bucket.wait_seconds(amount, now) for bucket, amount in wants)
            wait = max(levels.closed_until - now, 0.0, *waits)
            if deadline is not None and self._clock() + wait > deadline:
                raise DeadlineError
            for bucket, amount in wants:
                bucket.take(amount, now)
            return wait

        return self._kept.change(reserve)
