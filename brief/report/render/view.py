"""Report + Format -> View: what a page shows, in reading order, with numbers and places. Nothing is escaped yet."""

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain, combinations, dropwhile, groupby, takewhile
from typing import Any, NamedTuple, Self

from brief.report.format import Format, FormatBlock, FormatSection
from brief.report.reader_words import PageWords
from brief.report.render.anchors import Anchor
from brief.report.render.front_matter import Value, front_matter
from brief.report.render.key_figures import KeyFigure, key_figures
from brief.report.render.links import Link, links_of
from brief.report.render.news import SinceView, since_of
from brief.report.render.plain import plain
from brief.settings.model_settings import has_model
from facts.text.cleaning import plain as reader_form
from facts.text.language import language_of
from schemas.claim import By, ClaimKind
from schemas.claim_ids import cell_name, effects_name, signal_name, without_number
from schemas.period import PeriodKind
from schemas.report import (
    Gathered,
    RemarkKind,
    Report,
    ReportBlock,
    ReportCell,
    ReportChange,
    ReportCitation,
    ReportClaim,
    ReportColumn,
    ReportCorrection,
    ReportKeyword,
    ReportRemark,
    ReportSection,
    ReportSeries,
    ReportSignal,
    ReportSource,
    entries_of,
)
from schemas.section import Holds

_CHINESE = re.compile(r"[\u3400-\u9fff]")
Links = Mapping[str, str]
"""Where a page lies among others: row -> page of its story, path of an earlier report -> where that lies, seen from
here without its ending.
"""
ALONE: Links = {}
"""It leads to no other file."""
_BEFORE_THESES = "：: "


@dataclass(frozen=True, kw_only=True)
class CitedDocument:
    """A document, with what of it is quoted."""

    number: int
    """In the list of sources, from 1."""
    url: str
    title: str
    source: str
    """As readers are told: with 经 where the words are not its page's, with 背景 and the day from before the period."""
    via: bool
    """Its page need not carry the quotes."""
    day: date
    quotes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Mark(CitedDocument):
    """One statement's citations of one document."""

    anchor: str
    """Id of the mark on the page, unique in it."""


class ClaimText(str):
    """The text of a claim, which knows whose it is for as long as it is only handed on."""

    __slots__ = ("claim_id",)

    def __new__(cls, text: str, claim_id: str) -> Self:
        made = super().__new__(cls, text)
        made.claim_id = claim_id
        return made

    claim_id: str


@dataclass(frozen=True)
class PrintedStatement:
    text: str
    """A `ClaimText`, where it says something."""
    lang: str | None
    """Set where it is not the report's language."""
    kind: ClaimKind
    by: By | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class CellView:
    column: str
    """Its id, the same for several texts."""
    title: str
    statement: PrintedStatement
    label: str = ""
    """What a writer put before one of several texts of its column."""


@dataclass(frozen=True)
class RemarkView:
    kind: RemarkKind
    text: str
    marks: tuple[Mark, ...]
    earlier: str
    """Where the report lies that told of it, without the ending of its file; empty where none is to be found."""


@dataclass(frozen=True)
class ChangeView:
    """What code sets side by side."""

    of: str
    then: str
    urls: tuple[str, ...]
    """Of its sources."""
    period: str
    earlier: str
    """As of a remark."""
    now: str
    marks: tuple[Mark, ...]
    counted: bool
    """It is of many rows, each of which has its source: no text leads to one of them."""


@dataclass(frozen=True)
class RowView:
    anchor: str
    number: int
    cells: tuple[CellView, ...]
    remarks: tuple[RemarkView, ...]
    story: str = ""
    """Address of the page of its story, where its headline is to lead there."""

    @property
    def told(self) -> tuple[tuple[CellView, ...], ...]:
        """Behind what happened, column by column: what a card shows, or a line with a clause."""
        printed = (cell for cell in self.cells[1:] if cell.statement.text)
        return tuple(tuple(cells) for _, cells in groupby(printed, key=lambda cell: cell.column))


@dataclass(frozen=True)
class BlockView:
    """What a format shows of its own, of a section or of the report."""

    id: str
    title: str
    shown: str
    """`paragraphs`, `list` or `numbered`."""
    paragraphs: tuple[tuple[PrintedStatement, ...], ...]
    """Of a list, an entry each."""
    none: str
    """What is printed where it holds nothing."""
    leads: tuple[str, ...] = ()
    """Bold words before each of the paragraphs; empty for those that have none."""
    led: bool = False
    """The first sentence of each paragraph stands out."""
    silent: str = ""
    """Names the leads that nothing was found for."""
    counted: tuple[str, ...] = ()
    """Lines that code counted."""
    answers: bool = False
    """What earlier issues left open."""
    changes: tuple[ChangeView, ...] = ()


@dataclass(frozen=True)
class SectionView:
    anchor: str
    emoji: str
    title: str
    thesis: PrintedStatement | None
    heads: bool
    """Whether its thesis stands in its heading."""
    thesis_marks: tuple[Mark, ...]
    """Documents of the thesis to which no row leads."""
    columns: tuple[str, ...]
    rows: tuple[RowView, ...]
    effects: tuple[PrintedStatement, ...]
    emptied: bool
    """An editor left out an effect."""
    rows_as: str
    """`table`, `cards` or `list`."""
    parts: tuple[str, ...]
    """What stands below its heading, in order: `rows`, `effects`, ids of blocks."""
    blocks: Mapping[str, BlockView]
    untold: tuple[RowView, ...]
    """Rows of which no block of the section tells: all that a list of them has to name."""
    silent: Mapping[str, str]
    """Columns for which no row has a statement, each with what is said instead: cards say it once."""

    @property
    def repeats(self) -> bool:
        """Its thesis is the headline of its first row."""
        return bool(self.thesis and self.rows and self.thesis.text == self.rows[0].cells[0].statement.text)

    @property
    def name(self) -> str:
        """What it is called where its thesis does not stand beside it; a theme by its thesis."""
        return self.title or (self.thesis.text if self.thesis else "")


@dataclass(frozen=True)
class KeywordView:
    term: str
    meaning: PrintedStatement


@dataclass(frozen=True)
class LeadView:
    """A thesis at the top of the page, and where it is told of."""

    statement: PrintedStatement
    anchor: str
    alone: bool
    """It does not stand in a heading too."""


@dataclass(frozen=True)
class SignalView:
    """A pair of sections; no statement where no link between them is shown."""

    label: str
    statement: PrintedStatement | None
    rows: tuple[Anchor, ...]
    emptied: bool = False
    """An editor left it out."""


@dataclass(frozen=True, kw_only=True)
class SourceView(CitedDocument):
    cited_in: tuple[Anchor, ...]
    times: int
    """How many statements cite it."""

    @property
    def kept(self) -> tuple[str, ...]:
        """What of it stands in the report beside its title."""
        title = reader_form(self.title)
        return tuple(quote for quote in self.quotes if quote not in title)


@dataclass(frozen=True)
class IssueView:
    claim_id: str
    place: str
    kind: str


FEED = "application/atom+xml"


class EditionLink(NamedTuple):
    """To a page that tells the same claims in another language, or in both; on a site, to what lies around it."""

    label: str
    lang: str
    file: str
    type: str = ""
    """Of what is no page."""


@dataclass(frozen=True)
class View:
    title: str
    name: str
    """The title without what the leads tell."""
    leads: "tuple[LeadView, ...]"
    """What its title joins: theses in full."""
    byline: str
    label: str | None
    """Of the period, where it says more than its days."""
    figures: tuple[KeyFigure, ...]
    days: str
    this: str
    front: Mapping[str, Value]
    """For a static site, before the page."""
    told: Mapping[str, Sequence[str]]
    """What such front matter may name."""
    without_model: bool
    ai_label: str
    """For machines, as JSON, where a model wrote some of it; else empty."""
    approved: tuple[str, ...]
    """Who let it go, and when, in words."""
    approvals: tuple[str, ...]
    """The same for machines."""
    unmet: tuple[str, ...]
    """What the run had to do without, in words."""
    by_hand: bool
    """An editor wrote something, or left something out."""
    by_extraction: int
    """Texts that extraction wrote in a model's place."""
    emptied: frozenset[str]
    """Of `keyword` and `risk`, those of which an editor left one out."""
    models: tuple[str, ...]
    parts: tuple[str, ...]
    """What the page shows, in order: `sections`, `synthesis`, `keywords`, `signals`, `risks`, ids of blocks."""
    below: frozenset[str]
    """Those of the parts that stand below the heading of the synthesis."""
    rows_as: str
    """`table`, `cards` or `list`: what needs the most room."""
    synthesis: str
    """Behind the heading of the synthesis."""
    blocks: Mapping[str, BlockView]
    sections: tuple[SectionView, ...]
    keywords: tuple[KeywordView, ...]
    signals: tuple[SignalView, ...]
    risks: tuple[PrintedStatement, ...]
    sources: tuple[SourceView, ...]
    notes: tuple[str, ...]
    open_issues: tuple[IssueView, ...]
    corrections: tuple[str, ...]
    """A sentence for each; what the report said, says, and why."""
    log: tuple[str, ...]
    """One sentence for each claim that failed."""
    kinds: tuple[ClaimKind, ...]
    """Those that occur, in the order of the legend."""
    gathered: Gathered | None
    since: SinceView | None = None
    links: tuple[Link, ...] = ()
    series: tuple[ReportSeries, ...] = ()
    editions: tuple[EditionLink, ...] = ()
    sides: "tuple[Side, ...]" = ()
    """Of a page of two editions."""

    @property
    def linked(self) -> bool:
        """Whether of any pair of sections something is said."""
        return any(one.statement or one.emptied for one in self.signals)


class Side(NamedTuple):
    """An edition, with all that its page is made of, and the file of that."""

    page: View
    format: Format
    file: str


def view_of(report: Report, format: Format, links: Links | None = None) -> View:
    """`links`: None in the folder of its run.

    Raises ValueError where the report was composed in another format or language.
    """
    if (report.format, report.language) != (format.name, format.language):
        asked = f"{format.name} ({format.language})"
        raise ValueError(f"a report in {report.format} ({report.language}) cannot be rendered as {asked}")
    return _Page(report, format.themed(section.id for section in report.sections), links).view()


def places_of(report: Report, format: Format) -> dict[str, Anchor]:
    """Row -> where it stands on the page."""
    return _Page(report, format.themed(section.id for section in report.sections)).row_places


def corrected(one: ReportCorrection, words: PageWords) -> str:
    """What was said, what is said now, and why."""
    form = words.correction if one.text else words.withdrawal
    return form.format(place=one.place, was=one.was, text=one.text, why=one.why)


def period_kind(label: str) -> PeriodKind:
    """2026-W02 -> weekly, 2026-01 -> monthly, 2026-01-09 -> daily, start..end -> range."""
    if ".." in label:
        return "range"
    if "W" in label:
        return "weekly"
    return "monthly" if label.count("-") == 1 else "daily"


class _Page:
    """Numbers the marks as it goes through the report once."""

    def __init__(self, report: Report, format: Format, links: Links | None = None) -> None:
        self._links = links
        self._report = report
        self._format = format
        self._kind = period_kind(report.period.label)
        self._this = format.this(self._kind)
        self._numbers = {source.document_id: number for number, source in enumerate(report.sources, start=1)}
        self._sources = {source.document_id: source for source in report.sources}
        self._cited: dict[str, list[tuple[Anchor, Mark]]] = {source.document_id: [] for source in report.sources}
        self._marks = 0
        self._printed: list[PrintedStatement] = []

    def view(self) -> View:
        report, words = self._report, self._format.words
        sections = tuple(self._sections())
        keywords = tuple(map(self._keyword, report.synthesis.keywords))
        signals = tuple(self._signals())
        risks = tuple(self._claim(risk, words.risks) for risk in report.synthesis.risks)
        blocks = self._blocks(self._format.blocks, report.blocks, "", "synthesis_writer")
        makers, told, name = self._makers(), self._told_in_front(sections, blocks), self._name()
        return View(
            title=report.title,
            name=name,
            leads=tuple(self._leads(sections)) if name != report.title else (),
            figures=key_figures(map(_headlines, sections)),
            byline=report.byline,
            label=report.period.label if self._kind in {"weekly", "monthly"} else None,
            days=self._days(),
            this=self._this,
            front=front_matter(words.front_matter, told),
            told=told,
            without_model="extraction" in makers and "model" not in makers,
            ai_label=_ai_label(report) if "model" in makers else "",
            approved=tuple(self._approved()),
            approvals=tuple(map(str, report.approvals)),
            unmet=tuple(getattr(self._format.reader.unmet, name) for name in report.unmet),
            by_hand=bool(report.emptied) or any(statement.by == "hand" for statement in self._printed),
            by_extraction=self._extracted() if "model" in makers else 0,
            emptied=frozenset(map(without_number, report.emptied)),
            models=tuple(sorted(set(report.models.values()))),
            parts=self._parts(report.synthesis.keywords),
            below=frozenset(dropwhile(lambda part: part != "synthesis", self._format.parts)),
            rows_as="table" if any(one.rows_as == "table" for one in sections) else self._format.rows_as,
            synthesis=self._behind_synthesis(),
            blocks=blocks,
            sections=sections,
            keywords=keywords,
            signals=signals,
            risks=risks,
            sources=tuple(map(self._source, report.sources)),
            notes=report.notes,
            open_issues=tuple(self._issues()),
            corrections=tuple(self._corrections()),
            log=tuple(self._log()),
            kinds=self._kinds(),
            gathered=report.gathered,
            since=since_of(report, self.row_places, self._format.reader.changes, self._lies),
            links=links_of(report, self.row_places),
            series=report.series,
        )

    def _name(self) -> str:
        """What stands before the theses that a title joins; all of it where there are none."""
        before, joins, _ = self._format.words.title.partition("{theses}")
        name = before.format(report=self._format.period(self._kind).report).rstrip(_BEFORE_THESES)
        is_joined = joins and name and any(one.thesis for one in self._report.sections)
        return name if is_joined else self._report.title

    def _leads(self, sections: Iterable[SectionView]) -> Iterator[LeadView]:
        told = [(one.thesis, one) for one in sections if one.thesis]
        for thesis, section in told[: self._format.title_theses]:
            anchor = section.rows[0].anchor if section.repeats else section.anchor
            yield LeadView(thesis, anchor, alone=section.repeats)

    def _approved(self) -> Iterator[str]:
        for one in self._report.approvals:
            yield self._format.reader.page.approved.format(by=one.approved_by, at=f"{one.at:%Y-%m-%d %H:%M}")

    def _told_in_front(
        self, sections: Iterable[SectionView], blocks: Mapping[str, BlockView]
    ) -> dict[str, tuple[str, ...]]:
        report, foreign = self._report, self._format.reader.foreign
        texts = {
            name: tuple(
                " ".join([plain(one.text), *([foreign.format(language=one.lang)] if one.lang else [])])
                for one in chain(*block.paragraphs)
            )
            for name, block in blocks.items()
        }
        return texts | {
            "title": (report.title,),
            "day": (str(report.period.end),),
            "period": (report.period.label,),
            "format": (report.format,),
            "language": (report.language,),
            "outlets": tuple(dict.fromkeys(one.source for one in report.sources)),
            "themes": tuple(dict.fromkeys(one.name for one in sections if one.name and one.rows_as != "list")),
            "names": report.names,
            "approved": tuple(map(str, report.approvals)),
        }

    def _parts(self, keywords: Sequence[ReportKeyword]) -> tuple[str, ...]:
        """One section has no other to be linked with, and nothing in common with it."""
        alone = len(self._format.sections) == 1
        gone = {"signals"} | (set() if keywords else {"keywords"}) if alone else set()
        told = {block.id for block in self._report.blocks}
        gone |= {block.id for block in self._format.blocks if block.answers and block.id not in told}
        return tuple(part for part in self._format.parts if part not in gone)

    def _behind_synthesis(self) -> str:
        words, count = self._format.words, len(self._format.sections)
        numerals = self._format.reader.numerals.of
        if count == 1 and words.synthesis_of_one:
            return words.synthesis_of_one
        return words.synthesis_thesis.format(count=numerals[count] if count < len(numerals) else count)

    def _blocks(
        self, layouts: Iterable[FormatBlock], blocks: Iterable[ReportBlock], place: str, role: str
    ) -> dict[str, BlockView]:
        """By id; `role`: of who was asked for them."""
        known, empty = {one.id: one for one in blocks}, ReportBlock(id="", title="", entries=())
        found = ((one, known.get(one.id, empty)) for one in layouts)
        return {
            one.id: self._with_changes(self._block(one, block, place, self._silence(one, role)), block)
            for one, block in found
        }

    def _silence(self, layout: FormatBlock, role: str) -> str:
        """Where a block holds nothing: nobody who looked found anything, or nobody looked."""
        unasked = layout.needs_model and not has_model(role, self._report.models)
        return self._format.reader.page.needs_model if unasked else layout.none

    def _with_changes(self, shown: BlockView, block: ReportBlock) -> BlockView:
        """What code found stands where nobody wrote anything."""
        changes = tuple(self._change(one, shown.title) for one in block.changes)
        return replace(shown, changes=changes, none="" if changes or block.counted else shown.none)

    def _block(self, layout: FormatBlock, block: ReportBlock, place: str, none: str) -> BlockView:
        """Its texts are put together by their numbers, or in a list by their places, behind what stands under leads."""
        together: dict[int, list[PrintedStatement]] = {}
        titles = _leads(layout, block)
        for number, one in enumerate(block.entries, start=len(titles) + 1):
            is_numbered = layout.shown == "paragraphs" or one.paragraph <= len(titles)
            said = self._claim(one, f"{place} {layout.name(self._this)}".strip(), layout.holds)
            together.setdefault(one.paragraph if is_numbered else number, []).append(said)
        leads = dict(enumerate(titles, start=1))
        left = [title for number, title in leads.items() if number not in together]
        silent = layout.silent.format(this=self._this, leads=self._format.reader.punctuation.list.join(left))
        return BlockView(
            id=layout.id,
            title=layout.title.format(this=self._this),
            shown=layout.shown,
            paragraphs=tuple(tuple(together[number]) for number in sorted(together)),
            none=silent if block.leads else none.format(this=self._this),
            leads=tuple(leads.get(number, "") for number in sorted(together)),
            led=layout.led,
            silent=silent if left and together else "",
            counted=block.counted,
            answers=layout.answers,
        )

    def _change(self, one: ReportChange, place: str) -> ChangeView:
        then = one.then
        marks = self._mark(one.citations, place)
        return ChangeView(
            *(one.of, then.text, then.urls, then.earlier.period, self._lies(then.earlier.path)),
            *(one.text, marks, one.kind == "count"),
        )

    def _lies(self, path: str) -> str:
        """Where a report lies, seen from here without its ending; empty where it does not."""
        return path if self._links is None else self._links.get(path, "")

    def _makers(self) -> set[By]:
        """Who wrote what is said; what names nobody is its role's own."""
        own: By = "model" if has_model("synthesis_writer", self._report.models) else "extraction"
        return {statement.by or own for statement in self._printed if statement.kind != "none"}

    def _extracted(self) -> int:
        return sum(one.by == "extraction" and one.kind != "none" for one in self._printed)

    def _kinds(self) -> tuple[ClaimKind, ...]:
        """Those that are there, in the order of the format's legend."""
        there = {statement.kind for statement in self._printed if statement.text and not _is_emptied(statement)}
        return tuple(kind for kind in self._format.reader.kinds if kind in there)

    def _days(self) -> str:
        start, end = self._report.period.start, self._report.period.end
        return f"{start}" if start == end else self._format.reader.punctuation.days.format(start=start, end=end)

    def _sections(self) -> Iterator[SectionView]:
        by_id = {section.id: section for section in self._report.sections}
        for number, layout in enumerate(self._format.sections, start=1):
            if layout.id in by_id:
                yield self._section(by_id[layout.id], layout, f"s{number}")

    def _section(self, section: ReportSection, layout: FormatSection, anchor: str) -> SectionView:
        shown, page = self._format.section_parts, self._format.reader.page
        lead = self._claim(section.thesis, f"{layout.short} {page.thesis}") if section.thesis else None
        unwritten = set[str]()  # what only a model writes, where none was asked
        if not has_model("table_writer", self._report.models):
            unwritten = {column.id for column in layout.unwritten(section.rows)}
        rows = tuple(self._rows(section, layout, anchor, unwritten))
        effects = f"{layout.short} {self._format.words.effects}"
        blocks = self._blocks(layout.blocks, section.blocks, layout.short, "table_writer")
        return SectionView(
            anchor=anchor,
            emoji=layout.emoji,
            title=_heading(section, layout),
            thesis=lead,
            columns=tuple(column.title for column in section.columns if column.id not in unwritten),
            heads="thesis" in shown and layout.is_led,
            thesis_marks=_without(lead, _linked_in(rows)),
            rows=rows,
            effects=tuple(self._claim(effect, effects) for effect in section.effects),
            emptied=_is_any_of(effects_name(section.id), self._report.emptied),
            rows_as=layout.rows_as,
            parts=tuple(part for part in shown if part in {"rows", "effects", *blocks}),
            blocks=blocks,
            silent=_silent(rows),
            untold=tuple(self._untold(rows, blocks, layout)),
        )

    def _untold(
        self, rows: Iterable[RowView], blocks: Mapping[str, BlockView], layout: FormatSection
    ) -> Iterator[RowView]:
        told = self._told(blocks, layout)
        for row in rows:
            if not told & {mark.number for mark in row.cells[0].statement.marks}:
                yield row

    def _told(self, blocks: Mapping[str, BlockView], layout: FormatSection) -> set[int]:
        """Numbers of the documents of which the report tells before the rows. Where no paragraph stands before them
        there are none: what is quoted elsewhere tells no event.
        """
        above = set(takewhile(lambda part: part != "sections", self._format.parts if layout.once else ()))
        own = entries_of(block for block in self._report.blocks if block.id in above)
        told = {self._numbers[cited.document_id] for entry in own for cited in entry.citations}
        before = takewhile(lambda part: part != "rows", self._format.section_parts)
        if told or any(blocks[part].paragraphs for part in before if part in blocks):
            told |= {mark.number for one in _in_blocks(blocks) for mark in one.marks}
        return told

    def _rows(
        self, section: ReportSection, layout: FormatSection, anchor: str, unwritten: Container[str]
    ) -> Iterator[RowView]:
        columns = {column.id: column for column in section.columns}
        holds = {column.id: column.holds for column in layout.columns}
        for number, row in enumerate(section.rows, start=1):
            place = f"{layout.short} {number}"
            cells = [
                _cell(
                    columns[one.column],
                    self._statement(one, cell_name(row.id, one.column), place, holds.get(one.column, "stated")),
                )
                for one in row.cells
                if one.column not in unwritten
            ]
            remarks = [self._remark(one, place) for one in row.remarks]
            story = (self._links or ALONE).get(row.id, "")
            yield RowView(f"{anchor}r{number}", number, tuple(cells), tuple(remarks), story)

    def _remark(self, one: ReportRemark, place: str) -> RemarkView:
        earlier = self._lies(one.earlier.path) if one.earlier else ""
        return RemarkView(one.kind, one.text, self._mark(one.citations, place), earlier)

    def _claim(self, claim: ReportClaim, place: str, holds: Holds = "inferred") -> PrintedStatement:
        return self._statement(claim, claim.id, place, holds)

    def _statement(self, claim: ReportClaim | ReportCell, claim_id: str, place: str, holds: Holds) -> PrintedStatement:
        """`holds`: what its place is for; a view elsewhere is marked as one."""
        text, is_expected = claim.text, claim.kind == holds == "view"
        if is_expected and not self._format.persona:
            text = f"{self._format.reader.page.view_of_editor}{text}"
        kind: ClaimKind = "stated" if is_expected else claim.kind
        if claim.kind != "none":
            text = self._said(text, claim_id, kind, claim.basis)
        return self._print(text, claim.lang, claim.kind, claim.by, claim.citations, place)

    def _said(self, text: str, claim_id: str, kind: ClaimKind, basis: str) -> ClaimText:
        """The text, with what an editor rests it on, or that it is an editor's own."""
        words = self._format.reader.page
        own = words.view if kind == "view" else ""
        return ClaimText(f"{text}{words.basis.format(basis=basis) if basis else ''}{own}", claim_id)

    def _keyword(self, keyword: ReportKeyword) -> KeywordView:
        place = self._format.words.keywords.format(this=self._this)
        return KeywordView(keyword.term, self._derived(keyword, keyword.meaning, place))

    def _signals(self) -> Iterator[SignalView]:
        """At least one entry per pair of the format's sections."""
        for first, second in combinations(self._format.sections, 2):
            label = self._format.words.signal.format(first=first.short, second=second.short)
            found = [s for s in self._report.synthesis.signals if set(s.sections) == {first.id, second.id}]
            yield from (self._signal(label, signal) for signal in found)
            if not found:
                pairs = (signal_name(first.id, second.id), signal_name(second.id, first.id))
                yield SignalView(label, None, (), emptied=any(pair in self._report.emptied for pair in pairs))

    def _signal(self, label: str, signal: ReportSignal) -> SignalView:
        rows, statement = self.row_places, self._derived(signal, signal.text, self._format.words.signals)
        return SignalView(label, statement, tuple(rows[row] for row in signal.rows if row in rows))

    @cached_property
    def row_places(self) -> dict[str, Anchor]:
        shorts = {layout.id: (f"s{n}", layout.short) for n, layout in enumerate(self._format.sections, start=1)}
        return {
            row.id: Anchor(f"{shorts[section.id][1]} {number}", f"{shorts[section.id][0]}r{number}")
            for section in self._report.sections
            for number, row in enumerate(section.rows, start=1)
        }

    def _derived(self, part: ReportKeyword | ReportSignal, text: str, place: str) -> PrintedStatement:
        """A statement of report.json that carries no kind and no language of its own: it quotes, or infers."""
        citations = part.citations
        quotes = [reader_form(citation.quote) for citation in citations]
        said = reader_form(text)
        quoted = any(said in quote for quote in quotes) or all(quote in said for quote in quotes)
        kind: ClaimKind = "view" if not citations else "quoted" if quoted else "inferred"
        return self._print(
            self._said(text, part.id, kind, part.basis), self._language(text), kind, part.by, citations, place
        )

    def _language(self, text: str) -> str:
        """A Chinese text may be full of Latin names, and an English one has a Chinese name in brackets."""
        is_chinese = _base(self._report.language) == "zh" and _CHINESE.search(text)
        return "zh" if is_chinese else language_of(text)

    def _print(
        self, text: str, lang: str, kind: ClaimKind, by: By | None, cited: Iterable[ReportCitation], place: str
    ) -> PrintedStatement:
        foreign = None if _same_language(lang, self._report.language) else lang
        self._printed.append(PrintedStatement(text, foreign, kind, by, self._mark(cited, place)))
        return self._printed[-1]

    def _mark(self, citations: Iterable[ReportCitation], place: str) -> tuple[Mark, ...]:
        quotes: dict[str, list[str]] = {}
        for citation in citations:
            quotes.setdefault(citation.document_id, []).append(citation.quote)
        return tuple(self._mark_of(document_id, texts, place) for document_id, texts in quotes.items())

    def _mark_of(self, document_id: str, quotes: list[str], place: str) -> Mark:
        self._marks += 1
        mark = Mark(anchor=f"c{self._marks}", **self._of_source(self._sources[document_id], quotes))
        self._cited[document_id].append((Anchor(place, mark.anchor), mark))
        return mark

    def _source(self, source: ReportSource) -> SourceView:
        cited = self._cited[source.document_id]
        quotes = (quote for _, mark in cited for quote in mark.quotes)
        first_at = {place.label: place for place, _ in reversed(cited)}
        return SourceView(
            cited_in=tuple(first_at[label] for label in dict.fromkeys(place.label for place, _ in cited)),
            times=len(cited),
            **self._of_source(source, ()) | {"quotes": tuple(dict.fromkeys(quotes))},
        )

    def _whose(self, source: ReportSource) -> str:
        """Who says it; and the day, where that lies before the period."""
        words, day = self._format.reader.page, source.published.date()
        name = words.via.format(source=source.via) if source.via else source.source
        return words.background.format(day=day, source=name) if day < self._report.period.start else name

    def _of_source(self, source: ReportSource, quotes: Iterable[str]) -> dict[str, Any]:
        """The fields of a `CitedDocument`."""
        return {
            "number": self._numbers[source.document_id],
            "url": source.url,
            "title": source.title,
            "source": self._whose(source),
            "via": bool(source.via),
            "day": source.published.date(),
            "quotes": tuple(dict.fromkeys(map(reader_form, filter(None, quotes)))),
        }

    def _issues(self) -> Iterator[IssueView]:
        words: dict[str, str] = {**self._format.reader.issues}
        for issue in self._report.open_issues:
            yield IssueView(issue.claim_id, issue.place, words.get(issue.kind, issue.kind))

    def _corrections(self) -> Iterator[str]:
        for one in self._report.corrections:
            yield corrected(one, self._format.reader.page)

    def _log(self) -> Iterator[str]:
        words = self._format.reader
        for one in self._report.log:
            kinds = words.punctuation.list.join(words.issues.get(kind, kind) for kind in one.kinds)
            fate = getattr(words.fates, one.fate)
            yield words.notes.failed_check.format(claim=one.place, kind=kinds, fate=fate)


_LABEL = re.compile(r"([^\s：:，。,.;；！？!?\d“”\"][^：:，。,.;；！？!?\d“”\"]{0,23})(?:：|: )\s*(?=\S)")
_LABEL_CHARS = 8
"""Most Chinese characters of a label: a longer one says something."""


def _cell(column: ReportColumn, said: PrintedStatement) -> CellView:
    """A label is what stands before a colon in one of several texts, but for quotations: there it is the source's."""
    base = without_number(column.id)
    found = _LABEL.match(said.text) if base != column.id and said.by != "extraction" else None
    if not found or not isinstance(said.text, ClaimText) or len(_CHINESE.findall(found[1])) > _LABEL_CHARS:
        return CellView(base, column.title, said)
    rest = ClaimText(said.text[found.end() :], said.text.claim_id)
    return CellView(base, column.title, replace(said, text=rest), found[1])


def _ai_label(report: Report) -> str:
    """The fields that GB 45438-2025 names for the metadata of generated content; 1: it is."""
    produced = f"{report.format}-{report.period.label}-{report.language}"
    told = {"Label": "1", "ContentProducer": report.byline or "Brief", "ProduceID": produced}
    return json.dumps({"AIGC": told}, ensure_ascii=False)


def _headlines(section: SectionView) -> Iterator[tuple[str, str]]:
    """With their anchors; without one that stands at the top already."""
    for row in section.rows[section.repeats :]:
        yield row.cells[0].statement.text, row.anchor


def _heading(section: ReportSection, layout: FormatSection) -> str:
    """Empty where its thesis is all there is to it."""
    return section.title or ("" if section.thesis else layout.title)


def _leads(layout: FormatBlock, block: ReportBlock) -> tuple[str, ...]:
    return block.leads or tuple(one.title for one in layout.leads)


def _silent(rows: Sequence[RowView]) -> dict[str, str]:
    """Columns in which no row says anything, and what stands there instead."""
    columns = list(zip(*(row.cells for row in rows), strict=True))
    said = ([cell.statement for cell in cells] for cells in columns)
    return {
        cells[0].column: texts[0].text
        for cells, texts in zip(columns, said, strict=True)
        if texts[0].text and all(one.kind == "none" and one.by != "hand" for one in texts)
    }


def _linked_in(rows: Iterable[RowView]) -> set[int]:
    return {mark.number for row in rows for cell in row.cells for mark in cell.statement.marks}


def _without(said: PrintedStatement | None, numbers: Container[int]) -> tuple[Mark, ...]:
    """Its marks of other documents."""
    return tuple(mark for mark in said.marks if mark.number not in numbers) if said else ()


def _is_any_of(prefix: str, claim_ids: Iterable[str]) -> bool:
    return any(claim_id.startswith(prefix) for claim_id in claim_ids)


def _is_emptied(statement: PrintedStatement) -> bool:
    return statement.kind == "none" and statement.by == "hand"


def _same_language(first: str, second: str) -> bool:
    return _base(first) in {_base(second), "und", ""}


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


def _in_blocks(blocks: Mapping[str, BlockView]) -> Iterator[PrintedStatement]:
    for block in blocks.values():
        yield from chain(*block.paragraphs)
