"""The corpus's file: opened, checked, created; SQLite's errors in words for users."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from brief.errors import UsageError

SCHEMA_VERSION = 4
APPLICATION_ID = 0x42524945
"""Marks a SQLite file as a corpus ("BRIE")."""
BUSY_TIMEOUT_SECONDS = 30
"""How long a second writer waits for the first."""

_ENTRIES = """
CREATE TABLE entries (
    number INTEGER NOT NULL REFERENCES documents (number),
    anchor TEXT NOT NULL,               -- empty for the whole page
    source TEXT NOT NULL,
    guid TEXT NOT NULL,                 -- the source's own id, empty if it gave none
    PRIMARY KEY (number, anchor, source, guid)
) WITHOUT ROWID;
"""
_SCHEMA = """
CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,           -- the page, and what tells it apart from others of that page
    page TEXT NOT NULL,                 -- canonical URL
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT,
    body TEXT,
    published_at TEXT,                  -- UTC, ISO 8601 to the microsecond: sorts as text
    date_only INTEGER NOT NULL,
    date_problem TEXT,
    source TEXT NOT NULL,
    publisher TEXT NOT NULL,
    lang TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    origin TEXT NOT NULL,               -- the configured source it first came from
    indexed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX documents_by_time ON documents (published_at, url);
CREATE INDEX documents_by_page ON documents (page);
CREATE INDEX documents_by_problem ON documents (date_problem) WHERE date_problem IS NOT NULL;
CREATE INDEX documents_to_index ON documents (number) WHERE indexed = 0;
CREATE TABLE copies (
    number INTEGER NOT NULL REFERENCES documents (number),
    title TEXT NOT NULL,
    published TEXT NOT NULL,            -- as the source wrote it
    published_at TEXT,
    source TEXT NOT NULL,
    PRIMARY KEY (number, title, published, source)
) WITHOUT ROWID;
CREATE TABLE validators (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (title, text, content = '', tokenize = 'porter unicode61');
"""

_FETCHES = """
CREATE TABLE fetches (
    source TEXT NOT NULL,               -- its name in config.toml
    at TEXT NOT NULL,                   -- UTC, like every instant here
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    read INTEGER NOT NULL,
    added INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    oldest TEXT,                        -- of the dates of its documents
    newest TEXT,
    again_at TEXT,                      -- not to be asked before
    reserved INTEGER NOT NULL,          -- by its publisher, against text and data mining
    PRIMARY KEY (source, at)
) WITHOUT ROWID;
CREATE INDEX fetches_by_time ON fetches (at);
"""
_TERMS = """
CREATE TABLE terms (
    source TEXT PRIMARY KEY,            -- its name in config.toml, also of an entry that is there no more
    quote TEXT NOT NULL,
    models TEXT NOT NULL,               -- JSON
    publisher TEXT
) WITHOUT ROWID;
"""

_FROM_1 = """
ALTER TABLE documents ADD COLUMN page TEXT NOT NULL DEFAULT '';
UPDATE documents SET page = key;
CREATE INDEX documents_by_page ON documents (page);
"""
"""Version 1 told documents apart by page alone. What it had put together stays so; no document is read anew for it."""
_FROM_2 = """
INSERT INTO fetches SELECT name, at, status, reason, read, added, updated, skipped, NULL, NULL, NULL, 0 FROM sources;
DROP TABLE sources;
"""
"""Version 2 knew the last reading of each source alone."""
_TO_NEWEST = (
    _SCHEMA + _ENTRIES + _FETCHES + _TERMS,
    _FROM_1 + _ENTRIES + _FETCHES + _FROM_2 + _TERMS,
    _FETCHES + _FROM_2 + _TERMS,
    _TERMS,
)
"""By the version of the file: 0 is a new one."""


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
        connection.execute(
            "PRAGMA cache_size = -65536"
        )  # 64 MB: pages of large indexes are not written again and again
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


def _execute(connection: sqlite3.Connection, statements: str) -> None:
    """Creates or changes the tables, and marks the file as one of this version."""
    for statement in statements.split(";"):
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
        raise UsageError(_operational(error), where=str(path), next=_advice(error)) from error
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


def _operational(error: sqlite3.OperationalError) -> str:
    if "locked" in str(error) or "busy" in str(error):
        return f"another process has been writing to it for {BUSY_TIMEOUT_SECONDS} seconds."
    return f"cannot be read or written ({error})."


def _advice(error: sqlite3.OperationalError) -> str:
    if "locked" in str(error) or "busy" in str(error):
        return "Try again when it is done."
    return "Check the folder's permissions and the disk's space, or name another file."
