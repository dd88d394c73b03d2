"""The claims of a report, each with the line of its Markdown file that prints it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from brief.amendments.steering import Steer
from brief.report.accepted import AcceptedDraft
from brief.report.claim_fates import fates
from brief.report.compose import compose
from brief.report.format import Format
from brief.report.printable import Shown
from brief.report.render.markdown import render_markdown
from brief.runs.loaded import LoadedRun, report_of
from brief.settings.config import signature_of
from checks.base import claims_of, rows_of
from schemas.claim import Claim
from schemas.draft import Draft, Keyword
from schemas.report import Report


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

    def in_draft(self, draft: Draft) -> Claim | None:
        """The claim as that draft has it; None where it says nothing there."""
        return next((one for one in claims_of(draft) if one.id == self.claim.id and one.kind != "none"), None)


def printed_claims(held: LoadedRun, format: Format) -> tuple[Printed, ...]:
    """The claims of the last draft in the order of the report; then those that an earlier draft had and it has not."""
    shown = Shown(held.last_draft, held.retrieval, format)
    lines, rows = lines_of(held, shown.format), _rows(held)
    named = {one.claim.id: one for one in shown.claims if one.claim.id == one.claim_id}
    gone = {claim.id: claim for draft in held.drafts.values() for claim in claims_of(draft) if claim.id not in named}
    return (
        *(Printed(one.claim, rows.get(name), one.place, lines.get(name)) for name, one in named.items()),
        *(Printed(claim, rows.get(name), "", None) for name, claim in gone.items() if claim.kind != "none"),
    )


def _rows(held: LoadedRun) -> dict[str, str]:
    """Cell -> row, of every draft."""
    return {cell.id: row.id for draft in held.drafts.values() for row in rows_of(draft) for cell in row.cells}


def lines_of(run: LoadedRun, format: Format) -> Mapping[str, int]:
    """Claim -> the line of the report that prints it; empty where the file is gone, or was rendered otherwise."""
    asked = format.name, format.language
    files = next((one for one in run.run.record.reports if (one.format, one.language) == asked), None)
    if not (files and files.md and (path := run.path / files.md).is_file()):
        return {}
    printed = report_of(run.run, files)
    report = compose(accepted_of(run), format).model_copy(update={"approvals": printed.approvals})
    page = render_markdown(report, format)
    # What is said in the notes, behind all claims, differs from version to version.
    ours = len(page.text.splitlines()) - len(report.notes)
    its = len(path.read_text("utf-8").splitlines()) - len(printed.notes)
    return page.lines if ours == its else {}


def with_log(run: LoadedRun, format: Format) -> Report:
    """The run's report with the log that its page shows, and report.json does not hold."""
    accepted = accepted_of(run)
    shown = Shown(accepted.draft, accepted.retrieval, format)
    return run.report.model_copy(update={"log": tuple(fates(accepted.draft, shown, accepted.critiques))})


def accepted_of(run: LoadedRun) -> AcceptedDraft:
    """What the run's report was composed of."""
    record = run.run.record
    steer = Steer(run.steering)
    return AcceptedDraft(
        draft=run.last_draft,
        critiques=(*run.earlier_critiques, *run.critiques.values()),
        retrieval=run.retrieval,
        reading=run.reading,
        signed=partial(signature_of, record.configuration),
        models=record.models,
        emptied=steer.emptied,
        corrections=steer.corrections,
        renders=LoadedRun(run.run).in_format(run.name).last_draft if run.edition else None,
        editions=record.editions if record.rendered else (),
    )
