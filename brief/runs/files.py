"""Reads one file of a run's folder; for an unreadable file, says what is wrong, which version wrote it, what to do.

Versions: adding a field with a default does not change the version, so older files load, and a newer file is refused
because of its unknown field. A change after which older files no longer load must raise schemas.base.SCHEMA_VERSION;
files of another version are refused by its number.
"""

import gzip
import json
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from brief import __version__
from brief.errors import BriefError, ConfigError
from brief.runs.working_copy import brought
from schemas.base import SCHEMA_VERSION, S

LARGEST_UNPACKED = 256 * 1024 * 1024
"""Bytes. Folders are shared, and a small file can unpack to more than any memory holds."""
T = TypeVar("T")
_US = f"Brief {__version__}"
_STEP = re.compile(r"(\d+)([a-z]?)-(.+)")


def steps_in(folder: Path, of: str = "") -> list[Path]:
    """The step files of a run in the order of the walk; `of`: those of a further format alone."""
    prefix = f"{of}." if of else ""
    named = ((path.stem.removeprefix(prefix), path) for path in folder.glob(f"{prefix}*.json"))
    found = [(step, path) for name, path in named if (step := _STEP.fullmatch(name))]
    return [path for _, path in sorted(found, key=lambda one: (int(one[0][1]), *one[0].groups()[1:]))]


def read_value(path: Path, kind: type[S], next: str | None = None) -> S:
    """The value in the JSON file at `path`. Raises BriefError; `next` says what to do about a damaged file."""
    try:
        content = _unpacked(path)
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or error
        raise BriefError(f"{path.name} cannot be read ({why}).", where=str(path), next=next) from error
    try:
        value = kind.model_validate_json(content)
    except ValidationError as error:
        with suppress(ValueError):
            _must_be_ours(json.loads(content), path)
        raise unreadable(error, path.name, str(path), next) from error
    if "schema_version" in kind.model_fields:
        _must_be_ours(value.model_dump(include={"schema_version", "packages"}), path)
    return value


def _unpacked(path: Path) -> bytes:
    if path.suffix != ".gz":
        return path.read_bytes()
    with gzip.open(path) as packed:
        content = packed.read(LARGEST_UNPACKED + 1)
    if len(content) > LARGEST_UNPACKED:
        raise OSError(None, f"it unpacks to more than {LARGEST_UNPACKED} bytes")
    return content


def unreadable(error: ValidationError, name: str, where: str, next: str | None) -> BriefError:
    """The error for a damaged part of a run; `name` is what a user calls it."""
    details = error.errors(include_url=False, include_input=False)
    unknown = [_place(detail) for detail in details if detail["type"] == "extra_forbidden"]
    if len(unknown) == len(details):
        what = f"{name} holds `{unknown[0]}`, which {_US} does not know."
        return BriefError(what, where=where, next="A newer Brief wrote it: use that one, or take the field out.")
    first = ": ".join(filter(None, (_place(details[0]), details[0]["msg"])))
    return BriefError(f"{name} does not hold what it should ({first}).", where=where, next=next)


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """Reports errors in the prompts and formats kept in a run's folder as damage, not as a user's mistake."""
    try:
        yield
    except ConfigError as error:
        if not (error.where or "").startswith(f"{folder}/"):
            raise
        advice = "Another version of Brief wrote it: use that one, or `brief replay` with the project's own."
        raise ConfigError(error.what, where=error.where, next=advice) from error


def _must_be_ours(content: Any, path: Path) -> None:
    version = content.get("schema_version", SCHEMA_VERSION) if isinstance(content, dict) else SCHEMA_VERSION
    if not isinstance(version, int) or version == SCHEMA_VERSION:
        return
    packages = content.get("packages")
    writer = packages.get("brief") if isinstance(packages, dict) else None
    by = f"Brief {writer}" if writer else "another Brief"
    what = f"{path.name} was written by {by} with schema version {version}; {_US} reads {SCHEMA_VERSION}."
    advice = "Update Brief to read it." if version > SCHEMA_VERSION else f"Read it with {by}, or `brief run` anew."
    raise BriefError(what, where=str(path), next=advice)


def _place(detail: Any) -> str:
    return ".".join(map(str, detail["loc"]))


def append_line(path: Path, line: str) -> None:
    """Adds a line and waits until it is on disk, and in the team's store; a half-written one is removed again.

    Raises OSError, BriefError where the store cannot be used.
    """
    with brought(path, adds=True):
        append_here(path, line)


def append_here(path: Path, line: str) -> None:
    """The same, of a file that is brought to the store at another time."""
    left = line.encode() + b"\n"
    with path.open("ab", buffering=0) as journal:
        before = journal.tell()
        try:
            while left:
                left = left[journal.write(left) :]
            os.fsync(journal.fileno())
        except OSError:
            with suppress(OSError):
                os.truncate(path, before)
            raise
    if not before:
        keep_names(path.parent)


def read_lines(
    path: Path, kind: TypeAdapter[T], name: str = "", advice: str = "Put it back from a copy."
) -> Iterator[T]:
    """Of a file that is only added to; none where there is no file. Without a half-written last line: what it was about
    had not begun. Raises BriefError for a line that is damaged; `name` is what a user calls its value.
    """
    whole, _, _ = (path.read_bytes() if path.is_file() else b"").rpartition(b"\n")
    for number, line in enumerate(whole.splitlines(), 1):
        try:
            yield kind.validate_json(line)
        except ValidationError as error:
            raise unreadable(error, name or path.name, f"{path}:{number}", advice) from error


def cut_off_half_line(path: Path) -> None:
    """Removes a last line that a killed process has half written, so that the next one starts on a new line."""
    if not path.is_file():
        return
    whole = path.read_bytes()
    kept = whole[: whole.rfind(b"\n") + 1]
    if kept != whole:
        with path.open("r+b") as file:
            file.truncate(len(kept))


def keep_names(folder: Path) -> None:
    """Waits until the folder itself is on disk: after a power cut a file could lose its name."""
    with suppress(OSError):  # some file systems cannot; on a full one, the file is there
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
