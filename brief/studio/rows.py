"""Which stories have rows and which have none, each with the reason in words; rows moved, taken out and given."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from brief.provenance.standing import Standing
from brief.studio.changing import rows_of
from brief.studio.studio import Opened, Studio
from brief.words import local
from schemas.absence import Outranked
from schemas.retrieval import Event

_MOST_ABSENT = 200
"""Most stories that are told of, in the order of their rank."""
_ROW = re.compile(r"\b([\w-]+\.e\d+)\b")
_TYPED = re.compile(r"[:：;；]?\s*`brief [^`]*`.*")
"""What somebody at a terminal is told to type."""


@dataclass(frozen=True)
class Absent:
    """A story without a row."""

    standing: Standing
    section: str
    """Its title; empty for none."""
    why: tuple[tuple[str, str], ...]


def absent_page(studio: Studio, run_id: str, edition: str) -> str:
    """The stories without a row in the order of their rank, each with the reason."""
    opened = studio.opened(run_id, edition)
    return studio.page_of("absent", opened.held, "absent", absent=_absent(opened))


def rows_page(studio: Studio, run_id: str, edition: str) -> str:
    """Every row with its section and place, to be moved, taken out, or joined by a story that has none."""
    opened = studio.opened(run_id, edition)
    held = opened.held
    titles = {row.event_id: row.cells[0].text for section in held.report.sections for row in section.rows}
    rows: dict[str, list[tuple[str, str]]] = {section_id: [] for section_id in opened.sections}
    for event_id, where in rows_of(held).items():
        rows[where.partition(":")[0]].append((event_id, titles.get(event_id, "")))
    absent = [one for one in _absent(opened) if one.standing.event_id]
    return studio.page_of("rows", held, "rows", sections=opened.sections, rows=rows, absent=absent)


def _absent(opened: Opened) -> list[Absent]:
    """Of all events, and then of those that ranked beyond what is handed on."""
    held = opened.held
    every: list[Event | Outranked] = [*held.retrieval.events, *(held.absences.outranked if held.absences else ())]
    without = (one for one in map(opened.standings.of, every) if not one.row_id)
    told = (Absent(one, opened.sections.get(one.section_id or "", ""), why_of(opened, one)) for one in without)
    return list(islice(told, _MOST_ABSENT))


def why_of(opened: Opened, standing: Standing) -> tuple[tuple[str, str], ...]:
    """Why it has a row or none, cut up; with each piece the claim that it leads to, empty for most. Rows are told by
    their places, sections by their titles; what failed a check leads to that.
    """
    said = local(standing.why)
    plain = _TYPED.sub("", said)
    own = f"{standing.section_id}.{standing.event_id}.event"
    leads = own if plain != said and own in opened.claims else ""
    return tuple((text, claim or leads) for text, claim in _pieces(plain, opened) if text)


def _pieces(said: str, opened: Opened) -> Iterator[tuple[str, str]]:
    """Behind a colon stands a headline, which may hold any word."""
    head, colon, headline = re.split(r"([:：]|\Z)", said, maxsplit=1)
    for text in _ROW.split(head):
        claim = opened.claims.get(f"{text}.event")
        place = claim.place.rpartition(" · ")[0] if claim else ""
        yield (place, f"{text}.event") if place else (_with_titles(text, opened.sections), "")
    yield f"{colon}{headline}", ""


def _with_titles(text: str, titles: Mapping[str, str]) -> str:
    return re.sub(r"[\w-]+", lambda found: titles.get(found[0], found[0]), text, flags=re.ASCII)
