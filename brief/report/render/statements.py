"""The statements of a page: each with its language, its kind, and the marks of its sources, numbered as they come."""

import re
from collections.abc import Iterable
from typing import Any

from brief.report.format import Format
from brief.report.render.links import Anchor
from brief.report.render.view import ClaimText, Mark, PrintedStatement, SourceView
from facts.text.cleaning import plain as reader_form
from facts.text.language import language_of
from schemas.claim import By, ClaimKind
from schemas.report import Report, ReportCell, ReportCitation, ReportClaim, ReportKeyword, ReportSignal, ReportSource
from schemas.section import Holds

CHINESE = re.compile(r"[\u3400-\u9fff]")


class Statements:
    """Of one report, which is gone through once, in the order of its page."""

    def __init__(self, report: Report, format: Format) -> None:
        self._report = report
        self._format = format
        self.numbers = {source.document_id: number for number, source in enumerate(report.sources, start=1)}
        """Of its sources, by document."""
        self.printed: list[PrintedStatement] = []
        self._sources = {source.document_id: source for source in report.sources}
        self._cited: dict[str, list[tuple[Anchor, Mark]]] = {source.document_id: [] for source in report.sources}
        self._count = 0

    def claim(self, claim: ReportClaim, place: str, holds: Holds = "inferred") -> PrintedStatement:
        return self.statement(claim, claim.id, place, holds)

    def statement(self, claim: ReportClaim | ReportCell, claim_id: str, place: str, holds: Holds) -> PrintedStatement:
        """`holds`: what its place is for; a view elsewhere is marked as one."""
        text, is_expected = claim.text, claim.kind == holds == "view"
        if is_expected and not self._format.persona:
            text = f"{self._format.reader.page.view_of_editor}{text}"
        kind: ClaimKind = "stated" if is_expected else claim.kind
        if claim.kind != "none":
            text = self._said(text, claim_id, kind, claim.basis)
        lang = claim.lang if claim.by == "extraction" else self._language(text, claim.lang)
        return self._print(text, lang, claim.kind, claim.by, claim.citations, place)

    def _said(self, text: str, claim_id: str, kind: ClaimKind, basis: str) -> ClaimText:
        """The text, with what an editor rests it on, or that it is an editor's own."""
        words = self._format.reader.page
        own = words.view if kind == "view" else ""
        return ClaimText(f"{text}{words.basis.format(basis=basis) if basis else ''}{own}", claim_id)

    def derived(self, part: ReportKeyword | ReportSignal, text: str, place: str) -> PrintedStatement:
        """A statement of report.json that carries no kind and no language of its own: it quotes, or infers."""
        citations = part.citations
        quotes = [reader_form(citation.quote) for citation in citations]
        said = reader_form(text)
        quoted = any(said in quote for quote in quotes) or all(quote in said for quote in quotes)
        kind: ClaimKind = "view" if not citations else "quoted" if quoted else "inferred"
        lang = self._language(text, language_of(text))
        return self._print(self._said(text, part.id, kind, part.basis), lang, kind, part.by, citations, place)

    def _language(self, text: str, taken: str) -> str:
        """A Chinese text may be full of Latin names, and an English one has a Chinese name in brackets."""
        is_chinese = _base(self._report.language) == "zh" and CHINESE.search(text)
        return "zh" if is_chinese else taken

    def _print(
        self, text: str, lang: str, kind: ClaimKind, by: By | None, cited: Iterable[ReportCitation], place: str
    ) -> PrintedStatement:
        foreign = None if _base(lang) in {_base(self._report.language), "und", ""} else lang
        self.printed.append(PrintedStatement(text, foreign, kind, by, self.marks(cited, place)))
        return self.printed[-1]

    def marks(self, citations: Iterable[ReportCitation], place: str) -> tuple[Mark, ...]:
        quotes: dict[str, list[str]] = {}
        for citation in citations:
            quotes.setdefault(citation.document_id, []).append(citation.quote)
        return tuple(self._mark_of(document_id, texts, place) for document_id, texts in quotes.items())

    def _mark_of(self, document_id: str, quotes: list[str], place: str) -> Mark:
        self._count += 1
        mark = Mark(anchor=f"c{self._count}", **self._of_source(self._sources[document_id], quotes))
        self._cited[document_id].append((Anchor(place, mark.anchor), mark))
        return mark

    def source(self, source: ReportSource) -> SourceView:
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
            "number": self.numbers[source.document_id],
            "url": source.url,
            "title": source.title,
            "source": self._whose(source),
            "via": bool(source.via),
            "day": source.published.date(),
            "quotes": tuple(dict.fromkeys(map(reader_form, filter(None, quotes)))),
        }


def _base(language: str) -> str:
    return language.partition("-")[0].lower()
