"""SQLite's tokenizer, asked in memory: what it makes of a text is what PostgreSQL's index is given."""

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from brief.documents.corpus.indexed import Entry

Places = dict[str, list[int]]
"""By token, its places in a text, counted from 0."""
_LONGEST = 500
"""Characters of a token as it is: PostgreSQL takes 2,046 bytes."""
_TABLES = (
    "CREATE VIRTUAL TABLE words USING fts5 (title, text, content = '', tokenize = 'porter unicode61')",
    "CREATE VIRTUAL TABLE tokens USING fts5vocab (words, 'instance')",
)


class Tokenizer:
    def __init__(self) -> None:
        self._memory = sqlite3.connect(":memory:", isolation_level=None)
        for table in _TABLES:
            self._memory.execute(table)

    def of(self, entries: Iterable[Entry]) -> dict[tuple[int, str], Places]:
        """By number and column (`title`, `text`), the tokens of these entries."""
        self._hold(entries)
        found: dict[tuple[int, str], Places] = defaultdict(lambda: defaultdict(list))
        for token, number, column, place in self._memory.execute("SELECT term, doc, col, offset FROM tokens"):
            found[number, column][_short(token)].append(place)
        return found

    def of_phrase(self, text: str) -> list[str]:
        """Its tokens, in order."""
        places = self.of([Entry(1, "", text)]).get((1, "text"), {})
        return [token for _, token in sorted((place, token) for token, found in places.items() for place in found)]

    def holding(self, entries: Iterable[Entry], query: str) -> list[int]:
        """Numbers of those that a query of FTS5 finds."""
        self._hold(entries)
        return [number for (number,) in self._memory.execute("SELECT rowid FROM words WHERE words MATCH ?", (query,))]

    def _hold(self, entries: Iterable[Entry]) -> None:
        """These and no others."""
        self._memory.execute("INSERT INTO words (words) VALUES ('delete-all')")
        self._memory.executemany("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", entries)


def _short(token: str) -> str:
    return token if len(token) <= _LONGEST else hashlib.sha256(token.encode()).hexdigest()
