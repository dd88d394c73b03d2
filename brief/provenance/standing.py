"""Where an event stands in a run: its rank, its story, its section, and why it has a row or none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from agents.section_classifier.evidence import EventFiles
from agents.section_classifier.told import TOLD_BEFORE
from brief.amendments.amendments import lines_about
from brief.errors import UsageError
from brief.runs.loaded import LoadedRun
from brief.settings.model_settings import EXTRACTIVE
from checks.base import rows_of
from schemas.absence import Glimpse, Outranked
from schemas.classification import Assignment, Later, evidence_of
from schemas.reading import NOTHING_READ
from schemas.retrieval import Document, Event, Reason

_NEVER = datetime.max.replace(tzinfo=UTC)
_ALIKE = 0.15
"""Least likeness of two events' texts that is worth naming: below it they share ordinary words."""


@dataclass(frozen=True)
class Sibling:
    event_id: str | None
    """None beyond `max_events`."""
    rank: int
    title: str
    reported_at: datetime | None
    """When it was first reported."""
    row_id: str | None


@dataclass(frozen=True)
class Standing:
    """An event of the run, whether it was handed on or not."""

    event_id: str | None
    """None beyond `max_events`."""
    title: str
    documents: tuple[Document | Glimpse, ...]
    """Best headline first."""
    rank: int
    ranked: int | None
    """How many events were ranked; None in a run that kept no record of it."""
    salience: float
    reasons: tuple[Reason, ...]
    story_id: str
    """Empty in runs before there were stories."""
    story: tuple[Sibling, ...]
    """The other events of its story, in the order in which they were reported."""
    later: tuple[Later, ...]
    """What may have undone it, where it has a row."""
    section_id: str | None
    placed: str
    """Why it is in that section, or in none; empty for an event that was never placed."""
    row_id: str | None
    """Of the row that prints it."""
    why: str
    """Why it has that row, or none: one sentence."""


class Standings:
    def __init__(self, loaded: LoadedRun) -> None:
        self._loaded = loaded
        self._events = {event.id: event for event in loaded.retrieval.events}
        self._rank = {event_id: rank for rank, event_id in enumerate(self._events, start=1)}
        self._outranked = loaded.absences.outranked if loaded.absences else ()
        self._limits = {section.id: section.limit for section in loaded.retrieval.request.sections}

    def named(self, event_id: str) -> Standing:
        """The event with that id. Raises UsageError if the run handed on none."""
        if event := self._events.get(event_id):
            return self.of(event)
        known = f"e1 to e{len(self._events)}" if self._events else "none"
        advice = f"It handed on {known}; `brief show {self._loaded.path.name} 1-retrieval` lists them."
        raise UsageError(f"has no event {event_id!r}.", where=self._loaded.path.name, next=advice)

    def of(self, event: Event | Outranked) -> Standing:
        event_id = event.id if isinstance(event, Event) else None
        assignment = self._assignments.get(event_id or "")
        rank = self._rank[event.id] if isinstance(event, Event) else event.rank
        return Standing(
            event_id=event_id,
            title=_title(event),
            documents=self._documents(event),
            rank=rank,
            ranked=self._loaded.absences.ranked if self._loaded.absences else None,
            salience=event.salience,
            reasons=event.reasons,
            story_id=event.story_id,
            story=tuple(one for one in self._story(event.story_id) if one.rank != rank),
            later=self._later.get(event_id or "", ()),
            section_id=assignment.section_id if assignment else None,
            placed=assignment.reason if assignment else "",
            row_id=self._rows.get(event_id or ""),
            why=self._why_here(event, assignment) if isinstance(event, Event) else self._why_beyond(event),
        )

    # -- the run -----------------------------------------------------------------------------------------------------

    @cached_property
    def _assignments(self) -> Mapping[str, Assignment]:
        return self._loaded.assignments if self._loaded.is_classified else {}

    @cached_property
    def _rows(self) -> Mapping[str, str]:
        """Event -> row of the last draft."""
        drafts = list(self._loaded.drafts.values())
        return {row.event_id: row.id for row in rows_of(drafts[-1])} if drafts else {}

    def _documents(self, event: Event | Outranked) -> tuple[Document | Glimpse, ...]:
        if isinstance(event, Outranked):
            return event.documents
        return tuple(self._loaded.documents[one] for one in event.document_ids)

    @cached_property
    def _later(self) -> Mapping[str, tuple[Later, ...]]:
        sections = self._loaded.classification.sections if self._loaded.is_classified else ()
        return {event_id: one.later for event_id, one in evidence_of(sections).items()}

    def _story(self, story_id: str) -> list[Sibling]:
        return sorted(self._siblings(story_id), key=lambda one: (one.reported_at or _NEVER, one.rank))

    def _siblings(self, story_id: str) -> Iterator[Sibling]:
        for event in self._events.values() if story_id else ():
            if event.story_id == story_id:
                row_id = self._rows.get(event.id)
                yield Sibling(event.id, self._rank[event.id], event.title, event.published_at, row_id)
        for one in self._outranked if story_id else ():
            if one.story_id == story_id:
                first = min((each.published_at for each in one.documents if each.published_at), default=None)
                yield Sibling(None, one.rank, _title(one), first, None)

    # -- why ---------------------------------------------------------------------------------------------------------

    def _why_beyond(self, event: Outranked) -> str:
        said = f"it ranks beyond the {len(self._events)} events that are handed on ([run] max_events)"
        if not event.salience:
            said += ": its words speak for no section and no interest"
        row = self._row_of_story(event.story_id)
        return f"{said}; {row}" if row else said

    def _why_here(self, event: Event, assignment: Assignment | None) -> str:
        if assignment is None and self._loaded.is_classified:
            return "its sources let no model of this run read it (`models` in their [[sources]])"
        if assignment is None:
            return f"the run ended before events were placed ({self._loaded.run.state})"
        if row_id := self._rows.get(event.id):
            return f"it has the row {row_id}"
        if assignment.shown:
            return self._why_dropped()
        if decided := lines_about((event.id,), self._loaded.record.amendments, self._loaded.of):
            return f"an editor decided: {'; '.join(decided)}"
        if assignment.section_id is None:
            return assignment.reason if assignment.reason.startswith(TOLD_BEFORE) else "it is in no section"
        return self._why_passed_over(event, assignment.section_id)

    def _why_passed_over(self, event: Event, section_id: str) -> str:
        return (
            self._undone(event)
            or self._row_of_story(event.story_id)
            or self._not_picked(event.id)
            or self._outranked_by(event, section_id)
            or self._unwritable(event)
            or self._likest_row(event, section_id)
            or f"it was not chosen for one of the rows of {section_id}"
        )

    def _why_dropped(self) -> str:
        if not self._rows:
            return f"it was chosen for a row, and no table was written ({self._loaded.run.state})"
        return f"its row was taken out: `brief show {self._loaded.path.name} --issues` tells which check it failed"

    def _row_of_story(self, story_id: str) -> str | None:
        found = next((one for one in self._story(story_id) if one.row_id), None)
        return f"its story has the row {found.row_id}: {found.title}" if found else None

    def _not_picked(self, event_id: str) -> str | None:
        """Where a model sat at the desk."""
        found = self._loaded.classification
        if not found.picks:
            return None
        mates = [one for same in found.same if event_id in same.event_ids for one in same.event_ids]
        if row := next((self._rows[one] for one in mates if one in self._rows), None):
            return f"the desk calls it one matter with the row {row}"
        if event_id in found.seen:
            return "the desk was shown it and passed it over"
        return f"it is not among the {len(found.seen)} headlines that the desk was shown"

    def _undone(self, event: Event) -> str | None:
        """Where rows fall back to quotations, what was surely denied or taken back leads none."""
        reading = self._loaded.reading
        is_quoted = not self._is_writer_heard() and (reading == NOTHING_READ or reading.late)
        found = self._files.undone_by(event) if is_quoted else None
        return f"no model writes, and it was denied, stopped or taken back later: {found.title}" if found else None

    def _unwritable(self, event: Event) -> str | None:
        """Where no model writes, a headline in a foreign language needs texts of which extraction can fill a column."""
        if self._is_writer_heard() or event.weighed("columns") or not event.weighed("foreign"):
            return None
        return "no model writes, its headline is not in the language of the report, and its texts fill no column"

    def _is_writer_heard(self) -> bool:
        record = self._loaded.record
        is_judged = bool(record.trust) and all(one.heard == "no" for one in record.trust)
        return record.models.get("table_writer") != EXTRACTIVE and not is_judged

    def _outranked_by(self, event: Event, section_id: str) -> str | None:
        """The section is full, and all of its rows rank before the event."""
        shown = self._shown_in(section_id)
        if len(shown) < self._limits.get(section_id, 0) or self._rank[event.id] < self._rank[shown[-1].id]:
            return None
        last = shown[-1]
        row = f"rank {self._rank[last.id]}, row {self._rows.get(last.id, 'taken out')}"
        return f"the {len(shown)} rows of {section_id} went to higher ranks, the last at {row}: {last.title}"

    def _likest_row(self, event: Event, section_id: str) -> str | None:
        """It was passed over for a row that ranks behind it: the row that tells the same, if there is one, is named."""
        shown = self._shown_in(section_id)
        likeness = {one.id: self._files.likeness(event, one) for one in shown}
        most = max(shown, key=lambda one: likeness[one.id], default=None)
        if most is None or likeness[most.id] < _ALIKE:
            return None
        row = f"{self._rows.get(most.id, most.id)}, {likeness[most.id]:.2f} alike"
        return f"it was passed over; the row that is most like it is {row}: {most.title}"

    def _shown_in(self, section_id: str) -> list[Event]:
        """Best first."""
        shown = {one.event_id for one in self._assignments.values() if one.shown and one.section_id == section_id}
        return [event for event in self._events.values() if event.id in shown]

    @cached_property
    def _files(self) -> EventFiles:
        return EventFiles(self._loaded.retrieval, self._loaded.retrieval.request.sections)


def _title(event: Event | Outranked) -> str:
    return event.title if isinstance(event, Event) else event.documents[0].title
