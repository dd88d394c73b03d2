"""Reads sources once and keeps nothing: what each would give, how much a week, and for how long a feed holds it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from statistics import median
from typing import Literal, NamedTuple

from brief.documents.corpus import Corpus
from brief.documents.ingest import ingest
from brief.documents.sources.base import Item, RawDocument, SourceReport
from brief.documents.sources.published import parse_published
from brief.settings.source_settings import FetchConfig, SourceConfig
from facts.text.cleaning import clean
from facts.text.language import language_of

_WEEK = timedelta(days=7)
_ARTICLE = {"zh": 400, "en": 1200}
"""Characters from which on a text is no summary."""
_FEWEST_DATES = 4
"""With fewer, nothing can be said of how fast a source changes over."""


class Entry(NamedTuple):
    title: str
    at: datetime | None
    """Aware UTC; None for a date that is missing or cannot be used."""
    characters: int
    """Of its longest text."""
    lang: Literal["zh", "en"]

    @classmethod
    def of(cls, raw: RawDocument, zone: tzinfo, fetched_at: datetime | None) -> "Entry":
        text = max(raw.body or "", raw.summary or "", key=len)
        at = parse_published(raw.published, zone, fetched_at).at
        return cls(clean(raw.title), at, len(text), language_of(raw.title + text))


@dataclass(frozen=True, slots=True)
class Sample:
    report: SourceReport
    at: datetime
    entries: tuple[Entry, ...]

    @property
    def is_good(self) -> bool:
        """Whether it gave at least one document."""
        return self.report.status != "failed" and bool(self.entries)

    @property
    def dates(self) -> list[datetime]:
        """In order."""
        return sorted(entry.at for entry in self.entries if entry.at)

    @property
    def longest_tick(self) -> timedelta | None:
        """The most time between two readings in which nothing appears and leaves again; None where nobody can tell.

        By the busiest half of what it holds: at that pace all of it is new after twice the time. An old entry that is
        pinned makes it no longer.
        """
        dates = self.dates
        if len(dates) < _FEWEST_DATES:
            return None
        half = (len(dates) + 1) // 2
        return 2 * min(last - first for first, last in zip(dates, dates[half - 1 :], strict=False)) or None

    @property
    def a_week(self) -> float | None:
        """Documents of the last seven days, or as many at the pace of the days that it holds; None without dates."""
        if not self.dates:
            return None
        since = max(self.at - _WEEK, self.dates[0])
        recent = sum(date >= since for date in self.dates)
        return round(recent * (_WEEK / max(self.at - since, timedelta(hours=1))), 1)

    @property
    def characters(self) -> int:
        """The median length of its texts."""
        return round(median(entry.characters for entry in self.entries)) if self.entries else 0

    @property
    def texts(self) -> Literal["full", "summary", "titles"]:
        """What its documents hold in the median: an article, a few sentences, nothing but a headline."""
        if not self.characters:
            return "titles"
        return "full" if self.characters >= _ARTICLE[self.lang or "en"] else "summary"

    @property
    def lang(self) -> Literal["zh", "en"] | None:
        """That most of its documents are written in."""
        return Counter(entry.lang for entry in self.entries).most_common(1)[0][0] if self.entries else None


def samples(sources: Sequence[SourceConfig], zone: tzinfo, fetching: FetchConfig, now: datetime) -> list[Sample]:
    """Reads each of these sources, enabled or not, as `ingest` does; in the same order. Nothing is stored."""
    asked = [source.model_copy(update={"enabled": True}) for source in sources]
    with _Noting() as corpus:
        reports = ingest(asked, corpus, zone, now, fetching=fetching, always=True)
        return [Sample(report, now, tuple(corpus.noted[report.source])) for report in reports]


class _Noting(Corpus):
    """A corpus in memory that notes what each source gives, also where another one gave the same before."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: dict[str, list[Entry]] = defaultdict(list)

    def add(self, items: Iterable[Item], source: str, zone: tzinfo, fetched_at: datetime | None = None) -> SourceReport:
        return super().add(self._noting(items, source, zone, fetched_at), source, zone, fetched_at)

    def _noting(self, items: Iterable[Item], source: str, zone: tzinfo, at: datetime | None) -> Iterator[Item]:
        for item in items:
            if isinstance(item, RawDocument):
                self.noted[source].append(Entry.of(item, zone, at))
            yield item


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Those without a date come last."""
    return sorted(entries, key=lambda entry: entry.at or datetime.min.replace(tzinfo=UTC), reverse=True)
