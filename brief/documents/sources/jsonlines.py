"""JSON lines: one object a line, with url and title; published, source, lang, summary, body, guid may be missing."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from brief.documents.sources.base import Flaw, Item, RawDocument, SourceFailed

LONGEST_LINE = 8 * 1024 * 1024
"""Bytes. A longer line is skipped without being kept in memory."""

_OPTIONAL = ("published", "source", "lang", "summary", "body", "guid")


def json_lines(path: Path) -> Iterator[Item]:
    """The documents of a file, read lazily; an unusable line gives a Flaw with its number. Raises SourceFailed.

    Lines end at "\\n" only: bodies may hold other line separators.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(_lines(file), start=1):
                if line is None or line.strip():
                    yield _item(number, line)
    except OSError as error:
        raise SourceFailed(f"{path} cannot be read: {error.strerror or error}") from error


def _lines(file: BinaryIO) -> Iterator[bytes | None]:
    """The lines without a byte order mark; None for one that is too long."""
    first = True
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            yield None
        else:
            yield line.removeprefix(b"\xef\xbb\xbf") if first else line
        first = False


def _item(number: int, line: bytes | None) -> Item:
    where = f"line {number}"
    if line is None:
        return Flaw(where, f"is longer than {LONGEST_LINE} bytes")
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Flaw(where, "is not UTF-8")
    except (ValueError, RecursionError):
        return Flaw(where, "is not JSON")
    if not isinstance(value, dict):
        return Flaw(where, "is not a JSON object")
    for key in ("url", "title"):
        if not isinstance(value.get(key), str) or not value[key].strip():
            return Flaw(where, f"has no {key}", _text(value.get("title")) or "")
    optional = {key: _text(value.get(key)) for key in _OPTIONAL}
    return RawDocument(value["url"], value["title"], **optional, place=where)


def _text(value: object) -> str | None:
    """Text as it is, a number (an epoch) as its digits, None for anything else."""
    if isinstance(value, str):
        return value
    return repr(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
