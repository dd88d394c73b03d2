"""Levels of an endpoint in the team's PostgreSQL: one limit over all machines, by the server's clock."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, TypeVar

from brief.llm.rate_limits import Bucket, Levels
from brief.postgres.database import Database

if TYPE_CHECKING:
    from brief.postgres.connecting import Connection

T = TypeVar("T")
_BEGIN = "INSERT INTO brief_limits VALUES (%s, '{}') ON CONFLICT (endpoint) DO NOTHING"
_READ = "SELECT levels, extract(epoch FROM clock_timestamp())::float8 FROM brief_limits WHERE endpoint = %s FOR UPDATE"
_WRITE = "UPDATE brief_limits SET levels = %s WHERE endpoint = %s"


class SharedLevels:
    def __init__(
        self, database: Database, endpoint: str, requests_per_minute: int | None, tokens_per_minute: int | None
    ) -> None:
        """`endpoint`: what all machines call it."""
        self._database, self._endpoint = database, endpoint
        self._per_minute = requests_per_minute, tokens_per_minute

    def change(self, work: Callable[[Levels, float], T]) -> T:
        def changed(connection: "Connection") -> T:
            connection.execute(_BEGIN, (self._endpoint,))
            ((kept, now),) = connection.execute(_READ, (self._endpoint,)).fetchall()
            levels = self._levels(kept, now)
            done = work(levels, now)
            connection.execute(_WRITE, (json.dumps(asdict(levels)), self._endpoint))
            return done

        return self._database.do(changed)

    def _levels(self, kept: Mapping[str, Any], now: float) -> Levels:
        """As they are kept, within the limits of this machine's configuration."""
        full = Levels.full(*self._per_minute, now)
        own = {name: _kept(getattr(full, name), kept.get(name)) for name in ("requests", "tokens")}
        return replace(full, **own, closed_until=kept.get("closed_until", now))


def _kept(full: Bucket | None, kept: Mapping[str, float] | None) -> Bucket | None:
    return replace(full, left=kept["left"], filled_at=kept["filled_at"]) if full and kept else full
