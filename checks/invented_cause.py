"""No claim makes one thing the cause, or the doer, of another that its sources tell apart."""

from collections.abc import Iterator

from checks.base import Check, Finding
from checks.canaries import with_first_event_cell
from checks.claim_evidence import ClaimEvidence, claim_evidence
from checks.dates import OUTSIDE_ID, OUTSIDE_TITLE
from checks.evidence_index import EvidenceIndex
from checks.remarks import NOT_TIED
from facts.support.causal_links import joined
from facts.text.cleaning import plain
from schemas.claim import Citation, Claim
from schemas.draft import Draft


def _tied(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for evidence in claim_evidence(draft, index):
        events = _events(evidence, index)
        if pair := joined(plain(evidence.said), events):
            yield evidence.claim.id, NOT_TIED.of(first=pair[0], second=pair[1])


def _events(evidence: ClaimEvidence, index: EvidenceIndex) -> list[list[str]]:
    """What the documents of each event that a claim cites tell."""
    ids = (document.id for document in evidence.documents)
    events = dict.fromkeys(index.companions.get(one, frozenset((one,))) for one in ids)
    return [_texts(documents, index) for documents in events]


def _texts(documents: frozenset[str], index: EvidenceIndex) -> list[str]:
    titles = [index.documents[one].title for one in sorted(documents) if one in index.documents]
    return titles + [plain(one.text) for one in index.passages.values() if one.document_id in documents]


def _and_then(claim: Claim) -> Claim:
    first = claim.citations[0]
    other = Citation(document_id=OUTSIDE_ID, passage_id=first.passage_id, quote=first.quote)
    text = f"{claim.text}，推动了{OUTSIDE_TITLE}"
    return claim.model_copy(update={"text": text, "kind": "stated", "citations": (*claim.citations, other)})


JOINING = Check("events_joined", "suspicion", _tied, lambda draft: with_first_event_cell(draft, _and_then))
