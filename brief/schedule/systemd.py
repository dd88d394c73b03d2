"""A timer and a service of the user's own systemd."""

import hashlib
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from brief.errors import BriefError
from brief.schedule.command import tick_command

NAME = "systemd"


def units(folder: Path, minutes: int) -> Mapping[str, str]:
    """The texts of the two files, by their names."""
    name, command = unit_name(folder), _quoted(tick_command(folder))
    title = re.sub(r"%", "%%", str(folder))
    return {
        f"{name}.service": f"[Unit]\nDescription=Brief in {title}\n\n"
        f"[Service]\nType=oneshot\nExecStart=/bin/sh -c {command}\n",
        # Persistent: one tick as soon as the machine is on again. Without AccuracySec it may come a minute late.
        f"{name}.timer": f"[Unit]\nDescription=Brief in {title}\n\n"
        f"[Timer]\nOnCalendar=*:0/{minutes}\nPersistent=true\nAccuracySec=1s\n\n[Install]\nWantedBy=timers.target\n",
    }


def unit_name(folder: Path) -> str:
    """`brief-news-1f2e3d`: the folder's name, and what tells it apart from another of that name."""
    readable = re.sub(r"[^A-Za-z0-9]+", "-", folder.name).strip("-") or "project"
    return f"brief-{readable[:40]}-{hashlib.sha256(str(folder).encode()).hexdigest()[:6]}"


def shown(folder: Path, minutes: int) -> str:
    """Both files, each below its path."""
    return "\n".join(f"# {_home() / name}\n{text}" for name, text in units(folder, minutes).items())


def install(folder: Path, minutes: int) -> str:
    """Writes and starts both, in the place of earlier ones; returns their texts. Raises BriefError."""
    home = _home()
    try:
        home.mkdir(parents=True, exist_ok=True)
        for name, text in units(folder, minutes).items():
            (home / name).write_text(text, "utf-8")
    except OSError as error:
        what = f"cannot be written ({error.strerror})."
        raise BriefError(what, where=str(home), next="Use --cron, or look at --print.") from error
    _systemctl("daemon-reload")
    _systemctl("enable", f"{unit_name(folder)}.timer")
    _systemctl("restart", f"{unit_name(folder)}.timer")
    return shown(folder, minutes)


def remove(folder: Path) -> None:
    """Stops and removes both. Raises BriefError."""
    if is_installed(folder):
        _systemctl("disable", "--now", f"{unit_name(folder)}.timer")
        for name in units(folder, 1):
            (_home() / name).unlink(missing_ok=True)
        _systemctl("daemon-reload")


def is_installed(folder: Path) -> bool:
    return (_home() / f"{unit_name(folder)}.timer").is_file()


def is_running() -> bool:
    """Whether the user has a systemd that answers."""
    try:
        return not subprocess.run(
            ["systemctl", "--user", "show-environment"], capture_output=True, check=False
        ).returncode
    except OSError:
        return False


def ends_with_session() -> bool:
    """Whether the user's timers stop when the user logs out."""
    try:
        done = subprocess.run(
            ["loginctl", "show-user", "--property=Linger", "--value"], capture_output=True, check=False
        )
    except OSError:
        return False
    return done.stdout.strip() == b"no"


def _home() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def _quoted(command: str) -> str:
    """One argument of ExecStart, in which neither specifiers nor variables are replaced."""
    escaped = command.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def _systemctl(*arguments: str) -> None:
    done = subprocess.run(["systemctl", "--user", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        what = f"`systemctl --user {' '.join(arguments)}` said {done.stderr.strip()!r}."
        raise BriefError(what, where=NAME, next="Use --cron, or look at --print.")
