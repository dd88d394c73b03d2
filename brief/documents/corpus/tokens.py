"""SQLite's tokenizer, asked in memory: what it makes of a word is what PostgreSQL's index is given."""

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Sequence

from brief.documents.corpus.indexed import Entry

_LONGEST = 500
"""Characters of a token as it is: PostgreSQL takes 2,046 bytes."""
_MOST_KNOWN = 200_000
_HAN = re.compile("[\u3400-\u4db5\u4e00-\u9fa5]+")
"""Is a token as it stands, in every version of SQLite."""
_TABLES = (
    "CREATE VIRTUAL TABLE words USING fts5 (title, text, content = '', tokenize = 'porter unicode61')",
    "CREATE VIRTUAL TABLE tokens USING fts5vocab (words, 'instance')",
)


class Tokenizer:
    """Remembers what became of words: most of a text were in others before."""

    def __init__(self) -> None:
        self._memory = sqlite3.connect(":memory:", isolation_level=None)
        self._known: dict[str, tuple[str, ...]] = {}
        for table in _TABLES:
            self._memory.execute(table)

    def tokens(self, texts: Sequence[str]) -> list[list[str]]:
        """Those of each text, which is in the form that is indexed."""
        self._learn({word for text in texts for word in text.split()})
        return [[token for word in text.split() for token in self._known[word]] for text in texts]

    def holding(self, entries: Iterable[Entry], query: str) -> list[int]:
        """Numbers of those that a query of FTS5 finds."""
        self._hold(entries)
        return [number for (number,) in self._memory.execute("SELECT rowid FROM words WHERE words MATCH ?", (query,))]

    def _learn(self, words: set[str]) -> None:
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        unknown = [word for word in words if word not in self._known]
        self._known |= {word: (word,) if _HAN.fullmatch(word) else () for word in unknown}
        new = sorted(word for word in unknown if not self._known[word])
        self._hold(Entry(number, "", word) for number, word in enumerate(new))
        for token, number in self._memory.execute("SELECT term, doc FROM tokens ORDER BY doc, offset"):
            self._known[new[number]] += (_short(token),)

    def _hold(self, entries: Iterable[Entry]) -> None:
        """These and no others."""
        self._memory.execute("INSERT INTO words (words) VALUES ('delete-all')")
        self._memory.executemany("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", entries)


def _short(token: str) -> str:
    return token if len(token) <= _LONGEST else hashlib.sha256(token.encode()).hexdigest()
