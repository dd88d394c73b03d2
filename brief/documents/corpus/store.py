"""The document store: documents told apart by page, anchor and guid, found by time or by words."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from typing import Any

from brief.documents.corpus import searching
from brief.documents.corpus.admission import Admitted, NotAdmitted, admit
from brief.documents.corpus.database import BEHIND_ALL, instant, marks, some_at_once, stamp
from brief.documents.corpus.fetches import SourceTables
from brief.documents.corpus.searching import EVERYWHERE, Hits, Scope
from brief.documents.corpus.writing import Tally, put
from brief.documents.sources.base import Flaw, Item, RawDocument, SourceReport
from brief.documents.urls import at_address, document_key
from facts.text.cleaning import clean
from schemas.retrieval import Document, LeftOut

_KEPT_AT_ONCE = 2_000
_EXAMPLES = 3
_FEW = 50
_AS_STORED = ("url", "title", "summary", "body", "date_problem", "source", "publisher", "lang", "content_hash")
_OF_DOCUMENT = ", ".join(("number", "key", "published_at", "date_only", *_AS_STORED))


@dataclass(frozen=True, slots=True)
class SourceState:
    """The result of a source's last reading, and how much the corpus holds of it."""

    report: SourceReport
    at: datetime
    documents: int
    """How many documents it was the first to bring in."""


class Corpus(SourceTables):
    """Documents in a SQLite file or in PostgreSQL, or in memory if `place` is None. A context manager, for one thread.

    What is missing there is created. UsageError is raised if it cannot be used: by its context for what reads it.
    """

    # -- documents ---------------------------------------------------------------------------------------------------

    def add(self, items: Iterable[Item], source: str, zone: tzinfo, fetched_at: datetime | None = None) -> SourceReport:
        """Stores what a source gave and reports the result. Adding the same again changes nothing.

        Every two thousand are kept at once, and of those all or nothing: other readers and writers of the corpus need
        not wait for the last of a million, and what is stopped half-way goes on where it is begun again.

        A later copy of a known document adds its title and date and fills a missing summary or body; `identity` says
        what is a copy. Of several dates the earliest day is kept, and a time of that day rather than the bare day. A
        time without an offset is in `zone`.
        """
        tally = Tally(source)
        admitted = _admitted(items, tally, partial(admit, source=source, zone=zone, fetched_at=fetched_at))
        for some in some_at_once(admitted, _KEPT_AT_ONCE):
            changes = self._database.write(partial(put, self._database, some, source, zone))
            for new, change in zip(some, changes, strict=True):
                tally.changed(change, new.published.at)
        return tally.report()

    def documents(self, start: datetime, end: datetime) -> list[Document]:
        """Documents published from `start` to `end` (aware, both included), by time and then by URL."""
        where, order = "documents.published_at BETWEEN ? AND ?", "published_at, url, title, number"
        return [*self._by_number(where, stamp(start), stamp(end), end=stamp(end), order=order).values()]

    def origin(self, page: str, title: str) -> str | None:
        """The configured source that first brought in the document of that canonical URL; of several, of that title."""
        row = self._database.execute(
            "SELECT origin FROM documents WHERE page = ? ORDER BY title <> ?, number LIMIT 1", (page, title)
        ).fetchone()
        return str(row[0]) if row else None

    def undated(self) -> list[Document]:
        """Documents with no usable date, in the order in which they were added: kept, but never reported on."""
        return [*self._by_number("documents.published_at IS NULL").values()]

    def brought_by(self, sources: Sequence[str]) -> dict[str, list[str]]:
        """By document id, which of these sources gave it, whoever did so first."""
        asked = marks(sources)
        query = (
            f"SELECT key, entries.source FROM entries JOIN documents USING (number) WHERE entries.source IN ({asked})"  # noqa: S608
            f" UNION SELECT key, origin FROM documents WHERE origin IN ({asked})"
        )
        found: dict[str, list[str]] = {}
        for key, source in self._database.execute(query, (*sources, *sources)):
            found.setdefault(document_id(key), []).append(source)
        return found

    def left_out(self) -> tuple[LeftOut, ...]:
        """Documents with no usable date, counted per reason (missing, unreadable, impossible), with a few titles."""
        counts = self._database.execute(
            "SELECT date_problem, count(*) FROM documents WHERE date_problem IS NOT NULL GROUP BY 1 ORDER BY 1"
        )
        recent = "SELECT title FROM documents WHERE date_problem = ? ORDER BY number DESC LIMIT ?"
        found = []
        for problem, count in counts.fetchall():
            examples = tuple(row[0] for row in self._database.execute(recent, (problem, _EXAMPLES)))
            found.append(LeftOut(reason=f"{problem} date", count=count, examples=examples))
        return tuple(found)

    def _by_number(
        self, where: str, *values: object, end: str | None = None, order: str = "number"
    ) -> dict[int, Document]:
        """Documents with the titles that their copies had until the `end`. `where` and `order` are texts of our own."""
        query = f"SELECT {_OF_DOCUMENT} FROM documents WHERE {where} ORDER BY {order}"  # noqa: S608
        rows = self._database.execute(query, values).fetchall()
        titles = self._database.execute(
            "SELECT number, copies.title FROM documents JOIN copies USING (number)"  # noqa: S608
            f" WHERE {where} AND copies.title <> documents.title"
            " AND (copies.published_at IS NULL OR copies.published_at <= ?)"
            " ORDER BY number, copies.published_at IS NOT NULL, copies.published_at, copies.title",
            (*values, end or BEHIND_ALL),
        )
        other: dict[int, dict[str, None]] = {}
        for number, title in titles:
            other.setdefault(number, {})[title] = None
        return {number: _document(row, tuple(other.get(number, ()))) for number, *row in rows}

    # -- search ------------------------------------------------------------------------------------------------------

    def search(self, words: str, scope: Scope = EVERYWHERE, note: Callable[[str], None] | None = None) -> Hits:
        """What holds all the words of a query, or most of them; Chinese words may have any length."""
        among = searching.within(self._database, scope)
        self.index(among, note)
        return searching.find(self._database, clean(words), among)

    def index(self, among: frozenset[int] | None = None, note: Callable[[str], None] | None = None) -> int:
        """Updates the full-text index for these documents, or all; returns how many it lacked. Tens of thousands take a
        while: `note` is told how far it is.
        """
        lacking = 0
        while added := searching.index(self._database, among):
            lacking += added
            if note and lacking > added:
                note(f"{lacking:,} documents are indexed now, for this and later searches")
        return lacking

    def titles(self, scope: Scope = EVERYWHERE) -> Iterator[tuple[int, str, str]]:
        """Number, title and language of the documents there; in no order."""
        yield from searching.titles(self._database, scope)

    def at(self, url: str) -> list[Document]:
        """The documents of that page, or of the part of it that the address names."""
        return at_address(url, self._by_number("page = ?", document_key(url)).values(), lambda one: one.url)

    def titled(self, title: str) -> list[Document]:
        return [*self._by_number("documents.title = ?", title).values()]

    def numbered(self, numbers: Iterable[int], end: datetime | None = None) -> Iterator[Document]:
        """The documents with these numbers, in the same order, with the titles that they had until the `end`."""
        for some in some_at_once(numbers, _FEW):  # who asks may stop soon
            found = self._by_number(f"number IN ({marks(some)})", *some, end=stamp(end))
            yield from (found[one] for one in some if one in found)

    # -- sources -----------------------------------------------------------------------------------------------------

    def outlets(self) -> list[str]:
        """The names by which `search` knows where documents came from: what they say, and what was configured."""
        rows = self._database.execute("SELECT source FROM documents UNION SELECT origin FROM documents ORDER BY 1")
        return [row[0] for row in rows if row[0]]

    def sources(self) -> dict[str, SourceState]:
        """Every source that was ever read into this corpus, by name."""
        counts = dict(self._database.execute("SELECT origin, count(*) FROM documents GROUP BY origin").fetchall())
        newest = "WHERE (source, at) IN (SELECT source, max(at) FROM fetches GROUP BY source) ORDER BY source"
        return {one.source: SourceState(one.report, one.at, counts.get(one.source, 0)) for one in self._fetches(newest)}


def _admitted(items: Iterable[Item], tally: Tally, admit: Callable[[RawDocument], Admitted]) -> Iterator[Admitted]:
    """What can be stored; the tally is told of the rest."""
    for item in items:
        if isinstance(item, Flaw):
            tally.flawed(item)
            continue
        try:
            yield admit(item)
        except NotAdmitted as error:
            tally.flawed(Flaw(item.place or item.title, str(error), item.title))


def _document(row: Sequence[Any], other_titles: tuple[str, ...]) -> Document:
    key, at, date_only, *others = row
    return Document(
        id=document_id(key),
        published_at=instant(at),
        date_only=bool(date_only),
        other_titles=other_titles,
        **dict(zip(_AS_STORED, others, strict=True)),
    )


def document_id(key: str) -> str:
    """A stable id for a document's key: "d" and ten hexadecimal digits of its SHA-256."""
    return f"d{hashlib.sha256(key.encode()).hexdigest()[:10]}"
