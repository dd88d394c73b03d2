"""The table of fetches: when each source was read, and what came of it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from brief.documents.corpus.database import stamp
from brief.documents.sources.base import SourceReport

_KEPT = timedelta(days=400)
_COUNTS = ("read", "added", "updated", "skipped")
_TIMES = ("oldest", "newest", "again_at")


@dataclass(frozen=True, slots=True)
class Fetch:
    source: str
    at: datetime
    """When the sources were read; aware UTC, and the same for all that were read together."""
    report: SourceReport


def record(database: sqlite3.Connection, report: SourceReport, at: datetime) -> None:
    """Keeps a fetch for 400 days; another of the same source and instant takes its place."""
    counts = (getattr(report, name) for name in _COUNTS)
    times = (stamp(getattr(report, name)) for name in _TIMES)
    database.execute(
        "INSERT OR REPLACE INTO fetches (source, at, status, reason, read, added, updated, skipped, oldest, newest,"
        " again_at, reserved) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (report.source, stamp(at), report.status, report.reason, *counts, *times, report.reserved),
    )
    database.execute("DELETE FROM fetches WHERE at < ?", (stamp(at - _KEPT),))


def read(database: sqlite3.Connection, which: str, *values: object) -> Iterator[Fetch]:
    """The fetches, lazily; `which` is a text of our own that selects and orders them."""
    return map(_fetch, database.execute(f"SELECT * FROM fetches {which}", values))  # noqa: S608


def _fetch(row: sqlite3.Row) -> Fetch:
    counts = (row[name] for name in _COUNTS)
    times = (datetime.fromisoformat(row[name]) if row[name] else None for name in _TIMES)
    report = SourceReport(row["source"], row["status"], row["reason"], *counts, *times)
    return Fetch(row["source"], datetime.fromisoformat(row["at"]), replace(report, reserved=bool(row["reserved"])))
