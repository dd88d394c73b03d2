"""A command of Brief in a process of its own: what it says meanwhile, and what it printed at its end."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, cast

PROGRAM = (sys.executable, "-P", "-m", "brief")
WAITING = (sys.executable, "-P", "-m", "brief.cli.waiting")
"""That module says for what it waits."""
_LONGEST_LINE_BYTES = 1 << 20


async def started(command: Sequence[str], folder: Path) -> asyncio.subprocess.Process:
    """It works in that folder, all its pipes are ours, and Ctrl-C in our terminal is none of its business."""
    return await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE_BYTES,
        env={**os.environ, "NO_COLOR": "1"},
        start_new_session=True,
    )


async def heard(
    process: asyncio.subprocess.Process, told: Callable[[str], Awaitable[None]]
) -> tuple[int, dict[str, Any]]:
    """Its exit status, negative where a signal ended it, and the JSON object that it printed, or {}.

    `told` is given each line that it says meanwhile.
    """
    reading, telling = (cast(asyncio.StreamReader, one) for one in (process.stdout, process.stderr))

    async def listen() -> None:
        async for line in telling:
            await told(line.decode("utf-8", "replace").rstrip())

    said, _ = await asyncio.gather(reading.read(), listen())
    return await process.wait(), _parsed(said)


def _parsed(said: bytes) -> dict[str, Any]:
    try:
        found = json.loads(said)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
