"""The moment that a file bears as its own: no output holds the time at which it was made."""

from datetime import UTC, datetime, time

from schemas.report import ReportPeriod


def moment_of(period: ReportPeriod) -> datetime:
    """Noon of its last day."""
    return datetime.combine(period.end, time(12), UTC)
