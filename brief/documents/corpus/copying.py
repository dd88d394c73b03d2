"""Copies all that one corpus holds into another, of whichever engine: what was stopped half-way goes on."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from brief.documents.corpus.database import Database, marks, opened, some_at_once, upsert
from brief.documents.corpus.searching import unindex
from brief.documents.corpus.writing import COLUMNS
from brief.errors import UsageError
from brief.settings.corpus_place import CorpusPlace

Row = tuple[Any, ...]
_Tables = dict[str, list[Row]]
_OTHERS = {
    "validators": (("url",), ("etag", "last_modified")),
    "fetches": (
        ("source", "at"),
        ("status", "reason", "read", "added", "updated", "skipped", "oldest", "newest", "again_at", "reserved"),
    ),
    "terms": (("source",), ("quote", "models", "publisher")),
    "history": (("kind", "period", "format", "language"), ("ended", "told")),
    "watches": (("text",), ("since",)),
}
"""Their keys and further columns."""
_AT_ONCE = 2_000


class Copied(NamedTuple):
    """Of a table, how many rows."""

    table: str
    copied: int
    there: int
    """Were there already, just so."""


def copy(source: CorpusPlace, target: CorpusPlace, note: Callable[[str], None]) -> list[Copied]:
    """What the target lacks or has otherwise, a few thousand rows at once; `note` is told how far it is.

    The source is read as it is at the beginning. Raises UsageError where there is none, where both are one, where the
    target holds documents of its own, and where one of them cannot be used.
    """
    if not source.is_there:
        raise UsageError("there is no corpus.", where=str(source), next="Name one that is there.")
    with opened(source) as one, opened(target) as other:
        if one.identity == other.identity:
            raise UsageError("both are the same corpus.", where=str(target), next="Name another place to copy to.")
        with one.snapshot():
            return _Copying(one, other, str(target), note).all()


class _Copying:
    def __init__(self, source: Database, target: Database, where: str, note: Callable[[str], None]) -> None:
        self._source, self._target, self._where, self._note = source, target, where, note
        self._copied, self._there = Counter[str](), Counter[str]()

    def all(self) -> list[Copied]:
        self._must_hold_no_more()
        last = 0
        while last := self._documents_after(last):
            self._note(f"{self._copied['documents'] + self._there['documents']:,} documents")
        for table in _OTHERS:
            last_row: Row = ()
            while last_row := self._rows_after(table, last_row):
                pass
        return [Copied(table, self._copied[table], self._there[table]) for table in (*COLUMNS, *_OTHERS)]

    # -- documents: with their copies and entries, so that what is there is whole ------------------------------------

    def _must_hold_no_more(self) -> None:
        query = "SELECT coalesce(max(number), 0) FROM documents"
        (here,), (there,) = (one.execute(query).fetchone() for one in (self._source, self._target))
        if there > here:
            raise self._refused()

    def _refused(self) -> UsageError:
        advice = "Name an empty place, or the one to which this was copied before."
        return UsageError("holds documents that the other lacks.", where=self._where, next=advice)

    def _documents_after(self, number: int) -> int:
        """Copies some; returns the number of the last, 0 where there was none."""
        query = "SELECT number FROM documents WHERE number > ? ORDER BY number LIMIT ?"
        numbers = [found for (found,) in self._source.execute(query, (number, _AT_ONCE)).fetchall()]
        if not numbers:
            return 0
        span = (numbers[0], numbers[-1])
        here = {table: _between(self._source, table, span) for table in COLUMNS}
        missing = self._target.write(partial(self._bring, here, span))
        for table, rows in here.items():
            self._copied[table] += len(missing[table])
            self._there[table] += len(rows) - len(missing[table])
        return int(numbers[-1])

    def _bring(self, here: _Tables, span: tuple[int, int]) -> _Tables:
        """Returns what the target lacked."""
        there = {table: _between(self._target, table, span) for table in COLUMNS}
        if _has_gone_its_own_way(here, there):
            raise self._refused()
        missing = {table: _without(rows, there[table]) for table, rows in here.items()}
        changed = {row[0] for rows in missing.values() for row in rows} & {row[0] for row in there["documents"]}
        self._take_out(changed, missing["documents"])
        for table, rows in missing.items():
            self._target.insert(table, COLUMNS[table], rows)
        return missing

    def _take_out(self, changed: set[int], documents: Sequence[Row]) -> None:
        """What has changed out of the index, and the documents that come anew."""
        for some in some_at_once(sorted(changed)):
            query = f"SELECT number FROM documents WHERE indexed = 1 AND number IN ({marks(some)})"  # noqa: S608
            unindex(self._target, [number for (number,) in self._target.execute(query, some).fetchall()])
        for some in some_at_once(number for number, *_ in documents if number in changed):
            self._target.execute(f"DELETE FROM documents WHERE number IN ({marks(some)})", some)  # noqa: S608

    # -- what has keys ------------------------------------------------------------------------------------------------

    def _rows_after(self, table: str, last: Row) -> Row:
        """Copies some; returns the key of the last, () where there was none."""
        keys, others = _OTHERS[table]
        both, width = (*keys, *others), len(keys)
        after = f"WHERE ({_listed(keys)}) > ({marks(last)})" if last else ""
        which = f"{after} ORDER BY {_listed(keys)} LIMIT ?"
        rows = _rows(self._source, table, both, which, (*last, _AT_ONCE))
        if not rows:
            return ()
        first, end = rows[0][:width], rows[-1][:width]
        within = f"WHERE ({_listed(keys)}) >= ({marks(first)}) AND ({_listed(keys)}) <= ({marks(end)})"
        missing = _without(rows, _rows(self._target, table, both, within, (*first, *end)))
        if missing:
            self._target.write(partial(self._target.execute_many, upsert(table, keys, others), missing))
        self._copied[table] += len(missing)
        self._there[table] += len(rows) - len(missing)
        return end


def _has_gone_its_own_way(here: _Tables, there: _Tables) -> bool:
    """Whether documents are others, or were told of otherwise: copies and entries only become more."""
    keys = {number: key for number, key, *_ in here["documents"]}
    others = (keys.get(number) != key for number, key, *_ in there["documents"])
    return any(others) or any(_without(there[table], here[table]) for table in ("copies", "entries"))


def _without(rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    known = set(others)
    return [row for row in rows if row not in known]


def _between(database: Database, table: str, span: tuple[int, int]) -> list[Row]:
    columns = COLUMNS[table]
    return _rows(database, table, columns, f"WHERE number BETWEEN ? AND ? ORDER BY {_listed(columns)}", span)


def _rows(database: Database, table: str, columns: Sequence[str], which: str, values: Sequence[object]) -> list[Row]:
    return database.execute(f"SELECT {_listed(columns)} FROM {table} {which}", values).fetchall()  # noqa: S608


_listed = ", ".join
