"""What became of claims that failed a check. Names claim, kind and outcome; never the rejected text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from brief.report.format import Format
from brief.report.printable import Placed
from brief.report.reader_words import FateWords
from schemas.claim import Claim
from schemas.critique import Critique
from schemas.draft import Draft
from schemas.reasons import IssueKind
from schemas.report import OpenIssue


def open_issues(claims: Iterable[Placed], critique: Critique) -> tuple[OpenIssue, ...]:
    """The last critique's issues with claims that are printed nevertheless, each once."""
    places = {claim.claim_id: claim.place for claim in claims if claim.claim.kind != "none"}
    found = dict.fromkeys((issue.claim_id, issue.kind) for issue in critique.issues if issue.claim_id in places)
    return tuple(OpenIssue(claim_id=claim_id, kind=kind, place=places[claim_id]) for claim_id, kind in found)


def fates(draft: Draft, claims: Sequence[Placed], critiques: Sequence[Critique], format: Format) -> Iterator[str]:
    """One sentence for each claim that failed a check, or has no source to open, and was changed or removed."""
    words = format.reader
    printed = {claim.claim_id: claim.claim for claim in claims if claim.claim.kind != "none"}
    elsewhere = {claim.id for claim in _claims(draft, format, shown=False)}
    still_open = {issue.claim_id for issue in open_issues(claims, critiques[-1])}
    failed = [(issue.claim_id, issue.kind) for critique in critiques for issue in critique.issues]
    kinds: dict[str, dict[str, None]] = {}
    for claim_id, kind in failed + _without_source(draft, printed, failed, format):
        kinds.setdefault(claim_id, {})[words.issues.get(kind, kind)] = None
    for claim_id in (one for one in kinds if one not in elsewhere | still_open):
        fate = _fate(printed.get(claim_id), words.fates)
        kinds_text = words.punctuation.list.join(kinds[claim_id])
        yield words.notes.failed_check.format(claim=claim_id, kind=kinds_text, fate=fate)


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
            yield from (*filter(None, (table.thesis,)), *table.effects)
    if shown:
        yield from (*draft.synthesis.keywords, *draft.synthesis.risks)
    for signal in draft.synthesis.signals:
        if ids.issuperset(signal.sections) == shown:
            yield signal


def _fate(claim: Claim | None, words: FateWords) -> str:
    if claim is None:
        return words.dropped
    return words.quoted if claim.kind == "quoted" and claim.by == "extraction" else words.rewritten
