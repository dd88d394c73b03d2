"""What a report was chosen from, in numbers: documents by day and source, events by section."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from schemas.classification import Assignment
from schemas.report import Gathered, GatheredSection, GatheredSource, ReportSection
from schemas.retrieval import Retrieval

_OWN_LINES = 6
"""Sources that are named; the rest are told together."""


def gathered(retrieval: Retrieval, assignments: Iterable[Assignment], sections: Iterable[ReportSection]) -> Gathered:
    """Of the documents of all events that were handed on, by the day of the run's time zone."""
    period, zone = retrieval.request.period, retrieval.request.zone
    days = [period.start + timedelta(days=number) for number in range((period.end - period.start).days + 1)]
    dated = ((one.source, one.published_at) for one in retrieval.documents)
    told = Counter((source, at.astimezone(zone).date()) for source, at in dated if at)
    found = Counter(one.section_id for one in assignments)
    return Gathered(
        days=tuple(days),
        sources=tuple(_by_source(told, days)),
        sections=tuple(GatheredSection(id=one.id, events=found[one.id], rows=len(one.rows)) for one in sections),
    )


def _by_source(told: Counter[tuple[str, date]], days: Sequence[date]) -> Iterator[GatheredSource]:
    whole = Counter(source for source, _ in told.elements())
    ordered = sorted(whole, key=lambda source: (-whole[source], source))
    for source in ordered[:_OWN_LINES]:
        yield GatheredSource(name=source, documents=tuple(told[source, day] for day in days))
    if rest := ordered[_OWN_LINES:]:
        yield GatheredSource(name="", documents=tuple(sum(told[source, day] for source in rest) for day in days))
