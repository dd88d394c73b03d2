"""The full-text index of the corpus, brought up to date when it is needed: a run's private corpus never pays for it.

The index is contentless (the text is not stored twice), so what is taken out must be named in full.
"""

import sqlite3

from brief.documents.corpus.tokenizing import indexed_form, query_form

_TITLE_WEIGHT, _TEXT_WEIGHT = 4.0, 1.0


def index(database: sqlite3.Connection) -> int:
    """Indexes what is not yet indexed; the number of documents it was."""
    numbers = [row[0] for row in database.execute("SELECT number FROM documents WHERE indexed = 0 ORDER BY number")]
    database.executemany(
        "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (_entry(database, number) for number in numbers)
    )
    database.execute("UPDATE documents SET indexed = 1 WHERE indexed = 0")
    return len(numbers)


def unindex(database: sqlite3.Connection, number: int) -> None:
    """Takes a document out of the index; called before anything of it changes."""
    database.execute(
        "INSERT INTO words (words, rowid, title, text) VALUES ('delete', ?, ?, ?)", _entry(database, number)
    )
    database.execute("UPDATE documents SET indexed = 0 WHERE number = ?", (number,))


def find(database: sqlite3.Connection, words: str, start: str | None, end: str | None, limit: int) -> list[int]:
    """Numbers of the documents that hold every word, best first (bm25, titles count more), then newest."""
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
    """A document as it is indexed: all its titles, and its texts."""
    titles = database.execute("SELECT DISTINCT title FROM copies WHERE number = ? ORDER BY title", (number,))
    summary, body = database.execute("SELECT summary, body FROM documents WHERE number = ?", (number,)).fetchone()
    return number, indexed_form("\n".join(row[0] for row in titles)), indexed_form(f"{summary or ''}\n{body or ''}")
