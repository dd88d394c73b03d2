"""Reads rows of the corpus as Documents."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from schemas.retrieval import Document, LeftOut

_EXAMPLES = 3
_AS_STORED = ("url", "title", "summary", "body", "date_problem", "source", "publisher", "lang", "content_hash")
_NEVER = "~"
"""Behind every instant in the form of the tables."""


def between(database: sqlite3.Connection, start: str, end: str) -> list[Document]:
    """Documents published from `start` to `end`, both included, by time, URL and title."""
    order = "published_at, url, title, number"
    return _read(database, "documents.published_at BETWEEN ? AND ?", (start, end), end, order)


def undated(database: sqlite3.Connection) -> list[Document]:
    """Documents with no usable date, in the order in which they were added."""
    return _read(database, "documents.published_at IS NULL", ())


def of_page(database: sqlite3.Connection, page: str | None) -> list[Document]:
    """Usually the only one of that canonical URL; the first that was added comes first."""
    return _read(database, "page = ?", (page,))


def numbered(database: sqlite3.Connection, numbers: Iterable[int], end: str | None = None) -> Iterator[Document]:
    """The documents with these row numbers, in the same order, as they were told until the `end`."""
    return (one for number in numbers for one in _read(database, "number = ?", (number,), end or _NEVER))


def _read(
    database: sqlite3.Connection, where: str, values: tuple[object, ...], end: str = _NEVER, order: str = "number"
) -> list[Document]:
    """With the titles that copies had until the `end`. `where` and `order` are texts of this file."""
    rows = database.execute(f"SELECT * FROM documents WHERE {where} ORDER BY {order}", values).fetchall()  # noqa: S608
    titles = database.execute(
        "SELECT number, copies.title FROM documents JOIN copies USING (number)"  # noqa: S608
        f" WHERE {where} AND copies.title <> documents.title"
        " AND (copies.published_at IS NULL OR copies.published_at <= ?)"
        " ORDER BY number, copies.published_at, copies.title",
        (*values, end),
    )
    other: dict[int, dict[str, None]] = {}
    for number, title in titles:
        other.setdefault(number, {})[title] = None
    return [_document(row, tuple(other.get(row["number"], ()))) for row in rows]


def brought_by(database: sqlite3.Connection, sources: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(id, source) of every document that one of these sources gave, whoever gave it first."""
    marks = ", ".join("?" * len(sources))
    rows = database.execute(
        f"SELECT DISTINCT key, entries.source FROM entries JOIN documents USING (number) WHERE entries.source IN ({marks})",  # noqa: E501, S608
        tuple(sources),
    )
    return ((document_id(key), source) for key, source in rows)


def left_out(database: sqlite3.Connection) -> tuple[LeftOut, ...]:
    """Documents with no usable date, counted per problem, with the titles of a few recent ones."""
    counts = database.execute(
        "SELECT date_problem, count(*) FROM documents WHERE date_problem IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    return tuple(
        LeftOut(reason=f"{problem} date", count=count, examples=_examples(database, problem))
        for problem, count in counts.fetchall()
    )


def _examples(database: sqlite3.Connection, problem: str) -> tuple[str, ...]:
    rows = database.execute(
        "SELECT title FROM documents WHERE date_problem = ? ORDER BY number DESC LIMIT ?", (problem, _EXAMPLES)
    )
    return tuple(row[0] for row in rows)


def _document(row: sqlite3.Row, other_titles: tuple[str, ...]) -> Document:
    return Document(
        id=document_id(row["key"]),
        published_at=datetime.fromisoformat(row["published_at"]) if row["published_at"] else None,
        date_only=bool(row["date_only"]),
        other_titles=other_titles,
        **{name: row[name] for name in _AS_STORED},
    )


def document_id(key: str) -> str:
    """A stable id for a document's key: "d" and ten hexadecimal digits of its SHA-256."""
    return f"d{hashlib.sha256(key.encode()).hexdigest()[:10]}"
