"""Who of a run may ask a question, or works towards one: questions for a batch wait until all of them do."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Crew:
    def __init__(self, changed: Condition | None = None, at_once: int | None = None) -> None:
        """`at_once`: most who ask at a time; None leaves that to whoever starts them."""
        self._changed, self.at_once, self.size = changed or Condition(), at_once, 1

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """One more, while the block runs."""
        with self._counting(1):
            yield

    @contextmanager
    def aside(self) -> Iterator[None]:
        """One less: who waits for others asks nothing."""
        with self._counting(-1):
            yield

    @contextmanager
    def _counting(self, step: int) -> Iterator[None]:
        with self._changed:
            self.size += step
        try:
            yield
        finally:
            with self._changed:
                self.size -= step
