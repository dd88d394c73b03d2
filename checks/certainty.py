"""An inference says that it is one: what no source states is told as a possibility."""

from collections.abc import Iterator

from checks.base import Check, Finding, claims_of
from checks.canaries import with_first_event_cell
from checks.evidence_index import EvidenceIndex
from checks.remarks import LEAVES_NOTHING_OPEN
from facts.support.meaning import leaves_open
from schemas.claim import Claim
from schemas.claim_ids import last_part
from schemas.draft import Draft, Keyword


def _certain(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """A thesis and the meaning of a keyword say what was there, not what follows."""
    for claim in claims_of(draft):
        infers = claim.kind == "inferred" and claim.by == "model"
        sums_up = isinstance(claim, Keyword) or last_part(claim.id) == "thesis"
        if infers and not sums_up and not leaves_open(claim.text):
            yield claim.id, LEAVES_NOTHING_OPEN


def _concluding(claim: Claim) -> Claim:
    text = "北辰科技因此主导了储能市场"
    return claim.model_copy(update={"text": text, "kind": "inferred", "by": "model"})


CERTAINTY = Check("certainty", "suspicion", _certain, lambda draft: with_first_event_cell(draft, _concluding))
