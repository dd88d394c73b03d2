"""The project's own lines in the user's crontab: between two marks, and no other line is touched."""

import re
from pathlib import Path

from brief.errors import BriefError
from brief.schedule.programs import said_by, tick_command


def shown(folder: Path, minutes: int) -> str:
    """The lines for a project. To cron a bare % ends the command."""
    command = f"{tick_command(folder)} >>cron.log 2>&1".replace("%", r"\%")
    begin, end = _marks(folder)
    return f"{begin}\n*/{minutes} * * * * {command}\n{end}\n"


def replaced(crontab: str, folder: Path, own: str) -> str:
    """`crontab` with `own` in place of the project's lines, or at its end; all others byte for byte.

    Raises BriefError where only one of the two marks is there.
    """
    begin, end = map(re.escape, _marks(folder))
    if found := re.search(rf"^{begin}\n(?:.*\n)*?{end}(?:\n|\Z)", crontab, re.MULTILINE):
        return crontab[: found.start()] + own + crontab[found.end() :]
    if re.search(rf"^(?:{begin}|{end})$", crontab, re.MULTILINE):
        advice = "Remove what is left of the project's lines with `crontab -e`, and try again."
        raise BriefError("one of the two marks of the project's lines is gone.", where="crontab", next=advice)
    return crontab + ("\n" if own and crontab and not crontab.endswith("\n") else "") + own


def install(folder: Path, minutes: int) -> None:
    """Puts the project's lines into the user's crontab, in the place of earlier ones. Raises BriefError."""
    _write(folder, shown(folder, minutes))


def remove(folder: Path) -> None:
    """Takes the project's lines out again. Raises BriefError."""
    _write(folder, "")


def is_installed(folder: Path) -> bool:
    return _marks(folder)[0] in _read().split("\n")


def _marks(folder: Path) -> tuple[str, str]:
    return f"# BEGIN brief {folder}", f"# END brief {folder}"


def _read() -> str:
    """Every byte can be given back as it was, whatever its encoding."""
    try:
        return said_by("crontab", "-l").decode("utf-8", "surrogateescape")
    except BriefError as error:
        if "no crontab for" in error.what:
            return ""
        raise


def _write(folder: Path, own: str) -> None:
    said_by("crontab", "-", given=replaced(_read(), folder, own).encode("utf-8", "surrogateescape"))
