"""brief.env beside config.toml: what cron does not hand on, such as keys and proxies."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from pathlib import Path

from pydantic import SecretStr

from brief.errors import ConfigError
from brief.settings.keys import must_be_private

FILE = "brief.env"
_SECRET = re.compile(r"key|token|secret|passw", re.IGNORECASE)
_LINE = re.compile(r"(?:export\s+)?([A-Za-z_]\w*)=(.*)", re.ASCII)


def load_environment(folder: Path, env: MutableMapping[str, str] = os.environ) -> tuple[SecretStr, ...]:
    """Adds what the file says to `env`, where that says nothing itself; returns what no log may hold.

    The file has lines `NAME=value`, with or without quotes, and comments. Raises ConfigError where others may read it,
    or a line is neither.
    """
    given = read_environment(folder)
    for name, value in given.items():
        env.setdefault(name, value)
    secret = {value for name, value in env.items() if _SECRET.search(name)}
    return tuple(SecretStr(value) for value in sorted(secret | set(given.values())))


def read_environment(folder: Path) -> Mapping[str, str]:
    """What the file says; nothing where there is none. Raises ConfigError."""
    path = folder / FILE
    if not path.exists():
        return {}
    must_be_private(str(path), path)
    try:
        return dict(_pairs(path.read_text("utf-8").splitlines(), path))
    except (OSError, UnicodeDecodeError) as error:
        what = f"cannot be read ({type(error).__name__})."
        raise ConfigError(what, where=str(path), next="Write lines NAME=value into it.") from error


def _pairs(lines: Iterable[str], path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if not found:
            raise ConfigError("is not NAME=value.", where=f"{path}:{number}", next="Mend that line.")
        value = found[2].strip()
        quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
        yield found[1], value[1:-1] if quoted else value
