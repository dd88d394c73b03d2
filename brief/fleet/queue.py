"""The queue: Procrastinate's tables in the team's PostgreSQL, and Brief's beside them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from brief.errors import UsageError, needing
from brief.fleet.orders import Order
from brief.postgres.connecting import connected, told_plainly
from brief.postgres.migrations import migrate
from brief.settings.config import Config

if TYPE_CHECKING:
    from brief.postgres.connecting import Connection

NAME = "brief"
"""Of the queue and of its one task."""
_TABLES = Path(__file__).parent / "tables"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('brief fleet', 0))"
_OPEN = "SELECT queueing_lock, id FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND queueing_lock = ANY(%s)"
_CANCEL = """UPDATE procrastinate_jobs SET status = 'cancelled'
    WHERE id = ANY(%s) AND status IN ('todo', 'failed') RETURNING id"""


@dataclass(frozen=True)
class Submitted:
    id: int
    order: Order
    is_new: bool
    """False where an equal one waits or runs."""


def address(config: Config) -> str:
    """Of the fleet's database. Raises UsageError where none is named."""
    if config.fleet_url:
        return config.fleet_url
    advice = 'Name the team\'s database under [fleet]: url = "postgresql://brief@db.example/brief".'
    raise UsageError("no database is named for the queue.", where="config.toml", next=advice)


@contextmanager
def opened(url: str) -> Iterator["Connection"]:
    """A connection to the fleet's database, whose tables are there. Raises UsageError, also for what happens later."""
    with told_plainly(url), connected(url) as connection:
        _install(connection)
        migrate(connection, url, "fleet", _TABLES)
        yield connection


def submit(connection: "Connection", orders: Sequence[Order]) -> list[Submitted]:
    """Queues those of which no equal one waits or runs: all or, where that fails, none. In the order given."""
    with connection.transaction():
        connection.execute(_LOCK)  # until all is queued: what is there is not queued by another meanwhile
        known: dict[str, int] = dict(connection.execute(_OPEN, ([order.lock for order in orders],)).fetchall())
        fresh = {order.lock: order for order in orders if order.lock not in known}
        queued = dict(zip(fresh, _queued(connection, list(fresh.values())), strict=True))
    told = []
    for order in orders:
        is_new = fresh.pop(order.lock, None) is not None
        told.append(Submitted({**known, **queued}[order.lock], order, is_new))
    return told


def cancel(connection: "Connection", jobs: Sequence[int]) -> list[int]:
    """Takes those out of the queue that wait or failed; returns the others, which run, are done or never were."""
    gone = {job for (job,) in connection.execute(_CANCEL, (list(jobs),)).fetchall()}
    return [job for job in jobs if job not in gone]


def _queued(connection: "Connection", orders: Sequence[Order]) -> list[int]:
    with needing("fleet"):
        from procrastinate import SyncPsycopgConnector
        from procrastinate.jobs import Job
        from procrastinate.manager import JobManager

    jobs = [
        Job(queue=NAME, task_name=NAME, lock=None, queueing_lock=order.lock, task_kwargs=arguments_of(order))
        for order in orders
    ]
    queued = JobManager(SyncPsycopgConnector()).batch_defer_jobs(jobs, connection=connection) if jobs else []
    return [job.id for job in queued if job.id is not None]


def arguments_of(order: Order) -> dict[str, Any]:
    return {"order": order.model_dump(mode="json", exclude_defaults=True)}


def _install(connection: "Connection") -> None:
    """Procrastinate's own tables, which it does not make by itself."""
    if _is_there(connection):
        return
    with needing("fleet"):
        from procrastinate.schema import SchemaManager
    with connection.transaction():
        connection.execute(_LOCK)
        if not _is_there(connection):
            connection.execute(SchemaManager.get_schema())


def _is_there(connection: "Connection") -> bool:
    return connection.execute("SELECT to_regclass('procrastinate_jobs')").fetchone() != (None,)
