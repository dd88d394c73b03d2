"""Answers of a critic: issues of the claims it was shown, of the kinds that are its to judge."""

from collections.abc import Iterator

from checks.answers.finding import Finding, listed
from facts.text.cleaning import plain
from schemas.critique import JUDGED_KINDS, ClaimBrief, CritiqueAnswer, CritiqueQuestion, Issue


def find(question: CritiqueQuestion, answer: CritiqueAnswer) -> Iterator[Finding]:
    known = {claim.claim_id for claim in question.claims}
    for issue in answer.issues:
        place = ("issue", issue.claim_id)
        if issue.claim_id not in known:
            yield Finding(place, "there is no such claim; copy the claim_id of the claim you mean.")
        if issue.kind not in JUDGED_KINDS:
            yield Finding(place, f"the kind {issue.kind} is not yours to judge; the kinds are {listed(JUDGED_KINDS)}.")
        if not issue.message.strip():
            yield Finding(place, "the message is empty; say what is wrong and how to mend it.")


def keep(question: CritiqueQuestion, answer: CritiqueAnswer) -> CritiqueAnswer:
    """The first sound issue of each claim.

    Small models call unsupported what is a quotation, and find no reasoning in what only states a fact: not heard.
    """
    claims = {claim.claim_id: claim for claim in question.claims}
    first: dict[str, Issue] = {}
    for issue in answer.issues:
        claim = claims.get(issue.claim_id)
        sound = issue.kind in JUDGED_KINDS and issue.message.strip()
        if claim and sound and not _is_beside_the_point(issue, claim):
            first.setdefault(issue.claim_id, issue)
    return CritiqueAnswer(issues=tuple(first.values()))


def _is_beside_the_point(issue: Issue, claim: ClaimBrief) -> bool:
    if issue.kind == "weak_reasoning":
        return claim.kind != "inferred"
    return issue.kind == "unsupported" and _is_quotation(claim)


def _is_quotation(claim: ClaimBrief) -> bool:
    return any(plain(claim.text).rstrip("。.") in plain(quote) for quote in claim.quotes)
