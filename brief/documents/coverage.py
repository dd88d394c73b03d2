"""Which days and sources of a period were read: from the table of fetches."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
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
    told = Counter(one.published_at.astimezone(zone).date() for one in documents if one.published_at)
    read_whole = [sum(_reach(own, start) >= end for own in spans.values()) for start, end in bounds]
    start, end = bounds[0][0], bounds[-1][1]
    touched = {name for name, own in spans.items() if any(one[0] <= end and one[1] >= start for one in own)}
    return Coverage(
        days=tuple(CoveredDay(day=day, documents=told[day]) for day in days),
        missing_days=tuple(day for day, whole in zip(days, read_whole, strict=True) if 2 * whole < len(spans)),
        failed_sources=tuple(name for name in spans if name not in touched),
        last_fed_at=max((one.at for one in read), default=None),
    )


def _spans(source: SourceConfig, fetches: Iterable[Fetch]) -> Iterator[_Span]:
    """What each of the source's fetches covers, in their order."""
    before: datetime | None = None
    for one in (one for one in fetches if one.source == source.name):
        since = before if one.report.status == "unchanged" else one.report.oldest
        yield (since or one.at) if source.url else _EVER, one.at
        before = one.at


def _reach(spans: Iterable[_Span], since: datetime) -> datetime:
    """How far they go on from `since` without a gap."""
    for start, end in sorted(spans):
        since = max(since, end) if start <= since else since
    return since
