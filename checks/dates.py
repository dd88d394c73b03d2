"""Every cited document was published within the period, or is offered as its background."""

from collections.abc import Iterator
from datetime import datetime

from checks.base import Check, Finding, claims_of
from checks.canaries import event_cell
from checks.evidence_index import EvidenceIndex
from checks.remarks import remark
from schemas.claim import Claim
from schemas.draft import Draft

OUTSIDE_ID = "d-outside"
"""A document of the canaries' evidence that lies before the period."""
OUTSIDE_TITLE = "港交所批准两家发行人试用稳定币清算"
"""It tells of another event than the rest."""


def _outside(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for claim in claims_of(draft):
        for citation in claim.citations:
            document = index.documents.get(citation.document_id)
            if document and document.id not in index.background and not _within(document.published_at, index):
                yield claim.id, remark("not_of_the_period").of(document=document.id)


def _within(published_at: datetime | None, index: EvidenceIndex) -> bool:
    return published_at is not None and index.period.holds(published_at.astimezone(index.zone).date())


def _from_outside(claim: Claim) -> Claim:
    citations = tuple(citation.model_copy(update={"document_id": OUTSIDE_ID}) for citation in claim.citations)
    return claim.model_copy(update={"citations": citations})


DATES = Check("date_outside_period", "proof", _outside, event_cell(_from_outside))
