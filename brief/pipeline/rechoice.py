"""Without a model to write, a row whose pages gave nothing gives way to one that its feed can fill.

Events are chosen by weight, since pages will fill their cells; where pages cannot be read, that would print headlines.
"""

from collections.abc import Container, Iterator, Sequence

from agents.base import Ask
from agents.pages import with_pages
from agents.section_classifier import classify
from agents.table_writer import write_table
from schemas.classification import Classification, SectionEvidence
from schemas.reading import Reading
from schemas.retrieval import Event, Retrieval
from schemas.section import Column
from schemas.table import Row

_USUAL = tuple(Column(id=role, title="", max_chars=100) for role in ("event", "technical", "insight"))
"""Which rows give way is the same whatever a format shows of them: formats of one run share the choice."""


def rows_after_reading(
    classification: Classification, reading: Reading, retrieval: Retrieval, ask: Ask
) -> dict[str, tuple[str, ...]]:
    """For `Reading.rows`: in every section rows that say more than their headline first; empty if nothing changes."""
    read = with_pages(classification, reading)
    shown = [one.event for section in read.sections for one in section.evidence]
    otherwise = classify(retrieval, [one.section for one in read.sections], ask)
    rows = {
        section.section.id: _rows(section, instead, shown, ask)
        for section, instead in zip(read.sections, otherwise.sections, strict=True)
    }
    before = {one.section.id: tuple(each.event.id for each in one.evidence) for one in read.sections}
    return {} if rows == before else rows


def _rows(section: SectionEvidence, instead: SectionEvidence, shown: Sequence[Event], ask: Ask) -> tuple[str, ...]:
    """As many as there were: those that are filled, then others that are, then the rest."""
    plain = section.section.model_copy(update={"columns": _USUAL, "blocks": ()})
    rows = write_table(section.model_copy(update={"section": plain}), ask).rows
    filled = {row.event_id for row in rows if says_more(row)}
    chosen = [one.event.id for one in section.evidence]
    order = [*_in(chosen, filled), *_others(instead, shown), *(one for one in chosen if one not in filled)]
    kept = order[: len(chosen)]
    return tuple(chosen if set(kept) == set(chosen) else kept)


def says_more(row: Row) -> bool:
    """Than its headline."""
    return any(cell.kind != "none" for cell in row.cells[1:])


def _in(ids: Sequence[str], wanted: Container[str]) -> list[str]:
    return [one for one in ids if one in wanted]


def _others(instead: SectionEvidence, shown: Sequence[Event]) -> Iterator[str]:
    """Events that are not shown yet, nor of a story that is."""
    told = {one.id for one in shown} | {one.story_id for one in shown if one.story_id}
    return (one.event.id for one in instead.evidence if not told & {one.event.id, one.event.story_id})
