"""Reads rows of the corpus as Documents."""

import hashlib
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from schemas.retrieval import Document, LeftOut

_EXAMPLES = 3
_AS_STORED = ("url", "title", "summary", "body", "date_problem", "source", "publisher", "lang", "content_hash")
_NEVER = "~"
"""Behind every instant in the form of the tables."""


def read(
    database: sqlite3.Connection, where: str, *values: object, end: str | None = None, order: str = "number"
) -> list[Document]:
    """Documents with the titles that their copies had until the `end`. `where` and `order` are texts of our own."""
    rows = database.execute(f"SELECT * FROM documents WHERE {where} ORDER BY {order}", values).fetchall()  # noqa: S608
    titles = database.execute(
        "SELECT number, copies.title FROM documents JOIN copies USING (number)"  # noqa: S608
        f" WHERE {where} AND copies.title <> documents.title"
        " AND (copies.published_at IS NULL OR copies.published_at <= ?)"
        " ORDER BY number, copies.published_at, copies.title",
        (*values, end or _NEVER),
    )
    other: dict[int, dict[str, None]] = {}
    for number, title in titles:
        other.setdefault(number, {})[title] = None
    return [_document(row, tuple(other.get(row["number"], ()))) for row in rows]


def brought_by(database: sqlite3.Connection, sources: Sequence[str]) -> dict[str, list[str]]:
    """By document id, which of these sources gave it, whoever did so first."""
    marks = ", ".join("?" * len(sources))
    rows = database.execute(
        f"SELECT DISTINCT key, entries.source FROM entries JOIN documents USING (number) WHERE entries.source IN ({marks})",  # noqa: E501, S608
        tuple(sources),
    )
    found: dict[str, list[str]] = {}
    for key, source in rows:
        found.setdefault(document_id(key), []).append(source)
    return found


def left_out(database: sqlite3.Connection) -> tuple[LeftOut, ...]:
    """Documents with no usable date, counted per problem, with the titles of a few recent ones."""
    counts = database.execute(
        "SELECT date_problem, count(*) FROM documents WHERE date_problem IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    recent = "SELECT title FROM documents WHERE date_problem = ? ORDER BY number DESC LIMIT ?"
    found = []
    for problem, count in counts.fetchall():
        examples = tuple(row[0] for row in database.execute(recent, (problem, _EXAMPLES)))
        found.append(LeftOut(reason=f"{problem} date", count=count, examples=examples))
    return tuple(found)


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
