"""The form for rows: a list of events for each section, and the events without a row as comments."""

import re
from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from brief.editing.forms.reading import FormError, must_be_known, read_form
from brief.editing.forms.writing import comment, on_one_line
from schemas.classification import Classification
from schemas.retrieval import Event, Retrieval

_ENTRY = re.compile(r"^[ \t]*-(?=[ \t])[ \t]*", re.MULTILINE)
"""The start of an entry, however far it is indented after its # was removed."""
_HELP = """\
Each list holds the rows of a section in their order. Move a line to another list, or take it out and the event has no
row; a line behind # becomes a row when it is put into a list without its #. What stands behind # is read by nobody."""


def rows_text(classification: Classification, retrieval: Retrieval, heading: str) -> str:
    """The form: every event of `retrieval`, those with a row as entries, the others as comments."""
    events = {event.id: event for event in retrieval.events}
    lines = [*map(comment, (heading, *_HELP.split("\n"))), "", bare_rows_text(classification)]
    for section in classification.sections:
        lines += _without_row(f"of {section.section.id} without a row", section.section.id, classification, events)
    lines += _without_row("of no section", None, classification, events)
    return "\n".join((*lines, ""))


def bare_rows_text(classification: Classification) -> str:
    """Only the lists, for comparison."""
    lines = []
    for section in classification.sections:
        lines += [f"{section.section.id}:  # {on_one_line(section.section.title)}"]
        lines += [*(f"  - {_line(one.event, classification)}" for one in section.evidence), ""]
    return "\n".join((*lines, ""))


def _without_row(
    heading: str, section_id: str | None, classification: Classification, events: Mapping[str, Event]
) -> Iterator[str]:
    found = [one for one in classification.assignments if one.section_id == section_id and not one.shown]
    if found:
        yield comment(heading)
        yield from (f"#  - {_line(events[one.event_id], classification)}" for one in found)


def _line(event: Event, classification: Classification) -> str:
    day = event.published_at.astimezone(ZoneInfo(classification.request.timezone))
    return f"{event.id}  # {on_one_line(event.title)} ({day:%m-%d}, {', '.join(event.publishers[:3])})"


def read_rows(text: str, sections: Sequence[str], events: Mapping[str, object]) -> dict[str, list[str]]:
    """Event ids with a row, by section. Raises FormError."""
    parts = read_form(_ENTRY.sub("  - ", text))
    must_be_known(parts, sections, "this form")
    rows: dict[str, list[str]] = {section_id: [] for section_id in sections}
    seen: dict[str, int] = {}
    for section_id in sections:
        if section_id not in parts:
            advice = f"Write `{section_id}: []` for a section without rows."
            raise FormError(1, f"the list of {section_id} is missing.", advice)
        for item in parts[section_id].items():
            event_id = item.word()
            if event_id not in events:
                raise FormError(item.line, f"there is no event {event_id!r}.", "Its id stands behind the #, as e12.")
            if event_id in seen:
                raise FormError(item.line, f"{event_id} stands on line {seen[event_id]} already.", "Take one out.")
            seen[event_id] = item.line
            rows[section_id].append(event_id)
    return rows
