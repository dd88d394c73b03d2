"""A report as lines of words and links, long or short: what mail and chats are made of. Nothing is escaped yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from brief.report.citable import citable_url
from brief.report.format import Format
from brief.report.render.page import view_of
from brief.report.render.plain import plain
from brief.report.render.view import BlockView, Mark, PrintedStatement, RowView, SectionView, View
from schemas.report import Report

LineKind = Literal["title", "period", "heading", "lead", "row", "cell", "point", "correction", "note", "more"]


@dataclass(frozen=True)
class Span:
    """Words on one line, without invisible characters."""

    text: str
    url: str = ""
    """Where they lead, fit to be cited; empty for words alone."""


@dataclass(frozen=True)
class Line:
    kind: LineKind
    spans: tuple[Span, ...]
    label: str = ""
    """What stands before it: the number of a row, the title of a cell's column."""

    @property
    def text(self) -> str:
        return self.label + "".join(span.text for span in self.spans)


def said(kind: LineKind, text: str, url: str = "") -> Line:
    return Line(kind, (Span(plain(text), citable_url(url) or "" if url else ""),))


def lines_of(report: Report, format: Format, full: bool) -> tuple[Line, ...]:
    """The title, the corrections, each section with its lead and a line a row, and the notes; if it is `full`, cells,
    effects and synthesis too.
    """
    return tuple(_Lines(view_of(report, format), format).lines(full))


class _Lines:
    def __init__(self, view: View, format: Format) -> None:
        self._view, self._format, self._words = view, format, format.reader

    def lines(self, full: bool) -> Iterator[Line]:
        view, words = self._view, self._words
        yield said("title", view.title)
        label = words.page.by_ai if view.ai_label else ""
        yield said("period", " · ".join(filter(None, (view.days, view.label, view.byline, label, *view.approved))))
        if view.corrections:
            yield said("heading", words.page.corrections)
        yield from (said("correction", one) for one in view.corrections)
        yield from self._blocks(one for one in view.blocks.values() if one.answers)
        for section in view.sections:
            yield from self._section(section, full)
        if full:
            yield from self._synthesis()
        yield said("heading", words.page.notes)
        for issue in view.open_issues:
            yield said("note", f"{words.page.open_issues}{words.punctuation.colon}{issue.place} {issue.kind}")
        ending = self._format.words.disclaimer
        yield from (said("note", note) for note in (*view.notes, *([ending] if ending else [])))

    def _section(self, section: SectionView, full: bool) -> Iterator[Line]:
        yield said("heading", f"{section.emoji} {section.name}".strip())
        first = section.rows[0].cells[0].statement.text if section.rows else ""
        if section.thesis and section.thesis.text not in (first, section.name):
            yield self._line("lead", section.thesis)
        if not section.rows:
            yield said("note", self._format.words.empty_section.format(this=self._view.this))
        for row in section.rows:
            yield self._row(row)
            if full:
                yield from self._cells(row)
        if full:
            yield from (self._line("point", effect, self._format.words.effects) for effect in section.effects)
            yield from self._blocks(section.blocks.values())

    def _cells(self, row: RowView) -> Iterator[Line]:
        beside = row.cells[0].statement.marks
        return (self._line("cell", one.statement, one.label or one.title, beside) for one in chain(*row.told))

    def _row(self, row: RowView) -> Line:
        """The headline leads to its first source, whose name stands behind it; then what is remarked of the row."""
        headline = row.cells[0].statement
        marks, words = headline.marks, self._words.punctuation
        own = marks[0].url if marks and not marks[0].via else ""
        spans = [Span(self._text(headline), citable_url(own) or "" if own else "")]
        if marks:
            named = [Span(plain(marks[0].source))] if own else []
            rest = list(self._sources(marks[1:] if own else marks))
            spans += [Span(words.open), *_joined([[one] for one in named] + rest, words.list), Span(words.close)]
        for remark in row.remarks:
            spans += [Span(f"{words.open}{plain(remark.text)}{words.close}")]
        return Line("row", tuple(spans), f"{row.number}. ")

    def _synthesis(self) -> Iterator[Line]:
        """Nothing where there is none: no heading stands alone in a letter."""
        view, words = self._view, self._format.words
        points = [
            *(self._line("point", one.meaning, one.term) for one in view.keywords),
            *(self._line("point", one.statement, one.label) for one in view.signals if one.statement),
            *(self._line("point", risk, words.risks) for risk in view.risks),
        ]
        if points:
            yield said("heading", f"{words.synthesis_emoji} {words.synthesis}".strip())
        yield from points
        yield from self._blocks(one for one in view.blocks.values() if not one.answers)

    def _blocks(self, blocks: Iterable[BlockView]) -> Iterator[Line]:
        """Their titles before the first text of each, and what leads a paragraph before it; what code counted first."""
        for block in blocks:
            found = [*self._found(block)]
            yield from (replace(one, label=self._label(block.title) + one.label) for one in found[:1])
            yield from found[1:]
            title = "" if found else block.title
            for lead, texts in zip(block.leads, block.paragraphs, strict=True):
                for number, one in enumerate(texts):
                    yield self._line("point", one, " ".join(filter(None, (title, "" if number else lead))))
                    title = ""
            if left := block.silent or (block.none if block.answers and not block.paragraphs else ""):
                yield replace(said("note", left), label=self._label(title))

    def _found(self, block: BlockView) -> Iterator[Line]:
        """What code counts, and sets beside earlier reports."""
        yield from (said("point", line) for line in block.counted)
        words = self._words.punctuation
        for one in block.changes:
            then = Span(f"{plain(one.then)}{words.open}{one.period}{words.close}", citable_url(one.urls[0]) or "")
            now = Span(plain(one.now), next((citable_url(mark.url) or "" for mark in one.marks), ""))
            yield Line("point", (then, Span(" → "), now), self._label(one.of))

    def _line(self, kind: LineKind, one: PrintedStatement, label: str = "", beside: Sequence[Mark] = ()) -> Line:
        """The text, and links to the documents that are not linked `beside` it already."""
        words, known = self._words.punctuation, {mark.number for mark in beside}
        further = [mark for mark in one.marks if mark.number not in known]
        links = _joined(list(self._sources(further)), words.list)
        spans = (Span(self._text(one)), *((Span(words.open), *links, Span(words.close)) if links else ()))
        return Line(kind, spans, self._label(label))

    def _label(self, words: str) -> str:
        return f"{plain(words)}{self._words.punctuation.colon}" if words else ""

    def _text(self, one: PrintedStatement) -> str:
        text = plain(one.text)
        return f"{text} {self._words.foreign.format(language=one.lang)}" if one.lang else text

    def _sources(self, marks: Iterable[Mark]) -> Iterator[list[Span]]:
        """A name that is linked; where its words hang on another's address, that behind it."""
        for mark in marks:
            name, url = plain(mark.source), citable_url(mark.url) or ""
            yield [Span(f"{name} "), Span(self._words.page.original, url)] if mark.via else [Span(name, url)]


def _joined(groups: Sequence[Sequence[Span]], separator: str) -> list[Span]:
    spans: list[Span] = []
    for group in groups:
        spans += [*([Span(separator)] if spans else []), *group]
    return spans
