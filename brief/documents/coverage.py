"""Which days and sources of a period were read: from the table of fetches."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from brief.documents.corpus.fetches import Fetch
from brief.settings.periods import end_of_day, start_of_day
from brief.settings.source_settings import SourceConfig
from schemas.period import Period
from schemas.retrieval import Document
from schemas.run import Coverage, CoveredDay

BEFORE = timedelta(days=14)
"""So long before a period fetches count too: what has not changed since then was read."""
_UNREAD = ("failed", "postponed")
_EVER = datetime.min.replace(tzinfo=UTC)

_Span = tuple[datetime, datetime]


def coverage_of(
    period: Period,
    until: datetime,
    zone: ZoneInfo,
    sources: Sequence[SourceConfig],
    fetches: Iterable[Fetch],
    documents: Iterable[Document],
) -> Coverage:
    """What was read of the period up to `until` from `sources`, which gave `documents`.

    A fetch covers the time since its oldest entry, one that found nothing changed that since the fetch before, a file
    all that was. A day is missing that fewer than half of the sources were read for from its beginning to its end.
    """
    read = [one for one in fetches if one.report.status not in _UNREAD]
    spans = {source.name: list(_spans(source, read)) for source in sources}
    days = [period.start + timedelta(days=number) for number in range((period.end - period.start).days + 1)]
    bounds = [(start_of_day(day, zone), min(end_of_day(day, zone), until)) for day in days]
    told = Counter(_days_of(documents, zone))
    missing = [day for day, one in zip(days, bounds, strict=True) if 2 * _covering(one, spans.values()) < len(spans)]
    return Coverage(
        days=tuple(CoveredDay(day=day, documents=told[day]) for day in days),
        missing_days=tuple(missing),
        failed_sources=tuple(name for name, own in spans.items() if not _touches(own, (bounds[0][0], bounds[-1][1]))),
        last_fed_at=max((one.at for one in read), default=None),
    )


def _days_of(documents: Iterable[Document], zone: ZoneInfo) -> Iterator[date]:
    return (one.published_at.astimezone(zone).date() for one in documents if one.published_at)


def _spans(source: SourceConfig, fetches: Iterable[Fetch]) -> Iterator[_Span]:
    """What each of the source's fetches covers, in their order."""
    before: datetime | None = None
    for one in (one for one in fetches if one.source == source.name):
        since = before if one.report.status == "unchanged" else one.report.oldest
        yield (since or one.at) if source.url else _EVER, one.at
        before = one.at


def _covering(day: _Span, spans: Iterable[Iterable[_Span]]) -> int:
    """How many sources were read for all of it."""
    return sum(_reach(own, day[0]) >= day[1] for own in spans)


def _reach(spans: Iterable[_Span], since: datetime) -> datetime:
    """How far they go on from `since` without a gap."""
    for start, end in sorted(spans):
        since = max(since, end) if start <= since else since
    return since


def _touches(spans: Iterable[_Span], whole: _Span) -> bool:
    return any(start <= whole[1] and end >= whole[0] for start, end in spans)
