"""Report + Format -> View, in the order of a page."""

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain, combinations, dropwhile, takewhile

from brief.report.format import Format, FormatBlock, FormatSection
from brief.report.render.front_matter import front_matter
from brief.report.render.key_figures import key_figures
from brief.report.render.links import Anchor, links_of
from brief.report.render.news import since_of
from brief.report.render.plain import plain
from brief.report.render.statements import CHINESE, Statements
from brief.report.render.view import (
    ALONE,
    BlockView,
    CellView,
    ChangeView,
    ClaimText,
    KeywordView,
    LeadView,
    Links,
    Mark,
    PrintedStatement,
    RemarkView,
    RowView,
    SectionView,
    SignalView,
    View,
)
from brief.settings.model_settings import has_model
from schemas.claim import By, ClaimKind
from schemas.claim_ids import cell_name, effects_name, signal_name, without_number
from schemas.period import PeriodKind
from schemas.report import (
    OpenIssue,
    Report,
    ReportBlock,
    ReportChange,
    ReportColumn,
    ReportKeyword,
    ReportRemark,
    ReportSection,
    ReportSignal,
    entries_of,
)

_BEFORE_THESES = "：: "


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


def period_kind(label: str) -> PeriodKind:
    """2026-W02 -> weekly, 2026-01 -> monthly, 2026-01-09 -> daily, start..end -> range."""
    if ".." in label:
        return "range"
    if "W" in label:
        return "weekly"
    return "monthly" if label.count("-") == 1 else "daily"


class _Page:
    """Goes through the report once."""

    def __init__(self, report: Report, format: Format, links: Links | None = None) -> None:
        self._links = links
        self._report = report
        self._format = format
        self._kind = period_kind(report.period.label)
        self._this = format.this(self._kind)
        self._texts = Statements(report, format)

    def view(self) -> View:
        report, words, reader = self._report, self._format.words, self._format.reader
        sections = tuple(self._sections())
        keywords = tuple(map(self._keyword, report.synthesis.keywords))
        signals = tuple(self._signals())
        risks = tuple(self._texts.claim(risk, words.risks) for risk in report.synthesis.risks)
        blocks = self._blocks(self._format.blocks, report.blocks, "", "synthesis_writer")
        makers, told, name = self._makers(), self._told_in_front(sections, blocks), self._name()
        return View(
            title=report.title,
            name=name,
            leads=tuple(self._leads(sections)) if name != report.title else (),
            figures=key_figures(map(_headlines, sections)),
            byline=report.byline,
            label=report.period.label if self._kind in {"weekly", "monthly"} else None,
            days=reader.punctuation.span(report.period.start, report.period.end),
            this=self._this,
            front=front_matter(words.front_matter, told),
            told=told,
            without_model="extraction" in makers and "model" not in makers,
            ai_label=_ai_label(report) if "model" in makers else "",
            approved=tuple(self._approved()),
            approvals=tuple(map(str, report.approvals)),
            unmet=tuple(getattr(reader.unmet, name) for name in report.unmet),
            by_hand=bool(report.emptied) or any(statement.by == "hand" for statement in self._texts.printed),
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
            sources=tuple(map(self._texts.source, report.sources)),
            notes=report.notes,
            open_issues=tuple(self._issues()),
            corrections=tuple(map(reader.page.corrected, report.corrections)),
            log=tuple(self._log()),
            kinds=self._kinds(),
            gathered=report.gathered,
            since=since_of(report, self.row_places, reader.changes, self._lies),
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
            said = self._texts.claim(one, f"{place} {layout.name(self._this)}".strip(), layout.holds)
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
        marks = self._texts.marks(one.citations, place)
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
        return {statement.by or own for statement in self._texts.printed if statement.kind != "none"}

    def _extracted(self) -> int:
        return sum(one.by == "extraction" and one.kind != "none" for one in self._texts.printed)

    def _kinds(self) -> tuple[ClaimKind, ...]:
        """Those that are there, in the order of the format's legend."""
        there = {one.kind for one in self._texts.printed if one.text and (one.kind, one.by) != ("none", "hand")}
        return tuple(kind for kind in self._format.reader.kinds if kind in there)

    def _sections(self) -> Iterator[SectionView]:
        by_id = {section.id: section for section in self._report.sections}
        for number, layout in enumerate(self._format.sections, start=1):
            if layout.id in by_id:
                yield self._section(by_id[layout.id], layout, f"s{number}")

    def _section(self, section: ReportSection, layout: FormatSection, anchor: str) -> SectionView:
        shown, page = self._format.section_parts, self._format.reader.page
        lead = self._texts.claim(section.thesis, f"{layout.short} {page.thesis}") if section.thesis else None
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
            thesis_marks=_led_to_by_none(rows, lead) if lead else (),
            rows=rows,
            effects=tuple(self._texts.claim(effect, effects) for effect in section.effects),
            emptied=any(one.startswith(effects_name(section.id)) for one in self._report.emptied),
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
        told = {self._texts.numbers[cited.document_id] for entry in own for cited in entry.citations}
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
                    self._texts.statement(one, cell_name(row.id, one.column), place, holds.get(one.column, "stated")),
                )
                for one in row.cells
                if one.column not in unwritten
            ]
            remarks = [self._remark(one, place) for one in row.remarks]
            story = (self._links or ALONE).get(row.id, "")
            yield RowView(f"{anchor}r{number}", number, tuple(cells), tuple(remarks), story)

    def _remark(self, one: ReportRemark, place: str) -> RemarkView:
        earlier = self._lies(one.earlier.path) if one.earlier else ""
        return RemarkView(one.kind, one.text, self._texts.marks(one.citations, place), earlier)

    def _keyword(self, keyword: ReportKeyword) -> KeywordView:
        place = self._format.words.keywords.format(this=self._this)
        return KeywordView(keyword.term, self._texts.derived(keyword, keyword.meaning, place))

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
        rows, statement = self.row_places, self._texts.derived(signal, signal.text, self._format.words.signals)
        return SignalView(label, statement, tuple(rows[row] for row in signal.rows if row in rows))

    @cached_property
    def row_places(self) -> dict[str, Anchor]:
        shorts = {layout.id: (f"s{n}", layout.short) for n, layout in enumerate(self._format.sections, start=1)}
        return {
            row.id: Anchor(f"{shorts[section.id][1]} {number}", f"{shorts[section.id][0]}r{number}")
            for section in self._report.sections
            for number, row in enumerate(section.rows, start=1)
        }

    def _issues(self) -> Iterator[OpenIssue]:
        words = self._format.reader.issues
        for issue in self._report.open_issues:
            yield issue.model_copy(update={"kind": words.get(issue.kind, issue.kind)})

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
    if not found or not isinstance(said.text, ClaimText) or len(CHINESE.findall(found[1])) > _LABEL_CHARS:
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
    found: dict[str, str] = {}
    for cells in zip(*(row.cells for row in rows), strict=True):
        texts = [cell.statement for cell in cells]
        if texts[0].text and all(one.kind == "none" and one.by != "hand" for one in texts):
            found[cells[0].column] = texts[0].text
    return found


def _led_to_by_none(rows: Iterable[RowView], said: PrintedStatement) -> tuple[Mark, ...]:
    linked = {mark.number for row in rows for cell in row.cells for mark in cell.statement.marks}
    return tuple(mark for mark in said.marks if mark.number not in linked)


def _in_blocks(blocks: Mapping[str, BlockView]) -> Iterator[PrintedStatement]:
    for block in blocks.values():
        yield from chain(*block.paragraphs)
