"""Second-order effects by extraction: what two events of a section cause together, or what one of them led to.

A model must join two events; extraction may also quote one source that says what led to what.
"""

from collections.abc import Sequence

from brief.extractive.lines import ExtractedLine, quotable
from brief.extractive.signals import links_within
from facts.extraction.candidates import consequence_candidates
from schemas.table import EventEvidence, StatementAnswer

_MOST = 1
_CHARS = 90
_CLEAR = 2.3
"""Least worth of a quoted consequence that may stand for a whole section."""


def effects_of(events: Sequence[EventEvidence], told: Sequence[str]) -> list[StatementAnswer]:
    """At most one effect; none that repeats a text in `told`."""
    linked = [(event.event_id, event.terms, event.passages) for event in events]
    return links_within(linked, told, _MOST) or _consequences(events, told)


def _consequences(events: Sequence[EventEvidence], told: Sequence[str]) -> list[StatementAnswer]:
    found = [line for event in events for line in quotable(event.passages, consequence_candidates, _CHARS, told)]
    best: ExtractedLine | None = max(found, key=lambda line: line.worth, default=None)
    return [best.statement()] if best and best.worth >= _CLEAR else []
