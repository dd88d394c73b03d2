"""The team's database as one process uses it: one connection, work done again after an absence, locks by name."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from brief.postgres.line import Line
from brief.postgres.migrations import migrate

if TYPE_CHECKING:
    from brief.postgres.connecting import Connection

T = TypeVar("T")
_TABLES = Path(__file__).with_name("sharing")
_TURN_SECONDS = 0.25
"""How long who waits for a lock waits before it looks again: a wait can be broken off, and holds no connection."""
_TRY = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"


class Database:
    """Safe to use from several threads, which take turns: a question to a server takes milliseconds."""

    def __init__(self, url: str) -> None:
        self._url, self._line = url, Line(url, self._prepare)
        self._turn = RLock()
        self._held: set[str] = set()

    def do(self, work: "Callable[[Connection], T]") -> T:
        """What `work` gives, in one transaction. Where the server was away it is done again: it may have been done.

        Raises UsageError where the server stays away, or refuses.
        """
        with self._turn:
            return self._line.do(partial(_at_once, work))

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
            if name in self._held or self.do(lambda one: one.execute(_TRY, (name,)).fetchone()) != (True,):
                return False
            self._held.add(name)
            return True

    def _give_back(self, name: str) -> None:
        """A connection that was cut has nothing to give back."""
        with self._turn:
            self._held.discard(name)
            if connection := self._line.open:
                import psycopg

                with suppress(psycopg.Error):
                    connection.execute(_UNLOCK, (name,))

    def _prepare(self, new: "Connection") -> None:
        migrate(new, self._url, "sharing", _TABLES)
        for name in self._held:
            new.execute(_TRY, (name,))

    def close(self) -> None:
        with self._turn:
            self._line.close()


def _at_once(work: "Callable[[Connection], T]", connection: "Connection") -> T:
    """All of it or nothing."""
    with connection.transaction():
        return work(connection)


@cache
def database_at(url: str) -> Database:
    """One of each server in a process."""
    return Database(url)
