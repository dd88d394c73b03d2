"""A run told to stop, by Ctrl-C, SIGTERM or a closed terminal: calls in flight are kept, and nothing more is asked."""

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from threading import Lock, Thread, current_thread, main_thread
from types import FrameType
from typing import Any

from brief.llm.base import Completion, Prompt, Provider
from brief.settings.model_settings import CallSettings
from brief.settings.models import ModelLink

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SLICE_SECONDS = 0.1


class Stop:
    """Whether a run is to stop, and how many calls are in flight. Safe to use from several threads."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._told = self._at_once = False
        self._in_flight = 0
        self._lock = Lock()

    def check(self) -> None:
        """Raises KeyboardInterrupt where the run is to stop."""
        if self._told:
            raise KeyboardInterrupt

    def sleep(self, seconds: float) -> None:
        """Waits so long, or until the run is told to stop: then raises KeyboardInterrupt."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.check()
            time.sleep(min(left, _SLICE_SECONDS))

    def guarded(self, provider_of: Callable[[ModelLink], Provider]) -> Callable[[ModelLink], Provider]:
        """The same providers; they ask nothing once the run is to stop."""
        return lambda link: _Guarded(provider_of(link), self)

    def call(self, work: Callable[[], Completion]) -> Completion:
        """What one call gives. Raises KeyboardInterrupt where the run is to stop, or no longer to wait for calls."""
        self.check()
        with self._counted():
            done = _started(work)
            while not self._at_once and not wait([done], _SLICE_SECONDS).done:
                pass
        if not done.done():
            raise KeyboardInterrupt
        return done.result()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._in_flight += 1
        try:
            yield
        finally:
            with self._lock:
                self._in_flight -= 1

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Takes signals over from the process while the block runs; in a thread other than the main one, none."""
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
        """Ends the run at once where no call is in flight, or when told a second time."""
        self._told, self._at_once = True, self._told
        if self._at_once or not self._in_flight:
            raise KeyboardInterrupt
        with suppress(RuntimeError):  # the signal came in the midst of another line
            self._note(f"stopping: {self._in_flight} calls in flight are waited for; once more stops at once")


class _Guarded:
    """A `Provider` behind a Stop."""

    def __init__(self, provider: Provider, stop: Stop) -> None:
        self._provider, self._stop = provider, stop
        self.name = provider.name

    def complete(
        self,
        prompt: Prompt,
        schema_name: str,
        schema: Mapping[str, Any],
        settings: CallSettings,
        timeout_seconds: float,
    ) -> Completion:
        asked = (prompt, schema_name, schema, settings, timeout_seconds)
        return self._stop.call(lambda: self._provider.complete(*asked))


def _started(work: Callable[[], Completion]) -> Future[Completion]:
    """The work, begun in a thread that nobody has to wait for: an answer may be minutes away when a run is to end."""
    done: Future[Completion] = Future()

    def fill() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is waited for
            done.set_exception(error)

    Thread(target=fill, daemon=True).start()
    return done
