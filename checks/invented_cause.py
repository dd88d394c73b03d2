"""No claim makes one thing the cause of another where its sources know of no cause."""

from collections.abc import Iterator

from checks.base import Check, Finding
from checks.canaries import with_first_event_cell
from checks.claim_evidence import claim_evidence
from checks.dates import OUTSIDE_ID, OUTSIDE_TITLE
from checks.evidence_index import EvidenceIndex
from checks.remarks import NO_CAUSE_KNOWN
from facts.support.meaning import invented_causes
from schemas.claim import Citation, Claim
from schemas.draft import Draft


def _tied(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for evidence in claim_evidence(draft, index):
        told = (*evidence.texts, *(document.title for document in evidence.documents))
        for one in invented_causes(evidence.said, told):
            yield evidence.claim.id, NO_CAUSE_KNOWN.of(said=one.said, known=one.known)


def _and_then(claim: Claim) -> Claim:
    first = claim.citations[0]
    other = Citation(document_id=OUTSIDE_ID, passage_id=first.passage_id, quote=first.quote)
    text = f"{claim.text}，推动了{OUTSIDE_TITLE}"
    return claim.model_copy(update={"text": text, "kind": "stated", "citations": (*claim.citations, other)})


JOINING = Check("events_joined", "suspicion", _tied, lambda draft: with_first_event_cell(draft, _and_then))
