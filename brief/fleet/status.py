"""What the queue holds, who works, how far each report is, and what is stuck."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from brief.postgres.connecting import Connection

STATES = {"todo": "waiting", "doing": "running", "succeeded": "done", "failed": "failed"}
"""Procrastinate's words -> ours; others are not told."""
_LONGEST_STEP = timedelta(minutes=30)
"""A step that takes longer is worth a look."""

_COUNTS = "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status"
_JOBS = """SELECT id, status::text AS status, args->'order'->>'name' AS name, attempts, scheduled_at,
        worker_id AS worker, run, step, step_at, begun_at, exit_code, error
    FROM procrastinate_jobs LEFT JOIN brief_fleet_jobs ON job = id
    WHERE status = 'doing' OR (status = 'todo' AND attempts > 0) OR (status = 'failed' AND NOT EXISTS (
        SELECT 1 FROM procrastinate_jobs AS later
        WHERE later.queueing_lock = procrastinate_jobs.queueing_lock AND later.id > procrastinate_jobs.id))
    ORDER BY id"""
_WORKERS = """SELECT worker, host, pid, since, last_heartbeat FROM brief_fleet_workers
    JOIN procrastinate_workers ON id = worker ORDER BY worker"""
_DONE = """SELECT count(*) FROM procrastinate_events JOIN procrastinate_jobs AS jobs ON jobs.id = job_id
    WHERE type = 'succeeded' AND at > now() - interval '1 hour' AND args->'order'->>'kind' IN ('report', 'replay')"""
_COST = "SELECT sum(cost_usd), count(*) FILTER (WHERE exit_code IS NOT NULL AND cost_usd IS NULL) FROM brief_fleet_jobs"
_OLDEST = """SELECT min(coalesce(scheduled_at, at))
    FROM procrastinate_jobs AS jobs JOIN procrastinate_events ON job_id = jobs.id
    WHERE status = 'todo' AND type = 'deferred' AND coalesce(scheduled_at, at) < now()"""


def status_of(connection: "Connection", silence_seconds: float) -> dict[str, Any]:
    """All of it as JSON values; `exit_code` is 1 where something is stuck, or failed and was not submitted again."""
    now: datetime = _one(connection, "SELECT now()")[0]
    counts: dict[str, int] = dict(connection.execute(_COUNTS).fetchall())
    jobs = defaultdict[str, list[dict[str, Any]]](list)
    for one in _rows(connection, _JOBS):
        jobs[one["status"]].append(one)
    workers = list(_workers(connection, jobs["doing"], now - timedelta(seconds=silence_seconds)))
    stuck = list(_stuck(jobs["doing"], workers, _one(connection, _OLDEST)[0], now))
    cost, unknown = _one(connection, _COST)
    told = {
        "exit_code": int(bool(stuck or jobs["failed"])),
        "queue": {name: counts.get(status, 0) for status, name in STATES.items()},
        "workers": workers,
        "running": jobs["doing"],
        "again": jobs["todo"],
        "failed": jobs["failed"],
        "stuck": stuck,
        "reports_last_hour": _one(connection, _DONE)[0],
        "cost_usd": None if unknown else cost or 0.0,
    }
    return {key: _told(value) for key, value in told.items()}


def _workers(
    connection: "Connection", running: list[dict[str, Any]], alive_since: datetime
) -> Iterator[dict[str, Any]]:
    for one in _rows(connection, _WORKERS):
        jobs = [job["id"] for job in running if job["worker"] == one["worker"]]
        yield {**one, "is_alive": one["last_heartbeat"] >= alive_since, "jobs": jobs}


def _stuck(
    running: list[dict[str, Any]], workers: list[dict[str, Any]], oldest: datetime | None, now: datetime
) -> Iterator[dict[str, Any]]:
    """`oldest`: since when the first job waits."""
    is_alone = not any(worker["is_alive"] for worker in workers)
    if oldest and is_alone:
        yield {"job": None, "why": f"jobs wait for {_span(now - oldest)} and no worker is alive"}
    for job in running:
        if is_alone:
            yield {"job": job["id"], "why": "its worker is silent, and no other is there to take it over"}
        elif job["step_at"] and now - job["step_at"] > _LONGEST_STEP:
            yield {"job": job["id"], "why": f"it has said nothing for {_span(now - job['step_at'])}"}


def _span(span: timedelta) -> timedelta:
    """In whole seconds."""
    return timedelta(seconds=int(span.total_seconds()))


def _rows(connection: "Connection", question: str) -> list[dict[str, Any]]:
    from psycopg.rows import dict_row

    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(question.encode()).fetchall()


def _one(connection: "Connection", question: str) -> tuple[Any, ...]:
    return connection.execute(question.encode()).fetchone() or ()


def _told(value: Any) -> Any:
    """Instants as ISO 8601."""
    if isinstance(value, Mapping):
        return {key: _told(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_told(one) for one in value]
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
