"""Every date of a claim is one that the passages it cites name, or the day on which they were published."""

from collections.abc import Iterator

from checks.base import Check, Finding
from checks.canaries import with_first_event_cell
from checks.claim_evidence import ClaimEvidence, claim_evidence
from checks.evidence_index import EvidenceIndex
from facts.support.dates import Dated, known_dates, unsupported_dates
from schemas.claim import Claim
from schemas.draft import Draft


def _unfounded(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for evidence in claim_evidence(draft, index):
        dated = _dated(evidence, index)
        for mention in unsupported_dates(evidence.said, dated):
            yield evidence.claim.id, _message(mention, known_dates(dated))


def _dated(evidence: ClaimEvidence, index: EvidenceIndex) -> list[Dated]:
    """The cited passages, each with the day of its document in the report's time zone."""
    published = {
        document.id: document.published_at.astimezone(index.zone).date()
        for document in evidence.documents
        if document.published_at
    }
    return [(passage.text, published.get(passage.document_id)) for passage in evidence.passages]


def _message(mention: str, known: tuple[str, ...]) -> str:
    has = f"they name {', '.join(known)}" if known else "they name none"
    return f"The date {mention} is not in the cited passages; {has}. Write the date as they have it, or leave it out."


def _on_another_day(claim: Claim) -> Claim:
    return claim.model_copy(update={"text": f"2019年5月31日，{claim.text}"})


MENTIONED_DATES = Check(
    "date_not_in_evidence", "proof", _unfounded, lambda draft: with_first_event_cell(draft, _on_another_day)
)
