"""An accepted draft in one format -> Report: every citation resolved to the address, title and date of its document."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations
from typing import Any

from brief.report.accepted import AcceptedDraft
from brief.report.changes import Changes, led_to
from brief.report.claim_fates import fates, open_issues
from brief.report.fallbacks import instead_of_model
from brief.report.format import Format, FormatBlock, FormatSection
from brief.report.gathered import gathered
from brief.report.notes import notes_of
from brief.report.printable import Shown
from brief.report.quotes import RowQuotes
from brief.report.remarks import Remarks
from brief.report.title import report_title
from checks.base import rows_of
from facts.extraction.tallies import tallies
from facts.names.actors import named_most
from facts.names.detection import aliases_of
from facts.text.shortening import shortened
from schemas.claim import Claim
from schemas.claim_ids import section_of
from schemas.draft import Signal
from schemas.report import (
    Report,
    ReportBlock,
    ReportCell,
    ReportCitation,
    ReportClaim,
    ReportColumn,
    ReportCorrection,
    ReportKeyword,
    ReportPeriod,
    ReportRemark,
    ReportRow,
    ReportSection,
    ReportSignal,
    ReportSynthesis,
    entries_of,
)
from schemas.table import Cell, Entry, Row, TableDraft


def compose(accepted: AcceptedDraft, format: Format) -> Report:
    """The report that a draft makes in `format`.

    A claim none of whose citations can be opened is not printed: its cell holds the format's words, its row goes.
    """
    return _Composer(accepted, Shown(accepted.draft, accepted.retrieval, format, accepted.renders)).report()


class _Composer:
    """Puts one report together."""

    def __init__(self, accepted: AcceptedDraft, shown: Shown) -> None:
        self._accepted, self._shown = accepted, shown
        self._format, self._library = shown.format, shown.library

    def report(self) -> Report:
        accepted, layout, shown = self._accepted, self._format, self._shown
        sections, synthesis, period = tuple(self._sections()), self._synthesis(), accepted.retrieval.request.period
        with_rows = chain.from_iterable(table.entries for table in shown.draft.tables)
        blocks = tuple(self._blocks(layout.blocks, (*shown.draft.synthesis.entries, *with_rows)))
        changes, earlier = Changes(accepted.retrieval, sections, layout), accepted.retrieval.earlier
        blocks = tuple(self._compared(blocks, changes)) if earlier else blocks
        sources = _cited(sections, synthesis, blocks)
        gone = {claim_id: place for claim_id in accepted.emptied if (place := shown.place_of(claim_id))}
        return Report(
            title=report_title(layout, period, self._leads()),
            names=self._names() if layout.words.front_matter else (),
            byline=accepted.signed(layout.reader.page.byline),
            format=layout.name,
            language=layout.language,
            editions=accepted.editions,
            period=ReportPeriod(**period.model_dump(exclude={"kind"})),
            models=dict(sorted(accepted.models.items())),
            ai_generated=any(one.claim.by == "model" and one.claim.kind != "none" for one in shown.claims),
            sections=sections,
            synthesis=synthesis,
            blocks=blocks,
            sources=tuple(map(self._library.source, sources)),
            notes=notes_of(accepted, shown, tuple(gone.values()), sources),
            open_issues=open_issues(shown.claims, accepted.critiques[-1]),
            log=tuple(fates(accepted.draft, shown, accepted.critiques)),
            unmet=accepted.unmet,
            emptied=tuple(gone),
            corrections=tuple(self._corrections()),
            since=led_to(earlier[0]) if earlier else None,
            series=tuple(changes.series()),
            gathered=gathered(accepted.retrieval, accepted.assignments, sections) if accepted.assignments else None,
        )

    def _leads(self) -> Iterator[str]:
        """What each section says first, as a title may name it: a theme that code found by its heading."""
        for section, table in zip(self._format.sections, self._shown.draft.tables, strict=True):
            lead = table.heading if section.kinds and table.heading else table.thesis.text if table.thesis else ""
            if lead and section.is_led:
                yield lead

    def _names(self) -> tuple[str, ...]:
        """Of the table of names, in the rows' headlines."""
        told = (row.cells[0].text for row in rows_of(self._shown.draft))
        return named_most(told, aliases_of(self._accepted.retrieval.request.aliases))

    def _corrections(self) -> Iterator[ReportCorrection]:
        """Those of texts that the format shows."""
        shown = {section.id for section in self._format.sections}
        for claim_id, one in self._accepted.corrections:
            place = self._shown.place_of(claim_id)
            if place or section_of(claim_id) in shown:
                yield ReportCorrection(claim_id=claim_id, place=place or claim_id, **one.model_dump())

    def _sections(self) -> Iterator[ReportSection]:
        layout, cited = self._format, {row.id: row.cited for row in rows_of(self._shown.draft)}
        remarks = Remarks(self._accepted.retrieval, self._library, layout.reader.remarks)
        for section, table in zip(layout.sections, self._shown.draft.tables, strict=True):
            rows = []
            for row in table.rows:
                elsewhere = set().union(*(ids for other, ids in cited.items() if other != row.id))
                rows.append(self._row(row, tuple(remarks.of(row, elsewhere))))
            blocks = self._blocks(section.blocks, table.entries)
            yield ReportSection(
                id=section.id,
                title=table.heading if layout.themes else section.title,
                thesis=self._claim(table.thesis) if table.thesis else None,
                columns=tuple(ReportColumn(id=one.id, title=one.title, kind=one.holds) for one in section.columns),
                rows=tuple(rows),
                effects=tuple(map(self._claim, table.effects)),
                blocks=tuple(self._counted(*pair, section, table) for pair in zip(blocks, section.blocks, strict=True)),
            )

    def _counted(
        self, block: ReportBlock, asked: FormatBlock, section: FormatSection, table: TableDraft
    ) -> ReportBlock:
        """With what code counts of the rows, where the format has it counted."""
        if not asked.counts:
            return block
        rows = [row.told | {row.cells[0].column: self._in_short(row.cells[0])} for row in table.rows]
        found = tallies(rows, asked.counts, section.columns)
        lines = (self._format.reader.counts.line(one, asked.counts.top) for one in found)
        return block.model_copy(update={"counted": tuple(lines)})

    def _compared(self, blocks: Sequence[ReportBlock], changes: Changes) -> Iterator[ReportBlock]:
        """With what code sets beside earlier reports, but for what a text of the block tells of the same documents."""
        asked = {block.id for block in self._format.blocks if block.like == "change"}
        for block in blocks:
            cited = [{one.url for one in entry.citations} for entry in block.entries]
            found = changes.found(one for one in blocks if one.leads) if block.id in asked else ()
            fresh = (
                one for one in found if not any({one.then.urls[0], one.citations[0].url} <= urls for urls in cited)
            )
            yield block.model_copy(update={"changes": tuple(fresh)})

    def _in_short(self, event: Cell) -> str:
        """Its first clauses; where they are in another language, they say so."""
        name, reader = shortened(event.text, _NAME_CHARS), self._format.reader
        is_own = reader.html_lang.startswith(event.lang)
        return name if is_own else f"{name} {reader.foreign.format(language=event.lang)}"

    def _blocks(self, blocks: Iterable[FormatBlock], entries: Sequence[Entry]) -> Iterator[ReportBlock]:
        """Also those that hold nothing: their place says so."""
        for block in blocks:
            own = (one for one in entries if one.block == block.id)
            said = (self._claim(one).model_copy(update={"paragraph": one.paragraph}) for one in own)
            title = block.title.format(this=self._shown.this)
            leads = tuple(one.title for one in self._accepted.retrieval.to_answer) if block.answers else ()
            if leads or not block.answers:
                yield ReportBlock(id=block.id, title=title, entries=tuple(said), leads=leads)

    def _row(self, row: Row, remarks: tuple[ReportRemark, ...]) -> ReportRow:
        quotes = self._library.quotes(row.cells)
        cells = tuple(ReportCell(column=cell.column, **self._said(cell, quotes)) for cell in row.cells)
        return ReportRow(id=row.id, event_id=row.event_id, cells=cells, remarks=remarks)

    def _claim(self, claim: Claim) -> ReportClaim:
        return ReportClaim(id=claim.id, **self._said(claim))

    def _said(self, claim: Claim, quotes: RowQuotes | None = None) -> dict[str, Any]:
        """What cells and claims of a report have in common."""
        kept = claim.model_dump(include={"text", "lang", "kind", "by", "basis"})
        return {**kept, "citations": self._library.cite(claim, quotes)}

    def _synthesis(self) -> ReportSynthesis:
        said, rows = self._shown.draft.synthesis, {row.id for row in rows_of(self._shown.draft)}
        return ReportSynthesis(
            keywords=tuple(
                ReportKeyword(id=one.id, term=one.term, meaning=one.text, **self._other(one)) for one in said.keywords
            ),
            signals=tuple(
                ReportSignal(
                    id=one.id,
                    sections=one.sections,
                    rows=tuple(row for row in one.rows if row in rows),
                    text=one.text,
                    **self._other(one),
                )
                for one in _by_pair(said.signals, self._format)
            ),
            risks=tuple(map(self._claim, said.risks)),
        )

    def _other(self, claim: Claim) -> dict[str, Any]:
        """Its ground, and who wrote it, where that is not the synthesis writer itself."""
        by_code = instead_of_model(claim, "synthesis_writer", self._accepted.models)
        by = "hand" if claim.by == "hand" else "extraction" if by_code else None
        return {"by": by, "basis": claim.basis, "citations": self._library.cite(claim)}


_NAME_CHARS = 30


def _by_pair(signals: Iterable[Signal], format: Format) -> list[Signal]:
    """In the order of the format's section pairs."""
    ids = [section.id for section in format.sections]
    pairs = [frozenset(pair) for pair in combinations(ids, 2)]
    return sorted(signals, key=lambda signal: pairs.index(frozenset(signal.sections)))


def _cited(
    sections: Iterable[ReportSection], synthesis: ReportSynthesis, blocks: Iterable[ReportBlock]
) -> tuple[str, ...]:
    """Ids of the documents that are cited, in the order of first citation."""
    citations = chain(
        *map(_section_citations, sections),
        *(one.citations for one in synthesis.keywords),
        *(one.citations for one in synthesis.signals),
        *(one.citations for one in (*synthesis.risks, *entries_of(blocks))),
    )
    return tuple(dict.fromkeys(citation.document_id for citation in citations))


def _section_citations(section: ReportSection) -> Iterator[ReportCitation]:
    """In the order in which a reader meets them."""
    if section.thesis:
        yield from section.thesis.citations
    for row in section.rows:
        yield from chain.from_iterable(cell.citations for cell in row.cells)
        yield from chain.from_iterable(remark.citations for remark in row.remarks)
    yield from chain.from_iterable(said.citations for said in section.below)
