"""How many of an editor's events the report of their week prints, by extraction; and how many could be chosen from."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from agents.section_classifier.desk import question_of, shortlist
from agents.section_classifier.evidence import EventFiles
from agents.section_classifier.places import places_by_words
from benchmarks.choice.data import Data, bare
from benchmarks.choice.product import SECTIONS, weekly_run
from benchmarks.choice.shares import Share, counted
from benchmarks.labels import Label
from brief.runs.loaded import LoadedRun
from schemas.report import ReportRow
from schemas.retrieval import Event

_ROWS = 8
_FIRST = 150
_MUST, _SHOULD = 3, 2

Urls = frozenset[str]


class _Week(NamedTuple):
    """The addresses that each part of a week's run tells of."""

    rows: list[Urls]
    candidates: Urls
    first: Urls

    @property
    def printed(self) -> Urls:
        return frozenset().union(*self.rows)


_Judged = Sequence[tuple[Label, _Week]]
"""Each gold event beside the run of its week."""


def gold(data: Data) -> tuple[dict[str, Share], dict[str, dict[str, Share]]]:
    """The shares of all gold events, and by section."""
    labels = data.labels("gold_events")
    weeks = {name: week for name in dict.fromkeys(row["week"] for row in labels) if (week := _week(data, name))}
    judged = [(row, weeks[row["week"]]) for row in labels if row["week"] in weeks]
    found = _shares(judged) | {
        "candidates_in_first_150": _share(judged, _MUST, lambda week: week.first),
        "strikes_printed": _strikes_printed(data, weeks.values()),
    }
    return found, {name: _shares([one for one in judged if one[0]["section"] == name]) for name in SECTIONS}


def _strikes_printed(data: Data, weeks: Iterable[_Week]) -> Share:
    """Of all rows, those that cite what an editor would not print."""
    struck = frozenset(bare(row["url"]) for row in data.labels("strikes"))
    return counted(not row.isdisjoint(struck) for week in weeks if struck for row in week.rows)


def _shares(judged: _Judged) -> dict[str, Share]:
    return {
        "must": _share(judged, _MUST, lambda week: week.printed),
        "must_or_should": _share(judged, _SHOULD, lambda week: week.printed),
        "candidates": _share(judged, _MUST, lambda week: week.candidates),
    }


def _share(judged: _Judged, least: int, part: Callable[[_Week], Urls]) -> Share:
    """Of the events of at least that grade, those of which an address is told of in that part."""
    return counted(not part(week).isdisjoint(map(bare, row["urls"])) for row, week in judged if row["grade"] >= least)


def _week(data: Data, name: str) -> _Week | None:
    file = data.week(name)
    if not file:
        return None
    with weekly_run(file, _ROWS) as run:
        rows = [_cited(row) for section in run.report.sections for row in section.rows]
        return _Week(rows, _addresses(run, _shown_to_the_desk(run)), _addresses(run, run.retrieval.events[:_FIRST]))


def _cited(row: ReportRow) -> Urls:
    return frozenset(bare(citation.url) for cell in row.cells for citation in cell.citations)


def _shown_to_the_desk(run: LoadedRun) -> list[Event]:
    """The events whose headlines a model would choose from."""
    sections = [one.section for one in run.classification.sections]
    files = EventFiles(run.retrieval, sections)
    places = places_by_words(run.retrieval.events, sections, files)
    stories = shortlist(run.retrieval, sections, places, files, needs_no_text=True)
    shown = question_of(stories, sections, run.retrieval, files).stories
    ids = {story.event_id for story in shown}
    return [event for event in run.retrieval.events if event.id in ids]


def _addresses(run: LoadedRun, events: Iterable[Event]) -> Urls:
    return frozenset(bare(run.documents[one].url) for event in events for one in event.document_ids)
