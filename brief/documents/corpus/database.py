"""Where the tables of a corpus are: one small interface, which SQLite and PostgreSQL have."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

from brief.errors import UsageError
from brief.settings.corpus_place import CorpusPlace

T = TypeVar("T")
_AT_ONCE = 500
"""Values that one query may name: older SQLites take 999."""


class Rows(Protocol):
    """What a query found: tuples."""

    @property
    def rowcount(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Database(Protocol):
    """A connection, for one thread. Queries are texts of our own that both engines understand, with `?` for values."""

    def __enter__(self) -> Self: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Ends the connection, which this error ended; raises it as a UsageError if it is one of the engine."""

    @property
    def identity(self) -> str:
        """The same for every connection to one corpus, whatever its place was called."""

    def execute(self, query: str, values: Sequence[object] = ()) -> Rows: ...

    def execute_many(self, query: str, rows: Iterable[Sequence[object]]) -> None:
        """Within `write`."""

    def insert(self, table: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """New rows with these columns, within `write`."""

    def write(self, work: Callable[[], T]) -> T:
        """All that `work` does or nothing, while nobody else writes. Where the server went away meanwhile, all of it is
        done once more; it must bear that.
        """

    def snapshot(self) -> AbstractContextManager[None]:
        """Within it all is read as it was at one moment, whoever writes."""

    def index(self, numbers: Sequence[int]) -> None:
        """Takes what these documents say into the full-text index."""

    def unindex(self, numbers: Sequence[int]) -> None:
        """Takes them out; to be called before they change."""

    def holders(self, column: str, phrase: str, first: int, last: int) -> Iterable[int]:
        """Numbers from `first` to `last` of the documents whose `title` or `text` holds the phrase: a query of FTS5."""


def opened(place: CorpusPlace | Path | None) -> Database:
    """The corpus there, which is made if it is missing; None makes one in memory.

    Raises UsageError for what is no corpus, cannot be used, or was written by a newer version.
    """
    if isinstance(place, CorpusPlace) and place.url:
        if place.is_foreign:
            advice = "Name it as [corpus] url in config.toml, if you trust it with your password."
            raise UsageError("is named by the folder of a run alone.", where=str(place), next=advice)
        from brief.documents.corpus.in_postgres import Postgres

        return Postgres(place.url)
    from brief.documents.corpus.in_sqlite import SQLite

    return SQLite(place.path if isinstance(place, CorpusPlace) else place)


BEHIND_ALL = "~"
"""Behind every instant in the form of the tables."""


class Opened:
    """A corpus in use: a context manager, for one thread."""

    def __init__(self, place: CorpusPlace | Path | None = None) -> None:
        self._database = opened(place)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._database.__exit__(kind, error, trace)


def stamp(at: datetime | None) -> str | None:
    """An instant in the form of the tables: UTC with microseconds, so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def instant(stamped: str | None) -> datetime | None:
    """What `stamp` made a stamp of."""
    return datetime.fromisoformat(stamped) if stamped else None


def some_at_once(values: Iterable[T], most: int = _AT_ONCE) -> Iterator[list[T]]:
    """In lists that are short enough for one query."""
    given = iter(values)
    while some := list(islice(given, most)):
        yield some


def marks(values: Sequence[object]) -> str:
    """To stand for the values in `IN (…)`."""
    return ", ".join("?" * len(values))


def upsert(table: str, keys: Sequence[str], names: Sequence[str]) -> str:
    """A statement for a row that takes the place of one with the same keys; `names` are its other columns."""
    both, changed = [*keys, *names], ", ".join(f"{name}=excluded.{name}" for name in names)
    into = f"INSERT INTO {table} ({', '.join(both)}) VALUES ({marks(both)})"  # noqa: S608 - names of our own
    return f"{into} ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changed}"
