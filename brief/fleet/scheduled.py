"""What the schedule hands to the fleet in place of making it, and what has become of that."""

from datetime import datetime
from typing import TYPE_CHECKING

from brief.fleet.orders import Order, lock_of
from brief.fleet.queue import opened, submit
from brief.pipeline.progress import Progress
from brief.schedule.making import GaveUp, InQueue, Maker, Task
from schemas.run import RunRecord

if TYPE_CHECKING:
    from brief.postgres.connecting import Connection

_LAST = """SELECT id, status::text, run, error FROM procrastinate_jobs LEFT JOIN brief_fleet_jobs ON job = id
    WHERE queueing_lock = %s ORDER BY id DESC LIMIT 1"""


def submitting(url: str) -> Maker:
    """Hands a task to the queue, once; the record of its run when that is there.

    Raises InQueue until then, GaveUp where the fleet has tried it in vain, UsageError where the database cannot be
    used.
    """

    def make(task: Task, _now: datetime, _progress: Progress) -> RunRecord:
        order = order_of(task)
        with opened(url) as connection:
            job, status, run, error = _last(connection, order, anew=task.anew and not task.was_queued)
            if status == "succeeded" and run:
                return task.run(run).record
            if status == "failed" and task.was_queued:
                raise GaveUp(error, where=f"job {job}")
            if status not in ("todo", "doing"):
                (job,) = (one.id for one in submit(connection, [order]))
        raise InQueue(f"in the fleet's queue as job {job}")

    return make


def _last(connection: "Connection", order: Order, *, anew: bool) -> tuple[int, str, str | None, str]:
    """Its job: number, status, run and error; whatever there was, a new one has no status."""
    found = None if anew else connection.execute(_LAST, (order.lock,)).fetchone()
    return found or (0, "", None, "")


def order_of(task: Task) -> Order:
    job = task.job
    options = {"format": job.formats, "language": [job.language], "model": [job.model], "set": job.set}
    given = (f"--{name}={value}" for name, values in options.items() for value in values if value)
    return Order(
        kind="report",
        arguments=(f"--period={task.period}", f"--as-of={task.due.isoformat()}", f"--scheduled={job.name}", *given),
        name=f"{job.name} {task.period}",
        lock=lock_of("schedule", job.name, task.period, task.due.isoformat()),
        period=job.period,
    )
