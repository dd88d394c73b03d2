"""What of a draft a format prints: its sections and columns, and only claims with a source that a reader can open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

from brief.report.citable import citable_url
from brief.report.format import Format, FormatBlock, FormatColumn, FormatSection
from brief.report.quotes import Quoting, RowQuotes
from checks.base import claims_of
from schemas.claim import C, Citation, Claim, is_emptied
from schemas.claim_ids import last_part, owner_of, without_number
from schemas.draft import Draft, Synthesis
from schemas.report import ReportCitation, ReportSource
from schemas.retrieval import Retrieval
from schemas.table import Cell, Entry, Row, TableDraft


class CitableDocuments:
    """The documents that may be cited: dated, and at an address that a reader can open."""

    def __init__(self, retrieval: Retrieval, rendered: Iterable[Claim] = ()) -> None:
        """`rendered`: the claims that are told in another language; what is shown of sources follows from these."""
        zone = retrieval.request.zone
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
        self._rendered = {claim.id: claim for claim in rendered}

    def source(self, document_id: str) -> ReportSource:
        return self._sources[document_id]

    def sources(self, document_ids: Iterable[str]) -> tuple[ReportSource, ...]:
        """Those of them that may be cited."""
        return tuple(self._sources[one] for one in document_ids if one in self._sources)

    def prints(self, claim: Claim) -> bool:
        """It says something, and one of its citations leads somewhere; or it is an editor's own view."""
        if claim.kind == "none" or not claim.text.strip():
            return False
        return (claim.kind == "view" and claim.by == "hand") or any(map(self._holds, claim.citations))

    def quotes(self, claims: Iterable[Claim]) -> RowQuotes:
        """What may be shown of the documents behind the texts of one row."""
        said = ((self._rendered.get(claim.id, claim), claim) for claim in claims)
        return self._quoting.of_row([(first, self._held(claim.citations)) for first, claim in said])

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


@dataclass(frozen=True)
class Placed:
    """A printed claim, or a row, and where a reader finds it."""

    claim_id: str
    place: str
    claim: Claim


class Shown:
    """A draft as it is printed in a format."""

    def __init__(self, draft: Draft, retrieval: Retrieval, format: Format, renders: Draft | None = None) -> None:
        """`renders`: the draft whose texts it tells in another language."""
        self.format = format.themed(table.section_id for table in draft.tables)
        self.library = CitableDocuments(retrieval, claims_of(renders) if renders else ())
        self.this = format.this(retrieval.request.period.kind)
        self.draft = self._printed(draft)
        """A table per section of the format, in its order, with a cell per column."""
        self.claims = tuple(self._placed())
        """Every claim in reading order. A row stands under its own id too, with its first cell."""
        self._places = {one.claim_id: one.place for one in self.claims}

    def place_of(self, claim_id: str) -> str | None:
        """Where a claim stands, or stood that is not printed; None if its row is gone or no part shows it."""
        return self._places.get(claim_id) or self._beside(claim_id)

    def _beside(self, claim_id: str) -> str | None:
        """Where a claim outside of rows stands, from its id alone."""
        owner, part = owner_of(claim_id), last_part(claim_id)
        usual = {"thesis": self.format.reader.page.thesis, "effect": self.format.words.effects}
        for section in self.format.sections:
            if owner == section.id:
                named = {**usual, **self._blocks(section.written)}.get(without_number(part))
                return self._part(section, named) if named else None
        ids = [section.id for section in self.format.sections]
        if owner == "signal" and part not in {"-".join(pair) for pair in permutations(ids, 2)}:
            return None
        return self._in_synthesis(owner or without_number(claim_id))

    def _printed(self, draft: Draft) -> Draft:
        tables, said = {table.section_id: table for table in draft.tables}, draft.synthesis
        section_ids = {section.id for section in self.format.sections}
        return Draft(
            revision=draft.revision,
            tables=tuple(self._table(section, tables.get(section.id)) for section in self.format.sections),
            synthesis=Synthesis(
                keywords=self._kept(said.keywords),
                signals=tuple(one for one in self._kept(said.signals) if section_ids.issuperset(one.sections)),
                risks=self._kept(said.risks),
                entries=self._entries(said.entries, self.format.blocks),
            ),
        )

    def _table(self, section: FormatSection, table: TableDraft | None) -> TableDraft:
        if table is None:
            return TableDraft(section_id=section.id, thesis=None, rows=(), effects=())
        rows = (self._row(row, section) for row in table.rows)
        leads = table.thesis and _leads(table.thesis, table, section) and self.library.prints(table.thesis)
        return TableDraft(
            section_id=section.id,
            heading=table.heading,
            thesis=table.thesis if leads else None,
            rows=tuple(row for row in rows if row.cells[0].kind != "none"),
            effects=self._kept(table.effects),
            entries=self._entries(table.entries, section.written),
        )

    def _row(self, row: Row, section: FormatSection) -> Row:
        """A cell per column, in the format's order; the first says what happened, and without it there is no row."""
        given = {cell.column: cell for cell in row.cells}
        cells = (self._cell(row, given.get(column.id), column) for column in section.columns)
        return row.model_copy(update={"cells": tuple(cells)})

    def _cell(self, row: Row, cell: Cell | None, column: FormatColumn) -> Cell:
        """The cell, or the format's words for a missing statement; for one that an editor emptied, those for that."""
        if cell and self.library.prints(cell):
            return cell
        emptied = cell is not None and is_emptied(cell)
        writer = cell.by if cell else row.cells[0].by
        unasked = column.needs_model and writer == "extraction"
        words = self.format.reader.page
        return Cell(
            id=cell.id if cell else f"{row.id}/{column.id}",
            column=column.id,
            text=words.emptied if emptied else words.needs_model if unasked and column.none else column.none,
            lang=self.format.language,
            kind="none",
            by=writer if emptied or writer != "hand" else "extraction",
        )

    def _kept(self, claims: Iterable[C]) -> tuple[C, ...]:
        return tuple(filter(self.library.prints, claims))

    def _entries(self, entries: Iterable[Entry], blocks: Iterable[FormatBlock]) -> tuple[Entry, ...]:
        """Those of `blocks`, in their order."""
        kept = self._kept(entries)
        return tuple(entry for block in blocks for entry in kept if entry.block == block.id)

    def _placed(self) -> Iterator[Placed]:
        words, page = self.format.reader.places, self.format.reader.page
        for section, table in zip(self.format.sections, self.draft.tables, strict=True):
            name, titles = section.title, self._blocks(section.written)
            if table.thesis:
                yield Placed(table.thesis.id, self._part(section, page.thesis), table.thesis)
            for number, row in enumerate(table.rows, start=1):
                yield Placed(row.id, words.row.format(section=name, row=number), row.cells[0])
                for cell, column in zip(row.cells, section.columns, strict=True):
                    yield Placed(cell.id, words.cell.format(section=name, row=number, column=column.title), cell)
            for effect in table.effects:
                yield Placed(effect.id, self._part(section, self.format.words.effects), effect)
            for entry in table.entries:
                yield Placed(entry.id, self._part(section, titles[entry.block]), entry)
        for claim in self.draft.synthesis.claims:
            yield Placed(claim.id, self._beside(claim.id) or "", claim)

    def _part(self, section: FormatSection, part: str) -> str:
        return self.format.reader.places.part.format(section=section.title, part=part)

    def _in_synthesis(self, kind: str) -> str | None:
        words = self.format.words
        parts = {"keyword": words.keywords.format(this=self.this), "signal": words.signals, "risk": words.risks}
        if kind in parts:
            return self.format.reader.places.part.format(section=words.synthesis, part=parts[kind])
        return self._blocks(self.format.blocks).get(kind)

    def _blocks(self, blocks: Iterable[FormatBlock]) -> dict[str, str]:
        """What each is called, by its id."""
        return {block.id: block.name(self.this) for block in blocks}


def _leads(thesis: Claim, table: TableDraft, section: FormatSection) -> bool:
    """Under a heading that says what happened, a thesis that is but a headline of one of its rows says it twice."""
    return not (section.kinds and table.heading and thesis.text in {row.cells[0].text for row in table.rows})
