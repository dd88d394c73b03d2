"""The full-text index of the corpus, filled only where somebody looks: a run with --corpus files never builds it.

The index is contentless (it stores no text), so a document's exact texts must be given to remove it.
"""

import math
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from brief.documents.corpus.database import stamp
from brief.documents.corpus.tokenizing import indexed_form, phrase, written_together

_WEIGHTS = {"title": 2.0, "text": 1.0}
_INDEXED_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents are looked at; what is None or empty leaves it open."""

    start: datetime | None = None
    end: datetime | None = None
    """Included, as the start is; both are aware."""
    source: str = ""
    """The outlet that a document names, or the configured source that brought it in."""


EVERYWHERE = Scope()


class Hits(NamedTuple):
    """What holds every word; where nothing does, what holds most of them."""

    numbers: tuple[int, ...]
    """Of documents, best first."""
    absent: tuple[str, ...] = ()
    """Words that no document looked at holds."""
    parted: tuple[str, ...] = ()
    """Words that none holds in one piece, so that each of their parts was looked for."""
    held: int = 0
    """How many words each of the documents holds."""
    words: int = 0
    """How many were looked for."""


def within(database: sqlite3.Connection, scope: Scope) -> frozenset[int] | None:
    """Numbers of the scope's documents; None for all that there are."""
    return None if scope == EVERYWHERE else frozenset(number for number, *_ in titles(database, scope))


def titles(database: sqlite3.Connection, scope: Scope) -> Iterator[tuple[int, str, str]]:
    """Number, title and language of each, in no order."""
    told = {
        "published_at >= ?": stamp(scope.start),
        "published_at <= ?": stamp(scope.end),
        "? IN (source, origin)": scope.source or None,
    }
    asked = {condition: value for condition, value in told.items() if value is not None}
    where = f"WHERE {' AND '.join(asked)}" if asked else ""  # conditions from above alone
    yield from database.execute(f"SELECT number, title, lang FROM documents {where}", tuple(asked.values()))  # noqa: S608


def index(database: sqlite3.Connection, among: frozenset[int] | None = None) -> int:
    """Indexes some thousands of the documents that are not indexed yet; returns how many, 0 where none was left."""
    first, last = _span(among)
    waiting = database.execute(
        "SELECT number FROM documents WHERE indexed = 0 AND number BETWEEN ? AND ? ORDER BY number", (first, last)
    )
    wanted = (number for (number,) in waiting if among is None or number in among)
    numbers = [number for number, _ in zip(wanted, range(_INDEXED_AT_ONCE), strict=False)]
    database.executemany(
        "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (_entry(database, number) for number in numbers)
    )
    database.executemany("UPDATE documents SET indexed = 1 WHERE number = ?", ((number,) for number in numbers))
    return len(numbers)


def unindex(database: sqlite3.Connection, number: int) -> None:
    """Removes a document from the index; must be called before the document changes."""
    database.execute(
        "INSERT INTO words (words, rowid, title, text) VALUES ('delete', ?, ?, ?)", _entry(database, number)
    )
    database.execute("UPDATE documents SET indexed = 0 WHERE number = ?", (number,))


def find(database: sqlite3.Connection, words: str, among: frozenset[int] | None) -> Hits:
    """Those `among` which hold most of the words, all of them if any does. A word in the title counts twice, and the
    rarer it is `among` them the more; then the newest come first.
    """
    found = _holders(database, dict.fromkeys(words.split()), among)
    parted = [word for word, holders in found.items() if not holders and len(written_together(word)) > 1]
    if parted:
        whole = (word for word in found if word not in parted)
        parts = (part for word in parted for part in written_together(word))
        found = _holders(database, dict.fromkeys((*whole, *parts)), among)
    (size,) = (len(among),) if among is not None else database.execute("SELECT max(number) FROM documents").fetchone()
    scores: dict[int, tuple[int, float]] = {}
    for holders in found.values():
        rarity = math.log1p((size or 0) / len(holders)) if holders else 0.0
        for number, weight in holders.items():
            held, score = scores.get(number, (0, 0.0))
            scores[number] = held + 1, score + weight * rarity
    most = max((held for held, _ in scores.values()), default=0)
    best = {number: score for number, (held, score) in scores.items() if held == most}
    absent = tuple(word for word, holders in found.items() if not holders)
    return Hits(tuple(_ranked(database, best)), absent, tuple(parted), most, len(found))


def _holders(
    database: sqlite3.Connection, words: Iterable[str], among: frozenset[int] | None
) -> dict[str, dict[int, float]]:
    """By word that can be looked for: who holds it, and what that weighs."""
    span, found = _span(among), dict[str, dict[int, float]]()
    for word in words:
        if not (wanted := phrase(word)):
            continue
        found[word] = {}
        for column, weight in _WEIGHTS.items():
            rows = database.execute(
                "SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?", (f"{column} : {wanted}", *span)
            )
            for (number,) in rows:
                if among is None or number in among:
                    found[word][number] = found[word].get(number, 0.0) + weight
    return found


def _ranked(database: sqlite3.Connection, scores: dict[int, float]) -> list[int]:
    def place(number: int) -> tuple[float, str, str]:
        row = database.execute("SELECT published_at, url FROM documents WHERE number = ?", (number,)).fetchone()
        return scores[number], row["published_at"] or "", row["url"]

    return sorted(scores, key=place, reverse=True)


def _span(among: frozenset[int] | None) -> tuple[int, int]:
    """The first and the last number; what lies between is read faster than each by itself."""
    return (0, 2**62) if among is None else (min(among, default=1), max(among, default=0))


def _entry(database: sqlite3.Connection, number: int) -> tuple[int, str, str]:
    """What is indexed of a document: its number, all its titles, its texts."""
    titles = database.execute("SELECT DISTINCT title FROM copies WHERE number = ? ORDER BY title", (number,))
    summary, body = database.execute("SELECT summary, body FROM documents WHERE number = ?", (number,)).fetchone()
    return number, indexed_form("\n".join(row[0] for row in titles)), indexed_form(f"{summary or ''}\n{body or ''}")
