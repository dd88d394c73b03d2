"""The critic: code checks every claim first; then a model reads each claim beside its quotes."""

from collections.abc import Collection

from agents.base import Ask
from checks.base import claims_of
from checks.catalogue import examine
from checks.evidence_index import library_of
from schemas.claim import Claim
from schemas.classification import Classification
from schemas.critique import ClaimBrief, Critique, CritiqueAnswer, CritiqueQuestion, Issue
from schemas.draft import Draft


def critique(draft: Draft, classification: Classification, ask: Ask, unasked: Collection[str] = ()) -> Critique:
    """Every issue of `draft`: those that code finds, and those that the critic's answer adds.

    `unasked`: ids of claims that only code checks, because an editor wrote or keeps them.
    """
    found = examine(draft, library_of(classification))
    claims = [claim for claim in claims_of(draft) if claim.kind != "none"]
    skipped = {issue.claim_id for issue in found} | set(unasked)
    questioned = [claim for claim in claims if claim.id not in skipped and claim.kind != "quoted"]
    added = (
        _issues_of_answer(questioned, classification.request.language, ask, again=draft.revision > 1)
        if questioned
        else ()
    )
    return Critique(revision=draft.revision, issues=(*found, *added), checked=len(claims))


def _issues_of_answer(claims: list[Claim], language: str, ask: Ask, again: bool) -> tuple[Issue, ...]:
    question = CritiqueQuestion(claims=tuple(_brief(claim) for claim in claims), language=language)
    known = {claim.id for claim in claims}
    answer = ask("critic", question, CritiqueAnswer, again)
    return tuple(issue for issue in answer.value.issues if issue.claim_id in known)


def _brief(claim: Claim) -> ClaimBrief:
    quotes = tuple(citation.quote for citation in claim.citations)
    return ClaimBrief(claim_id=claim.id, text=claim.text, quotes=quotes, kind=claim.kind)


def brief_claims(draft: Draft) -> tuple[ClaimBrief, ...]:
    """Every claim of `draft` that has a text, beside its quotes."""
    return tuple(_brief(claim) for claim in claims_of(draft) if claim.kind != "none")
