"""The corpus's file: opened, checked, created; SQLite's errors in words for users."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from brief.errors import UsageError

SCHEMA_VERSION = 5
APPLICATION_ID = 0x42524945
"""Marks a SQLite file as a corpus ("BRIE")."""
BUSY_TIMEOUT_SECONDS = 30
"""How long a second writer waits for the first."""
_TO_NEWEST = (
    "documents entries fetches terms history",
    "from_1 entries fetches from_2 terms history",
    "fetches from_2 terms history",
    "terms history",
    "history",
)
"""Files of `sql/`, by the version of the file: 0 is a new one."""


def opened(path: Path | None) -> sqlite3.Connection:
    """A connection to the corpus at `path`, which is created if missing; None makes a corpus in memory.

    Raises UsageError for a file that is no corpus, is damaged, or was written by a newer version.
    """
    with told_plainly(path):
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path or ":memory:", timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path | None) -> None:
    if path:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        # 64 MB: pages of large indexes are not written again and again
        connection.execute("PRAGMA cache_size = -65536")
    if _version(connection, path) != SCHEMA_VERSION:
        with transaction(connection):  # in which the version is asked again: another process may have been first
            version = _version(connection, path)
            if version != SCHEMA_VERSION:
                _execute(connection, _TO_NEWEST[version])


def _version(connection: sqlite3.Connection, path: Path | None) -> int:
    """The schema version of the file; 0 for a new file."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and (tables or version):
        raise UsageError("is a database, but no corpus of Brief's.", where=str(path), next="Name another file.")
    if version > SCHEMA_VERSION:
        raise UsageError(
            f"was written by a newer version of Brief (schema {version}; this one knows {SCHEMA_VERSION}).",
            where=str(path),
            next="Update Brief, or name another file.",
        )
    return int(version)


def _execute(connection: sqlite3.Connection, names: str) -> None:
    """Creates or changes the tables, and marks the file as one of this version."""
    for name in names.split():
        for statement in (Path(__file__).with_name("sql") / f"{name}.sql").read_text("utf-8").split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def stamp(at: datetime | None) -> str | None:
    """An instant in the form of the tables: UTC with microseconds, so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. Takes the writer's lock at once: a second writer waits here and cannot fail half-way."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def told_plainly(path: Path | None) -> Iterator[None]:
    """Turns errors of SQLite and the file system into a UsageError that names the file and what to do."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise  # a bug of Brief, not a fault of the file
    except sqlite3.OperationalError as error:
        what, advice = _operational(error)
        raise UsageError(what, where=str(path), next=advice) from error
    except sqlite3.DatabaseError as error:
        raise UsageError(
            f"is damaged or no corpus ({error}).",
            where=str(path),
            next="Move it away; the next `brief ingest` begins a new one.",
        ) from error
    except OSError as error:
        raise UsageError(
            f"cannot be opened ({error.strerror or error}).", where=str(path), next="Name another place."
        ) from error


def _operational(error: sqlite3.OperationalError) -> tuple[str, str]:
    """What is wrong, and what to do."""
    if "locked" in str(error) or "busy" in str(error):
        what = f"another process has been writing to it for {BUSY_TIMEOUT_SECONDS} seconds."
        return what, "Try again when it is done."
    advice = "Check the folder's permissions and the disk's space, or name another file."
    return f"cannot be read or written ({error}).", advice
