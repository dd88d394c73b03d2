"""The full-text index of the corpus, updated only when it is needed: a run with --corpus files never builds it.

The index is contentless (it stores no text), so a document's exact texts must be given to remove it.
"""

import sqlite3

from brief.documents.corpus.tokenizing import indexed_form, query_form

_TITLE_WEIGHT, _TEXT_WEIGHT = 4.0, 1.0


def index(database: sqlite3.Connection) -> int:
    """Indexes all documents that are not indexed yet; returns how many that were."""
    numbers = [row[0] for row in database.execute("SELECT number FROM documents WHERE indexed = 0 ORDER BY number")]
    database.executemany(
        "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (_entry(database, number) for number in numbers)
    )
    database.execute("UPDATE documents SET indexed = 1 WHERE indexed = 0")
    return len(numbers)


def unindex(database: sqlite3.Connection, number: int) -> None:
    """Removes a document from the index; must be called before the document changes."""
    database.execute(
        "INSERT INTO words (words, rowid, title, text) VALUES ('delete', ?, ?, ?)", _entry(database, number)
    )
    database.execute("UPDATE documents SET indexed = 0 WHERE number = ?", (number,))


def find(database: sqlite3.Connection, words: str, start: str | None, end: str | None, limit: int) -> list[int]:
    """Numbers of the documents that contain every word, best first (bm25, titles count more), then newest first."""
    query = query_form(words)
    if not query:
        return []
    rows = database.execute(
        "SELECT documents.number FROM words JOIN documents ON documents.number = words.rowid"
        " WHERE words MATCH ? AND (? IS NULL OR published_at >= ?) AND (? IS NULL OR published_at <= ?)"
        " ORDER BY bm25(words, ?, ?), published_at DESC, url LIMIT ?",
        (query, start, start, end, end, _TITLE_WEIGHT, _TEXT_WEIGHT, limit),
    )
    return [row[0] for row in rows]


def _entry(database: sqlite3.Connection, number: int) -> tuple[int, str, str]:
    """What is indexed of a document: its number, all its titles, its texts."""
    titles = database.execute("SELECT DISTINCT title FROM copies WHERE number = ? ORDER BY title", (number,))
    summary, body = database.execute("SELECT summary, body FROM documents WHERE number = ?", (number,)).fetchone()
    return number, indexed_form("\n".join(row[0] for row in titles)), indexed_form(f"{summary or ''}\n{body or ''}")
