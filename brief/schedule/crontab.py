"""The project's own lines in the user's crontab: between two marks, and no other line is touched."""

import re
import subprocess
from pathlib import Path

from brief.errors import BriefError
from brief.schedule.command import tick_command

NAME = "crontab"
_NONE_YET = "no crontab for"


def block(folder: Path, minutes: int) -> str:
    """The lines for a project. cron reads a bare % as the end of the command."""
    command = f"{tick_command(folder)} >>cron.log 2>&1".replace("%", r"\%")
    begin, end = _marks(folder)
    return f"{begin}\n*/{minutes} * * * * {command}\n{end}\n"


def replaced(crontab: str, folder: Path, own: str) -> str:
    """`crontab` with `own` in place of the project's lines, or at its end; all others byte for byte.

    Raises BriefError where only one of the two marks is there.
    """
    begin, end = map(re.escape, _marks(folder))
    found = re.search(rf"^{begin}\n(?:.*\n)*?{end}(?:\n|\Z)", crontab, re.MULTILINE)
    if found:
        return crontab[: found.start()] + own + crontab[found.end() :]
    if re.search(rf"^(?:{begin}|{end})$", crontab, re.MULTILINE):
        advice = "Remove what is left of the project's lines with `crontab -e`, and try again."
        raise BriefError("one of the two marks of the project's lines is gone.", where=NAME, next=advice)
    return crontab + ("\n" if crontab and not crontab.endswith("\n") and own else "") + own


def install(folder: Path, minutes: int) -> str:
    """Puts the project's lines into the user's crontab, in the place of earlier ones; returns them.

    Raises BriefError where the crontab cannot be read or written.
    """
    own = block(folder, minutes)
    _write(replaced(_read(), folder, own))
    return own


def remove(folder: Path) -> None:
    """Takes the project's lines out again. Raises as `install` does."""
    before = _read()
    after = replaced(before, folder, "")
    if after != before:
        _write(after)


def is_installed(folder: Path) -> bool:
    return _marks(folder)[0] in _read().splitlines()


def _marks(folder: Path) -> tuple[str, str]:
    return f"# BEGIN brief {folder}", f"# END brief {folder}"


def _read() -> str:
    done = subprocess.run(["crontab", "-l"], capture_output=True, check=False)
    if done.returncode and _NONE_YET not in done.stderr.decode(errors="replace"):
        raise _refused(done)
    # Every byte comes back as it was, whatever its encoding.
    return done.stdout.decode("utf-8", "surrogateescape") if not done.returncode else ""


def _write(text: str) -> None:
    content = text.encode("utf-8", "surrogateescape")
    done = subprocess.run(["crontab", "-"], input=content, capture_output=True, check=False)
    if done.returncode:
        raise _refused(done)


def _refused(done: "subprocess.CompletedProcess[bytes]") -> BriefError:
    said = done.stderr.decode(errors="replace").strip()
    return BriefError(
        f"said {said!r}.", where=NAME, next="Add the line by hand: `brief schedule add --print` shows it."
    )
