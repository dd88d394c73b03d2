"""Work that the studio's pages start: a command of Brief, run beside the server, watched line by line, and stopped.

What a job makes lies in the runs folder as if it had been typed: nothing of it is kept here but its lines.
"""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple, cast

from brief.children import PROGRAM, WAITING, heard, started
from brief.studio import addresses
from brief.words import local

_MOST_JOBS = 50
"""Whose lines are kept."""


class Asked(NamedTuple):
    command: tuple[str, ...]
    """Of Brief, as one would type it, without `brief`."""
    leads_to: str
    """The page of the new run that is wanted, from its folder: `{edition}/report.html`."""
    given: str = ""
    """What the command reads."""
    back: str = ""
    """Where it ends that makes no report; empty for the page whose form it was."""


@dataclass
class Job:
    id: str
    asked: Asked
    begun_at: str
    """The page whose form it was."""
    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)
    result: dict[str, Any] | None = None
    """What it printed with --json; None while it works."""
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def is_done(self) -> bool:
        return self.result is not None

    @property
    def made(self) -> str:
        """The run that it worked on; empty for none."""
        return (self.result or {}).get("run_id") or ""

    @property
    def page(self) -> str:
        """Of what it made, from the studio's root; empty where it made no report."""
        return f"runs/{self.made}/{self.asked.leads_to}" if self.made and (self.result or {}).get("report_json") else ""

    @property
    def further(self) -> str:
        """Beside that page: the comparison with the run that was changed; of a run that was stopped, its own page."""
        if self.page:
            changed = self.asked.command[1]
            return addresses.of_changes(changed, self.made) if changed != self.made else ""
        return addresses.of_run(self.made) if self.made and (self.result or {}).get("exit_code") else ""

    @property
    def wrong(self) -> tuple[str, ...]:
        """What went wrong, and what to do next, as far as its lines do not say it."""
        error, lines = (self.result or {}).get("error") or {}, "\n".join(self.lines)
        said = (local(one) for one in (error.get("what"), error.get("next")) if one)
        return tuple(one for one in said if one not in lines)

    def stop(self) -> None:
        """As Ctrl-C does: what was answered is kept, and the run can be resumed."""
        if not self.is_done:
            self.process.send_signal(signal.SIGINT)

    async def add(self, line: str) -> None:
        async with self.changed:
            self.lines.append(local(line))
            self.changed.notify_all()

    async def told(self) -> AsyncIterator[str]:
        """Its lines, from the first on, until it ends."""
        shown = 0
        while not self.is_done or shown < len(self.lines):
            async with self.changed:
                await self.changed.wait_for(partial(self._is_beyond, shown))
            for line in self.lines[shown:]:
                shown += 1
                yield line

    def _is_beyond(self, shown: int) -> bool:
        return self.is_done or len(self.lines) > shown


class Jobs:
    """Those that were started since the studio was opened."""

    def __init__(self, project: Path, runs_dir: Path) -> None:
        self._project, self._runs_dir = project, runs_dir
        self._waiting: asyncio.Task[asyncio.subprocess.Process] | None = None
        self._jobs: dict[str, Job] = {}
        self._watching: set[asyncio.Task[None]] = set()

    def named(self, job_id: str) -> Job | None:
        return self._jobs.get(job_id)

    def prepare(self) -> None:
        """Has a process ready: one begins by reading the code, which takes longer than most commands."""
        if not self._waiting:
            self._waiting = asyncio.create_task(started(WAITING, self._project))

    async def start(self, asked: Asked, begun_at: str) -> Job:
        command = (*asked.command, "--runs-dir", str(self._runs_dir), "--json")
        waiting, self._waiting = self._waiting, None
        process, given = await waiting if waiting else None, f"{json.dumps(command)}\n{asked.given}"
        if process is None or process.returncode is not None:
            process, given = await started((*PROGRAM, *command), self._project), asked.given
        job = Job(token_hex(8), asked, begun_at, process)
        self._jobs[job.id] = job
        for old in list(self._jobs.values())[:-_MOST_JOBS]:
            if old.is_done:
                del self._jobs[old.id]
        watching = asyncio.create_task(_watched(job, given))
        self._watching.add(watching)
        watching.add_done_callback(self._watching.discard)
        return job

    async def close(self) -> None:
        """Stops what still works, as Ctrl-C would, and waits for it."""
        for job in self._jobs.values():
            job.stop()
        await asyncio.gather(*self._watching, return_exceptions=True)
        if self._waiting:
            process = await self._waiting
            process.kill()
            await process.wait()


async def _watched(job: Job, given: str) -> None:
    """Each pipe is one: it was asked for."""
    writing = cast(asyncio.StreamWriter, job.process.stdin)
    writing.write(given.encode())
    writing.close()
    status, said = await heard(job.process, job.add)
    async with job.changed:
        job.result = {"exit_code": status, **said}
        job.changed.notify_all()
