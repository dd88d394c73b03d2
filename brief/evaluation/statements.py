"""Loads what is measured: a stored run's first report with its evidence, and files of gold events."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from brief.errors import BriefError, UsageError
from brief.evaluation.scores import (
    Gold,
    LinkedDocument,
    Measured,
    Quotation,
    Scores,
    Statement,
    identity,
    ratio_of,
    score,
)
from brief.runs.loaded import LoadedRun, must_have_report, read_retrieval
from brief.runs.steps import critique_step
from brief.runs.store import StoredRun, read_step_in
from checks.editions import agreement
from facts.names.detection import aliases_of
from schemas.claim import By
from schemas.critique import Critique
from schemas.report import (
    Report,
    ReportCell,
    ReportCitation,
    ReportClaim,
    ReportKeyword,
    ReportRow,
    ReportSignal,
    entries_of,
)
from schemas.retrieval import Retrieval
from schemas.run import RunRecord


def scored_run(
    run: StoredRun, gold: Sequence[Gold] | None = None, language: str | None = None
) -> tuple[Measured, Scores]:
    """The first report of a run, in that language or the one that it was written in, and its scores. Raises UsageError
    for a run without one, BriefError for a damaged one.
    """
    measured = measured_run(run, language)
    return measured, score(measured, gold)


def first_issues(run: StoredRun) -> Counter[str] | None:
    """Issue kind -> how many the first draft had; None if that cannot be read."""
    try:
        return Counter(issue.kind for issue in read_step_in(run.path, critique_step(1), Critique).issues)
    except BriefError:
        return None


def measured_run(run: StoredRun, language: str | None = None) -> Measured:
    """The same report as statements, with its evidence. Raises as `scored_run` does."""
    must_have_report(run)
    first, held = LoadedRun(run), LoadedRun(run).in_format(None, language)
    report = held.report
    agreed = agreement(first.report, report) if held.edition else None
    retrieval = read_retrieval(run.path)
    synthesis = held.last_draft.synthesis
    writers: dict[str, By] = {claim.text: claim.by for claim in (*synthesis.keywords, *synthesis.signals)}
    return Measured(
        name=f"{run.path.name} {held.edition}".rstrip(),
        statements=tuple(_statements(report, _CitedEvidence(retrieval), writers)),
        documents=retrieval.citable,
        signals=tuple(_joined(signal, report) for signal in report.synthesis.signals if _cites(signal)),
        event_urls=_event_urls(report, retrieval),
        cost=None if agreed else cost_of_run(run.record),
        as_first=ratio_of(agreed.units, agreed.apart) if agreed else None,
        aliases=aliases_of(retrieval.request.aliases),
    )


def read_gold(path: Path) -> tuple[Gold, ...]:
    """One event per line: a JSON object with url, title or both, or a string with either. Raises UsageError."""
    lines = read_text(path, "--gold", "Name a file of JSON lines.").split("\n")
    return tuple(_gold(line, f"{path}:{number}") for number, line in enumerate(lines, start=1) if line.strip())


def read_text(path: Path, option: str, advice: str) -> str:
    """The text of a file that the option names. Raises UsageError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("cannot be read.", where=f"{option} {path}", next=advice) from error


def _gold(line: str, where: str) -> Gold:
    try:
        value: Any = json.loads(line)
    except ValueError as error:
        raise UsageError("is no JSON.", where=where, next='Write {"url": …} or {"title": …} on each line.') from error
    if isinstance(value, str):
        return Gold(url=value) if value.startswith(("http://", "https://")) else Gold(title=value)
    found = {name: value.get(name) for name in ("url", "title")} if isinstance(value, dict) else {}
    texts = {name: text for name, text in found.items() if isinstance(text, str) and text}
    if not texts:
        raise UsageError("names no event.", where=where, next='Write {"url": …} or {"title": …} on each line.')
    return Gold(**texts)


class _CitedEvidence:
    """Looks up a report's citations in the run's retrieval."""

    def __init__(self, retrieval: Retrieval) -> None:
        documents = {document.id: document for document in retrieval.citable}
        self._zone = ZoneInfo(retrieval.request.timezone)
        self._printed = {document.url: document for document in retrieval.citable}
        self._documents = {identity(document.url): document for document in retrieval.citable}
        self._passages = {
            passage.id: (identity(documents[passage.document_id].url), passage)
            for passage in retrieval.passages
            if (document := documents.get(passage.document_id))
            and document.field(passage.field)[passage.start : passage.end] == passage.text
        }
        """Those that stand word for word where they say."""

    def quotation(self, citation: ReportCitation) -> Quotation:
        found = self._passages.get(citation.passage_id)
        return Quotation(citation.quote, found[1].text if found else None)

    def cited(self, citations: Sequence[ReportCitation]) -> tuple[LinkedDocument, ...]:
        """One document per link, in order, each with the cited passages in document order."""
        return tuple(
            self._cited(url, [one.passage_id for one in citations if one.url == url]) for url in _urls(citations)
        )

    def _cited(self, url: str, passage_ids: Sequence[str]) -> LinkedDocument:
        document = self._printed.get(url) or self._documents.get(identity(url))
        if document is None:
            return LinkedDocument(url, "")
        named = [self._passages[one] for one in dict.fromkeys(passage_ids) if one in self._passages]
        own = [one for owner, one in named if owner == identity(url) and one.field != "title"]
        own.sort(key=lambda one: (one.field == "body", one.start))  # the summary comes before the body
        day = f" ({document.published_at.astimezone(self._zone):%Y-%m-%d})" if document.published_at else ""
        text = "\n".join((f"{document.title}{day}", *(passage.text for passage in own)))
        return LinkedDocument(url, text, document.title)


def _statements(report: Report, evidence: _CitedEvidence, writers: Mapping[str, By]) -> Iterator[Statement]:
    """`writers`: text -> writer in the synthesis; the report itself does not say this for keywords and signals.

    An editor's own view claims no source, and is no statement to be measured.
    """
    for section in report.sections:
        for row in section.rows:
            yield from (_cell(cell, row, section.id, evidence) for cell in row.cells if cell.citations)
        for claim in filter(_cites, section.beside):
            yield replace(_claim(claim, evidence), section=section.id)
    yield from (replace(one, is_synthesis=True) for one in _synthesis(report, evidence, writers))


def _synthesis(report: Report, evidence: _CitedEvidence, writers: Mapping[str, By]) -> Iterator[Statement]:
    for keyword in filter(_cites, report.synthesis.keywords):
        text = f"{keyword.term}：{keyword.meaning}"
        by = writers.get(keyword.meaning, "")
        yield _statement(f"keyword {keyword.term}", text, keyword.citations, evidence, kind="keyword", by=by)
    for signal in filter(_cites, report.synthesis.signals):
        place = "signal " + "-".join(signal.sections)
        by = writers.get(signal.text, "")
        yield _statement(place, signal.text, signal.citations, evidence, kind="inferred", by=by)
    beside = (*report.synthesis.risks, *entries_of(report.blocks))
    yield from (_claim(claim, evidence) for claim in filter(_cites, beside))


def _cites(part: ReportClaim | ReportKeyword | ReportSignal) -> bool:
    return bool(part.citations)


def _cell(cell: ReportCell, row: ReportRow, section: str, evidence: _CitedEvidence) -> Statement:
    said = _statement(f"{row.id}/{cell.column}", cell.text, cell.citations, evidence, cell.kind, cell.by)
    return replace(said, section=section, row=row.id, head=cell.text if cell is row.cells[0] else "")


def _claim(claim: ReportClaim, evidence: _CitedEvidence) -> Statement:
    return _statement(claim.id, claim.text, claim.citations, evidence, claim.kind, claim.by)


def _statement(
    place: str, text: str, citations: Sequence[ReportCitation], evidence: _CitedEvidence, kind: str, by: str = ""
) -> Statement:
    return Statement(
        place=place,
        text=text,
        urls=_urls(citations),
        quotations=tuple(map(evidence.quotation, citations)),
        kind=kind,
        by=by,
        cited=evidence.cited(citations),
    )


def _urls(citations: Iterable[ReportCitation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.url for one in citations))


def _joined(signal: ReportSignal, report: Report) -> tuple[str, ...]:
    """The sections of the rows that a signal rests on; rows that are not printed are left out."""
    section_of = {row.id: section.id for section in report.sections for row in section.rows}
    return tuple(section_of[row] for row in dict.fromkeys(signal.rows) if row in section_of)


def _event_urls(report: Report, retrieval: Retrieval) -> tuple[str, ...]:
    events = {row.event_id for section in report.sections for row in section.rows}
    ids = {one for event in retrieval.events if event.id in events for one in event.document_ids}
    return tuple(document.url for document in retrieval.citable if document.id in ids)


def cost_of_run(record: RunRecord) -> dict[str, float | None]:
    """Figure 10: tokens, money, wall clock, calls, repairs, fallbacks, drops."""
    counted = ("calls", "repairs", "reused", "fallbacks", "dropped", "input_tokens", "output_tokens")
    usage = {name: getattr(record.usage, name) for name in counted}
    return {**usage, "cost_usd": record.cost_usd, "seconds": record.elapsed_seconds}
