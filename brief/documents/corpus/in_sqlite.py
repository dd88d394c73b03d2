"""A corpus in one file of SQLite, or in memory: opened, checked, created; SQLite's errors in words for users."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self, TypeVar

from brief.documents.corpus.database import marks
from brief.documents.corpus.indexed import entries
from brief.errors import UsageError

T = TypeVar("T")
SCHEMA_VERSION = 5
APPLICATION_ID = 0x42524945
"""Marks a SQLite file as a corpus ("BRIE")."""
BUSY_TIMEOUT_SECONDS = 30
"""How long a second writer waits for the first."""
_SQL = Path(__file__).parent / "sql" / "sqlite"
_TO_NEWEST = (
    "documents entries fetches terms history",
    "from_1 entries fetches from_2 terms history",
    "fetches from_2 terms history",
    "terms history",
    "history",
)
"""Files of `sql/sqlite/`, by the version of the file: 0 is a new one."""


class SQLite:
    """A `Database`. A missing file is created. What a query reads may raise SQLite's own errors."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        with self._told():
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path or ":memory:", timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise
        self.execute = self._connection.execute

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._connection.close()
        with self._told():
            if isinstance(error, sqlite3.Error):
                raise error

    @property
    def identity(self) -> str:
        return str(self._path and self._path.resolve())

    def execute_many(self, query: str, rows: Iterable[Sequence[object]]) -> None:
        self._connection.executemany(query, rows)

    def insert(self, table: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        query = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks(names)})"  # noqa: S608 - names of our own
        self._connection.executemany(query, rows)

    def write(self, work: Callable[[], T]) -> T:
        with self._told(), self._transaction():
            return work()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    # -- full text: the index stores none, so that what it was given must be given again to take it out -------------

    def index(self, numbers: Sequence[int]) -> None:
        self.execute_many("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", entries(self, numbers))

    def unindex(self, numbers: Sequence[int]) -> None:
        taken_out = "INSERT INTO words (words, rowid, title, text) VALUES ('delete', ?, ?, ?)"
        self.execute_many(taken_out, entries(self, numbers))

    def holders(self, column: str, phrase: str, first: int, last: int) -> Iterator[int]:
        query = "SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"
        return (number for (number,) in self.execute(query, (f"{column} : {phrase}", first, last)))

    # -- the file -----------------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        if self._path:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            # 64 MB: pages of large indexes are not written again and again
            self._connection.execute("PRAGMA cache_size = -65536")
        if self._version() != SCHEMA_VERSION:
            with self._transaction():  # in which the version is asked again: another process may have been first
                version = self._version()
                if version != SCHEMA_VERSION:
                    self._bring_up(_TO_NEWEST[version])

    def _version(self) -> int:
        """The schema version of the file; 0 for a new file."""
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        (application,) = self._connection.execute("PRAGMA application_id").fetchone()
        (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if application != APPLICATION_ID and (tables or version):
            what = "is a database, but no corpus of Brief's."
            raise UsageError(what, where=str(self._path), next="Name another file.")
        if version > SCHEMA_VERSION:
            raise UsageError(
                f"was written by a newer version of Brief (schema {version}; this one knows {SCHEMA_VERSION}).",
                where=str(self._path),
                next="Update Brief, or name another file.",
            )
        return int(version)

    def _bring_up(self, names: str) -> None:
        """Creates or changes the tables, and marks the file as one of this version."""
        for name in names.split():
            for statement in (_SQL / f"{name}.sql").read_text("utf-8").split(";"):
                self._connection.execute(statement)
        self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Takes the writer's lock at once: a second writer waits here and cannot fail half-way."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns errors of SQLite and the file system into a UsageError that names the file and what to do."""
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError):
            raise  # a bug of Brief, not a fault of the file
        except sqlite3.OperationalError as error:
            what, advice = _operational(error)
            raise UsageError(what, where=str(self._path), next=advice) from error
        except sqlite3.DatabaseError as error:
            raise UsageError(
                f"is damaged or no corpus ({error}).",
                where=str(self._path),
                next="Move it away; the next `brief ingest` begins a new one.",
            ) from error
        except OSError as error:
            what = f"cannot be opened ({error.strerror or error})."
            raise UsageError(what, where=str(self._path), next="Name another place.") from error


def _operational(error: sqlite3.OperationalError) -> tuple[str, str]:
    """What is wrong, and what to do."""
    if "locked" in str(error) or "busy" in str(error):
        what = f"another process has been writing to it for {BUSY_TIMEOUT_SECONDS} seconds."
        return what, "Try again when it is done."
    advice = "Check the folder's permissions and the disk's space, or name another file."
    return f"cannot be read or written ({error}).", advice
