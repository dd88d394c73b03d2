"""Whose turn it is: work for many servers at once, little at once for each of them, and when one asks to wait."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import urlsplit

from brief.documents.sources.base import Postponed

T = TypeVar("T")
_PORTS = {"http": 80, "https": 443}


def server_of(url: str) -> str:
    """host:port of an address; the address itself, if it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return url
    return f"{parts.hostname}:{port}"


class Slots:
    """Lets so many requests at once go to one server, whoever was redirected there."""

    def __init__(self, per_host: int) -> None:
        self._per_host = per_host
        self._lock = threading.Lock()
        self._of: dict[str, threading.Semaphore] = {}

    @contextmanager
    def one_for(self, url: str, deadline: float) -> Iterator[None]:
        """Waits for one, until the `deadline` (time.monotonic()). Raises Postponed if none came free by then."""
        server = server_of(url)
        with self._lock:
            slot = self._of.setdefault(server, threading.Semaphore(self._per_host))
        if not slot.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise Postponed(f"{server} was busy with other requests of ours until time was up")
        try:
            yield
        finally:
            slot.release()


class Job(NamedTuple, Generic[T]):
    server: str
    work: Callable[[], T]


@contextmanager
def in_turns(jobs: Sequence[Job[T]], at_once: int, per_host: int, until: float) -> Iterator[tuple[Future[T], ...]]:
    """The results of the jobs, in the same order, while they are done: so many at once, so many at once for one server.

    No thread waits for a server that is busy while another server has a job. What has not begun when it is `until`
    (time.monotonic()), or when the context ends, raises Postponed.
    """
    turns = _Turns(jobs, per_host, until)
    threads = max(1, min(at_once, len(jobs)))
    with ThreadPoolExecutor(max_workers=threads, thread_name_prefix="fetch") as pool:
        for _ in range(threads):
            pool.submit(turns.work)
        try:
            yield turns.results
        finally:
            turns.end()


class _Turns(Generic[T]):
    def __init__(self, jobs: Sequence[Job[T]], per_host: int, until: float) -> None:
        self.results: tuple[Future[T], ...] = tuple(Future() for _ in jobs)
        self._waiting = list(zip(jobs, self.results, strict=True))
        self._per_host = per_host
        self._until = until
        self._busy: Counter[str] = Counter()
        self._changed = threading.Condition()

    def work(self) -> None:
        """What each thread does until no job is left."""
        while turn := self._next():
            job, result = turn
            try:
                result.set_result(job.work())
            except BaseException as error:  # noqa: BLE001 - whoever asks for the result is told
                result.set_exception(error)
            finally:
                self._done(job.server)

    def _next(self) -> tuple[Job[T], Future[T]] | None:
        """The first job whose server is free, waited for if there is none; None if there is none left."""
        with self._changed:
            while self._waiting:
                left = self._until - time.monotonic()
                if left <= 0:
                    self._postpone()
                    break
                for place, (job, _) in enumerate(self._waiting):
                    if self._busy[job.server] < self._per_host:
                        self._busy[job.server] += 1
                        return self._waiting.pop(place)
                self._changed.wait(left)
        return None

    def _done(self, server: str) -> None:
        with self._changed:
            self._busy[server] -= 1
            self._changed.notify_all()

    def end(self) -> None:
        with self._changed:
            self._postpone()
            self._changed.notify_all()

    def _postpone(self) -> None:
        for _, result in self._waiting:
            result.set_exception(Postponed("its turn did not come before the time for all sources was up"))
        self._waiting.clear()


def asked_wait_seconds(headers: Mapping[str, str]) -> float | None:
    """How long the server asks to wait, in seconds; None if it does not say, or in an unknown form.

    RFC 9110, 10.2.3: seconds or a date. A date is compared with the server's own clock if it sends it.
    """
    text = headers.get("retry-after", "").strip()
    for told, units in ((headers.get("retry-after-ms", ""), 1000), (text, 1)):
        if (seconds := _seconds(told, units)) is not None:
            return seconds
    return _until(text, headers.get("date", ""))


def _seconds(text: str, units: int) -> float | None:
    try:
        seconds = float(text) / units
    except ValueError:
        return None
    return max(seconds, 0.0) if seconds < _NEVER else None


_NEVER = 1e9
"""Seconds, which nobody lives to see."""


def _until(text: str, now: str) -> float | None:
    then = _instant(text)
    if then is None:
        return None
    return max((then - (_instant(now) or datetime.now(UTC))).total_seconds(), 0.0)


def _instant(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
