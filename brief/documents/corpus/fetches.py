"""The tables of sources: when each was read and what came of it, and what the configuration last said of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from brief.documents.corpus.database import Database, instant, stamp, upsert
from brief.documents.sources.base import SourceReport
from schemas.retrieval import Quoting

_KEPT = timedelta(days=400)
_KEYS = ("source", "at")
_SAID = ("status", "reason", "read", "added", "updated", "skipped", "oldest", "newest", "again_at", "reserved")


@dataclass(frozen=True, slots=True)
class Fetch:
    source: str
    at: datetime
    """When the sources were read; aware UTC, and the same for all that were read together."""
    report: SourceReport


def record(database: Database, report: SourceReport, at: datetime) -> None:
    """Keeps a fetch for 400 days; another of the same source and instant takes its place."""
    counts = (report.read, report.added, report.updated, report.skipped)
    times = map(stamp, (report.oldest, report.newest, report.again_at))
    values = (report.source, stamp(at), report.status, report.reason, *counts, *times, int(report.reserved))
    database.execute(upsert("fetches", _KEYS, _SAID), values)
    database.execute("DELETE FROM fetches WHERE at < ?", (stamp(at - _KEPT),))


_PAGE = 100
"""Who asks for the latest seldom wants all."""


def latest(database: Database, source: str) -> Iterator[Fetch]:
    """Those of that source, the latest first, lazily."""
    before = "~"  # behind every instant
    while found := list(read(database, "WHERE source = ? AND at < ? ORDER BY at DESC LIMIT ?", source, before, _PAGE)):
        yield from found
        before = stamp(found[-1].at) or ""


def read(database: Database, which: str, *values: object) -> Iterator[Fetch]:
    """The fetches, lazily; `which` is a text of our own that selects and orders them."""
    rows = database.execute(f"SELECT {', '.join((*_KEYS, *_SAID))} FROM fetches {which}", values)  # noqa: S608
    for source, at, *counts, oldest, newest, again_at, reserved in rows:
        times = map(instant, (oldest, newest, again_at))
        yield Fetch(source, datetime.fromisoformat(at), SourceReport(source, *counts, *times, bool(reserved)))


class Terms(NamedTuple):
    """Of one source; the fields of its entry in the configuration."""

    quote: Quoting = "short"
    models: Literal["any", "none"] | tuple[str, ...] = "any"
    publisher: str | None = None

    @property
    def limits(self) -> bool:
        """Whether they allow another thing than what holds where nothing is said."""
        return (self.quote, self.models) != ("short", "any")


def record_terms(database: Database, said: Mapping[str, Terms]) -> None:
    """By source. Takes the place of what was known. A publisher is also that of the documents it brought before."""
    before = read_terms(database)
    for source, new in said.items():
        if (known := before.get(source)) == new:
            continue
        values = (source, new.quote, json.dumps(new.models), new.publisher)
        database.execute(upsert("terms", ("source",), ("quote", "models", "publisher")), values)
        if new.publisher and (known is None or known.publisher != new.publisher):
            database.execute("UPDATE documents SET publisher = ? WHERE origin = ?", (new.publisher, source))


def read_terms(database: Database) -> dict[str, Terms]:
    """By source."""
    found = {}
    for source, quote, told, publisher in database.execute("SELECT source, quote, models, publisher FROM terms"):
        models = json.loads(told)
        found[source] = Terms(quote, tuple(models) if isinstance(models, list) else models, publisher)
    return found
