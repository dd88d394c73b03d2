"""Procrastinate for machines that die: waits for a server that is away, ends only what is its own, takes over what no
living worker has.
"""

import asyncio
import os
import socket
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import psycopg
from procrastinate import BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.connector import Notify
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.utils import utcnow

from brief.schedule.journal import pause_after

T = TypeVar("T")

_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.1, 2.0

# Only what we write is put together here; values are placed by the driver.
_MINE = """SELECT id FROM procrastinate_jobs
    WHERE id = %(job)s AND worker_id = %(worker)s AND status = 'doing' FOR UPDATE"""
_FINISH = f"SELECT procrastinate_finish_job_v1(id, %(status)s::procrastinate_job_status, false) FROM ({_MINE}) AS mine"  # noqa: S608
_RETRY = f"SELECT procrastinate_retry_job_v2(id, %(at)s, NULL, NULL, NULL) FROM ({_MINE}) AS mine"  # noqa: S608
_HAND_BACK = f"UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = now() WHERE id IN ({_MINE})"  # noqa: S608

_HEARTBEAT = "UPDATE procrastinate_workers SET last_heartbeat = now() WHERE id = %(worker)s RETURNING id"
_KNOWN = """INSERT INTO brief_fleet_workers (worker, host, pid, runs) VALUES (%(worker)s, %(host)s, %(pid)s, %(runs)s)
    ON CONFLICT (worker) DO NOTHING"""

# A server that has just started has heard from nobody yet. A worker's jobs lose it as their own when its row goes.
_BURY = """DELETE FROM procrastinate_workers WHERE last_heartbeat < now() - make_interval(secs => %(silence)s)
    AND pg_postmaster_start_time() < now() - make_interval(secs => %(silence)s)"""
_TAKE_OVER = """SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM (SELECT id FROM procrastinate_jobs
    WHERE status = 'doing' AND worker_id IS NULL FOR UPDATE SKIP LOCKED) AS left_behind"""


class PatientConnector(PsycopgConnector):
    """Asks again until a server that is away has come back, so that nobody above it notices.

    Every question may be asked twice: where the line is cut, nobody knows whether it was heard.
    """

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        await _patiently(partial(super().execute_query_async, query, **arguments))

    async def execute_query_one_async(self, query: Any, **arguments: Any) -> dict[str, Any]:
        return await _patiently(partial(super().execute_query_one_async, query, **arguments))

    async def execute_query_all_async(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:
        return await _patiently(partial(super().execute_query_all_async, query, **arguments))

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        await _patiently(partial(super().listen_notify, on_notification, channels))


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    pause = _FIRST_PAUSE_SECONDS
    while True:
        try:
            return await ask()
        except ConnectorException as error:
            if not isinstance(error.__cause__, psycopg.OperationalError | psycopg.InterfaceError):
                raise
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


class FencedManager(JobManager):
    """A worker's: one that was taken for dead has no say any more in what others have taken over."""

    def __init__(self, connector: PatientConnector, runs: str) -> None:
        """`runs`: the place where it keeps them."""
        super().__init__(connector)
        self._runs = runs
        self.heard_at = time.monotonic()
        """When the database last answered a heartbeat."""

    async def register_worker(self) -> int:
        worker = await super().register_worker()
        known = {"worker": worker, "host": socket.gethostname(), "pid": os.getpid(), "runs": self._runs}
        await self.connector.execute_query_async(_KNOWN, **known)
        return worker

    async def is_known(self, worker: int) -> bool:
        """Tells that it lives; whether it was not taken for dead."""
        known = await self.connector.execute_query_all_async(_HEARTBEAT, worker=worker)
        self.heard_at = time.monotonic()
        return bool(known)

    async def prune_stalled_workers(self, seconds_since_heartbeat: float) -> list[int]:
        """Buries workers that have been silent so long, and has their jobs wait again. Any number may do so at once."""
        await self.connector.execute_query_async(_BURY, silence=seconds_since_heartbeat)
        await self.connector.execute_query_async(_TAKE_OVER)
        return []

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """Nothing for who was taken for dead: it begins anew as soon as it learns of that."""
        try:
            return await super().fetch_job(queues, worker_id)
        except ConnectorException as error:
            if not isinstance(error.__cause__, psycopg.errors.ForeignKeyViolation):
                raise
            return None

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        mine = {"job": job.id, "worker": job.worker_id}
        await self.connector.execute_query_async(_FINISH, **mine, status=status.value)

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        mine = {"job": job.id, "worker": job.worker_id}
        await self.connector.execute_query_async(_RETRY, **mine, at=retry_at or utcnow())

    async def hand_back(self, job: int, worker: int) -> None:
        """It waits again at once, and was not tried."""
        await self.connector.execute_query_async(_HAND_BACK, job=job, worker=worker)

    async def jobs_of(self, worker: int) -> frozenset[int]:
        """That it has, as far as the database knows."""
        jobs = await self.list_jobs_async(status=Status.DOING.value, worker_id=worker)
        return frozenset(job.id for job in jobs if job.id is not None)


class PassingError(Exception):
    """A try failed; another may not."""


class Retries(BaseRetryStrategy):
    """As the schedule tries: so often, with a pause that doubles."""

    def __init__(self, tries: int) -> None:
        self._tries = tries

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        tried = job.attempts + 1
        if not isinstance(exception, PassingError) or tried >= self._tries:
            return None
        return RetryDecision(retry_at=utcnow() + pause_after(tried))
