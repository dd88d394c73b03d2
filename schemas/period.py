"""The days that a report covers, and how a reader names them."""

from datetime import date
from typing import Literal

from schemas.base import Schema

PeriodKind = Literal["daily", "weekly", "monthly", "range"]


class Period(Schema):
    """Whole days in the configured time zone, both ends included."""

    kind: PeriodKind
    start: date
    end: date
    label: str
    """How the period is written on the command line: 2026-W02, 2026-01, 2026-01-09 or start..end."""

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end
