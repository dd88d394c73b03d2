"""A source that fails again and again is asked more and more rarely, but once a day at least."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from itertools import takewhile

from brief.documents.corpus.fetches import Fetch
from brief.documents.sources.base import SourceReport

_PATIENCE = 3
"""From so many failures in a row on it is let rest."""
_FIRST_REST = timedelta(hours=1)
_LONGEST_REST = timedelta(days=1)


def asked(history: Iterable[Fetch]) -> Iterable[SourceReport]:
    """Of a source's fetches, those in which it was asked."""
    return (one.report for one in history if one.report.status != "postponed")


def failures(history: Iterable[Fetch]) -> int:
    """How often a source has failed since it was last read; its fetches come the latest first."""
    return sum(1 for _ in takewhile(lambda report: report.status == "failed", asked(history)))


def rest_until(failures: int, at: datetime, asked_seconds: float | None) -> datetime | None:
    """When a source is asked again that has failed so often in a row, the last time `at`; None for the next time.

    `asked_seconds`: for how long its server asks to be left alone; a day of it is granted.
    """
    waits = [timedelta(seconds=min(asked_seconds, _LONGEST_REST.total_seconds()))] if asked_seconds else []
    if failures >= _PATIENCE:
        doubled = min(failures - _PATIENCE, 10)
        waits.append(min(_FIRST_REST * 2**doubled, _LONGEST_REST))
    return at + max(waits) if waits else None


def resting(history: Iterable[Fetch], at: datetime, zone: tzinfo) -> SourceReport | None:
    """The report of a source that is not asked at that instant, with the reason; None if it is asked."""
    fetches = list(history)
    last = next(iter(asked(fetches)), None)
    if not last or not last.again_at or last.again_at <= at:
        return None
    when = f"{last.again_at.astimezone(zone):%Y-%m-%d %H:%M}"
    reason = f"failed {failures(fetches)} times in a row ({last.reason}); it is asked again after {when}"
    return SourceReport(last.source, "postponed", reason, again_at=last.again_at)
