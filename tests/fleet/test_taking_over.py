"""Real workers, a real run, a server that counts what it is asked."""

import fcntl
import hashlib
import json
import os
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from fleeting import fleet_in, started, wait_for
from staging import NOW, REPORTS, staged

from brief.cli.fleet_lines import orders_of


def _is_free(folder: Path) -> bool:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def test_what_a_killed_worker_had_is_gone_on_with_by_another_and_no_answer_is_paid_twice(tmp_path: Path) -> None:
    with ExitStack() as stack:
        stage = stack.enter_context(staged(tmp_path, delay=0.2))
        alone = stage.reports(stage.run())  # before there is a database that would know its answers
        fleet = stack.enter_context(fleet_in(tmp_path, silence=2))
        before = len(stage.server.requests)
        line = {"period": "2026-W02", "as-of": "2026-01-12", "corpus": "week.jsonl", "model": "fake:m"}
        (job,) = fleet.submit(*orders_of(json.dumps(line), stage.project, NOW))
        with started(tmp_path) as first:
            wait_for(lambda: len(stage.server.requests) >= before + 3)
            first.kill()
            first.wait()
        ((run,),) = fleet.ask("SELECT run FROM brief_fleet_jobs WHERE job = %s", job)
        folder = tmp_path / "runs" / run
        wait_for(lambda: _is_free(folder), seconds=5)  # its process did not outlive the worker
        fleet.ask("UPDATE brief_leases SET until = clock_timestamp()")  # a minute later
        answered = (folder / "calls.jsonl").read_bytes().count(b"\n")
        in_flight = len(stage.server.requests) - before - answered
        fleet.work(lambda: fleet.counts() == {"succeeded": 1}, seconds=40)
        asked = Counter(hashlib.sha256(json.dumps(body).encode()).digest() for body in stage.server.bodies[before:])
        assert answered
        assert sum(asked.values()) - len(asked) <= in_flight
        assert {name: (folder / name).read_bytes() for name in REPORTS} == alone
        assert len(list((tmp_path / "runs").glob("*/run.json"))) == 2
