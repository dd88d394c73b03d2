"""A timer and a service of the user's own systemd."""

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from brief.errors import BriefError
from brief.runs.store import writing
from brief.schedule.programs import said_by, tick_command


def units(folder: Path, minutes: int) -> Mapping[Path, str]:
    """The texts of the two files, by their places."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    file, said = Path(base, "systemd", "user", unit_name(folder)), str(folder).replace("%", "%%")
    told = {"folder": said, "command": _escaped(tick_command(folder)), "minutes": minutes}
    templates = {kind: Path(__file__).with_name(f"systemd.{kind}").read_text("utf-8") for kind in ("service", "timer")}
    return {file.with_name(f"{file.name}.{kind}"): text.format(**told) for kind, text in templates.items()}


def unit_name(folder: Path) -> str:
    """`brief-news-1f2e3d`: the folder's name, and what tells it apart from another of that name."""
    readable = re.sub(r"[^A-Za-z0-9]+", "-", folder.name).strip("-") or "project"
    return f"brief-{readable[:40]}-{hashlib.sha256(str(folder).encode()).hexdigest()[:6]}"


def shown(folder: Path, minutes: int) -> str:
    """Both files, each below its place."""
    return "\n".join(f"# {file}\n{text}" for file, text in units(folder, minutes).items())


def install(folder: Path, minutes: int) -> None:
    """Writes both, in the place of earlier ones, and starts the timer. Raises BriefError, and leaves nothing then."""
    try:
        for file, text in units(folder, minutes).items():
            with writing(file, "Use --cron, or --print."):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, "utf-8")
        said_by("systemctl", "--user", "daemon-reload")
        said_by("systemctl", "--user", "enable", f"{unit_name(folder)}.timer")
        said_by("systemctl", "--user", "restart", f"{unit_name(folder)}.timer")
    except BriefError:
        _delete(folder)
        raise


def remove(folder: Path) -> None:
    """Stops and removes both. Raises BriefError."""
    said_by("systemctl", "--user", "disable", "--now", f"{unit_name(folder)}.timer")
    _delete(folder)
    said_by("systemctl", "--user", "daemon-reload")


def _delete(folder: Path) -> None:
    for file in units(folder, 1):
        file.unlink(missing_ok=True)


def is_installed(folder: Path) -> bool:
    return any(file.is_file() for file in units(folder, 1))


def is_running() -> bool:
    """Whether the user has a systemd that answers."""
    try:
        return bool(said_by("systemctl", "--user", "show-environment"))
    except BriefError:
        return False


def _escaped(command: str) -> str:
    """Within quotes of ExecStart: neither specifiers nor variables are replaced."""
    for char, instead in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        command = command.replace(char, instead)
    return command
