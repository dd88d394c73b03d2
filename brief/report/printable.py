"""What of a draft a format prints: its sections and columns, and only claims with a source that a reader can open."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import TypeVar
from zoneinfo import ZoneInfo

from brief.report.citable import citable_url
from brief.report.format import Format, FormatBlock, FormatColumn, FormatSection
from brief.report.quotes import Quoting, RowQuotes
from schemas.claim import Citation, Claim, is_emptied
from schemas.claim_ids import last_part, owner_of, without_number
from schemas.draft import Draft, Synthesis
from schemas.report import ReportCitation, ReportSource
from schemas.retrieval import Retrieval
from schemas.table import Cell, Entry, Row, TableDraft

C = TypeVar("C", bound=Claim)


class CitableDocuments:
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
                via=document.via,
            )
            for document in retrieval.citable
            if document.published_at and (url := citable_url(document.url))
        }
        self._quoting = Quoting(retrieval)

    def source(self, document_id: str) -> ReportSource:
        return self._sources[document_id]

    def prints(self, claim: Claim) -> bool:
        """It says something, and one of its citations leads somewhere; or it is an editor's own view."""
        if claim.kind == "none" or not claim.text.strip():
            return False
        return (claim.kind == "view" and claim.by == "hand") or any(map(self._holds, claim.citations))

    def quotes(self, claims: Iterable[Claim]) -> RowQuotes:
        """What may be shown of the documents behind the texts of one row."""
        return self._quoting.of_row([(claim, self._held(claim.citations)) for claim in claims])

    def cite(self, claim: Claim, quotes: RowQuotes | None = None) -> tuple[ReportCitation, ...]:
        """Each citation with its document's address, title and date in the run's time zone; others are left out.

        `quotes`: of its row, where it stands in one.
        """
        shown = (quotes or self.quotes((claim,))).shown(self._held(claim.citations))
        return tuple(self._cite(citation) for citation in shown)

    def cite_alone(self, citation: Citation) -> tuple[ReportCitation, ...]:
        """The same of one that no claim has."""
        held = self._held((citation,))
        return tuple(self._cite(one) for one in self._quoting.of_row([(None, held)]).shown(held))

    def _held(self, citations: Iterable[Citation]) -> list[Citation]:
        return [citation for citation in citations if self._holds(citation)]

    def _holds(self, citation: Citation) -> bool:
        return citation.document_id in self._sources

    def _cite(self, citation: Citation) -> ReportCitation:
        source = self._sources[citation.document_id]
        return ReportCitation(
            url=source.url, title=source.title, published=source.published, via=source.via, **citation.model_dump()
        )


def printable(draft: Draft, format: Format, library: CitableDocuments) -> Draft:
    """The draft as it is printed: a table per section of the format, in its order, with a cell per column."""
    tables = {table.section_id: table for table in draft.tables}
    return Draft(
        revision=draft.revision,
        tables=tuple(_table(section, tables.get(section.id), format, library) for section in format.sections),
        synthesis=_synthesis(draft.synthesis, format, library),
    )


def _table(section: FormatSection, table: TableDraft | None, format: Format, library: CitableDocuments) -> TableDraft:
    if table is None:
        return TableDraft(section_id=section.id, thesis=None, rows=(), effects=())
    rows = (_row(row, section, format, library) for row in table.rows)
    return TableDraft(
        section_id=section.id,
        heading=table.heading,
        thesis=table.thesis
        if table.thesis and _leads(table.thesis, table, section) and library.prints(table.thesis)
        else None,
        rows=tuple(row for row in rows if row.cells[0].kind != "none"),
        effects=_printed(table.effects, library),
        entries=_entries(table.entries, section.blocks, library),
    )


def _leads(thesis: Claim, table: TableDraft, section: FormatSection) -> bool:
    """Under a heading that says what happened, a thesis that is but a headline of one of its rows says it twice."""
    return not (section.kinds and table.heading and thesis.text in {row.cells[0].text for row in table.rows})


def _row(row: Row, section: FormatSection, format: Format, library: CitableDocuments) -> Row:
    """A cell per column, in the format's order; the first one says what happened, and without it there is no row."""
    given = {cell.column: cell for cell in row.cells}
    cells = (_cell(row, given.get(column.id), column, format, library) for column in section.columns)
    return row.model_copy(update={"cells": tuple(cells)})


def _cell(row: Row, cell: Cell | None, column: FormatColumn, format: Format, library: CitableDocuments) -> Cell:
    """The cell, or the format's words for a missing statement; for one that an editor emptied, those for that."""
    if cell and library.prints(cell):
        return cell
    emptied = cell is not None and is_emptied(cell)
    writer = cell.by if cell else row.cells[0].by
    unasked = column.needs_model and writer == "extraction"
    words = format.reader.page
    return Cell(
        id=cell.id if cell else f"{row.id}/{column.id}",
        column=column.id,
        text=words.emptied if emptied else words.needs_model if unasked and column.none else column.none,
        lang=format.language,
        kind="none",
        by=writer if emptied or writer != "hand" else "extraction",
    )


def _printed(claims: Iterable[C], library: CitableDocuments) -> tuple[C, ...]:
    return tuple(claim for claim in claims if library.prints(claim))


def _entries(entries: Iterable[Entry], blocks: Iterable[FormatBlock], library: CitableDocuments) -> tuple[Entry, ...]:
    """Those of `blocks`, in their order."""
    printed = _printed(entries, library)
    return tuple(entry for block in blocks for entry in printed if entry.block == block.id)


def _synthesis(synthesis: Synthesis, format: Format, library: CitableDocuments) -> Synthesis:
    section_ids = {section.id for section in format.sections}
    return Synthesis(
        keywords=_printed(synthesis.keywords, library),
        signals=tuple(s for s in _printed(synthesis.signals, library) if section_ids.issuperset(s.sections)),
        risks=_printed(synthesis.risks, library),
        entries=_entries(synthesis.entries, format.blocks, library),
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
        titles = {block.id: block.name(this) for block in section.blocks}
        for entry in table.entries:
            yield Placed(entry.id, words.part.format(section=name, part=titles[entry.block]), entry)
    yield from _placed_synthesis(draft.synthesis, format, this)


def part_place(claim_id: str, format: Format, this: str) -> str | None:
    """Where a claim outside of rows stands, from its id alone; None where the format does not show it."""
    owner, part = owner_of(claim_id), last_part(claim_id)
    for section in format.sections:
        if owner == section.id:
            of_blocks = {block.id: block.name(this) for block in section.blocks}
            usual = format.reader.page.thesis if part == "thesis" else format.words.effects
            named = of_blocks.get(without_number(part), usual)
            return format.reader.places.part.format(section=section.title, part=named)
    ids = [section.id for section in format.sections]
    if owner == "signal" and part not in {"-".join(pair) for pair in permutations(ids, 2)}:
        return None
    return _in_synthesis(owner or without_number(claim_id), format, this)


def _in_synthesis(kind: str, format: Format, this: str) -> str | None:
    words = format.words
    parts = {"keyword": words.keywords.format(this=this), "signal": words.signals, "risk": words.risks}
    if kind in parts:
        return format.reader.places.part.format(section=words.synthesis, part=parts[kind])
    return next((block.name(this) for block in format.blocks if block.id == kind), None)


def _placed_synthesis(synthesis: Synthesis, format: Format, this: str) -> Iterator[Placed]:
    parts: Mapping[str, tuple[Claim, ...]] = {
        "keyword": synthesis.keywords,
        "signal": synthesis.signals,
        "risk": synthesis.risks,
    }
    for kind, claims in parts.items():
        place = _in_synthesis(kind, format, this) or ""
        yield from (Placed(claim.id, place, claim) for claim in claims)
    for entry in synthesis.entries:
        yield Placed(entry.id, _in_synthesis(entry.block, format, this) or "", entry)
