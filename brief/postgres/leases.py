"""That a process is at something, shown to all machines: a row that it renews while it lives."""

from contextlib import suppress
from threading import Event, Thread
from uuid import uuid4

from brief.errors import BriefError
from brief.postgres.database import Database

_RENEWALS = 4
"""While it stands."""
_TAKE = """
INSERT INTO brief_leases VALUES (%(name)s, %(holder)s, clock_timestamp() + make_interval(secs => %(seconds)s))
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE brief_leases.until < clock_timestamp() OR brief_leases.holder = excluded.holder"""
_GIVE_BACK = "DELETE FROM brief_leases WHERE name = %s AND holder = %s"
_IS_HELD = "SELECT 1 FROM brief_leases WHERE name = %s AND until >= clock_timestamp()"


class Lease:
    """Renewed by a thread of its own until it is given back."""

    def __init__(self, database: Database, name: str, seconds: float) -> None:
        """`seconds`: how long it stands after its holder died; a server that is away for less takes it from nobody."""
        self._database, self._name, self._seconds = database, name, seconds
        self._holder = uuid4().hex
        self._over = Event()
        self.lost = False
        """Whether another process has it now: this one was silent for too long."""

    def taken(self) -> bool:
        """Takes it, unless another process has it."""
        if not self._renewed():
            return False
        Thread(target=self._renew, daemon=True).start()
        return True

    def give_back(self) -> None:
        self._over.set()
        with suppress(BriefError):  # it runs out by itself
            self._database.do(lambda one: one.execute(_GIVE_BACK, (self._name, self._holder)))

    def _renew(self) -> None:
        while not (self.lost or self._over.wait(self._seconds / _RENEWALS)):
            with suppress(BriefError):  # a server that is away gives it to nobody else
                self.lost = not self._renewed()

    def _renewed(self) -> bool:
        said = {"name": self._name, "holder": self._holder, "seconds": self._seconds}
        return self._database.do(lambda one: one.execute(_TAKE, said).rowcount == 1)


def is_leased(database: Database, name: str) -> bool:
    return database.do(lambda one: one.execute(_IS_HELD, (name,)).fetchone() is not None)
