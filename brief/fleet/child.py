"""One job at work: a command of Brief in a process of its own, which does not outlive its worker."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from brief.children import PROGRAM, heard, started

_PROGRAM = (*PROGRAM, "fleet", "child")
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
        return cls(await started((*_PROGRAM, *command), folder))

    async def ended(self, told: Callable[[str], None]) -> Ended:
        """`told` is given each line that it says meanwhile."""

        async def tell(line: str) -> None:
            told(line.strip())

        return Ended(*await heard(self._process, tell))

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
