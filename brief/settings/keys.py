"""Keys, headers, the variables of brief.env: where they are read, and how secrets are kept out of every text."""

import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, SecretStr

from brief.errors import ConfigError

_SHORTEST_SECRET = 8
"""Shorter values, such as "none" or "ollama", are no secrets, and removing them could damage texts."""


def read_key(where: str, variable: str | None, file: Path | None, env: Mapping[str, str]) -> SecretStr | None:
    """The key from the environment variable, else from the file; None if neither is named or set.

    Raises ConfigError, with `where`, for a file that is missing, empty or readable by others.
    """
    key = env.get(variable, "").strip() if variable else ""
    if not key and file:
        key = _in_file(where, file)
    if not key:
        return None
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigError("the key holds characters that no key has.", where=where, next="Copy it again, alone.")
    return SecretStr(key)


def _in_file(where: str, file: Path) -> str:
    try:
        must_be_private(where, file)
        key = file.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        what = f"the key file {file} cannot be read ({type(error).__name__})."
        raise ConfigError(what, where=where, next="Write the key into it, and nothing else.") from error
    if not key:
        raise ConfigError(
            f"the key file {file} is empty.", where=where, next="Write the key into it, and nothing else."
        )
    return key


def must_be_private(where: str, file: Path) -> None:
    """Raises ConfigError if others can read a user's own file, or change a system file such as a mounted secret."""
    found = file.stat()
    others = stat.S_IRWXG | stat.S_IRWXO if found.st_uid == os.geteuid() else stat.S_IWGRP | stat.S_IWOTH
    if found.st_mode & others:
        said = "" if where == str(file) else f"the file {file} "
        what = f"{said}is open to others (mode {stat.S_IMODE(found.st_mode):o})."
        raise ConfigError(what, where=where, next=f"Run `chmod 600 {file}`.")


def scrubbed(text: str, keys: Iterable[SecretStr]) -> str:
    """`text` with every key in it replaced by "[key]"."""
    secrets = {key.get_secret_value() for key in keys}
    for secret in sorted(secrets, key=lambda one: (-len(one), one)):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "[key]")
    return text


PLACEHOLDER = re.compile(r"\{(key|\$\w+)\}")
_SECRET_HEADER = re.compile(r"authorization|cookie|key|secret|token", re.IGNORECASE)


def _no_secret_is_spelled_out(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if _SECRET_HEADER.search(name) and "{" not in value:
            raise ValueError(f'{name} looks like a secret; write "{{key}}" or "{{$VARIABLE}}" in its place')
    return headers


Headers = Annotated[dict[str, str], AfterValidator(_no_secret_is_spelled_out)]
"""By name. In a value "{key}" stands for the endpoint's key, if it has one, "{$NAME}" for an environment variable."""


def filled(value: str, where: str, key: SecretStr | None, env: Mapping[str, str]) -> SecretStr:
    """The value of a header with its placeholders filled. Raises ConfigError, with `where`, if one has no value."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        found = env.get(name[1:], "").strip() if name.startswith("$") else key.get_secret_value() if key else ""
        if not found:
            raise ConfigError(f"{match[0]} has no value.", where=where, next="Set the key or variable that it names.")
        return found

    return SecretStr(PLACEHOLDER.sub(fill, value))


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
