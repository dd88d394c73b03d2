"""What of a draft a format prints: its sections and columns, and only claims with a source that a reader can open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from brief.formats import Format, FormatColumn, FormatSection
from brief.links import citable_url
from schemas.claim import Citation, Claim
from schemas.draft import Draft, Synthesis
from schemas.report import ReportCitation, ReportSource
from schemas.retrieval import Retrieval
from schemas.table import Cell, Row, TableDraft

C = TypeVar("C", bound=Claim)


class Library:
    """The documents that may be cited: dated, and at an address that a reader can open."""

    def __init__(self, retrieval: Retrieval) -> None:
        zone = ZoneInfo(retrieval.request.timezone)
        self._sources = {
            document.id: ReportSource(
                document_id=document.id,
                url=url,
                title=document.title,
                source=document.source,
                published=document.published_at.astimezone(zone),
            )
            for document in retrieval.documents
            if document.published_at and (url := citable_url(document.url))
        }

    def source(self, document_id: str) -> ReportSource:
        return self._sources[document_id]

    def prints(self, claim: Claim) -> bool:
        """It says something, and one of its citations leads somewhere."""
        return claim.kind != "none" and bool(claim.text.strip()) and any(map(self._holds, claim.citations))

    def cite(self, citations: Iterable[Citation]) -> tuple[ReportCitation, ...]:
        """Each citation with its document's address, title and date in the run's time zone; others are left out."""
        return tuple(self._cite(citation) for citation in citations if self._holds(citation))

    def _holds(self, citation: Citation) -> bool:
        return citation.document_id in self._sources

    def _cite(self, citation: Citation) -> ReportCitation:
        source = self._sources[citation.document_id]
        return ReportCitation(url=source.url, title=source.title, published=source.published, **citation.model_dump())


def printable(draft: Draft, format: Format, library: Library) -> Draft:
    """The draft as it is printed: a table per section of the format, in its order, with a cell per column."""
    tables = {table.section_id: table for table in draft.tables}
    return Draft(
        revision=draft.revision,
        tables=tuple(_table(section, tables.get(section.id), format, library) for section in format.sections),
        synthesis=_synthesis(draft.synthesis, {section.id for section in format.sections}, library),
    )


def _table(section: FormatSection, table: TableDraft | None, format: Format, library: Library) -> TableDraft:
    if table is None:
        return TableDraft(section_id=section.id, thesis=None, rows=(), effects=())
    rows = (_row(row, section, format.language, library) for row in table.rows)
    return TableDraft(
        section_id=section.id,
        thesis=table.thesis if table.thesis and library.prints(table.thesis) else None,
        rows=tuple(row for row in rows if row.cells[0].kind != "none"),
        effects=_printed(table.effects, library),
    )


def _row(row: Row, section: FormatSection, language: str, library: Library) -> Row:
    """A cell per column, in the format's order; the first one says what happened, and without it there is no row."""
    given = {cell.column: cell for cell in row.cells}
    cells = (_cell(row, given.get(column.id), column, language, library) for column in section.columns)
    return row.model_copy(update={"cells": tuple(cells)})


def _cell(row: Row, cell: Cell | None, column: FormatColumn, language: str, library: Library) -> Cell:
    """The cell, or the format's words for a missing statement."""
    if cell and library.prints(cell):
        return cell
    return Cell(
        id=cell.id if cell else f"{row.id}/{column.id}",
        column=column.id,
        text=column.none,
        lang=language,
        kind="none",
        by=cell.by if cell else row.cells[0].by,
    )


def _printed(claims: Iterable[C], library: Library) -> tuple[C, ...]:
    return tuple(claim for claim in claims if library.prints(claim))


def _synthesis(synthesis: Synthesis, section_ids: set[str], library: Library) -> Synthesis:
    return Synthesis(
        keywords=_printed(synthesis.keywords, library),
        signals=tuple(s for s in _printed(synthesis.signals, library) if section_ids.issuperset(s.sections)),
        risks=_printed(synthesis.risks, library),
    )


@dataclass(frozen=True)
class Placed:
    """A printed claim, or a row, and where a reader finds it."""

    claim_id: str
    place: str
    claim: Claim


def placed(draft: Draft, format: Format, this: str) -> Iterator[Placed]:
    """Every claim of a printable draft in reading order. A row stands under its own id too, with its first cell."""
    words = format.reader.places
    for section, table in zip(format.sections, draft.tables, strict=True):
        name = section.title
        if table.thesis:
            yield Placed(table.thesis.id, words.part.format(section=name, part=format.reader.page.thesis), table.thesis)
        for number, row in enumerate(table.rows, start=1):
            yield Placed(row.id, words.row.format(section=name, row=number), row.cells[0])
            for cell, column in zip(row.cells, section.columns, strict=True):
                yield Placed(cell.id, words.cell.format(section=name, row=number, column=column.title), cell)
        for effect in table.effects:
            yield Placed(effect.id, words.part.format(section=name, part=format.words.effects), effect)
    yield from _placed_synthesis(draft.synthesis, format, this)


def _placed_synthesis(synthesis: Synthesis, format: Format, this: str) -> Iterator[Placed]:
    parts: tuple[tuple[str, tuple[Claim, ...]], ...] = (
        (format.words.keywords.format(this=this), synthesis.keywords),
        (format.words.signals, synthesis.signals),
        (format.words.risks, synthesis.risks),
    )
    for part, claims in parts:
        place = format.reader.places.part.format(section=format.words.synthesis, part=part)
        yield from (Placed(claim.id, place, claim) for claim in claims)
