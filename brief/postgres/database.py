"""The team's database as one process uses it: one connection, work done again after an absence, locks by name."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from brief.postgres.connecting import connected, is_away, told_plainly
from brief.postgres.migrations import migrate

if TYPE_CHECKING:
    from brief.postgres.connecting import Connection

T = TypeVar("T")
_TABLES = Path(__file__).with_name("sharing")
_PATIENCE_SECONDS = 30.0
_FIRST_PAUSE_SECONDS = 0.05
_TURN_SECONDS = 0.25
"""How long who waits for a lock waits before it looks again: a wait can be broken off, and holds no connection."""
_TRY = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"


class Database:
    """Safe to use from several threads, which take turns: a question to a server takes milliseconds."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._turn = RLock()
        self._open: Connection | None = None
        self._held: set[str] = set()

    def do(self, work: "Callable[[Connection], T]") -> T:
        """What `work` gives, in one transaction. Where the server was away it is done again: it may have been done.

        Raises UsageError where the server stays away, or refuses.
        """
        with told_plainly(self._url), self._turn:
            import psycopg

            pause, until = _FIRST_PAUSE_SECONDS, time.monotonic() + _PATIENCE_SECONDS
            while True:
                try:
                    connection = self._connection()
                    with connection.transaction():
                        return work(connection)
                except psycopg.OperationalError as error:
                    was_cut = self._open is not None and self._open.closed
                    if not (was_cut or is_away(error)) or time.monotonic() + pause > until:
                        raise
                time.sleep(pause)
                pause *= 2

    @contextmanager
    def alone(self, name: str, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
        """Alone with that name over all machines while the block runs; who comes second waits, by `sleep`.

        It ends with the process that has it. Where the server starts again meanwhile, it is taken anew at the next
        question to it.
        """
        while not self._taken(name):
            sleep(_TURN_SECONDS)
        try:
            yield
        finally:
            self._give_back(name)

    def _taken(self, name: str) -> bool:
        with self._turn:
            if name in self._held or not self.do(lambda one: _is_true(one, _TRY, name)):
                return False
            self._held.add(name)
            return True

    def _give_back(self, name: str) -> None:
        """A connection that was cut has nothing to give back."""
        with self._turn:
            self._held.discard(name)
            if self._open and not self._open.closed:
                import psycopg

                with suppress(psycopg.Error):
                    self._open.execute(_UNLOCK, (name,))

    def _connection(self) -> "Connection":
        if self._open is None or self._open.closed:
            new = connected(self._url)
            migrate(new, self._url, "sharing", _TABLES)
            for name in self._held:
                new.execute(_TRY, (name,))
            self._open = new
        return self._open

    def close(self) -> None:
        with self._turn:
            if self._open:
                self._open.close()


def _is_true(connection: "Connection", question: str, name: str) -> bool:
    return connection.execute(question, (name,)).fetchone() == (True,)


@cache
def database_at(url: str) -> Database:
    """One of each server in a process."""
    return Database(url)
