"""The full-text index of the corpus, filled only where somebody looks: a run with --corpus files never builds it.

The index is contentless (it stores no text), so a document's exact texts must be given to remove it.

SQLite's trigram tokenizer finds nothing shorter than three characters, and most Chinese words have two. So each run of
Han, kana or Hangul is indexed as its overlapping pairs, which makes a word a phrase of pairs; its last character stands
alone as well, so that a single character is found wherever it stands.
"""

import math
import re
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from typing import NamedTuple

from brief.documents.corpus.database import stamp
from facts.text.cleaning import clean
from facts.text.segmenter import words

_WEIGHTS = {"title": 2.0, "text": 1.0}
_INDEXED_AT_ONCE = 20_000


class Scope(NamedTuple):
    """Which documents are looked at, of those with a date; both ends are included."""

    start: datetime = datetime.min.replace(tzinfo=UTC)
    end: datetime = datetime.max.replace(tzinfo=UTC)
    source: str = ""
    """The outlet that a document names, or the configured source that brought it in; empty for all."""


EVERYWHERE = Scope()
"""Documents without a date too."""


class Hits(NamedTuple):
    """What holds every word; where nothing does, what holds most of them."""

    numbers: tuple[int, ...]
    """Of documents, best first."""
    absent: tuple[str, ...]
    """Words that no document looked at holds."""
    parted: tuple[str, ...]
    """Words that none holds in one piece, so that their parts were looked for."""
    held: int
    words: int
    """How many of how many words each document holds."""


def titles(database: sqlite3.Connection, scope: Scope) -> Iterator[tuple[int, str, str]]:
    """Number, title and language of the dated documents there, in no order."""
    yield from database.execute(
        "SELECT number, title, lang FROM documents WHERE published_at BETWEEN ? AND ? AND ? IN ('', source, origin)",
        (stamp(scope.start), stamp(scope.end), scope.source),
    )


def within(database: sqlite3.Connection, scope: Scope) -> frozenset[int] | None:
    """Numbers of the documents there; None for all that there are."""
    return None if scope == EVERYWHERE else frozenset(number for number, *_ in titles(database, scope))


def index(database: sqlite3.Connection, among: frozenset[int] | None = None) -> int:
    """Indexes some thousands of the documents that are not indexed yet; returns how many, 0 where none was left."""
    first, last = _span(among)
    waiting = database.execute(
        "SELECT number FROM documents WHERE indexed = 0 AND number BETWEEN ? AND ? ORDER BY number", (first, last)
    )
    wanted = (number for (number,) in waiting if among is None or number in among)
    numbers = list(islice(wanted, _INDEXED_AT_ONCE))
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
    """Those `among` which hold most of the words, all of them if any does. A word counts by its rarity there, once in a
    text and twice in a title; then the newest come first.
    """
    found = {word: _holders(database, phrase(word), among) for word in words.split() if phrase(word)}
    parted = tuple(word for word, holders in found.items() if not holders and len(written_together(word)) > 1)
    for word in parted:
        del found[word]
        found |= {part: _holders(database, phrase(part), among) for part in written_together(word)}
    held = Counter(chain.from_iterable(found.values()))
    most = max(held.values(), default=0)
    best = _ranked(database, [number for number in held if held[number] == most], found.values(), among)
    return Hits(best, tuple(word for word, holders in found.items() if not holders), parted, most, len(found))


def _ranked(
    database: sqlite3.Connection, best: list[int], words: Iterable[dict[int, float]], among: frozenset[int] | None
) -> tuple[int, ...]:
    (last,) = database.execute("SELECT max(number) FROM documents").fetchone()
    size = last if among is None else len(among)
    rarities = [(holders, math.log1p(size / len(holders))) for holders in words if holders]

    def place(number: int) -> tuple[float, str, str]:
        score = sum(holders.get(number, 0.0) * rarity for holders, rarity in rarities)
        row = database.execute("SELECT published_at, url FROM documents WHERE number = ?", (number,)).fetchone()
        return score, row["published_at"] or "", row["url"]

    return tuple(sorted(best, key=place, reverse=True))


def _holders(database: sqlite3.Connection, wanted: str, among: frozenset[int] | None) -> dict[int, float]:
    """Who holds a phrase, and what that weighs."""
    found: dict[int, float] = defaultdict(float)
    for column, weight in _WEIGHTS.items():
        query = "SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"
        for (number,) in database.execute(query, (f"{column} : {wanted}", *_span(among))):
            if among is None or number in among:
                found[number] += weight
    return found


def _span(among: frozenset[int] | None) -> tuple[int, int]:
    """The first and the last number; what lies between is read faster than each by itself."""
    return (0, 2**62) if among is None else (min(among, default=1), max(among, default=0))


def _entry(database: sqlite3.Connection, number: int) -> tuple[int, str, str]:
    """What is indexed of a document: its number, all its titles, its texts."""
    titles = database.execute("SELECT DISTINCT title FROM copies WHERE number = ? ORDER BY title", (number,))
    summary, body = database.execute("SELECT summary, body FROM documents WHERE number = ?", (number,)).fetchone()
    return number, indexed_form("\n".join(row[0] for row in titles)), indexed_form(f"{summary or ''}\n{body or ''}")


_PAIRED = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
_RUN = re.compile(rf"([{_PAIRED}]+)|[^\W_{_PAIRED}]+")


def indexed_form(text: str) -> str:
    """The text as tokens separated by blanks: 光伏板 GPT-5 -> 光伏 伏板 板 GPT 5."""
    return " ".join(token for tokens, _ in _runs(text) for token in tokens)


def phrase(word: str) -> str:
    """An FTS5 query for what holds the word, as one phrase. Empty if there is nothing in it to look for."""
    runs = list(_runs(clean(word)))
    if not runs:
        return ""
    tokens = [token for run, _ in runs for token in run]
    last, is_paired = runs[-1]
    if is_paired and len(last) > 1:
        tokens.pop()  # the run may go on where the word is found
    return f'"{" ".join(tokens)}"{"*" if is_paired and len(last) == 1 else ""}'


def written_together(word: str) -> tuple[str, ...]:
    """The words of what was written without blanks, as Chinese is; single characters and signs are left out."""
    cut = (word[one.start : one.end] for one in words(word))
    return tuple(dict.fromkeys(part for part in cut if len(part) > 1 and phrase(part)))


def _runs(text: str) -> Iterator[tuple[list[str], bool]]:
    """The tokens of each run, and whether they are its overlapping pairs and its last character."""
    for run in _RUN.finditer(unicodedata.normalize("NFKC", text)):
        found = run.group()
        yield ([found[i : i + 2] for i in range(len(found))], True) if run[1] else ([found], False)
