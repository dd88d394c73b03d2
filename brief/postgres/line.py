"""A line to a server: one connection, made again where it was cut, and what was asked on it done again."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from brief.patience import Patience
from brief.postgres.connecting import connected, is_away, told_plainly

if TYPE_CHECKING:
    from brief.postgres.connecting import Connection

T = TypeVar("T")
_PATIENCE_SECONDS = 30.0
_FIRST_PAUSE_SECONDS = 0.05


class Line:
    """For one thread at a time. `prepare` is given each new connection before anything is asked on it."""

    def __init__(self, url: str, prepare: "Callable[[Connection], None]") -> None:
        self._url, self._prepare = url, prepare
        self._last: Connection | None = None

    @property
    def open(self) -> "Connection | None":
        """None where it was cut, or never made."""
        return None if self._last is None or self._last.closed else self._last

    def do(self, work: "Callable[[Connection], T]") -> T:
        """What `work` gives. Where the server was away it is done again: it may have been done.

        Raises UsageError where the server stays away, or refuses.
        """
        with told_plainly(self._url):
            import psycopg

            patience = Patience(_PATIENCE_SECONDS, _FIRST_PAUSE_SECONDS)
            while True:
                try:
                    return work(self.open or self._made())
                except psycopg.OperationalError as error:
                    if (self.open and not is_away(error)) or not patience.waits():
                        raise
                self.close()

    def _made(self) -> "Connection":
        self._last = new = connected(self._url)
        try:
            self._prepare(new)
        except BaseException:
            new.close()
            raise
        return new

    def close(self) -> None:
        if self._last:
            self._last.close()
