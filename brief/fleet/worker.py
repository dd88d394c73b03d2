"""A worker: takes jobs from the queue until it is stopped, each done by a process of its own."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from procrastinate import App, JobContext
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.worker import Worker

from brief.errors import INTERRUPTED, BudgetReached, NoEvidence
from brief.fleet.child import Child, Ended
from brief.fleet.fenced import FencedManager, PassingError, PatientConnector, Retries
from brief.fleet.orders import Order
from brief.fleet.queue import NAME, arguments_of
from brief.fleet.runs_place import place_of_runs
from brief.settings.config import Config
from brief.settings.project import Project

_KEPT_HOURS = 24 * 30
"""Of jobs that are done."""
_LAST_MOMENT_SECONDS = 5.0
_POLL_SECONDS = 5.0
_RECONNECT_SECONDS = 5.0
"""The pool's pauses double: after so long it begins with short ones anew."""

_TAKE = """INSERT INTO brief_fleet_jobs (job, run) VALUES (%(job)s, %(run)s) ON CONFLICT (job) DO UPDATE
    SET begun_at = now(), step = '', step_at = now() RETURNING run"""
_STEP = "UPDATE brief_fleet_jobs SET step = %(step)s, step_at = now() WHERE job = %(job)s AND step <> %(step)s"
_ENDED = """UPDATE brief_fleet_jobs SET exit_code = %(exit_code)s, error = %(error)s, cost_usd = %(cost_usd)s
    WHERE job = %(job)s"""


class FinalError(Exception):
    """A job failed, and would fail again."""


@dataclass
class Hand:
    """A job in hand."""

    order: Order
    run: str = ""
    step: str = ""
    """The last line that it said."""
    child: Child | None = None
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    is_dropped: bool = False
    """Whether it was killed by us, and is to wait again where it is ours still."""

    def told(self, line: str) -> None:
        self.step = line or self.step

    def drop(self) -> None:
        self.is_dropped = True
        if self.child:
            self.child.kill()


class FleetWorker:
    """Runs in one thread. `hands` and `is_heard` may be read by others."""

    def __init__(
        self, project: Project, config: Config, url: str, jobs: int, grace_seconds: float, tell: Callable[[str], None]
    ) -> None:
        """`jobs` at once; those in hand have `grace_seconds` once it is told to stop."""
        self._project, self._config, self._tell = project, config, tell
        self._jobs, self._grace_seconds = jobs, grace_seconds
        self.hands: dict[int, Hand] = {}
        self.id: int | None = None
        self.since = datetime.now(UTC)
        self._silence = config.fleet.silence_seconds
        name, patience = {"application_name": "brief worker"}, _RECONNECT_SECONDS
        connector = PatientConnector(conninfo=url, min_size=1, max_size=4, reconnect_timeout=patience, kwargs=name)
        self._app = App(connector=connector)
        self._queue = self._app.job_manager = FencedManager(connector, place_of_runs(config.run.runs_dir))
        self._app.task(name=NAME, queue=NAME, pass_context=True, retry=Retries(config.schedule.tries))(self._do)
        self._is_stopping = False
        self._worker: Any = None  # Procrastinate types its worker only in part

    @property
    def is_heard(self) -> bool:
        """Whether the database answers."""
        return time.monotonic() - self._queue.heard_at < self._silence

    async def work(self) -> None:
        """Until it is told to stop. The tables are there. A worker that was taken for dead begins anew."""
        for name in ("procrastinate", "psycopg.pool"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what they tell of is told here, or waited for
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._stop)
        async with self._app.open_async():
            await self._queue.delete_old_jobs(nb_hours=_KEPT_HOURS)
            while not self._is_stopping:
                await self._work_as_one()

    async def _work_as_one(self) -> None:
        """Under one id. Procrastinate's own heartbeat ends before the jobs in hand do; ours does not."""
        worker = self._worker = Worker(
            self._app,
            queues=[NAME],
            concurrency=self._jobs,
            fetch_job_polling_interval=min(_POLL_SECONDS, self._silence / 3),
            shutdown_graceful_timeout=self._grace_seconds,
            install_signal_handlers=False,
            update_heartbeat_interval=self._silence,
            stalled_worker_timeout=self._silence,
        )
        beside = [asyncio.create_task(one) for one in (self._watch(worker), self._fear())]
        try:
            await self._worker.run()
        finally:
            for one in beside:
                one.cancel()

    # -- told to stop --------------------------------------------------------------------------------------------------

    def _stop(self) -> None:
        """At first nothing more is taken, and what is in hand has a while to end; the second time it is ended now."""
        if self._is_stopping:
            for hand in self.hands.values():
                hand.drop()
            asyncio.get_running_loop().call_later(_LAST_MOMENT_SECONDS, os._exit, INTERRUPTED)
            return
        self._is_stopping = True
        self._tell(f"told to stop: {len(self.hands)} in hand")
        if self._worker:
            self._worker.stop()

    # -- beside the jobs -----------------------------------------------------------------------------------------------

    async def _watch(self, worker: Any) -> None:
        """Tells that it lives, how far its jobs are, and takes over what the dead have left."""
        lost: frozenset[int] = frozenset()
        while True:
            await asyncio.sleep(self._silence / 3)
            if worker.worker_id is None:
                continue
            self.id = worker.worker_id
            if not await self._queue.is_known(self.id):
                self._drop(frozenset(self.hands))
                worker.stop()
                return
            await self._queue.prune_stalled_workers(self._silence)
            lost = await self._compared(self.id, lost)
            for job, hand in list(self.hands.items()):
                await self._app.connector.execute_query_async(_STEP, job=job, step=hand.step)

    async def _compared(self, worker: int, lost: frozenset[int]) -> frozenset[int]:
        """What is in hand and another's by now is dropped; what the database says is in hand, and is not, twice in a
        row, waits again: the line was cut before it was heard who has it.
        """
        held, in_hand = await self._queue.jobs_of(worker), frozenset(self.hands)
        self._drop(in_hand - held)
        for job in lost & (held - in_hand):
            await self._queue.hand_back(job, worker)
        return held - in_hand

    async def _fear(self) -> None:
        """Who has not been heard for so long may be taken for dead: what is in hand then is another's."""
        was_heard = True
        while True:
            await asyncio.sleep(min(1.0, self._silence / 10))
            if self.is_heard != was_heard:
                was_heard = self.is_heard
                away = f"the database does not answer: {len(self.hands)} in hand dropped"
                self._tell("the database answers again" if was_heard else away)
            if not was_heard:
                self._drop(frozenset(self.hands))

    def _drop(self, jobs: frozenset[int]) -> None:
        for job in jobs:
            self.hands[job].drop()

    # -- a job ---------------------------------------------------------------------------------------------------------

    async def _do(self, context: JobContext, order: dict[str, Any]) -> None:
        """Raises PassingError or FinalError where it did not come to its end."""
        job, worker, hand = context.job.id or 0, context.job.worker_id or 0, Hand(Order.model_validate(order))
        self.hands[job] = hand
        try:
            hand.run = await self._taken(job, hand.order)
            if context.job.attempts >= self._config.schedule.tries:
                raise FinalError(await self._note(job, "each time its process was killed"))
            ended = await self._ended(hand)
            if hand.is_dropped or (self._is_stopping and ended.exit_code == INTERRUPTED):
                await self._hand_back(job, worker, hand)
                return
            await self._settle(job, hand, ended)
        except asyncio.CancelledError:
            if hand.child:
                await hand.child.stop()
            await self._hand_back(job, worker, hand)
            raise
        finally:
            del self.hands[job]

    async def _hand_back(self, job: int, worker: int, hand: Hand) -> None:
        await self._queue.hand_back(job, worker)
        self._tell(f"handed back: {hand.order.name}")

    async def _taken(self, job: int, order: Order) -> str:
        """The id of the run that the job makes: that of the first try. On record before there is a folder."""
        run = order.run_id(job, datetime.now(UTC)) or None
        row = await self._app.connector.execute_query_one_async(_TAKE, job=job, run=run)
        return row["run"] or ""

    async def _ended(self, hand: Hand) -> Ended:
        self._tell(f"begins: {hand.order.name}{f' ({hand.run})' if hand.run else ''}")
        hand.child = await Child.start(hand.order.command(hand.run), self._project.base)
        if hand.is_dropped:
            hand.drop()
        return await hand.child.ended(hand.told)

    async def _settle(self, job: int, hand: Hand, ended: Ended) -> None:
        """Tells what came of it. Raises where it did not come to its end."""
        cost = ended.said.get("cost_usd", 0.0)
        if wrong := is_wrong(hand.order, ended):
            await self._note(job, ended.error, ended.exit_code, cost)
            self._tell(f"failed: {hand.order.name}: {ended.error}")
            raise wrong(ended.error)
        if hand.order.deliver:
            with suppress(AlreadyEnqueued):
                following = hand.order.delivery_of(hand.run)
                deferring = self._app.configure_task(NAME, queue=NAME, queueing_lock=following.lock)
                await deferring.defer_async(**arguments_of(following))
        await self._note(job, "", ended.exit_code, cost)
        self._tell(f"done: {hand.order.name}")

    async def _note(self, job: int, error: str, exit_code: int | None = None, cost: float | None = 0.0) -> str:
        """Writes down how it ended; returns the error."""
        told = {"exit_code": exit_code, "error": error, "cost_usd": cost}
        await self._app.connector.execute_query_async(_ENDED, job=job, **told)
        return error


def is_wrong(order: Order, ended: Ended) -> type[PassingError | FinalError] | None:
    """As the schedule has it: what ends without evidence although each source was read is tried once; so is what has
    spent its budget. A delivery is done where every channel has the report.
    """
    if ended.exit_code == 0 or (ended.exit_code == 1 and order.kind != "deliver"):
        return None
    failed_sources = (ended.said.get("coverage") or {}).get("failed_sources")
    is_final = ended.exit_code == BudgetReached.exit_code
    if is_final or (ended.exit_code == NoEvidence.exit_code and not failed_sources):
        return FinalError
    return PassingError
