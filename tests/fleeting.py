"""A project whose fleet has a database of its own; its workers: real ones, or in this process with made-up jobs."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from database import new_database

from brief.fleet import child
from brief.fleet.orders import Order, lock_of
from brief.fleet.queue import Submitted, opened, submit
from brief.fleet.status import status_of
from brief.fleet.worker import FleetWorker
from brief.settings.config import load_config
from brief.settings.project import find_project

BRIEF = (sys.executable, "-P", "-m", "brief")
SILENCE = 0.6
"""Seconds after which a worker is taken for dead: the shortest that a busy machine keeps."""
_STUB = """
import json, os, sys, time
words = sys.argv[1:]
print("gather 0.1 s", file=sys.stderr, flush=True)
with open("done.txt", "a") as file:
    file.write(" ".join(words) + "\\n")
is_made_up = words[0] == "run" and words[1].isdigit()
status, seconds, more = (int(words[1]), float(words[2]), json.loads(words[3])) if is_made_up else (STATUS, 0, {})
time.sleep(seconds)
print(json.dumps({"exit_code": status, **more}))
sys.exit(status)
"""


@dataclass
class Fleet:
    folder: Path
    url: str
    told: list[str] = field(default_factory=list)

    def submit(self, *orders: Order) -> list[int]:
        return [one.id for one in self.submitted(*orders)]

    def submitted(self, *orders: Order) -> list[Submitted]:
        with opened(self.url) as connection:
            return submit(connection, orders)

    def status(self) -> dict[str, Any]:
        with opened(self.url) as connection:
            return status_of(connection, 60)

    def ask(self, question: str, *given: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(question.encode(), given or None)
            return found.fetchall() if found.description else []

    def worker(self, jobs: int = 1, grace: float = 0.0) -> FleetWorker:
        project = find_project(self.folder)
        config = load_config(project.config, (), project.base)
        with opened(self.url):
            pass
        return FleetWorker(project, config, self.url, jobs, grace, self.told.append)

    def work(self, until: Callable[[], bool], worker: FleetWorker | None = None, seconds: float = 15) -> None:
        """In this process, until that is so; then it is told to stop."""
        asyncio.run(self._work(worker or self.worker(), until, seconds))

    async def _work(self, worker: FleetWorker, until: Callable[[], bool], seconds: float) -> None:
        working = asyncio.create_task(worker.work())
        try:
            await holds(until, working, seconds)
        finally:
            if not working.done():
                os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait_for(working, 10)

    def done(self) -> list[str]:
        """The commands that stubs were asked for, in order."""
        path = self.folder / "done.txt"
        return path.read_text("utf-8").splitlines() if path.is_file() else []

    def counts(self) -> dict[str, int]:
        return dict(self.ask("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status"))


async def holds(what: Callable[[], bool], working: Awaitable[None] | None, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it took too long"
        if isinstance(working, asyncio.Task) and working.done():
            await working
            raise AssertionError("the worker ended")
        await asyncio.sleep(0.03)


def wait_for(what: Callable[[], bool], seconds: float = 30) -> None:
    asyncio.run(holds(what, None, seconds))


def stub(name: str, status: int = 0, seconds: float = 0.0, deliver: Sequence[str] = (), **said: Any) -> Order:
    """A job that ends like that; it is of a stub of Brief."""
    arguments = (str(status), str(seconds), json.dumps(said))
    return Order(
        kind="report", arguments=arguments, name=name, lock=lock_of(name), period="weekly", deliver=tuple(deliver)
    )


def stubbed(monkeypatch: pytest.MonkeyPatch, folder: Path, status: int = 0) -> None:
    """Jobs are done by a stub, which is quicker than Brief; what is no `stub` ends with that status."""
    script = folder / "stub.py"
    script.write_text(_STUB.replace("STATUS", str(status)), "utf-8")
    monkeypatch.setattr(child, "_PROGRAM", (sys.executable, "-S", str(script)))


@contextmanager
def fleet_in(folder: Path, silence: float = SILENCE) -> Iterator[Fleet]:
    """Adds the database to the project in `folder`, or makes one."""
    with new_database() as url:
        config = folder / "config.toml"
        text = config.read_text("utf-8") if config.is_file() else ""
        config.write_text(f'{text}\n[fleet]\nurl = "{url}"\nsilence_seconds = {silence}\n', "utf-8")
        yield Fleet(folder, url)


@contextmanager
def started(folder: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker, which is killed at the end of the block, if it still lives."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen((*BRIEF, "fleet", "worker", *options), cwd=folder, stdout=quiet, stderr=quiet)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
