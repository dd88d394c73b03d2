"""What became of claims that failed a check. Names claim, kind and outcome; never the rejected text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from brief.report.format import Format
from brief.report.printable import Placed, Shown
from schemas.claim import Claim
from schemas.critique import Critique, Issue
from schemas.draft import Draft, Signal
from schemas.reasons import IssueKind
from schemas.report import ClaimFate, Fate, OpenIssue


def open_issues(claims: Iterable[Placed], critique: Critique) -> tuple[OpenIssue, ...]:
    """The last critique's issues with claims that are printed nevertheless, each once. Weak ones are none."""
    places = {claim.claim_id: claim.place for claim in claims if claim.claim.kind != "none"}
    failed = (issue for issue in critique.issues if issue.kind != "weak" and issue.claim_id in places)
    found = dict.fromkeys((issue.claim_id, issue.kind) for issue in failed)
    return tuple(OpenIssue(claim_id=claim_id, kind=kind, place=places[claim_id]) for claim_id, kind in found)


def weak_texts(claims: Iterable[Placed], critique: Critique) -> tuple[str, ...]:
    """The places of the printed texts that the critic calls weak."""
    weak = {issue.claim_id for issue in critique.issues if issue.kind == "weak"}
    found = (claim for claim in claims if claim.claim_id in weak and claim.claim.kind != "none")
    return tuple({claim.claim_id: claim.place for claim in found}.values())


def fates(draft: Draft, shown: Shown, critiques: Sequence[Critique]) -> Iterator[ClaimFate]:
    """One for each claim that failed a check, or has no source to open. Claims of sections not shown are left out."""
    printed = {claim.claim_id: claim.claim for claim in shown.claims if claim.claim.kind != "none"}
    elsewhere = {claim.id for claim in _claims(draft, shown.format, shown=False)}
    failed = [(issue.claim_id, issue.kind) for critique in critiques for issue in critique.issues]
    kinds: dict[str, dict[str, None]] = {}
    for claim_id, kind in failed + _without_source(draft, printed, failed, shown.format):
        kinds.setdefault(claim_id, {})[kind] = None
    for claim_id in (one for one in kinds if one not in elsewhere):
        fate = _fate(printed.get(claim_id), claim_id, critiques[-1].issues)
        place = shown.place_of(claim_id) or claim_id
        yield ClaimFate(claim_id=claim_id, place=place, kinds=tuple(kinds[claim_id]), fate=fate)


def _without_source(
    draft: Draft, printed: Mapping[str, Claim], failed: Iterable[tuple[str, IssueKind]], format: Format
) -> list[tuple[str, IssueKind]]:
    """Claims with a text that were left out only because none of their citations can be opened."""
    known = {claim_id for claim_id, _ in failed} | printed.keys()
    said = (claim for claim in _claims(draft, format, shown=True) if claim.kind != "none" and claim.text.strip())
    return [(claim.id, "link_not_in_evidence") for claim in said if claim.id not in known]


def _claims(draft: Draft, format: Format, shown: bool) -> Iterator[Claim]:
    """Claims of the shown sections and the synthesis; with `shown` False, claims of the other sections."""
    ids = {section.id for section in format.sections}
    for table in draft.tables:
        if (table.section_id in ids) == shown:
            yield from (cell for row in table.rows for cell in row.cells)
            yield from table.beside
    for claim in draft.synthesis.claims:
        if (not isinstance(claim, Signal) or ids.issuperset(claim.sections)) == shown:
            yield claim


def _fate(claim: Claim | None, claim_id: str, last: Iterable[Issue]) -> Fate:
    """`claim`: as it is printed, if it is; `last`: the issues that are left."""
    if claim is None:
        return "dropped"
    if claim.by == "hand":
        return "edited"
    if any(issue.claim_id == claim_id for issue in last):
        return "printed"
    if claim.kept:
        return "kept"
    return "quoted" if claim.kind == "quoted" and claim.by == "extraction" else "rewritten"
