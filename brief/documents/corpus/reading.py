"""Reads rows of the corpus as Documents."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from schemas.retrieval import Document, LeftOut

_EXAMPLES = 3
_NEVER = "~"
"""Behind every instant in the form of the tables."""


def between(database: sqlite3.Connection, start: str, end: str) -> list[Document]:
    """Documents published from `start` to `end`, both included, by time, URL and title."""
    rows = database.execute(
        "SELECT * FROM documents WHERE published_at BETWEEN ? AND ? ORDER BY published_at, url, title, number",
        (start, end),
    ).fetchall()
    other = _other_titles(
        database.execute(
            "SELECT copies.number, copies.title FROM documents JOIN copies USING (number)"
            " WHERE documents.published_at BETWEEN ? AND ? AND copies.title <> documents.title"
            " AND (copies.published_at IS NULL OR copies.published_at <= ?)"
            " ORDER BY copies.number, copies.published_at, copies.title",
            (start, end, end),
        )
    )
    return [_document(row, other.get(row["number"], ())) for row in rows]


def of_page(database: sqlite3.Connection, page: str | None) -> list[Document]:
    """Usually the only one of that canonical URL; the first that was added comes first."""
    rows = database.execute("SELECT number FROM documents WHERE page = ? ORDER BY number", (page,)).fetchall()
    return list(numbered(database, [row[0] for row in rows]))


def undated(database: sqlite3.Connection) -> list[Document]:
    """Documents without a usable date, in the order in which they were added."""
    rows = database.execute("SELECT number FROM documents WHERE published_at IS NULL ORDER BY number").fetchall()
    return list(numbered(database, [row[0] for row in rows]))


def numbered(database: sqlite3.Connection, numbers: Iterable[int], end: str | None = None) -> Iterator[Document]:
    """The documents with these row numbers, in the same order; without titles of copies from after the `end`."""
    return (_one(database, number, end or _NEVER) for number in numbers)


def left_out(database: sqlite3.Connection) -> tuple[LeftOut, ...]:
    """Documents without a usable date, counted per problem, with the titles of a few recent ones."""
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


def _one(database: sqlite3.Connection, number: int, end: str) -> Document:
    row = database.execute("SELECT * FROM documents WHERE number = ?", (number,)).fetchone()
    other = _other_titles(
        database.execute(
            "SELECT number, title FROM copies WHERE number = ? AND title <> ?"
            " AND (published_at IS NULL OR published_at <= ?) ORDER BY published_at, title",
            (number, row["title"], end),
        )
    )
    return _document(row, other.get(number, ()))


def _other_titles(rows: Iterable[tuple[int, str]]) -> Mapping[int, Sequence[str]]:
    found: dict[int, dict[str, None]] = {}
    for number, title in rows:
        found.setdefault(number, {})[title] = None
    return {number: tuple(titles) for number, titles in found.items()}


def _document(row: sqlite3.Row, other_titles: Sequence[str]) -> Document:
    return Document(
        id=document_id(row["key"]),
        url=row["url"],
        title=row["title"],
        summary=row["summary"],
        body=row["body"],
        published_at=datetime.fromisoformat(row["published_at"]) if row["published_at"] else None,
        date_only=bool(row["date_only"]),
        date_problem=row["date_problem"],
        source=row["source"],
        publisher=row["publisher"],
        lang=row["lang"],
        content_hash=row["content_hash"],
        other_titles=tuple(other_titles),
    )


def document_id(key: str) -> str:
    """A stable id for a document's key: "d" and ten hexadecimal digits of its SHA-256."""
    return f"d{hashlib.sha256(key.encode()).hexdigest()[:10]}"
