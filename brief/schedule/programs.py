"""Programs of the machine that Brief asks to fire its tick, and the command that they are to run."""

import math
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from brief.errors import BriefError, UsageError
from brief.schedule.jobs import Job

_PATH = "/usr/local/bin:/usr/bin:/bin"
_CRONS = {"cron", "crond"}
_MOST_MINUTES, _FEWEST_MINUTES = 15, 5


def said_by(*command: str, given: bytes = b"") -> bytes:
    """What the program printed. Raises BriefError with what it complained of."""
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603 - no word of it is from the news
    except OSError as error:
        raise BriefError(f"cannot be started ({error.strerror}).", where=command[0], next="Install it.") from error
    if done.returncode:
        what = f"`{shlex.join(command)}` said {done.stderr.decode(errors='replace').strip()!r}."
        raise BriefError(what, next="Mend that; or set up what `brief schedule add --print` shows by hand.")
    return done.stdout


def cron_runs(processes: Path = Path("/proc")) -> bool:
    """Whether a process bears the name of a cron daemon; also where nobody can tell, as without /proc."""
    names = set[str]()
    for path in processes.glob("[0-9]*/comm"):
        with suppress(OSError):  # it has ended since
            names.add(path.read_text(errors="replace").strip())
    return not names or not names.isdisjoint(_CRONS)


def minutes_between_ticks(jobs: Iterable[Job]) -> int:
    """Such that each job is met on the minute, or at most five minutes late; it divides the hour."""
    return max(_FEWEST_MINUTES, math.gcd(_MOST_MINUTES, *(job.timing.time.minute for job in jobs)))


def tick_command(folder: Path) -> str:
    """A line for /bin/sh that needs nothing of its environment. Raises UsageError where the folder's name forbids it.

    It prints nothing, unless Brief cannot even begin: all else is for the project's log.
    """
    if not str(folder).isprintable() or "\\" in str(folder):
        advice = "Move the project to a folder without control characters and backslashes."
        raise UsageError("no scheduler can be told this folder's name.", where=repr(str(folder)), next=advice)
    script = Path(sys.executable).with_name("brief")
    brief = (str(script),) if os.access(script, os.X_OK) else (sys.executable, "-P", "-m", "brief")
    return f"cd {shlex.quote(str(folder))} && PATH={_PATH} LANG=C.UTF-8 {shlex.join(brief)} schedule tick --quiet"
