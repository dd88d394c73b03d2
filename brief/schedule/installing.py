"""Which program of the machine fires the tick: the user's systemd where one runs, else cron."""

import shutil
from pathlib import Path
from types import ModuleType
from typing import Literal

from brief.errors import UsageError
from brief.schedule import crontab, systemd

Way = Literal["crontab", "systemd", "elsewhere"]
"""elsewhere: something that Brief does not set up, such as a container."""
_WAYS: dict[Way, ModuleType] = {"crontab": crontab, "systemd": systemd}


def way_for(folder: Path, asked: Way | None) -> Way:
    """The one that is asked for, that fires it already, or that the machine has. Raises UsageError."""
    there = in_use(folder)
    if asked or there:
        return asked or there[0]
    if systemd.is_running():
        return "systemd"
    if shutil.which("crontab"):
        return "crontab"
    advice = "Install cron; or say --elsewhere, and have `brief schedule tick` called as docs/schedule.md tells."
    raise UsageError("neither cron nor a systemd of the user's runs here.", where="brief schedule", next=advice)


def in_use(folder: Path) -> tuple[Way, ...]:
    """What fires the project's tick."""
    known: tuple[Way, ...] = ("systemd", "crontab") if shutil.which("crontab") else ("systemd",)
    return tuple(way for way in known if _WAYS[way].is_installed(folder))


def shown(way: Way, folder: Path, minutes: int) -> str:
    """What `install` would write. Raises UsageError where the folder's name cannot be told."""
    return str(_WAYS[way].shown(folder, minutes)) if way in _WAYS else ""


def install(way: Way, folder: Path, minutes: int) -> None:
    """Has it fire the tick, and nothing else. Raises BriefError."""
    if way in _WAYS:
        _WAYS[way].install(folder, minutes)
    remove(folder, but=way)


def remove(folder: Path, but: Way | None = None) -> None:
    """Has nothing fire it any more. Raises BriefError."""
    for way in in_use(folder):
        if way != but:
            _WAYS[way].remove(folder)
