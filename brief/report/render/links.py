"""Rows of two sections between which a report tells of a link: a signal, or an effect that cites documents of both."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from schemas.report import Report, ReportCitation


class Anchor(NamedTuple):
    """A label, and the place of a page that it leads to."""

    label: str
    anchor: str


class End(NamedTuple):
    section: int
    """From 0."""
    row: int
    """From 1."""
    place: Anchor


class Link(NamedTuple):
    ends: tuple[End, End]
    sources: tuple[int, ...]
    """Numbers in the list of sources."""


def links_of(report: Report, places: Mapping[str, Anchor]) -> tuple[Link, ...]:
    """Each pair of rows once."""
    numbers = {source.document_id: number for number, source in enumerate(report.sources, start=1)}
    ends = {
        row.id: End(number, place, places[row.id])
        for number, section in enumerate(report.sections)
        for place, row in enumerate(section.rows, start=1)
    }
    found: dict[tuple[End, End], list[int]] = {}
    for rows, citations in _told(report):
        here = sorted(ends[row] for row in rows if row in ends)
        for pair in ((a, b) for a, b in combinations(here, 2) if a.section != b.section):
            found.setdefault(pair, []).extend(numbers[one.document_id] for one in citations)
    return tuple(Link(pair, tuple(dict.fromkeys(sources))) for pair, sources in found.items())


def _told(report: Report) -> Iterator[tuple[frozenset[str], tuple[ReportCitation, ...]]]:
    """The rows that each signal and effect is about, and what it cites."""
    for signal in report.synthesis.signals:
        yield frozenset(signal.rows), signal.citations
    for effect in (one for section in report.sections for one in section.effects):
        cited = {one.document_id for one in effect.citations}
        held = (row.id for row in report.rows if any(one.document_id in cited for one in row.citations))
        yield frozenset(held), effect.citations
