"""Has the machine fire the tick: by the user's systemd where one runs, else by cron."""

import shutil
from pathlib import Path
from types import ModuleType

from brief.errors import UsageError
from brief.schedule import crontab, systemd

_WAYS = {crontab.NAME: crontab, systemd.NAME: systemd}


def way_for(folder: Path, asked: str | None) -> str:
    """The name of the way that is asked for, that is in use already, or that the machine has. Raises UsageError."""
    if asked:
        return asked
    if systemd.is_installed(folder):
        return systemd.NAME
    has_cron = shutil.which("crontab") is not None
    if systemd.is_running() and not (has_cron and crontab.is_installed(folder)):
        return systemd.NAME
    if has_cron:
        return crontab.NAME
    advice = "Install cron; or let anything else call `brief schedule tick`, see docs/schedule.md."
    raise UsageError("neither cron nor a systemd of the user's runs here.", where="brief schedule", next=advice)


def shown(way: str, folder: Path, minutes: int) -> str:
    """What `install` would write."""
    return crontab.block(folder, minutes) if way == crontab.NAME else systemd.shown(folder, minutes)


def install(way: str, folder: Path, minutes: int) -> str:
    """Writes it and returns it; another way that was in use is given up. Raises BriefError."""
    said = str(_WAYS[way].install(folder, minutes))
    remove(folder, but=way)
    return said


def remove(folder: Path, but: str = "") -> None:
    """Takes away whatever fires the tick. Raises BriefError."""
    for name, one in _WAYS.items():
        if name != but and _may_be_there(one):
            one.remove(folder)


def _may_be_there(way: ModuleType) -> bool:
    return way is systemd or shutil.which("crontab") is not None
