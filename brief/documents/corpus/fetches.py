"""The tables of sources: when each was read and what came of it, and what the configuration last said of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal, NamedTuple

from brief.documents.corpus.database import BEHIND_ALL, Opened, instant, stamp, upsert
from brief.documents.sources.base import NO_VALIDATORS, SourceReport, Validators
from schemas.retrieval import Quoting

_KEPT = timedelta(days=400)
_PAGE = 100
"""Who asks for the latest seldom wants all."""
_KEYS = ("source", "at")
_SAID = ("status", "reason", "read", "added", "updated", "skipped", "oldest", "newest", "again_at", "reserved")


class Terms(NamedTuple):
    """Of one source; the fields of its entry in the configuration."""

    quote: Quoting = "short"
    models: Literal["any", "none"] | tuple[str, ...] = "any"
    publisher: str | None = None

    @property
    def limits(self) -> bool:
        """Whether they allow another thing than what holds where nothing is said."""
        return (self.quote, self.models) != ("short", "any")


@dataclass(frozen=True, slots=True)
class Fetch:
    source: str
    at: datetime
    """When the sources were read; aware UTC, and the same for all that were read together."""
    report: SourceReport


class SourceTables(Opened):
    def remember(self, report: SourceReport, at: datetime) -> None:
        """Keeps the result of reading a source at that instant for 400 days; another of both takes its place."""
        counts = (report.read, report.added, report.updated, report.skipped)
        times = map(stamp, (report.oldest, report.newest, report.again_at))
        values = (report.source, stamp(at), report.status, report.reason, *counts, *times, int(report.reserved))

        def work() -> None:
            self._database.execute(upsert("fetches", _KEYS, _SAID), values)
            self._database.execute("DELETE FROM fetches WHERE at < ?", (stamp(at - _KEPT),))

        self._database.write(work)

    def fetches(self, since: datetime, until: datetime) -> list[Fetch]:
        """What came of reading the sources between two instants (aware, both included), by time and source."""
        return list(self._fetches("WHERE at BETWEEN ? AND ? ORDER BY at, source", stamp(since), stamp(until)))

    def fetches_of(self, source: str) -> Iterator[Fetch]:
        """What came of reading that source, the latest first; lazily, to be looked through at once."""
        which, before = "WHERE source = ? AND at < ? ORDER BY at DESC LIMIT ?", BEHIND_ALL
        while found := list(self._fetches(which, source, before, _PAGE)):
            yield from found
            before = stamp(found[-1].at) or ""

    def _fetches(self, which: str, *values: object) -> Iterator[Fetch]:
        """`which` is a text of our own that selects and orders them."""
        query = f"SELECT {', '.join((*_KEYS, *_SAID))} FROM fetches {which}"  # noqa: S608
        for source, at, *counts, oldest, newest, again_at, reserved in self._database.execute(query, values):
            said: list[Any] = [*counts, *map(instant, (oldest, newest, again_at)), bool(reserved)]
            yield Fetch(source, datetime.fromisoformat(at), SourceReport(source, *said))

    def remember_terms(self, said: Mapping[str, Terms]) -> None:
        """What the configuration says of sources, by name, takes the place of what was known. A publisher is also that
        of the documents that a source brought before.
        """
        self._database.write(partial(self._write_terms, said))

    def _write_terms(self, said: Mapping[str, Terms]) -> None:
        before = self.terms()
        for source, new in said.items():
            if (known := before.get(source)) == new:
                continue
            values = (source, new.quote, json.dumps(new.models), new.publisher)
            self._database.execute(upsert("terms", ("source",), ("quote", "models", "publisher")), values)
            if new.publisher and (known is None or known.publisher != new.publisher):
                self._database.execute("UPDATE documents SET publisher = ? WHERE origin = ?", (new.publisher, source))

    def terms(self) -> dict[str, Terms]:
        """What was last said of every source that was ever configured, by name."""
        found, query = {}, "SELECT source, quote, models, publisher FROM terms"
        for source, quote, told, publisher in self._database.execute(query):
            models = json.loads(told)
            found[source] = Terms(quote, tuple(models) if isinstance(models, list) else models, publisher)
        return found

    def validators(self, url: str) -> Validators:
        """The validators that the feed at `url` sent when it was last read completely."""
        row = self._database.execute("SELECT etag, last_modified FROM validators WHERE url = ?", (url,)).fetchone()
        return Validators(*row) if row else NO_VALIDATORS

    def remember_validators(self, url: str, validators: Validators) -> None:
        query = upsert("validators", ("url",), ("etag", "last_modified"))
        values = (url, validators.etag, validators.last_modified)
        self._database.write(lambda: self._database.execute(query, values))
