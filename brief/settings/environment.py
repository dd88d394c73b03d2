"""brief.env beside config.toml: variables for every command there, such as keys and proxies; cron hands on none."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from brief.errors import ConfigError
from brief.settings.keys import must_be_private

FILE = "brief.env"
_LINE = re.compile(r"(?:export\s+)?([A-Za-z_]\w*)=([\"']?)(.*)\2|#.*|", re.ASCII)
_SECRET = re.compile(r"key|token|secret|passw", re.IGNORECASE)


def read_environment(folder: Path) -> Mapping[str, str]:
    """Variable -> value, of lines `NAME=value`; nothing where there is no such file.

    Raises ConfigError where others may read it, we may not, or a line is something else.
    """
    path, found = folder / FILE, dict[str, str]()
    for number, line in enumerate(_lines(path) if path.exists() else (), start=1):
        read = _LINE.fullmatch(line.strip())
        if not read:
            raise ConfigError("is not NAME=value.", where=f"{path}:{number}", next="Mend that line.")
        found |= {read[1]: read[3]} if read[1] else {}
    return found


def _lines(path: Path) -> list[str]:
    must_be_private(str(path), path)
    try:
        return path.read_text("utf-8", errors="replace").splitlines()
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror}).", where=str(path), next="Mend that.") from error


def take_environment(folder: Path) -> tuple[SecretStr, ...]:
    """Sets what the file says and nobody has set; returns what no log may hold. Raises ConfigError."""
    given = read_environment(folder)
    for name, value in given.items():
        os.environ.setdefault(name, value)
    secret = {value for name, value in os.environ.items() if _SECRET.search(name)}
    return tuple(map(SecretStr, secret | set(given.values())))
