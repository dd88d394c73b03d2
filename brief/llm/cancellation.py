"""Stops a run on Ctrl-C, SIGTERM or a closed terminal: waits for calls in flight, and starts no new ones."""

import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from threading import Lock, Thread, current_thread, main_thread
from types import FrameType
from typing import TypeVar

T = TypeVar("T")
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SLICE_SECONDS = 0.1


class Stop:
    """Whether a run must stop, and how many calls are in flight. Safe to use from several threads."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._must_stop = self._at_once = False
        self._in_flight = 0
        self._lock = Lock()

    def check(self) -> None:
        """Raises KeyboardInterrupt if the run must stop."""
        if self._must_stop:
            raise KeyboardInterrupt

    def sleep(self, seconds: float) -> None:
        """Sleeps, but raises KeyboardInterrupt as soon as the run must stop."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.check()
            time.sleep(min(left, _SLICE_SECONDS))

    def call(self, work: Callable[[], T]) -> T:
        """The result of `work`. Raises KeyboardInterrupt if the run must stop, or must not wait for calls any more."""
        self.check()
        with self._lock:
            self._in_flight += 1
        try:
            done = _started(work)
            while not self._at_once and not wait([done], _SLICE_SECONDS).done:
                pass
        finally:
            with self._lock:
                self._in_flight -= 1
        if not done.done():
            raise KeyboardInterrupt
        return done.result()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Handles the process's stop signals while the block runs; does nothing outside the main thread."""
        if current_thread() is not main_thread():
            yield
            return
        before = {number: signal.signal(number, self._on_signal) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        """Ends the run at once if no call is in flight, or at the second signal."""
        self._must_stop, self._at_once = True, self._must_stop
        if self._at_once or not self._in_flight:
            raise KeyboardInterrupt
        with suppress(RuntimeError):  # the signal interrupted another write to standard error
            self._note(f"stopping: {self._in_flight} calls in flight are waited for; once more stops at once")


def _started(work: Callable[[], T]) -> Future[T]:
    """`work`, started in a daemon thread: its answer may take minutes, and the run may end before it comes."""
    done: Future[T] = Future()

    def fill() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits for the answer
            done.set_exception(error)

    Thread(target=fill, daemon=True).start()
    return done
