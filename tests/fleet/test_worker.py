import asyncio
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from fleeting import SILENCE, Fleet, fleet_in, holds, stub, stubbed

from brief.errors import UsageError
from brief.fleet.fenced import FencedManager, PatientConnector
from brief.fleet.health import answering, parsed


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fleet]:
    stubbed(monkeypatch, tmp_path)
    with fleet_in(tmp_path) as made:
        yield made


def test_what_waits_is_done_once_and_its_report_goes_to_its_channels(fleet: Fleet) -> None:
    fleet.submit(stub("one", deliver=["mail"], cost_usd=0.5), stub("two", cost_usd=0.25))
    twice = fleet.submitted(stub("two"), stub("two"))
    assert [one.is_new for one in twice] == [False, False]

    fleet.work(lambda: fleet.counts() == {"succeeded": 3}, fleet.worker(jobs=2))

    runs = dict(fleet.ask("SELECT job, run FROM brief_fleet_jobs WHERE run IS NOT NULL ORDER BY job"))
    assert [name.rpartition("-")[2] for name in runs.values()] == ["f0001", "f0002"]
    assert sorted(line.split()[0] for line in fleet.done()) == ["deliver", "run", "run"]
    assert f"deliver {runs[1]} --to=mail --json" in fleet.done()
    assert fleet.status()["cost_usd"] == 0.75
    assert fleet.status()["reports_last_hour"] == 2
    assert [one.is_new for one in fleet.submitted(stub("two"))] == [True]  # it does not wait or run any more


def test_what_may_pass_is_tried_again_later_and_what_is_final_is_told(fleet: Fleet) -> None:
    no_answer, fully_read, half_read = (
        stub("no answer", 4, error={"what": "nobody answers.", "next": "Wait."}),
        stub("no evidence", 3, error={"what": "nothing to tell."}),
        stub("a source was away", 3, coverage={"failed_sources": ["wire"]}, error={"what": "nothing to tell."}),
    )
    fleet.submit(no_answer, fully_read, half_read)
    fleet.work(lambda: len(fleet.status()["again"]) == 2 and fleet.counts() == {"todo": 2, "failed": 1})
    told = fleet.status()
    assert [one["name"] for one in told["again"]] == ["no answer", "a source was away"]
    assert told["again"][0]["error"] == "nobody answers. Wait."
    assert [(one["name"], one["error"]) for one in told["failed"]] == [("no evidence", "nothing to tell.")]
    assert told["exit_code"] == 1
    minutes = fleet.ask(
        "SELECT extract(epoch FROM scheduled_at - now()) / 60 FROM procrastinate_jobs WHERE status = 'todo'"
    )
    assert all(13 < float(one) < 16 for (one,) in minutes)

    fleet.submit(stub("no evidence"))
    fleet.work(lambda: fleet.counts().get("succeeded") == 1)
    assert not fleet.status()["failed"]  # it was submitted again


def test_a_job_whose_process_is_killed_each_time_is_given_up(fleet: Fleet) -> None:
    (job,) = fleet.submit(stub("poison"))
    fleet.ask("UPDATE procrastinate_jobs SET attempts = 8")
    fleet.work(lambda: fleet.counts() == {"failed": 1})
    assert fleet.ask("SELECT error FROM brief_fleet_jobs WHERE job = %s", job) == [
        ("each time its process was killed",)
    ]
    assert not fleet.done()


def test_told_to_stop_it_hands_back_what_does_not_end_in_time_and_that_was_no_try(fleet: Fleet) -> None:
    fleet.submit(stub("long", seconds=60))
    begun = time.monotonic()
    fleet.work(lambda: len(fleet.done()) == 1)
    assert time.monotonic() - begun < 10
    assert fleet.ask("SELECT status::text, attempts FROM procrastinate_jobs") == [("todo", 0)]
    assert fleet.told[-2:] == ["told to stop: 1 in hand", "handed back: long"]


def test_told_twice_it_kills_what_is_in_hand(fleet: Fleet) -> None:
    fleet.submit(stub("long", seconds=60))
    worker = fleet.worker(grace=60)

    async def told_twice() -> None:
        working = asyncio.create_task(worker.work())
        await holds(lambda: len(fleet.done()) == 1, working, 10)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.1)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(working, 4)

    asyncio.run(told_twice())
    assert fleet.ask("SELECT status::text, attempts FROM procrastinate_jobs") == [("todo", 0)]


def test_a_worker_that_was_taken_for_dead_drops_what_it_has_and_begins_anew(fleet: Fleet) -> None:
    fleet.submit(stub("long", seconds=60))
    worker, ids = fleet.worker(), set[int]()

    def is_buried_and_back() -> bool:
        if worker.id:
            ids.add(worker.id)
        if len(fleet.done()) == 1 and ids and len(ids) == 1:
            fleet.ask("DELETE FROM procrastinate_workers WHERE id = %s", worker.id)
        return len(fleet.done()) == 2 and len(ids) == 2

    fleet.work(is_buried_and_back, worker)
    assert [line.split()[1:3] for line in fleet.done()] == [["0", "60"]] * 2
    assert len({line.split()[-2] for line in fleet.done()}) == 1  # the same run


def test_who_has_not_been_heard_for_so_long_drops_what_it_has(fleet: Fleet) -> None:
    fleet.submit(stub("long", seconds=60))
    worker = fleet.worker()

    def is_unheard() -> bool:
        if len(fleet.done()) == 1:
            worker._queue.heard_at = 0.0
        return bool(fleet.ask("SELECT 1 FROM procrastinate_events WHERE type = 'deferred_for_retry'"))

    fleet.work(is_unheard, worker)
    assert "the database does not answer: 1 in hand dropped" in fleet.told
    assert fleet.ask("SELECT status::text, attempts FROM procrastinate_jobs") == [("todo", 0)]


def test_a_line_that_is_cut_loses_no_job_and_does_none_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stubbed(monkeypatch, tmp_path)
    with fleet_in(tmp_path, silence=10) as fleet:  # a line is made again within a second or two
        _with_cut_lines(fleet)


def _with_cut_lines(fleet: Fleet) -> None:
    fleet.submit(*(stub(f"job {number}", seconds=0.2) for number in range(6)))
    cuts = iter(range(4))

    def is_done() -> bool:
        if next(cuts, None) is not None:
            fleet.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'brief worker'")
        return fleet.counts() == {"succeeded": 6}

    fleet.work(is_done, fleet.worker(jobs=2))
    assert len(fleet.done()) == 6


def test_what_nobody_knows_to_have_waits_again(fleet: Fleet) -> None:
    """The answer to `fetch` was lost: the database says that the worker has it."""
    worker = fleet.worker()
    (job,) = fleet.submit(stub("lost"))

    def is_done() -> bool:
        if worker.id and not fleet.ask("SELECT 1 FROM brief_fleet_jobs WHERE job = %s", job):
            fleet.ask("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, scheduled_at = NULL", worker.id)
            fleet.ask("INSERT INTO brief_fleet_jobs (job) VALUES (%s)", job)
        return fleet.counts() == {"succeeded": 1}

    fleet.ask("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 day'")
    fleet.work(is_done, worker)


def test_several_take_over_what_the_dead_left_once_and_who_was_dead_has_no_say(fleet: Fleet) -> None:
    (job,) = fleet.submit(stub("left behind"))
    fleet.ask("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 day')")
    fleet.ask("UPDATE procrastinate_jobs SET status = 'doing', worker_id = 1")

    async def sweep() -> None:
        connector = PatientConnector(conninfo=fleet.url)
        await connector.open_async()
        manager = FencedManager(connector, "here")
        (old,) = await manager.list_jobs_async()
        await asyncio.sleep(max(0.0, SILENCE - 0.2))  # the server has been there for so long
        await asyncio.gather(*(manager.prune_stalled_workers(SILENCE) for _ in range(5)))
        assert not await manager.is_known(1)
        assert await manager.fetch_job(["brief"], 1) is None
        new = await manager.register_worker()
        taken = await manager.fetch_job(["brief"], new)
        assert taken
        assert (taken.id, taken.attempts) == (job, 1)
        await manager.retry_job(old)
        await manager.hand_back(job, 1)
        assert await manager.jobs_of(new) == {job}
        await connector.close_async()

    asyncio.run(sweep())
    assert fleet.counts() == {"doing": 1}


def test_an_error_of_the_question_is_not_waited_out(fleet: Fleet) -> None:
    async def ask() -> None:
        connector = PatientConnector(conninfo=fleet.url)
        await connector.open_async()
        try:
            await connector.execute_query_async("SELECT nonsense")
        finally:
            await connector.close_async()

    with pytest.raises(Exception, match="Database error"):
        asyncio.run(ask())


def test_its_health_tells_what_it_does_and_whether_the_database_answers(fleet: Fleet) -> None:
    fleet.submit(stub("long", seconds=60))
    worker = fleet.worker()
    seen: dict[str, Any] = {}

    def is_seen() -> bool:
        if worker.id and worker.hands and next(iter(worker.hands.values())).step:
            with urlopen(f"http://127.0.0.1:{port}/health") as answer:
                seen.update(json.load(answer))
        return bool(seen)

    with answering(worker, parsed("0")) as port:
        fleet.work(is_seen, worker)
        assert (seen["worker"], seen["database"]) == (worker.id, "reachable")
        assert [(one["name"], one["step"]) for one in seen["jobs"]] == [("long", "gather 0.1 s")]
        worker._queue.heard_at = 0.0
        with pytest.raises(HTTPError, match="503"):
            urlopen(f"http://127.0.0.1:{port}/health")
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"http://127.0.0.1:{port}/")
        with pytest.raises(UsageError, match="cannot listen there"), answering(worker, ("127.0.0.1", port)):
            pass


def test_an_address_of_health_is_of_this_machine_unless_it_says_another() -> None:
    assert parsed(":8080") == parsed("8080") == ("127.0.0.1", 8080)
    assert parsed("[::]:80") == ("::", 80)
    for wrong in ("here", "1.2.3.4:x", "80000"):
        with pytest.raises(UsageError, match="is no HOST:PORT"):
            parsed(wrong)
