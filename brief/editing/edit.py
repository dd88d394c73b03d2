"""Editing a step: its form as text, the changes in an edited form, and the plan of the run made with them."""

import difflib
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from agents.section_classifier import rearranged
from brief.amendments.amendments import merged, moves, standing
from brief.amendments.steering import Steer
from brief.editing.changes import Rewriting
from brief.editing.forms.claims import ClaimsForm, claims_text, must_stand_together, read_claims
from brief.editing.forms.rows import bare_rows_text, read_rows, rows_text
from brief.errors import ConfigError, UsageError
from brief.pipeline.plan import Plan
from brief.replays.replay import ReplayOptions, finished, found_with, plan_replay
from brief.runs.loaded import LoadedRun
from brief.runs.steps import CLASSIFICATION, draft_step, table_step
from brief.runs.store import StoredRun
from brief.settings.project import Project
from checks.base import claims_of
from checks.catalogue import AGAINST_AN_EDITOR, GROUNDLESS, all_findings
from checks.dropping import without_failed
from checks.evidence_index import library_of
from schemas.amendment import Amendment, Put, Steering
from schemas.claim_ids import owner_of
from schemas.classification import Classification
from schemas.critique import Issue
from schemas.draft import NO_SYNTHESIS, Draft

DRAFT, ROWS = "draft", "classification"
_TABLE = "table-"
_IN_THE_FORM = "write below its text where it is from, as `basis: ...`: it is printed with it."


@dataclass(frozen=True)
class Edit:
    step: str
    amendments: tuple[Amendment, ...]
    draft: Draft
    """The old run's last draft with the changes, without what they make obsolete."""
    sections: tuple[str, ...]
    """Sections whose tables are taken over; the others are written anew."""
    with_synthesis: bool
    """Whether the synthesis is taken over too."""
    diff: str
    """Unified diff of the readable forms."""
    gone: tuple[str, ...] = ()
    """Claims that were removed because they rested on a removed row."""
    warnings: tuple[str, ...] = ()
    """What code suspects of the changed texts, and what the critic said of them before. They stand all the same."""
    comments: Mapping[str, str] = field(default_factory=dict)
    """Claim -> what its writer is told of it."""


def to_edit(run: StoredRun, format: str | None, language: str | None) -> LoadedRun:
    """What it holds in that format, or in its first, as it was written.

    Raises UsageError as `finished` does, and for the edition that only renders it.
    """
    loaded = finished(run, format)
    if loaded.in_format(loaded.name, language).edition:
        name, first = run.path.name, loaded.language
        advice = (
            f"`brief show {name} LINE --language {language}` names a text: change that of the {first} edition, without "
            "--language. Where a model answers it is rendered again."
        )
        raise UsageError(
            f"its {language} edition renders the {first} one, and is not changed by hand.", where=name, next=advice
        )
    return loaded


def step_named(name: str, loaded: LoadedRun) -> str:
    """draft, classification or table-<section>; `name` may also be a file name or a section id. Raises UsageError."""
    names = _steps(loaded)
    if name not in names:
        advice = f"There are {', '.join(dict.fromkeys(names.values()))}. {where_it_is(name, _steps, loaded)}".rstrip()
        raise UsageError(f"there is no step {name!r} to edit in {loaded.name}.", where=loaded.path.name, next=advice)
    return names[name]


def _steps(loaded: LoadedRun) -> dict[str, str]:
    """The steps that can be edited, by each of their names."""
    last = loaded.last_draft
    names = {DRAFT: DRAFT, draft_step(last.revision): DRAFT, ROWS: ROWS, CLASSIFICATION: ROWS}
    for table in last.tables:
        step = f"{_TABLE}{table.section_id}"
        names |= {step: step, table_step(table.section_id): step, table.section_id: step}
    return names


def where_it_is(name: str, known: Callable[[LoadedRun], Container[str]], loaded: LoadedRun) -> str:
    """That another format of the run has it, and how to say so; empty where none has."""
    having = [one.name for one in loaded.others if name in known(one)]
    return f"{having[0]} has {name}: add --format {having[0]}." if having else ""


def heading(step: str, loaded: LoadedRun) -> str:
    """The first line of a form: its run, its step, and its format where that is not the first."""
    return ", ".join(filter(None, (loaded.path.name, step, loaded.of)))


def form_text(step: str, loaded: LoadedRun) -> str:
    if step == ROWS:
        return rows_text(_as_printed(loaded), loaded.retrieval, heading(step, loaded))
    zone = ZoneInfo(loaded.classification.request.timezone)
    shown = _shown(step, loaded.last_draft)
    return claims_text(shown, loaded.classification.sections, heading(step, loaded), zone)


def edited(step: str, text: str, loaded: LoadedRun) -> Edit | None:
    """The changes in an edited form; None if there are none.

    Raises FormError, which names the line, or UsageError, which lists each issue, for a change that is not allowed.
    """
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        return None
    if step == ROWS:
        return _rows_edited(text, loaded)
    shown = _shown(step, loaded.last_draft)
    return claims_changed(step, shown, form_of(shown, loaded, text), loaded)


def plan_unedited(step: str, parent: StoredRun, project: Project, offline: bool = False) -> Plan:
    """A plan that repeats the old run. Raises as `plan_replay` does.

    After a change of the draft nothing needs a model: if a key is missing, the plan works without.
    """
    try:
        return plan_replay(parent, ReplayOptions(as_recorded=True, offline=offline), project)
    except ConfigError:
        if step != DRAFT or offline:
            raise
        return plan_replay(parent, ReplayOptions(as_recorded=True, offline=True), project)


def plan_edit(edit: Edit, plan: Plan, loaded: LoadedRun) -> Plan:
    """The other formats stand as they are, with what was decided about them."""
    by = dict(plan.steering.further)
    for part in map(plan.of, plan.formats):
        held, own = loaded.in_format(part.formats[0].name), part.steering.alone
        if held.name == loaded.name:
            amended = Steering(amendments=merged(own.amendments, edit.amendments), comments=dict(edit.comments))
            own = _standing_in(part, amended, held, edit.draft, edit.sections, edit.with_synthesis)
        elif own.standing is None:
            draft = held.last_draft
            own = _standing_in(part, own, held, draft, [table.section_id for table in draft.tables], True)
        by[held.name] = own
    return plan.steered(by)


def _standing_in(
    part: Plan, steering: Steering, held: LoadedRun, draft: Draft, sections: Collection[str], with_synthesis: bool
) -> Steering:
    asked = replace(part, steering=steering).asked
    stands = standing(draft, found_with(held), sections, with_synthesis, asked=asked)
    return steering.model_copy(update={"standing": stands})


# -- rows ------------------------------------------------------------------------------------------------------------


def _rows_edited(text: str, loaded: LoadedRun) -> Edit | None:
    shown = _as_printed(loaded)
    before = _rows(shown)
    after = read_rows(text, tuple(before), {event.id: event for event in loaded.retrieval.events})
    amendments = tuple(moves(before, after))
    if not amendments:
        return None
    steer, draft = Steer(Steering(amendments=amendments)), loaded.last_draft
    changed = steer.classification(shown, loaded.retrieval)
    same = tuple(section_id for section_id in before if set(before[section_id]) == set(after[section_id]))
    return Edit(
        step=ROWS,
        amendments=amendments,
        draft=steer.applied_to(draft, changed.sections),
        sections=same,
        with_synthesis=len(same) == len(before),
        diff=_diff(bare_rows_text(shown), bare_rows_text(changed), ROWS),
    )


def _as_printed(loaded: LoadedRun) -> Classification:
    """With the rows of each section in their writer's order."""
    written = {table.section_id: [row.event_id for row in table.rows] for table in loaded.last_draft.tables}
    rows = _rows(loaded.classification)
    printed = {section_id: list(dict.fromkeys((*written[section_id], *ids))) for section_id, ids in rows.items()}
    return rearranged(loaded.classification, loaded.retrieval, printed)


def _rows(classification: Classification) -> dict[str, list[str]]:
    return {one.section.id: [each.event.id for each in one.evidence] for one in classification.sections}


# -- claims ----------------------------------------------------------------------------------------------------------


def form_of(shown: Draft, loaded: LoadedRun, text: str | None = None) -> ClaimsForm:
    """The form of what is shown, or an edited one of it."""
    sections = loaded.classification.sections
    columns = list(dict.fromkeys(column.id for one in sections for column in one.section.columns))
    blocks = {f"{one.section.id}.{block.id}" for one in sections for block in one.section.blocks}
    blocks |= {block.id for one in sections for block in one.of_report}
    tables = [one.section_id for one in shown.tables]
    return read_claims(claims_text(shown) if text is None else text, columns, tables, blocks)


def claims_changed(
    step: str, shown: Draft, form: ClaimsForm, loaded: LoadedRun, asking_for_a_basis: str = _IN_THE_FORM
) -> Edit | None:
    """The changes that the form makes to what the step shows; None if there are none. Raises as `edited` does.

    Lines that are 0 are not told. `asking_for_a_basis`: where to say whence something is that no passage has.
    """
    amendments = Rewriting(shown, loaded.classification.sections).amendments(form_of(shown, loaded), form)
    must_stand_together(form, [table.section_id for table in shown.tables])
    if not amendments:
        return None
    changed, gone, classification = _changed(loaded, amendments)
    lines = {claim_id: entry.line("text") for claim_id, entry in form.claims.items()}
    touched = _touched(amendments)
    warnings, refused = _checked(loaded, changed, classification, touched)
    _refuse(refused, lines, asking_for_a_basis)
    return Edit(
        step=step,
        amendments=amendments,
        draft=changed,
        sections=tuple(table.section_id for table in changed.tables),
        with_synthesis=step == DRAFT,
        gone=gone,
        warnings=(*(_told(issue, lines) for issue in warnings), *_verdicts(loaded, touched, lines)),
        diff=_diff(claims_text(shown), claims_text(_shown(step, changed)), step),
    )


def _shown(step: str, draft: Draft) -> Draft:
    if step == DRAFT:
        return draft
    tables = tuple(table for table in draft.tables if step == f"{_TABLE}{table.section_id}")
    return Draft(revision=draft.revision, tables=tables, synthesis=NO_SYNTHESIS)


def _changed(loaded: LoadedRun, amendments: Sequence[Amendment]) -> tuple[Draft, tuple[str, ...], Classification]:
    """The last draft with the changes, ids of claims removed with their rows, and the remaining rows."""
    steer = Steer(Steering(amendments=tuple(amendments)))
    classification = steer.classification(loaded.classification, loaded.retrieval)
    draft = steer.applied_to(loaded.last_draft, classification.sections)
    by_hand = _touched(amendments)
    baseless = [one for one in _baseless(draft, loaded.classification, classification) if one.claim_id not in by_hand]
    left = without_failed(draft, baseless)
    kept = {claim.id for claim in claims_of(left) if claim.kind != "none"}
    gone = tuple(claim.id for claim in claims_of(draft) if claim.kind != "none" and claim.id not in kept)
    return left, gone, classification


def _baseless(draft: Draft, before: Classification, after: Classification) -> Iterator[Issue]:
    """Issues for claims that cite documents of removed rows."""
    gone = library_of(before).documents.keys() - library_of(after).documents.keys()
    for claim in claims_of(draft):
        if gone & {citation.document_id for citation in claim.citations}:
            yield Issue(claim_id=claim.id, kind="link_not_in_evidence", message="Its row is gone.")


def _touched(amendments: Sequence[Amendment]) -> set[str]:
    """Ids of the changed claims and of their rows."""
    claims = {one.claim.id for one in amendments if isinstance(one, Put)}
    return claims | set(map(owner_of, claims))


def _checked(
    loaded: LoadedRun, changed: Draft, classification: Classification, touched: set[str]
) -> tuple[list[Issue], list[Issue]]:
    """What code finds with a changed claim, or anew with another: all of it, and what cannot stand.

    In English, as all that an editor is told before it is shown. What cannot stand is a quote or link that is not
    there, markup, and a figure, name or date that no passage has and that the editor gives no basis for.
    """
    known = all_findings(loaded.last_draft, library_of(loaded.classification), language="en")
    every = all_findings(changed, library_of(classification), language="en")
    found = [issue for issue in every if issue.claim_id in touched or issue not in known]
    left = _without_based(found, changed)
    return left, [issue for issue in left if issue.kind in AGAINST_AN_EDITOR | GROUNDLESS]


def _without_based(found: Sequence[Issue], draft: Draft) -> list[Issue]:
    """Without figures, names and dates for which the editor gives a basis, or which are not the editor's."""
    asked = {claim.id for claim in claims_of(draft) if claim.by == "hand" and not claim.basis}
    return [issue for issue in found if issue.kind not in GROUNDLESS or issue.claim_id in asked]


def _refuse(refused: Sequence[Issue], lines: dict[str, int], asking_for_a_basis: str) -> None:
    """Raises UsageError if there are any."""
    if refused:
        said = "".join(f"  {_told(issue, lines)}\n" for issue in refused)
        if any(issue.kind in GROUNDLESS for issue in refused):
            said += f"  If you know such a figure, name or date from elsewhere, {asking_for_a_basis}\n"
        raise UsageError("what was changed cannot stand; no run is made.\n" + said)


def _verdicts(loaded: LoadedRun, touched: set[str], lines: dict[str, int]) -> Iterator[str]:
    """The critic's last objections to what is now changed, as they stand in the run."""
    readings = [one for critique in loaded.critiques.values() for one in critique.readings]
    last = {one.claim_id: one for one in readings if one.claim_id in touched}
    for one in last.values():
        if one.verdict != "stands":
            yield f"{_place(one.claim_id, lines)}: of the text before, the critic said {one.verdict}: {one.fix}"


def _told(issue: Issue, lines: dict[str, int]) -> str:
    return f"{_place(issue.claim_id, lines)}: {issue.message} ({issue.kind})"


def _place(claim_id: str, lines: dict[str, int]) -> str:
    line = lines.get(claim_id)
    return f"line {line}, {claim_id}" if line else claim_id


def _diff(before: str, after: str, step: str) -> str:
    names = f"{step} before", f"{step} after"
    return "\n".join((*difflib.unified_diff(before.splitlines(), after.splitlines(), *names, lineterm=""), ""))
