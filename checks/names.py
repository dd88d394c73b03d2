"""Every organisation, product, person and place that a claim names is in a document that it cites."""

from collections.abc import Iterator

from checks.base import Check, Finding
from checks.canaries import with_first_event_cell
from checks.claim_evidence import ClaimEvidence, claim_evidence
from checks.evidence_index import EvidenceIndex
from checks.remarks import NAME_NOT_THERE
from facts.names.detection import aliases_of, missing_names
from schemas.claim import Claim
from schemas.draft import Draft


def _unfounded(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    return _missing(draft, index, proven=True)


def _unfamiliar(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    return _missing(draft, index, proven=False)


def _missing(draft: Draft, index: EvidenceIndex, proven: bool) -> Iterator[Finding]:
    aliases = aliases_of(index.aliases)
    for ground in claim_evidence(draft, index):
        for name in missing_names(ground.said, _told(ground), aliases):
            if name.is_proven == proven:
                yield ground.claim.id, NAME_NOT_THERE.of(name=name.text)


def _told(evidence: ClaimEvidence) -> tuple[str, ...]:
    """All texts of the cited documents: a passage may say the company where the headline names it."""
    documents = (
        text
        for document in evidence.documents
        for text in (document.title, document.summary, document.body, *document.other_titles)
    )
    return tuple(dict.fromkeys(filter(None, (*evidence.texts, *documents))))


def _of_another(claim: Claim) -> Claim:
    return claim.model_copy(update={"text": f"GPT-9称：{claim.text}"})


def _by_another(claim: Claim) -> Claim:
    return claim.model_copy(update={"text": f"《寰宇虚构报》称：{claim.text}"})


NAMES = Check("name_not_in_evidence", "proof", _unfounded, lambda draft: with_first_event_cell(draft, _of_another))
UNFAMILIAR = Check("name_doubtful", "suspicion", _unfamiliar, lambda draft: with_first_event_cell(draft, _by_another))
