"""Which document of a page an entry is: usually the page's only one, but a page may hold several.

An edited daily links each of its items to /daily#item-3; a feed may give all its entries one address and tell them
apart by their guid. What is told apart stays so in whatever order it comes; what nothing tells apart is one document.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from brief.documents.corpus.admission import Admitted
from brief.documents.corpus.database import stamp


@dataclass(frozen=True, slots=True)
class _Known:
    row: sqlite3.Row
    titles: frozenset[str]
    entries: tuple[sqlite3.Row, ...]
    """Anchor, source and guid of each."""

    @property
    def is_whole_page(self) -> bool:
        """Whether some copy of it was linked without an anchor; so were those of the first version."""
        return not self.entries or any(not entry["anchor"] for entry in self.entries)


def known_as(database: sqlite3.Connection, new: Admitted) -> sqlite3.Row | None:
    """The stored document that `new` is a copy of; None if it is one of its own."""
    rows = database.execute("SELECT * FROM documents WHERE page = ? ORDER BY number", (new.page,)).fetchall()
    of_page = [_known(database, row) for row in rows]
    known = [one for one in of_page if not _contradicts(new, one)]
    by_anchor = (one for one in known if new.anchor and _has_anchor(one, new.anchor))
    # the page itself under the same title; a part of it only for who names no part
    by_title = (one for one in known if new.title in one.titles and (one.is_whole_page or not new.anchor))
    found = next(chain(_by_guid(new, known), by_anchor, by_title, _page(new, of_page, known)), None)
    return found.row if found else None


def key_of(database: sqlite3.Connection, new: Admitted) -> str:
    """A key for a document of its own: its address, with more of what tells it apart where that is taken."""
    address = f"{new.page}#{new.anchor}" if new.anchor else new.page
    told = (address, f"{address} {new.source} {new.guid}", f"{address} {new.source} {new.guid} {new.title}")
    taken = "SELECT 1 FROM documents WHERE key = ?"
    free = (key for key in told if database.execute(taken, (key,)).fetchone() is None)
    return next(free, f"{told[-1]} {new.published_text}")


def remember(database: sqlite3.Connection, number: int, new: Admitted, origin: str) -> None:
    """By which anchor and guid the document was named; and which source of the configuration it came by, where the
    entry names another outlet.
    """
    entries = {(number, new.anchor, new.source, new.guid)}
    entries |= {(number, new.anchor, origin, "")} if origin != new.source else set()
    database.executemany("INSERT OR IGNORE INTO entries (number, anchor, source, guid) VALUES (?, ?, ?, ?)", entries)


def _known(database: sqlite3.Connection, row: sqlite3.Row) -> _Known:
    titles = database.execute("SELECT title FROM copies WHERE number = ?", (row["number"],)).fetchall()
    entries = database.execute("SELECT anchor, source, guid FROM entries WHERE number = ?", (row["number"],)).fetchall()
    return _Known(row, frozenset(found["title"] for found in titles), tuple(entries))


def _contradicts(new: Admitted, known: _Known) -> bool:
    """Its source gave that document another id, and it says something else."""
    ids = {entry["guid"] for entry in known.entries if entry["source"] == new.source and entry["guid"]}
    return bool(new.guid and ids) and new.guid not in ids and not _says_the_same(new, known.row)


def _says_the_same(new: Admitted, row: sqlite3.Row) -> bool:
    """An entry given out again under a new id: title, texts and date are as they were, as far as both have them."""
    at = new.published.at
    same_date = not (at and row["published_at"]) or stamp(at) == row["published_at"]
    texts = ((new.summary, row["summary"]), (new.body, row["body"]))
    return same_date and new.title == row["title"] and all(not (a and b) or a == b for a, b in texts)


def _by_guid(new: Admitted, known: Sequence[_Known]) -> Iterator[_Known]:
    same = (one for one in known if new.guid and any(entry["guid"] == new.guid for entry in one.entries))
    return (one for one in same if not new.anchor or _has_anchor(one, new.anchor))


def _has_anchor(known: _Known, anchor: str) -> bool:
    return any(entry["anchor"] == anchor for entry in known.entries)


def _page(new: Admitted, of_page: Sequence[_Known], known: Sequence[_Known]) -> Sequence[_Known]:
    """The whole page under another title, unless several documents are known by its bare address."""
    whole = [one for one in of_page if one.is_whole_page]
    return whole if not new.anchor and len(whole) == 1 and whole[0] in known else ()
