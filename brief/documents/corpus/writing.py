"""Writes a document into the corpus's tables: as new, or merged with the copy that is there."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Literal, NamedTuple

from brief.documents.corpus.admission import Admitted, content_hash
from brief.documents.corpus.database import stamp
from brief.documents.corpus.identity import key_of, known_as, remember
from brief.documents.corpus.searching import unindex
from brief.documents.sources.base import Flaw, SourceReport, SourceStatus
from brief.documents.sources.published import Published

Change = Literal["added", "updated", "same"]

_NAMED_FLAWS = 5
"""Most faulty lines or entries that a report's reason names; the rest are counted."""
_KEPT_FLAWS = 1000
"""Most that a report holds one by one: a whole file may be of another kind."""


def put(database: sqlite3.Connection, new: Admitted, origin: str, zone: tzinfo) -> Change:
    """Inserts a document, or merges it into the one that it is a copy of. `origin`: name of the configured source."""
    known = known_as(database, new)
    change = _merge(database, known, new, zone) if known else "added"
    number = int(known["number"]) if known else _insert(database, new, origin)
    remember(database, number, new, origin)
    return change


_AS_GIVEN = ("page", "url", "title", "summary", "body", "source", "publisher", "lang")


def _insert(database: sqlite3.Connection, new: Admitted, origin: str) -> int:
    """Returns its number."""
    values = {
        **{name: getattr(new, name) for name in _AS_GIVEN},
        "key": key_of(database, new),
        "published_at": stamp(new.published.at),
        "date_only": new.published.date_only,
        "date_problem": new.published.problem,
        "content_hash": content_hash(new.title, new.summary, new.body),
        "origin": origin,
    }
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    cursor = database.execute(f"INSERT INTO documents ({names}) VALUES ({marks})", values)  # noqa: S608
    number = int(cursor.lastrowid or 0)
    _record_copy(database, number, new)
    return number


def _record_copy(database: sqlite3.Connection, number: int, new: Admitted) -> None:
    database.execute(
        "INSERT INTO copies (number, title, published, published_at, source) VALUES (?, ?, ?, ?, ?)",
        (number, new.title, new.published_text, stamp(new.published.at), new.source),
    )


def _merge(database: sqlite3.Connection, known: sqlite3.Row, new: Admitted, zone: tzinfo) -> Change:
    number, before = known["number"], _Text(*(known[name] for name in _Text._fields))
    text = _merged(before, _Text(*(getattr(new, name) for name in _Text._fields)))
    same_copy = database.execute(
        "SELECT 1 FROM copies WHERE number = ? AND title = ? AND published = ? AND source = ?",
        (number, new.title, new.published_text, new.source),
    ).fetchone()
    if same_copy and text == before:
        return "same"
    if known["indexed"]:
        unindex(database, number)
    if not same_copy:
        _record_copy(database, number, new)
    at, date_only, problem = min(_published(known), new.published, key=lambda each: _preference(each, zone))
    database.execute(
        "UPDATE documents SET title = ?, source = ?, lang = ?, summary = ?, body = ?, published_at = ?, date_only = ?,"
        " date_problem = ?, content_hash = ? WHERE number = ?",
        (*text, stamp(at), date_only, problem, content_hash(text.title, text.summary, text.body), number),
    )
    return "updated"


class _Text(NamedTuple):
    """What a copy says, and who says it in which language."""

    title: str
    source: str
    lang: str
    summary: str | None
    body: str | None

    @property
    def fullness(self) -> int:
        return 2 if self.body else 1 if self.summary else 0


def _merged(known: _Text, new: _Text) -> _Text:
    """Copies of one title fill one another. Another title tells it otherwise, and their words are not mixed: the first
    copy with a body gives all of the text, else the first with a summary, else the very first.
    """
    if new.title == known.title:
        return known._replace(summary=known.summary or new.summary, body=known.body or new.body)
    return new if new.fullness > known.fullness else known


def _published(row: sqlite3.Row) -> Published:
    at = datetime.fromisoformat(row["published_at"]) if row["published_at"] else None
    return Published(at, bool(row["date_only"]), row["date_problem"])


def _preference(published: Published, zone: tzinfo) -> tuple[str, bool, str]:
    """Sort key: earliest day first, on it the earliest time; a bare day after the times, no date last."""
    if published.at is None:
        return "~", False, ""
    return published.at.astimezone(zone).date().isoformat(), published.date_only, stamp(published.at) or ""


class Tally:
    def __init__(self, source: str) -> None:
        self._source = source
        self._counts = {"added": 0, "updated": 0, "same": 0, "skipped": 0}
        self._skips: list[Flaw] = []
        self._flaws: list[str] = []
        self._oldest: datetime | None = None
        self._newest: datetime | None = None
        self._undated = 0

    def changed(self, change: Change, at: datetime | None) -> None:
        """Counts a document that is dated so; one without a date, or with an unusable one, is in no run."""
        self._counts[change] += 1
        self._undated += at is None
        if at:
            self._oldest, self._newest = min(self._oldest or at, at), max(self._newest or at, at)

    def flawed(self, flaw: Flaw) -> None:
        if flaw.where is None:
            self._flaws.append(flaw.what)
            return
        self._counts["skipped"] += 1
        if len(self._skips) < _KEPT_FLAWS:
            self._skips.append(flaw)

    def report(self) -> SourceReport:
        read = sum(self._counts.values())
        return SourceReport(
            self._source,
            self._status(read),
            self._reason(read),
            read,
            added=self._counts["added"],
            updated=self._counts["updated"],
            skipped=self._counts["skipped"],
            oldest=self._oldest,
            newest=self._newest,
            flaws=tuple(self._skips),
        )

    def _status(self, read: int) -> SourceStatus:
        if read == 0:
            return "empty"
        if self._counts["skipped"] == read:
            return "failed"
        return "degraded" if self._counts["skipped"] or self._undated or self._flaws else "ok"

    def _reason(self, read: int) -> str:
        if read == 0:
            return "; ".join((*self._flaws, "it holds no document"))
        undated = (f"{self._undated} of {read} with no usable date",) if self._undated else ()
        return "; ".join((*self._flaws, *undated, *self._skipped(read)))

    def _skipped(self, read: int) -> Iterator[str]:
        if skipped := self._counts["skipped"]:
            named = [f"{flaw.where} {flaw.what}" for flaw in self._skips[:_NAMED_FLAWS]]
            more = f"; and {skipped - len(named)} more" if skipped > len(named) else ""
            yield f"{skipped} of {read} skipped: {'; '.join(named)}{more}"
