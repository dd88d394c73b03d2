"""What the reports of a site tell, story by story: a row joins the one that it is an update of, that has its first
source, or leads with a document of its event.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pydantic import Field

from brief.report.citable import citable_url
from schemas.base import Schema
from schemas.report import Report, ReportCitation, ReportCorrection, ReportRow, ReportSource


class ShelvedRow(Schema):
    anchor: str
    """On the report's page."""
    documents: tuple[ReportSource, ...]
    """All of its event, whether it cites them or not."""
    told: str = ""
    """To which the headline leads of the row, in an earlier report, that this one is an update of."""


class Record(Schema):
    """What a site keeps beside a report, since its run may be pruned."""

    updated: datetime
    rows: dict[str, ShelvedRow]
    """By the id of the row."""
    links: dict[str, str] = Field(default_factory=dict)
    """Where the page, as it was written, leads within the site; as of `view_of`."""


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
    def citations(self) -> list[ReportCitation]:
        return [one for one in self.row.citations if citable_url(one.url)]

    @property
    def documents(self) -> Iterator[ReportSource]:
        """Of its event, and what it cites besides."""
        cited = {one.document_id for one in self.citations}
        yield from (one for one in self.by.report.sources if one.document_id in cited)
        yield from self.by.record.rows[self.row.id].documents if self.row.id in self.by.record.rows else ()

    @property
    def told(self) -> str:
        return self.by.record.rows[self.row.id].told if self.row.id in self.by.record.rows else ""

    @property
    def corrections(self) -> list[ReportCorrection]:
        own = f"{self.row.id}."
        return [one for one in self.by.report.corrections if f"{one.claim_id}.".startswith(own)]


@dataclass(frozen=True)
class Story:
    origin: str
    """The address of the first document of its oldest telling: later reports do not move its page."""
    tellings: list[Telling]
    """Oldest first."""

    @cached_property
    def id(self) -> str:
        return hashlib.sha256(self.origin.encode()).hexdigest()[:12]

    @property
    def title(self) -> str:
        return self.tellings[-1].row.cells[0].text

    @cached_property
    def documents(self) -> list[ReportSource]:
        """Each once, oldest first."""
        return _in_time(one for telling in self.tellings for one in telling.documents)

    @cached_property
    def quotes(self) -> dict[str, list[str]]:
        """By address, as the newest report that quotes it prints them: together they were more than a source allows."""
        found: dict[str, list[str]] = {}
        for telling in self.tellings:
            own = defaultdict[str, list[str]](list)
            for one in dict.fromkeys((one.url, one.quote, one.title) for one in telling.citations):
                own[one[0]] += [one[1]] if one[1] not in one[2] else []
            found |= own
        return found


def stories_of(shelf: Iterable[Shelved]) -> list[Story]:
    """Newest first."""
    stories: dict[str, Story] = {}
    origins: dict[str, str] = {}
    """The address of a document -> the origin of its story."""
    leads: dict[str, str] = {}
    """The same, of what is cited first."""
    for telling in _tellings(shelf):
        first, documents = telling.citations[0].url, _in_time(telling.documents)
        known = (leads.get(telling.told), origins.get(first), *(leads.get(one.url) for one in documents))
        origin = leads.setdefault(first, next(filter(None, known), documents[0].url))
        stories.setdefault(origin, Story(origin, [])).tellings.append(telling)
        origins.update((one.url, origin) for one in documents if one.url not in origins)
    return sorted(stories.values(), key=lambda one: (one.tellings[-1].by.age, one.id), reverse=True)


def _tellings(shelf: Iterable[Shelved]) -> Iterator[Telling]:
    """Oldest first; of rows that cite something."""
    for by in sorted(shelf, key=lambda one: one.age):
        yield from (one for row in by.report.rows if (one := Telling(by, row)).citations)


def _in_time(documents: Iterable[ReportSource]) -> list[ReportSource]:
    known = {one.url: one for one in documents}
    return sorted(known.values(), key=lambda one: (one.published, one.url))
