"""Files that grow line by line: a line is on disk before what follows from it is done, or it is not there at all."""

import os
from contextlib import suppress
from pathlib import Path


def append_line(path: Path, line: str) -> None:
    """Adds a line and waits until it is on disk; a half-written one is removed again. Raises OSError."""
    left = line.encode() + b"\n"
    is_new = not path.exists()
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
    if is_new:
        keep_names(path.parent)


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
