"""Writes documents into the corpus's tables: each as new, or merged with the copy that is there.

What is there of their pages is read at once and changed in memory, then all is written at once: as many questions to a
server for a thousand documents as for a few.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import chain, count
from typing import Literal

from brief.documents.corpus.admission import Admitted, content_hash
from brief.documents.corpus.database import Database, marks, some_at_once, stamp
from brief.documents.corpus.identity import keys_of, known_as, names_of
from brief.documents.corpus.known import Copy, Known, Pages, Text, Values, stored
from brief.documents.corpus.searching import unindex
from brief.documents.sources.base import Flaw, SourceReport, SourceStatus
from brief.documents.sources.published import Published

Change = Literal["added", "updated", "same"]

_NAMED_FLAWS = 5
"""Most faulty lines or entries that a report's reason names; the rest are counted."""
_KEPT_FLAWS = 1000
"""Most that a report holds one by one: a whole file may be of another kind."""


def put(database: Database, documents: Sequence[Admitted], origin: str, zone: tzinfo) -> list[Change]:
    """Inserts each document, or merges it into the one that it is a copy of; within `write`. `origin`: name of the
    configured source.
    """
    (last,) = database.execute("SELECT max(number) FROM documents").fetchone()
    pages, numbers = stored(database, dict.fromkeys(one.page for one in documents)), count((last or 0) + 1)
    changes = [_put(pages, new, origin, zone, numbers) for new in documents]
    _write(database, sorted(_all(pages.values()), key=lambda one: one.number), origin)
    return changes


def _put(pages: Pages, new: Admitted, origin: str, zone: tzinfo, numbers: Iterator[int]) -> Change:
    known = known_as(new, pages[new.page])
    change = _merge(known, new, zone) if known else "added"
    if known is None:
        known = Known(next(numbers), _text(new), new.published, new)
        known.add_copy(new)
        pages[new.page].append(known)
    known.add_names(names_of(new, origin))
    return change


def _text(new: Admitted) -> Text:
    return Text(*(getattr(new, name) for name in Text._fields))


def _merge(known: Known, new: Admitted, zone: tzinfo) -> Change:
    text = _merged(known.text, _text(new))
    same_copy = Copy(new.title, new.published_text, new.source) in known.copies
    if same_copy and text == known.text:
        return "same"
    if not same_copy:
        known.add_copy(new)
    known.text, known.changed = text, True
    known.published = min(known.published, new.published, key=lambda each: _preference(each, zone))
    return "updated"


def _merged(known: Text, new: Text) -> Text:
    """Copies of one title fill one another. Another title tells it otherwise, and their words are not mixed: the first
    copy with a body gives all of the text, else the first with a summary, else the very first.
    """
    if new.title == known.title:
        return known._replace(summary=known.summary or new.summary, body=known.body or new.body)
    return new if new.fullness > known.fullness else known


def _preference(published: Published, zone: tzinfo) -> tuple[str, bool, str]:
    """Sort key: earliest day first, on it the earliest time; a bare day after the times, no date last."""
    if published.at is None:
        return "~", False, ""
    return published.at.astimezone(zone).date().isoformat(), published.date_only, stamp(published.at) or ""


_all = chain.from_iterable

# -- written ---------------------------------------------------------------------------------------------------------

_SAID = (*Text._fields, "published_at", "date_only", "date_problem", "content_hash")
_GIVEN = ("page", "url", "publisher")
COLUMNS = {
    "documents": ("number", "key", "origin", *_GIVEN, *_SAID),
    "copies": ("number", "title", "published", "source", "published_at"),
    "entries": ("number", "anchor", "source", "guid"),
}
"""Of each table of documents. Only whether one is indexed is left out."""


def _write(database: Database, documents: Sequence[Known], origin: str) -> None:
    new = [(one, one.first) for one in documents if one.first]
    changed = [one for one in documents if one.changed and not one.first]
    unindex(database, (one.number for one in changed if one.indexed))
    database.insert("documents", COLUMNS["documents"], _inserted(database, new, origin))
    said = ", ".join(f"{name} = ?" for name in _SAID)
    updated = ((*_said(one), one.number) for one in changed)
    database.execute_many(f"UPDATE documents SET {said} WHERE number = ?", updated)  # noqa: S608 - names of our own
    database.insert("copies", COLUMNS["copies"], _all(one.new_copies for one in documents))
    database.insert("entries", COLUMNS["entries"], _all(one.new_names for one in documents))


def _inserted(database: Database, new: Sequence[tuple[Known, Admitted]], origin: str) -> Iterator[Values]:
    keys = _free_keys(database, [first for _, first in new])
    given = (tuple(getattr(first, name) for name in _GIVEN) for _, first in new)
    return ((one.number, key, origin, *more, *_said(one)) for (one, _), key, more in zip(new, keys, given, strict=True))


def _said(one: Known) -> Values:
    at, date_only, problem = one.published
    told = content_hash(one.text.title, one.text.summary, one.text.body)
    return *one.text, stamp(at), int(date_only), problem, told


def _free_keys(database: Database, new: Sequence[Admitted]) -> list[str]:
    """For each a key that no document has."""
    taken, found = set[str](), list[str]()
    for some in some_at_once(keys_of(one)[0] for one in new):
        taken |= {key for (key,) in database.execute(f"SELECT key FROM documents WHERE key IN ({marks(some)})", some)}  # noqa: S608
    query = "SELECT 1 FROM documents WHERE key = ?"
    for one in new:
        first, *others, last = keys_of(one)
        free = (key for key in others if key not in taken and database.execute(query, (key,)).fetchone() is None)
        key = first if first not in taken else next(free, last)
        taken.add(key)
        found.append(key)
    return found


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
        status, reason = self._judged(read)
        return SourceReport(
            self._source,
            status,
            reason,
            read,
            added=self._counts["added"],
            updated=self._counts["updated"],
            skipped=self._counts["skipped"],
            oldest=self._oldest,
            newest=self._newest,
            flaws=tuple(self._skips),
        )

    def _judged(self, read: int) -> tuple[SourceStatus, str]:
        if read == 0:
            return "empty", "; ".join((*self._flaws, "it holds no document"))
        undated = (f"{self._undated} of {read} with no usable date",) if self._undated else ()
        reason = "; ".join((*self._flaws, *undated, *self._skipped(read)))
        if self._counts["skipped"] == read:
            return "failed", reason
        return "degraded" if reason else "ok", reason

    def _skipped(self, read: int) -> Iterator[str]:
        if skipped := self._counts["skipped"]:
            named = [f"{flaw.where} {flaw.what}" for flaw in self._skips[:_NAMED_FLAWS]]
            more = f"; and {skipped - len(named)} more" if skipped > len(named) else ""
            yield f"{skipped} of {read} skipped: {'; '.join(named)}{more}"
