"""Limits of an endpoint: calls at once, requests and tokens per minute, over all threads of a run."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from brief.llm.base import DeadlineError

Clock = Callable[[], float]
"""Seconds since any fixed moment; never goes back."""

_MINUTE_SECONDS = 60.0


class Bucket:
    """A token bucket: `per_minute` at once, then refilled at that rate. Not safe to use from several threads."""

    def __init__(self, per_minute: float, now: float) -> None:
        self._size = per_minute
        self._left = per_minute
        self._filled_at = now

    def wait_seconds(self, amount: float, now: float) -> float:
        """How long until `amount` may be taken; an amount above the capacity waits for a full bucket."""
        return max(0.0, min(amount, self._size) - self._at(now)) / self._size * _MINUTE_SECONDS

    def take(self, amount: float, now: float) -> None:
        """The level may fall below zero; the next caller waits until it is refilled."""
        self._left, self._filled_at = self._at(now) - min(amount, self._size), now

    def give_back(self, amount: float, now: float) -> None:
        """Returns what was taken but not used; a negative amount means that more was used than taken."""
        self._left, self._filled_at = min(self._at(now) + amount, self._size), now

    def _at(self, now: float) -> float:
        return min(self._size, self._left + (now - self._filled_at) * self._size / _MINUTE_SECONDS)


class RateLimits:
    """Calls at once, requests and tokens per minute of one endpoint; None means no limit. Safe for threads."""

    def __init__(
        self,
        max_calls_at_once: int,
        requests_per_minute: int | None = None,
        tokens_per_minute: int | None = None,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._places = BoundedSemaphore(max_calls_at_once)
        self._lock = Lock()
        now = clock()
        self._requests = Bucket(requests_per_minute, now) if requests_per_minute else None
        self._tokens = Bucket(tokens_per_minute, now) if tokens_per_minute else None
        self._closed_until = now

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
        with self._lock:
            self._closed_until = max(self._closed_until, self._clock() + seconds)

    def _give_back(self, tokens: int) -> None:
        with self._lock:
            if self._tokens:
                self._tokens.give_back(tokens, self._clock())

    def _reserve(self, tokens: int, deadline: float | None) -> float:
        """Queues a call and takes its tokens at once; returns how many seconds it must wait."""
        with self._lock:
            now = self._clock()
            wants = [(bucket, amount) for bucket, amount in ((self._requests, 1), (self._tokens, tokens)) if bucket]
            waits = (bucket.wait_seconds(amount, now) for bucket, amount in wants)
            wait = max(self._closed_until - now, 0.0, *waits)
            if deadline is not None and now + wait > deadline:
                raise DeadlineError
            for bucket, amount in wants:
                bucket.take(amount, now)
            return wait
