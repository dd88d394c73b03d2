"""What the reports of a site tell, story by story: rows of which one leads with a document of the other's event."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pydantic import Field

from brief.report.citable import citable_url
from schemas.base import Schema
from schemas.report import Report, ReportCorrection, ReportRow, ReportSource


class ShelvedRow(Schema):
    anchor: str
    """On the report's page."""
    documents: tuple[ReportSource, ...]
    """All of its event, whether it cites them or not."""


class Record(Schema):
    """What a site keeps beside a report, since its run may be pruned."""

    updated: datetime
    rows: dict[str, ShelvedRow]
    """By the id of the row."""
    links: dict[str, str] = Field(default_factory=dict)
    """Row -> the story that its headline led to when its page was written."""


@dataclass(frozen=True)
class Shelved:
    """A report of the site."""

    name: str
    report: Report
    record: Record

    @property
    def age(self) -> tuple[str, int, str]:
        """Sorts by period; what covers fewer days comes before what covers more and ends with it."""
        period = self.report.period
        return str(period.end), -period.start.toordinal(), self.name


@dataclass(frozen=True)
class Telling:
    """A row of a report."""

    by: Shelved
    row: ReportRow

    @property
    def lead(self) -> str:
        """The address of what it cites first; empty where it cites nothing."""
        return next((one.url for cell in self.row.cells for one in cell.citations), "")

    @cached_property
    def documents(self) -> dict[str, ReportSource]:
        """By address."""
        cited = {one.document_id for cell in self.row.cells for one in cell.citations}
        known = self.by.record.rows.get(self.row.id)
        own = (one for one in self.by.report.sources if one.document_id in cited)
        return {one.url: one for one in (*own, *(known.documents if known else ())) if citable_url(one.url)}

    @property
    def corrections(self) -> Iterator[ReportCorrection]:
        for one in self.by.report.corrections:
            if one.claim_id == self.row.id or one.claim_id.startswith(f"{self.row.id}."):
                yield one


@dataclass(frozen=True)
class Story:
    tellings: tuple[Telling, ...]
    """Oldest first."""

    @cached_property
    def id(self) -> str:
        """Of what the oldest told first: later reports do not move its page."""
        return hashlib.sha256(self.tellings[0].lead.encode()).hexdigest()[:12]

    @property
    def title(self) -> str:
        return self.tellings[-1].row.cells[0].text

    @cached_property
    def documents(self) -> tuple[ReportSource, ...]:
        """Each once, oldest first."""
        known = {url: one for telling in self.tellings for url, one in telling.documents.items()}
        return tuple(sorted(known.values(), key=lambda one: (one.published, one.url)))

    @cached_property
    def quotes(self) -> Mapping[str, tuple[str, ...]]:
        """By address, as the newest report that quotes it prints them: together they were more than a source allows."""
        found: dict[str, tuple[str, ...]] = {}
        for telling in self.tellings:
            own = defaultdict[str, dict[str, None]](dict)
            for one in (one for cell in telling.row.cells for one in cell.citations if one.quote):
                own[one.url][one.quote] = None
            found |= {url: tuple(quotes) for url, quotes in own.items()}
        return found


def stories_of(shelf: Iterable[Shelved]) -> tuple[Story, ...]:
    """Newest first."""
    told = [
        Telling(one, row)
        for one in sorted(shelf, key=lambda one: one.age)
        for section in one.report.sections
        for row in section.rows
    ]
    found = (Story(tuple(group)) for group in _groups([one for one in told if one.lead]))
    return tuple(sorted(found, key=lambda one: (one.tellings[-1].by.age, one.id), reverse=True))


def _groups(told: list[Telling]) -> Iterable[list[Telling]]:
    """Each in the order in which they were given."""
    first: dict[int, int] = {}

    def root(number: int) -> int:
        while (above := first.get(number, number)) != number:
            number = above
        return number

    leads = defaultdict[str, list[int]](list)
    for number, one in enumerate(told):
        leads[one.lead].append(number)
    for number, one in enumerate(told):
        for other in (other for url in one.documents for other in leads[url]):
            low, high = sorted((root(number), root(other)))
            first[high] = low
    groups = defaultdict[int, list[Telling]](list)
    for number, one in enumerate(told):
        groups[root(number)].append(one)
    return groups.values()
