"""audit.jsonl of a project: each edit, approval, delivery and correction a line, chained to the line before it.

Whoever changes or takes out a line breaks the chain there. Lines cut off at the end leave no break: whoever must rule
that out keeps the last line's hash elsewhere.
"""

import getpass
import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from brief.runs.files import append_line, cut_off_half_line
from brief.runs.locks import locked
from brief.runs.store import writing
from schemas.delivery import AuditLine

FILE = "audit.jsonl"
NOTHING_BEFORE = "0" * 64
"""What the first line names as the hash of the one before it."""

Act = Literal["edit", "approval", "delivery", "correction"]


def signer(given: str | None = None) -> str:
    """The name under which something is done: the one given, else BRIEF_USER, else that of the login."""
    named = " ".join((given or os.environ.get("BRIEF_USER") or "").split())
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        return f"uid {os.getuid()}"


def chain(folder: Path, act: Act, run: str, said: str, by: str, at: datetime) -> None:
    """Adds a line to the audit of the project in `folder`; who comes second waits. Raises BriefError."""
    path = folder / FILE
    # The lock is a file of its own, since the audit's may be replaced while one waits.
    with writing(path, "Make the project's folder writable."), locked(path.with_suffix(".lock")):
        cut_off_half_line(path)
        lines = path.read_bytes().splitlines() if path.is_file() else []
        previous = hashlib.sha256(lines[-1]).hexdigest() if lines else NOTHING_BEFORE
        line = AuditLine(previous=previous, at=at, by=by, act=act, run=run, said=said)
        append_line(path, line.model_dump_json())


def first_broken_line(path: Path) -> int | None:
    """The number, from 1, of the first line that does not follow from those before it; None if all do."""
    before = NOTHING_BEFORE
    lines = path.read_bytes().split(b"\n") if path.is_file() else [b""]
    for number, line in enumerate(lines[:-1], start=1):
        try:
            previous = AuditLine.model_validate_json(line).previous
        except ValidationError:
            return number
        if previous != before:
            return number
        before = hashlib.sha256(line).hexdigest()
    return len(lines) if lines[-1] else None
