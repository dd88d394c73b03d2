"""Who may let a report go, and what an editor is shown before: the page, and the lines that deserve a look."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from brief.delivery.audit import chain
from brief.delivery.digest import said
from brief.delivery.log import DeliveryLog
from brief.delivery.parcel import Letter
from brief.errors import UsageError
from brief.provenance.printed_lines import printed_claims
from brief.report.format import Format
from brief.report.render.plain import plain
from brief.runs.loaded import LoadedRun, must_have_report, read_steering
from brief.runs.store import RECORD, StoredRun, alone_at, stored_run
from brief.settings.config import Config
from brief.settings.delivery_settings import ApprovalConfig
from brief.settings.project import Project
from schemas.amendment import Put
from schemas.delivery import Approval
from schemas.run import RunRecord


def approve(run: StoredRun, by: str, project: Project, config: Config, now: datetime) -> bool:
    """Notes that the run's report may go; returns whether that is new. Raises UsageError for who may not say so."""
    must_have_report(run)
    _must_be_free_to(by, run.record, config.approval)
    with alone_at(run.path):
        log = DeliveryLog(run.path)
        if any(_same(one.approved_by, by) for one in log.approvals):
            return False
        log.add(Approval(approved_by=by, at=now))
        chain(project.base, "approval", run.path.name, "may go", by, now)
    return True


def waiting(run: StoredRun, config: Config) -> tuple[str, ...]:
    """The channels that wait for an approval of this run; all that ever do, where it was not to be delivered yet."""
    last = DeliveryLog(run.path).last
    noted = [name for name, one in last.items() if one.status == "waiting" and name in config.delivery]
    return tuple(noted) or tuple(name for name, one in config.delivery.items() if one.deliver == "after-approval")


def to_look_at(run: StoredRun, format: Format) -> tuple[str, ...]:
    """What an editor should read before the report goes, such as `line 12, ai.e5.insight: weak (AI 第 3 行 · 洞察)`.

    In its order: open issues, what extraction wrote in a model's place, weak inferences, views, and what was edited.
    """
    held, reasons = LoadedRun(run), defaultdict[str, list[str]](list)
    for claim_id, why in _reasons(held):
        reasons[claim_id].append(why)
    printed = (one for one in printed_claims(held, format) if one.place and one.claim.id in reasons)
    return tuple(
        f"{f'line {one.line}, ' if one.line else ''}{one.claim.id}: {', '.join(reasons[one.claim.id])} ({one.place})"
        for one in printed
    )


def notice_of(run: StoredRun, format: Format) -> Letter:
    """What editors are told on the channel of `[approval] notify`."""
    subject = f"Waits for approval: {plain(LoadedRun(run).report.title)}"
    page, command = run.path / run.record.reports[0].html, f"brief approve {run.path.name}"
    looks = (said("note", one) for one in to_look_at(run, format))
    return Letter(subject, (said("title", subject), said("period", f"{page} · {command}"), *looks))


def _reasons(held: LoadedRun) -> Iterator[tuple[str, str]]:
    for issue in held.report.open_issues:
        yield issue.claim_id, f"open issue {issue.kind}"
    for fallback in held.record.written.fallbacks if held.record.written else ():
        yield fallback.claim_id, f"by extraction, {fallback.reason}"
    for critique in list(held.critiques.values())[-1:]:
        yield from ((issue.claim_id, "weak") for issue in critique.issues if issue.kind == "weak")
    yield from _edits(held)


def _edits(held: LoadedRun) -> Iterator[tuple[str, str]]:
    """Views of an editor, and what was edited since the parent."""
    parent = held.path.parent / (held.record.parent or "")
    known = read_steering(parent, stored_run(parent).record).amendments if (parent / RECORD).is_file() else ()
    for one in read_steering(held.path, held.record).amendments:
        if isinstance(one, Put) and one.claim.kind == "view":
            yield one.claim.id, "view"
        if isinstance(one, Put) and one not in known:
            yield one.claim.id, "newly edited"


def _must_be_free_to(by: str, record: RunRecord, approval: ApprovalConfig) -> None:
    if approval.by and not any(_same(by, name) for name in approval.by):
        advice = f"Approve as one of {', '.join(approval.by)}: --as NAME, or BRIEF_USER."
        raise UsageError(f"{by} is not among those who may approve.", where="[approval] by", next=advice)
    if approval.four_eyes and any(_same(by, name) for name in record.edited_by):
        advice = "Somebody else has to approve it."
        raise UsageError(f"{by} edited this report.", where="[approval] four_eyes", next=advice)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
