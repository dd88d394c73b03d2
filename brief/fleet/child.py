"""One job at work: a command of Brief in a process of its own, which does not outlive its worker."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

_PROGRAM = (sys.executable, "-P", "-m", "brief", "fleet", "child")
_LONGEST_LINE_BYTES = 1 << 20
_PATIENCE_SECONDS = 10.0
"""For a run that is told to stop, and writes that it was."""


@dataclass(frozen=True)
class Ended:
    exit_code: int
    """Negative where a signal ended it."""
    said: dict[str, Any]
    """What it printed with --json; empty where it printed nothing."""

    @property
    def error(self) -> str:
        """What went wrong and what to do, on one line, where something did."""
        told = self.said.get("error") or {}
        what = " ".join(str(told[key]) for key in ("what", "next") if told.get(key))
        reasons = (f"{one['channel']}: {one['reason']}" for one in self.said.get("deliveries", ()) if one.get("reason"))
        return what or "; ".join(reasons) or f"it ended with {self.exit_code}."


class Child:
    """It holds the other end of a pipe: when that closes, as it does when the worker is killed, it ends itself."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, command: Sequence[str], folder: Path) -> "Child":
        process = await asyncio.create_subprocess_exec(
            *_PROGRAM,
            *command,
            cwd=folder,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE_BYTES,
            env={**os.environ, "NO_COLOR": "1"},
            start_new_session=True,  # Ctrl-C in the worker's terminal is the worker's; it ends its jobs by `stop`
        )
        return cls(process)

    async def ended(self, told: Callable[[str], None]) -> Ended:
        """`told` is given each line that it says meanwhile."""
        reading, telling = (cast(asyncio.StreamReader, one) for one in (self._process.stdout, self._process.stderr))

        async def listen() -> None:
            async for line in telling:
                told(line.decode("utf-8", "replace").strip())

        said, _ = await asyncio.gather(reading.read(), listen())
        return Ended(await self._process.wait(), _parsed(said))

    async def stop(self) -> None:
        """As Ctrl-C does: what was answered is kept. Returns when it has ended, after a while by force."""
        with suppress(ProcessLookupError):
            self._process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), _PATIENCE_SECONDS)
        self.kill()
        await self._process.wait()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()


def _parsed(said: bytes) -> dict[str, Any]:
    try:
        found = json.loads(said)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
