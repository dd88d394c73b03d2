"""An accepted draft in one format -> Report: every citation resolved to the address, title and date of its document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Any, Literal

from brief.report.claim_fates import fates, open_issues
from brief.report.fallbacks import Models, instead_of_model
from brief.report.format import Format, FormatBlock, FormatSection
from brief.report.notes import Composed, notes_of
from brief.report.printable import CitableDocuments, Placed, part_place, placed, printable
from brief.report.quotes import RowQuotes
from brief.report.reader_words import ReaderWords
from brief.report.remarks import Remarks, cited_in
from brief.report.title import report_title
from facts.extraction.tallies import tallies
from facts.names.actors import named_most
from facts.names.detection import aliases_of
from facts.text.shortening import shortened
from schemas.amendment import Correction
from schemas.claim import Claim
from schemas.claim_ids import section_of
from schemas.critique import Critique
from schemas.draft import Draft, Signal
from schemas.reading import NOTHING_READ, Reading
from schemas.reasons import Requirement
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
    ReportSource,
    ReportSynthesis,
    entries_of,
)
from schemas.retrieval import Retrieval
from schemas.run import Coverage
from schemas.table import Cell, Entry, Row, TableDraft


@dataclass(frozen=True)
class AcceptedDraft:
    """The last draft of a run, and what a report tells of how it came about."""

    draft: Draft
    critiques: tuple[Critique, ...]
    """The last one is of this very draft; those before it tell the fate of what they rejected."""
    retrieval: Retrieval
    byline: str
    models: Models
    emptied: tuple[str, ...] = ()
    """Ids of texts outside of rows that an editor left out."""
    unmet: tuple[Requirement, ...] = ()
    """What the run had to do without."""
    coverage: Coverage | None = None
    """Which days and sources were read, where that is known."""
    reading: Reading = NOTHING_READ
    corrections: tuple[tuple[str, Correction], ...] = ()
    """What readers are told of, each with the id of its claim."""
    editions: tuple[str, ...] = ()
    """Languages in which the claims are told, the one that they were written in first; none where it is the only."""


def compose(accepted: AcceptedDraft, format: Format) -> Report:
    """The report that a draft makes in `format`.

    A claim none of whose citations can be opened is not printed: its cell holds the format's words, its row goes.
    """
    return _composed(accepted, format.themed(table.section_id for table in accepted.draft.tables))


def _composed(accepted: AcceptedDraft, format: Format) -> Report:
    draft, models, retrieval = accepted.draft, accepted.models, accepted.retrieval
    library = CitableDocuments(retrieval)
    shown = printable(draft, format, library)
    period = retrieval.request.period
    this = format.this(period.kind)
    claims = tuple(placed(shown, format, this))
    beside = _remarks(shown, Remarks(retrieval, library, format.reader.remarks))
    pairs = zip(format.sections, shown.tables, strict=True)
    sections = tuple(_section(*pair, format.themes, this, library, beside, format.reader) for pair in pairs)
    blocks = tuple(_blocks(format.blocks, shown.synthesis.entries, this, library))
    synthesis = _synthesis(shown, format, library, models)
    gone = {claim_id: place for claim_id in accepted.emptied if (place := part_place(claim_id, format, this))}
    sources = _sources(sections, synthesis, blocks, library)
    return Report(
        title=report_title(format, period, _leads(shown, format)),
        names=_names(shown, retrieval) if format.words.front_matter else (),
        byline=accepted.byline,
        format=format.name,
        language=format.language,
        editions=accepted.editions,
        period=ReportPeriod(start=period.start, end=period.end, label=period.label),
        models=dict(sorted(models.items())),
        ai_generated=any(one.claim.by == "model" and one.claim.kind != "none" for one in claims),
        sections=sections,
        synthesis=synthesis,
        blocks=blocks,
        sources=sources,
        notes=notes_of(
            Composed(
                shown,
                claims,
                tuple(gone.values()),
                accepted.critiques,
                retrieval,
                models,
                len(sources),
                accepted.coverage,
                accepted.reading,
                format.language in accepted.editions[1:],
            ),
            format,
        ),
        open_issues=open_issues(claims, accepted.critiques[-1]),
        log=tuple(fates(draft, claims, accepted.critiques, format, this)),
        unmet=accepted.unmet,
        emptied=tuple(gone),
        corrections=tuple(_corrections(accepted.corrections, claims, format, this)),
    )


def _leads(shown: Draft, format: Format) -> Iterator[str]:
    """What each section says first, as a title may name it: a theme that code found by its heading."""
    for section, table in zip(format.sections, shown.tables, strict=True):
        lead = table.heading if section.kinds and table.heading else table.thesis.text if table.thesis else ""
        if lead and section.is_led:
            yield lead


def _names(shown: Draft, retrieval: Retrieval) -> tuple[str, ...]:
    """Of the table of names, in the rows' headlines."""
    told = (row.cells[0].text for table in shown.tables for row in table.rows)
    return named_most(told, aliases_of(retrieval.request.aliases))


def _corrections(
    told: Iterable[tuple[str, Correction]], claims: Iterable[Placed], format: Format, this: str
) -> Iterator[ReportCorrection]:
    """Those of texts that the format shows."""
    places, shown = {one.claim_id: one.place for one in claims}, {section.id for section in format.sections}
    for claim_id, one in told:
        place = places.get(claim_id) or part_place(claim_id, format, this)
        if place or section_of(claim_id) in shown:
            yield ReportCorrection(claim_id=claim_id, place=place or claim_id, **one.model_dump())


def _remarks(shown: Draft, remarks: Remarks) -> Mapping[str, tuple[ReportRemark, ...]]:
    """By row id."""
    rows = [row for table in shown.tables for row in table.rows]
    cited = {row.id: cited_in(row) for row in rows}
    elsewhere = {row.id: set().union(*(ids for other, ids in cited.items() if other != row.id)) for row in rows}
    return {row.id: tuple(remarks.of(row, elsewhere[row.id])) for row in rows}


def _section(
    section: FormatSection,
    table: TableDraft,
    is_theme: bool,
    this: str,
    library: CitableDocuments,
    remarks: Mapping[str, tuple[ReportRemark, ...]],
    reader: ReaderWords,
) -> ReportSection:
    blocks = _blocks(section.blocks, table.entries, this, library)
    return ReportSection(
        id=section.id,
        title=table.heading if is_theme else section.title,
        thesis=_claim(table.thesis, library) if table.thesis else None,
        columns=tuple(ReportColumn(id=column.id, title=column.title, kind=column.holds) for column in section.columns),
        rows=tuple(_row(row, library, remarks[row.id]) for row in table.rows),
        effects=tuple(_claim(effect, library) for effect in table.effects),
        blocks=tuple(_counted(one, table, section, reader) for one in blocks),
    )


def _counted(block: ReportBlock, table: TableDraft, section: FormatSection, reader: ReaderWords) -> ReportBlock:
    """With what code counts of the rows, where the format has it counted."""
    counts = next(one.counts for one in section.blocks if one.id == block.id)
    if not counts:
        return block
    rows = [row.told | {row.cells[0].column: _in_short(row.cells[0], reader)} for row in table.rows]
    found = tallies(rows, counts, section.catalogue_columns())
    return block.model_copy(update={"counted": tuple(reader.counts.line(one, counts.top) for one in found)})


_NAME_CHARS = 30


def _in_short(event: Cell, reader: ReaderWords) -> str:
    """Its first clauses; where they are in another language, they say so."""
    name = shortened(event.text, _NAME_CHARS)
    is_own = reader.html_lang.startswith(event.lang)
    return name if is_own else f"{name} {reader.foreign.format(language=event.lang)}"


def _blocks(
    blocks: Iterable[FormatBlock], entries: Sequence[Entry], this: str, library: CitableDocuments
) -> Iterator[ReportBlock]:
    """Also those that hold nothing: their place says so."""
    for block in blocks:
        said = (
            _claim(one, library).model_copy(update={"paragraph": one.paragraph})
            for one in entries
            if one.block == block.id
        )
        yield ReportBlock(id=block.id, title=block.title.format(this=this), entries=tuple(said))


def _row(row: Row, library: CitableDocuments, remarks: tuple[ReportRemark, ...]) -> ReportRow:
    quotes = library.quotes(row.cells)
    cells = tuple(ReportCell(column=cell.column, **_said(cell, library, quotes)) for cell in row.cells)
    return ReportRow(id=row.id, event_id=row.event_id, cells=cells, remarks=remarks)


def _claim(claim: Claim, library: CitableDocuments) -> ReportClaim:
    return ReportClaim(id=claim.id, **_said(claim, library))


def _said(claim: Claim, library: CitableDocuments, quotes: RowQuotes | None = None) -> dict[str, Any]:
    """What cells and claims of a report have in common."""
    kept = claim.model_dump(include={"text", "lang", "kind", "by", "basis"})
    return {**kept, "citations": library.cite(claim, quotes)}


def _synthesis(shown: Draft, format: Format, library: CitableDocuments, models: Models) -> ReportSynthesis:
    rows = {row.id for table in shown.tables for row in table.rows}
    return ReportSynthesis(
        keywords=tuple(
            ReportKeyword(
                id=keyword.id,
                term=keyword.term,
                meaning=keyword.text,
                by=_other(keyword, models),
                basis=keyword.basis,
                citations=library.cite(keyword),
            )
            for keyword in shown.synthesis.keywords
        ),
        signals=tuple(
            ReportSignal(
                id=signal.id,
                sections=signal.sections,
                rows=tuple(row for row in signal.rows if row in rows),
                text=signal.text,
                by=_other(signal, models),
                basis=signal.basis,
                citations=library.cite(signal),
            )
            for signal in _by_pair(shown.synthesis.signals, format)
        ),
        risks=tuple(_claim(risk, library) for risk in shown.synthesis.risks),
    )


def _other(claim: Claim, models: Models) -> Literal["hand", "extraction"] | None:
    """Who wrote it, where that is not the synthesis writer itself."""
    if claim.by == "hand":
        return "hand"
    return "extraction" if instead_of_model(claim, "synthesis_writer", models) else None


def _by_pair(signals: Iterable[Signal], format: Format) -> list[Signal]:
    """In the order of the format's section pairs."""
    ids = [section.id for section in format.sections]
    pairs = [frozenset(pair) for pair in combinations(ids, 2)]
    return sorted(signals, key=lambda signal: pairs.index(frozenset(signal.sections)))


def _sources(
    sections: Iterable[ReportSection],
    synthesis: ReportSynthesis,
    blocks: Iterable[ReportBlock],
    library: CitableDocuments,
) -> tuple[ReportSource, ...]:
    """Every cited document once, in the order of first citation."""
    citations = chain(
        *map(_section_citations, sections),
        *(keyword.citations for keyword in synthesis.keywords),
        *(signal.citations for signal in synthesis.signals),
        *(risk.citations for risk in synthesis.risks),
        *(entry.citations for entry in entries_of(blocks)),
    )
    return tuple(map(library.source, dict.fromkeys(citation.document_id for citation in citations)))


def _section_citations(section: ReportSection) -> Iterator[ReportCitation]:
    """In the order in which a reader meets them."""
    if section.thesis:
        yield from section.thesis.citations
    for row in section.rows:
        yield from chain.from_iterable(cell.citations for cell in row.cells)
        yield from chain.from_iterable(remark.citations for remark in row.remarks)
    yield from chain.from_iterable(said.citations for said in section.below)
