"""The command that fires the tick, as a shell has to read it, and how often."""

import math
import os
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path

from brief.errors import UsageError
from brief.schedule.jobs import Job

_PATH = "/usr/local/bin:/usr/bin:/bin"
_MOST_MINUTES, _FEWEST_MINUTES = 15, 5


def minutes_between_ticks(jobs: Iterable[Job]) -> int:
    """Such that each job is met on the minute, or at most five minutes late; it divides the hour."""
    return max(_FEWEST_MINUTES, math.gcd(_MOST_MINUTES, *(job.timing.time.minute for job in jobs)))


def tick_command(folder: Path) -> str:
    """One line for /bin/sh that needs nothing of its environment. Raises UsageError where the folder's name forbids it.

    It prints nothing unless Brief cannot even begin; all else goes to the project's log.
    """
    if not str(folder).isprintable() or "\\" in str(folder):
        advice = "Move the project to a folder without control characters and backslashes."
        raise UsageError("no scheduler can be told this folder's name.", where=repr(str(folder)), next=advice)
    home = shlex.quote(str(folder))
    return f"cd {home} && PATH={_PATH} LANG=C.UTF-8 {shlex.join(_brief())} schedule tick --quiet"


def _brief() -> list[str]:
    """Of the environment that runs now: its script, or Python with the module."""
    script = Path(sys.executable).with_name("brief")
    return [str(script)] if os.access(script, os.X_OK) else [sys.executable, "-P", "-m", "brief"]
