"""A corpus in a team's PostgreSQL: several machines write to it, one batch after the other."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from brief.documents.corpus.database import Rows, marks, some_at_once
from brief.documents.corpus.indexed import entries
from brief.documents.corpus.tokens import Tokenizer
from brief.errors import UsageError
from brief.postgres.connecting import shown, told_plainly
from brief.postgres.line import Line
from brief.postgres.migrations import migrate

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")
_SQL = Path(__file__).parent / "sql" / "postgres"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('brief corpus', 0))"
"""One writer at a time, as in SQLite: what two bring of one page meets, and none waits for the other in a circle."""
_LONGEST_PAUSE = "SET idle_in_transaction_session_timeout = '60s'"
"""After which a writer whose machine is gone holds up the others no longer."""


class Postgres:
    """A `Database`. A server that went away is waited for; every error is raised as a UsageError."""

    def __init__(self, url: str) -> None:
        self._url, self._in_transaction, self._tokenizer = url, False, Tokenizer()
        self._line = Line(url, self._prepare)
        self._line.do(lambda _: None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_ended: object) -> None:
        self._line.close()

    def _prepare(self, new: "psycopg.Connection[Any]") -> None:
        encoding = new.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            advice = "Make a database with ENCODING 'UTF8' TEMPLATE template0."
            raise UsageError(f"has the encoding {encoding}, not UTF8.", where=shown(self._url), next=advice)
        migrate(new, self._url, "corpus", _SQL)
        new.execute(_LONGEST_PAUSE)
        self._connection = new

    @property
    def identity(self) -> str:
        return str(self.execute("SELECT pg_postmaster_start_time(), current_database()").fetchone())

    def execute(self, query: str, values: Sequence[object] = ()) -> Rows:
        return self._again(lambda: self._connection.execute(_translated(query), values))

    def execute_many(self, query: str, rows: Iterable[Sequence[object]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_translated(query), rows)

    def insert(self, table: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        copied = f"COPY {table} ({', '.join(names)}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(copied.encode()) as copy:
            for row in rows:
                copy.write_row(row)

    def write(self, work: Callable[[], T]) -> T:
        return self._again(partial(self._written, work))

    def _written(self, work: Callable[[], T]) -> T:
        with self._transaction():
            self._connection.execute(_LOCK)
            return work()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        with told_plainly(self._url), self._transaction():
            self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._connection.transaction():
            self._in_transaction = True
            try:
                yield
            finally:
                self._in_transaction = False

    def _again(self, work: Callable[[], T]) -> T:
        """Where the server went away meanwhile, once it is back; but what is part of a transaction, as a part of it."""
        return work() if self._in_transaction else self._line.do(lambda _: work())

    # -- full text ----------------------------------------------------------------------------------------------------

    def index(self, numbers: Sequence[int]) -> None:
        for some in some_at_once(numbers):
            found = [*entries(self, some)]
            titles = self._tokenizer.tokens([entry.title for entry in found])
            texts = self._tokenizer.tokens([entry.text for entry in found])
            rows = [_indexed(one.number, *told) for one, *told in zip(found, titles, texts, strict=True)]
            self.insert("words", ("number", "title", "text", "whole"), rows)

    def unindex(self, numbers: Sequence[int]) -> None:
        for some in some_at_once(numbers):
            self.execute(f"DELETE FROM words WHERE number IN ({marks(some)})", some)  # noqa: S608

    def holders(self, column: str, phrase: str, first: int, last: int) -> Iterator[int]:
        """Of texts whose places are not kept, those that hold the tokens anywhere are asked once more."""
        (wanted,) = self._tokenizer.tokens([phrase.strip('"*')])
        if not wanted:
            return
        quoted = [f"'{token}'" for token in wanted]
        quoted[-1] += ":*" if phrase.endswith("*") else ""
        query = (
            f"SELECT number, whole FROM words WHERE {column} @@ ?::tsquery"  # noqa: S608
            f" AND (whole = 0 OR {column} @@ ?::tsquery) AND number BETWEEN ? AND ? ORDER BY number"
        )
        found = self.execute(query, (" & ".join(quoted), " <-> ".join(quoted), first, last)).fetchall()
        yield from (number for number, whole in found if whole)
        for some in some_at_once(number for number, whole in found if not whole):
            yield from self._tokenizer.holding(entries(self, some), f"{column} : {phrase}")


@cache
def _translated(query: str) -> bytes:
    return query.replace("?", "%s").encode()


# -- a text as PostgreSQL has it -------------------------------------------------------------------------------------

_LAST_PLACE, _MOST_PLACES, _MOST_BYTES = 16_383, 255, 900_000
"""Of a tsvector, of one of its tokens, of all of them."""


def _indexed(number: int, title: list[str], text: list[str]) -> tuple[int, str, str, int]:
    """A row of `words`."""
    whole = _fits(title) and _fits(text)
    return number, _vector(title, whole=whole), _vector(text, whole=whole), int(whole)


def _fits(tokens: list[str]) -> bool:
    often = max(Counter(tokens).values(), default=0)
    return len(tokens) < _LAST_PLACE and often <= _MOST_PLACES and sum(map(_size, tokens)) < _MOST_BYTES


def _vector(tokens: list[str], *, whole: bool) -> str:
    """With the place of each; else as many different ones as it takes."""
    if whole:
        return " ".join(f"'{token}':{place}" for place, token in enumerate(tokens, 1))
    different = dict.fromkeys(tokens)
    sizes = accumulate(map(_size, different))
    return " ".join(f"'{token}'" for token, size in zip(different, sizes, strict=True) if size < _MOST_BYTES)


def _size(token: str) -> int:
    """In bytes, at most."""
    return 4 * len(token) + 8
