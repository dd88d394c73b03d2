"""The claims of a report, each with the line of its Markdown file that prints it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from brief.amendments.steering import Steer
from brief.report.compose import compose
from brief.report.format import Format
from brief.report.printable import CitableDocuments, placed, printable
from brief.report.render.markdown import render_markdown
from brief.runs.loaded import LoadedRun, read_steering, report_of
from checks.base import claims_of, rows_of
from schemas.claim import Claim
from schemas.draft import Draft, Keyword
from schemas.report import Report
from schemas.run import ReportFiles

_MARK = re.compile(r"zq(\d+)qz")
"""Stands for the text of a claim: letters and digits, which no escaping changes and no news is made of."""


@dataclass(frozen=True)
class Printed:
    """A claim of a run, and where a reader finds it."""

    claim: Claim
    row_id: str | None
    """Of a cell."""
    place: str
    """Section, row and column in the words of the format; empty for a claim that was taken out."""
    line: int | None
    """Of the Markdown file, from 1; None where it is not known."""

    @property
    def said(self) -> str:
        """All that is printed of it: a keyword's term too."""
        return f"{self.claim.term}: {self.claim.text}" if isinstance(self.claim, Keyword) else self.claim.text


def printed_claims(held: LoadedRun, format: Format) -> tuple[Printed, ...]:
    """The claims of the last draft in the order of the report; then those that an earlier draft had and it has not."""
    shown = printable(held.last_draft, format, CitableDocuments(held.retrieval))
    this = format.this(held.retrieval.request.period.kind)
    lines, rows = lines_of(held, format), _rows(held)
    named = {one.claim.id: one for one in placed(shown, format, this) if one.claim.id == one.claim_id}
    gone = {claim.id: claim for draft in held.drafts.values() for claim in claims_of(draft) if claim.id not in named}
    return (
        *(Printed(one.claim, rows.get(name), one.place, lines.get(name)) for name, one in named.items()),
        *(Printed(claim, rows.get(name), "", None) for name, claim in gone.items() if claim.kind != "none"),
    )


def lines_of(held: LoadedRun, format: Format) -> dict[str, int]:
    """Claim -> the line of the report that prints it; nothing where the file is not there, or was rendered otherwise.

    The report is rendered with a mark in place of each text: its lines are those of the file, whatever the layout.
    """
    files = next((files for files in _reports(held) if files.format == format.name), None)
    path = held.run.path / files.md if files else None
    if files is None or path is None or not path.is_file():
        return {}
    ids = [claim.id for claim in claims_of(held.last_draft)]
    marks = {claim_id: f"zq{number}qz" for number, claim_id in enumerate(ids)}
    report = _composed(held, _marked(held.last_draft, marks), format)
    lines = render_markdown(report, format).splitlines()
    # What is said in the notes, behind all claims, differs from version to version.
    kept = report_of(held.run, files)
    if len(lines) - len(report.notes) != len(path.read_text("utf-8").splitlines()) - len(kept.notes):
        return {}
    found: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        found |= {ids[int(mark[1])]: number for mark in _MARK.finditer(line)}
    return found


def by_line(claims: tuple[Printed, ...]) -> Mapping[int, list[Printed]]:
    """Line -> the claims that it prints."""
    lines: dict[int, list[Printed]] = defaultdict(list)
    for one in claims:
        if one.line is not None:
            lines[one.line].append(one)
    return lines


def _reports(held: LoadedRun) -> Iterator[ReportFiles]:
    yield from held.run.record.reports


def _composed(held: LoadedRun, draft: Draft, format: Format) -> Report:
    critiques = (*held.earlier_critiques, *held.critiques.values())
    byline = held.run.record.configuration.get("report", {}).get("byline", "")
    emptied = Steer(read_steering(held.run.path, held.run.record)).emptied
    models = held.run.record.models
    return compose(draft, critiques, held.classification, held.retrieval, format, byline, models, emptied)


def _marked(draft: Draft, marks: Mapping[str, str]) -> Draft:
    def marked(value: Any) -> Any:
        if isinstance(value, dict):
            text = {"text": marks[value["id"]]} if value.get("id") in marks and value.get("kind") != "none" else {}
            return {**{name: marked(part) for name, part in value.items()}, **text}
        return [marked(part) for part in value] if isinstance(value, list | tuple) else value

    return Draft.model_validate(marked(draft.model_dump()))


def _rows(held: LoadedRun) -> dict[str, str]:
    """Cell -> row, of every draft."""
    return {cell.id: row.id for draft in held.drafts.values() for row in rows_of(draft) for cell in row.cells}
