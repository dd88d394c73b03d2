"""Who may let a report go, and what an editor is shown before: the page, and the lines that deserve a look."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import tzinfo
from zoneinfo import ZoneInfo

from brief.delivery.audit import chain
from brief.delivery.base import Clock
from brief.delivery.digest import said
from brief.delivery.log import DeliveryLog
from brief.delivery.parcel import Letter, ReportParcel
from brief.errors import UsageError
from brief.provenance.printed_lines import Printed, printed_claims, with_log
from brief.report.format import Format
from brief.report.reader_words import ReaderWords
from brief.report.render.files import Made, rendered
from brief.report.render.plain import plain
from brief.runs.loaded import LoadedRun, must_have_report
from brief.runs.store import RECORD, StoredRun, alone_at, stored_run, write_atomically
from brief.settings.config import Config
from brief.settings.delivery_settings import ApprovalConfig
from brief.settings.project import Project
from schemas.amendment import Put
from schemas.delivery import Approval
from schemas.run import RunRecord


def approve(run: StoredRun, by: str, project: Project, config: Config, clock: Clock) -> bool:
    """Notes that the run's report may go, in the log and in its files; returns whether that is new.

    Raises UsageError for who may not say so.
    """
    must_have_report(run)
    _must_be_free_to(by, run.record, config.approval)
    with alone_at(run.path):
        log = DeliveryLog(run.path)
        if is_new := not any(_same(one.approved_by, by) for one in log.approvals):
            log.add(Approval(approved_by=by, at=clock()))
            chain(project.base, "approval", run.path.name, "may go", by, clock())
        _sign(run, project, log.approvals, ZoneInfo(config.run.timezone))
    return is_new


def _sign(run: StoredRun, project: Project, approvals: Iterable[Approval], zone: tzinfo) -> None:
    """Each report of the run says from here on who let it go, and when."""
    signed = tuple(one.model_copy(update={"at": one.at.astimezone(zone)}) for one in approvals)
    made: list[Made] = []
    for files in run.record.reports:
        held = LoadedRun(run).in_format(files.format, files.language)
        its_format = held.format(otherwise=project.formats)
        made.append((files, its_format, with_log(held, its_format).model_copy(update={"approvals": signed})))
    for name, text in rendered(made).items():
        write_atomically(run.path / name, text)


def waiting(run: StoredRun, config: Config) -> tuple[str, ...]:
    """The channels that wait for an approval of this run; all that ever do, where it was not to be delivered yet."""
    last = DeliveryLog(run.path).last
    noted = [name for name, one in last.items() if one.status == "waiting" and name in config.delivery]
    return tuple(noted) or tuple(name for name, one in config.delivery.items() if one.deliver == "after-approval")


@dataclass(frozen=True)
class Look:
    """A printed text that an editor should read before the report goes."""

    claim: Printed
    why: tuple[tuple[str, str], ...]
    """Words for editors, and the kind of an issue or the reason of a fallback; that is empty for others."""

    def __str__(self) -> str:
        """`line 12, ai.e5.insight: weak (AI 第 3 行 · 洞察)`"""
        line, why = self.claim.line, ", ".join(": ".join(filter(None, one)) for one in self.why)
        return f"{f'line {line}, ' if line else ''}{self.claim.claim.id}: {why} ({self.claim.place})"


def to_look_at(run: StoredRun, format: Format) -> tuple[Look, ...]:
    """What deserves a look, in the report's order: open issues, what extraction wrote in a model's place, weak
    inferences, views, and what was edited.
    """
    held = LoadedRun(run).in_format(format.name, format.language)
    reasons = defaultdict[str, list[tuple[str, str]]](list)
    for claim_id, what, detail in _reasons(held):
        reasons[claim_id].append((what, detail))
    printed = (one for one in printed_claims(held, format) if one.place and one.claim.id in reasons)
    return tuple(Look(one, tuple(reasons[one.claim.id])) for one in printed)


def notice_of(parcel: ReportParcel) -> Letter:
    """What editors get on the channel of `[approval] notify`: where the page is, what to look at, and all of it."""
    run, words, title = parcel.run, parcel.reader.delivery, plain(parcel.report.title)
    subject, page = words.approval.format(title=title), run.path / parcel.files.page
    looks = [said("note", _in_words(one, parcel.reader)) for one in to_look_at(run, parcel.format)]
    lines = (
        said("period", words.page.format(path=page)),
        said("period", words.approve.format(command=f"brief approve {run.path.name}")),
        *((said("heading", words.look), *looks) if looks else ()),
    )
    return replace(parcel.letter, subject=subject, lines=(said("title", subject), *lines, *parcel.letter.lines))


def _in_words(look: Look, words: ReaderWords) -> str:
    """For readers of the report's language; a number of a line of its Markdown is nothing to them."""
    known = {
        "open issue": words.page.open_issues,
        "by extraction": words.page.by_extraction,
        "weak": words.issues["weak"],
        "view": words.kinds["view"].label,
        "newly edited": words.page.by_hand,
    }
    colon, details = words.punctuation.colon, {**words.reasons, **words.issues}
    why = (colon.join(filter(None, (known[what], details.get(detail, detail)))) for what, detail in look.why)
    return f"{look.claim.place}{colon}{words.punctuation.list.join(why)}"


def _reasons(held: LoadedRun) -> Iterator[tuple[str, str, str]]:
    for issue in held.report.open_issues:
        yield issue.claim_id, "open issue", issue.kind
    for fallback in held.record.written.fallbacks if held.record.written and not (held.of or held.edition) else ():
        yield fallback.claim_id, "by extraction", fallback.reason
    for critique in list(held.critiques.values())[-1:]:
        yield from ((issue.claim_id, "weak", "") for issue in critique.issues if issue.kind == "weak")
    yield from _edits(held)


def _edits(held: LoadedRun) -> Iterator[tuple[str, str, str]]:
    """Views of an editor, and what was edited since the parent."""
    parent = held.path.parent / (held.record.parent or "")
    before = stored_run(parent) if (parent / RECORD).is_file() else None
    had = before and held.name in before.record.formats
    known = LoadedRun(before).in_format(held.name).steering.amendments if before and had else ()
    for one in held.steering.amendments:
        if isinstance(one, Put) and one.claim.kind == "view":
            yield one.claim.id, "view", ""
        if isinstance(one, Put) and one not in known:
            yield one.claim.id, "newly edited", ""


def _must_be_free_to(by: str, record: RunRecord, approval: ApprovalConfig) -> None:
    if approval.by and not any(_same(by, name) for name in approval.by):
        advice = f"Approve as one of {', '.join(approval.by)}: --as NAME, or BRIEF_USER."
        raise UsageError(f"{by} is not among those who may approve.", where="[approval] by", next=advice)
    if approval.four_eyes and any(_same(by, name) for name in record.edited_by):
        advice = "Somebody else has to approve it."
        raise UsageError(f"{by} edited this report.", where="[approval] four_eyes", next=advice)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
