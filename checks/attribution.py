"""No claim takes for settled what its passages have from somebody unnamed, guess, plan, or tie to a condition."""

from collections.abc import Iterator

from checks.base import Check, Finding
from checks.canaries import with_first_event_cell
from checks.claim_evidence import claim_evidence
from checks.evidence_index import EvidenceIndex
from checks.remarks import SETTLED
from facts.support.meaning import settled_statements
from facts.text.cleaning import plain
from schemas.claim import Claim
from schemas.draft import Draft
from schemas.table import Cell


def _settled(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for evidence in claim_evidence(draft, index, _told):
        for one in settled_statements(evidence.said, evidence.texts):
            yield evidence.claim.id, SETTLED.of(known=one.known)


def _told(claim: Claim) -> str:
    """A quotation loses its speaker as well. What an inference leaves open is for the check of certainty."""
    return plain(claim.text) if isinstance(claim, Cell) and claim.kind in ("stated", "quoted") else ""


def _settling(claim: Claim) -> Claim:
    return claim.model_copy(update={"text": "北辰科技年内扩建二期"})


VOUCHING = Check("attribution_lost", "suspicion", _settled, lambda draft: with_first_event_cell(draft, _settling))
