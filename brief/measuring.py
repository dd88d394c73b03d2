"""What the ruler of `evaluating` reads: a stored run's first report with its evidence, and files of gold events."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from brief.errors import BriefError, UsageError
from brief.evaluating import Gold, Joining, Measured, Quotation, Scores, Statement, score
from brief.graph import RETRIEVAL
from brief.runs import StoredRun, read_step_in
from brief.stored import must_have_report, report_of
from facts.names import aliases_of
from schemas.critique import Critique
from schemas.report import Report, ReportCell, ReportCitation, ReportClaim, ReportKeyword, ReportSignal
from schemas.retrieval import Retrieval
from schemas.run import RunRecord


def scored_run(run: StoredRun, gold: Sequence[Gold] | None = None) -> tuple[Measured, Scores]:
    """The first report of a run, measured. Raises UsageError for a run without one, BriefError for a damaged one."""
    measured, retrieval = measured_run(run)
    return measured, score(measured, gold, aliases_of(retrieval.request.aliases))


def first_issues(run: StoredRun) -> Counter[str] | None:
    """Kind -> how many issues the first draft had; None where that cannot be read."""
    names = [path.stem for path in run.path.glob("*-critique-1.json")]
    try:
        return Counter(issue.kind for name in names[:1] for issue in read_step_in(run.path, name, Critique).issues)
    except BriefError:
        return None


def measured_run(run: StoredRun) -> tuple[Measured, Retrieval]:
    """The first report of a run as statements, beside its evidence. Raises as `scored_run` does."""
    must_have_report(run)
    report = report_of(run, run.record.reports[0])
    retrieval = read_step_in(run.path, RETRIEVAL, Retrieval)
    passages = _verbatim_passages(retrieval)
    measured = Measured(
        name=run.path.name,
        statements=tuple(_statements(report, passages)),
        documents=retrieval.documents,
        signals=tuple(_joining(signal, report) for signal in report.synthesis.signals),
        told=_told(report, retrieval),
        cost=_cost(run.record),
    )
    return measured, retrieval


def read_gold(path: Path) -> tuple[Gold, ...]:
    """One happening a line: a JSON object with url, title or both, or a string that is either. Raises UsageError."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("cannot be read.", where=f"--gold {path}", next="Name a file of JSON lines.") from error
    return tuple(_gold(line, f"{path}:{number}") for number, line in enumerate(lines, start=1) if line.strip())


def _gold(line: str, where: str) -> Gold:
    try:
        value: Any = json.loads(line)
    except ValueError as error:
        raise UsageError("is no JSON.", where=where, next='Write {"url": …} or {"title": …} on each line.') from error
    if isinstance(value, str):
        return Gold(url=value) if value.startswith(("http://", "https://")) else Gold(title=value)
    found = {name: value.get(name) for name in ("url", "title")} if isinstance(value, dict) else {}
    told = {name: text for name, text in found.items() if isinstance(text, str) and text}
    if not told:
        raise UsageError("names no event.", where=where, next='Write {"url": …} or {"title": …} on each line.')
    return Gold(**told)


def _verbatim_passages(retrieval: Retrieval) -> dict[str, str]:
    """Passage id -> its text, of those that stand in their document where they say."""
    documents = {document.id: document for document in retrieval.documents}
    return {
        passage.id: passage.text
        for passage in retrieval.passages
        if passage.document_id in documents
        and documents[passage.document_id].field(passage.field)[passage.start : passage.end] == passage.text
    }


def _statements(report: Report, passages: dict[str, str]) -> Iterator[Statement]:
    for section in report.sections:
        for row in section.rows:
            for cell in row.cells:
                if cell.kind != "none":
                    place = f"{row.id}/{cell.column}"
                    yield _statement(
                        place, cell.text, cell, passages, section.id, row.id, cell.text if cell is row.cells[0] else ""
                    )
        for claim in (*filter(None, (section.thesis,)), *section.effects):
            yield _statement(claim.id, claim.text, claim, passages, section.id)
    yield from _synthesis(report, passages)


def _synthesis(report: Report, passages: dict[str, str]) -> Iterator[Statement]:
    told: list[tuple[str, str, ReportKeyword | ReportSignal | ReportClaim]] = [
        *((f"keyword {one.term}", f"{one.term}：{one.meaning}", one) for one in report.synthesis.keywords),
        *(("signal " + "-".join(one.sections), one.text, one) for one in report.synthesis.signals),
        *((one.id, one.text, one) for one in report.synthesis.risks),
    ]
    for place, text, claim in told:
        yield _statement(place, text, claim, passages, is_synthesis=True)


def _statement(
    place: str,
    text: str,
    claim: ReportCell | ReportClaim | ReportKeyword | ReportSignal,
    passages: dict[str, str],
    section: str = "",
    row: str = "",
    head: str = "",
    is_synthesis: bool = False,
) -> Statement:
    return Statement(
        place=place,
        text=text,
        urls=_urls(claim.citations),
        quotations=tuple(Quotation(one.quote, passages.get(one.passage_id)) for one in claim.citations),
        section=section,
        row=row,
        head=head,
        is_synthesis=is_synthesis,
    )


def _urls(citations: Iterable[ReportCitation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.url for one in citations))


def _joining(signal: ReportSignal, report: Report) -> Joining:
    """The sections of the rows that a signal rests on; a row that is not printed does not count."""
    section_of = {row.id: section.id for section in report.sections for row in section.rows}
    return Joining(tuple(section_of[row] for row in dict.fromkeys(signal.rows) if row in section_of))


def _told(report: Report, retrieval: Retrieval) -> tuple[str, ...]:
    events = {row.event_id for section in report.sections for row in section.rows}
    ids = {one for event in retrieval.events if event.id in events for one in event.document_ids}
    return tuple(document.url for document in retrieval.documents if document.id in ids)


def _cost(record: RunRecord) -> dict[str, float | None]:
    """Figure 10: tokens, money, wall clock, calls, repairs, fallbacks, drops."""
    usage = record.usage
    return {
        "calls": usage.calls,
        "repairs": usage.repairs,
        "reused": usage.reused,
        "fallbacks": usage.fallbacks,
        "dropped": usage.dropped,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cost_usd": record.cost_usd,
        "seconds": record.elapsed_seconds,
    }
