"""Without a model to write, a row whose pages gave nothing gives way to one that says more than its headline.

Events are chosen by weight, since pages will fill their cells; where pages cannot be read, that would print headlines.
"""

from collections.abc import Callable, Mapping, Sequence

from agents.base import Ask
from agents.pages import with_pages
from agents.section_classifier import classify
from agents.table_writer import write_table
from schemas.classification import Classification, SectionEvidence
from schemas.reading import NOTHING_READ, Reading
from schemas.retrieval import Retrieval
from schemas.section import Column

Fetch = Callable[[Classification, Reading], Reading]
"""Adds to what was read before the pages of the rows, within what is left of the run's bounds."""
_USUAL = tuple(Column(id=role, title="", max_chars=100) for role in ("event", "technical", "insight"))
"""Which rows give way is the same whatever a format shows of them: formats of one run share the choice."""


def read_and_rechosen(classification: Classification, fetch: Fetch | None, retrieval: Retrieval, ask: Ask) -> Reading:
    """Pages of the rows; and where no model writes and some rows say nothing more, those of the next by weight and of
    what a feed can fill, with `rows` as they stand then: rows that say more than their headline first.
    """
    first = fetch(classification, NOTHING_READ) if fetch else NOTHING_READ
    if ask.model("table_writer") or _has_themes(classification):  # what takes a row's place may be of another theme
        return first
    read = with_pages(classification, first)
    filled = {one.section.id: _filled(one, ask) for one in read.sections}
    empty = {one.section.id: len(one.evidence) - len(filled[one.section.id]) for one in read.sections}
    if not any(empty.values()):
        return first
    heirs, reading = _heirs(read, empty, retrieval, ask), first
    for one in heirs:
        reading = fetch(one, reading) if fetch else reading
    for section in (section for one in heirs for section in with_pages(one, reading).sections):
        filled[section.section.id] += _filled(section, ask)
    return _with_rows(reading, read, filled)


def _has_themes(classification: Classification) -> bool:
    return any(one.section.theme_of for one in classification.sections)


def _heirs(read: Classification, empty: Mapping[str, int], retrieval: Retrieval, ask: Ask) -> list[Classification]:
    """For the rows that are empty: the next by weight, and what a feed can fill."""
    sections, left = [one.section for one in read.sections], _untold(retrieval, read)
    found = (classify(left, sections, ask, will_read) for will_read in (True, False))
    return [one.with_evidence(lambda section: section.evidence[: empty[section.section.id]]) for one in found]


def _with_rows(reading: Reading, read: Classification, filled: Mapping[str, Sequence[str]]) -> Reading:
    """As many as there were: those that are filled, then the rest."""
    before = {one.section.id: tuple(each.event.id for each in one.evidence) for one in read.sections}
    rows = {name: tuple(dict.fromkeys((*filled[name], *ids)))[: len(ids)] for name, ids in before.items()}
    return reading if rows == before else reading.model_copy(update={"rows": rows})


def _untold(retrieval: Retrieval, shown: Classification) -> Retrieval:
    """Without the events that are shown, and what is of their stories."""
    events = [one.event for section in shown.sections for one in section.evidence]
    told = {one.id for one in events} | {one.story_id for one in events if one.story_id}
    left = (one for one in retrieval.events if not told & {one.id, one.story_id})
    return retrieval.model_copy(update={"events": tuple(left)})


def _filled(section: SectionEvidence, ask: Ask) -> list[str]:
    """Ids of the events whose rows say more than their headlines, in the order of their evidence."""
    plain = section.section.model_copy(update={"columns": _USUAL, "blocks": ()})
    rows = write_table(section.model_copy(update={"section": plain}), ask).rows
    filled = {row.event_id for row in rows if any(cell.kind != "none" for cell in row.cells[1:])}
    return [one.event.id for one in section.evidence if one.event.id in filled]
