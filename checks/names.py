"""Every organisation, product, person and place that a claim names is in a document that it cites."""

from collections.abc import Iterator

from checks.base import Check, Finding
from checks.canaries import with_first_event_cell
from checks.claim_evidence import ClaimEvidence, claim_evidence
from checks.evidence_index import EvidenceIndex
from checks.remarks import NAME_NOT_THERE
from facts.names.detection import aliases_of, missing_names
from facts.support.strange_nouns import strange_nouns
from schemas.claim import Claim
from schemas.draft import Draft


def _unfounded(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for evidence in claim_evidence(draft, index):
        for name in missing_names(evidence.said, _told(evidence), aliases_of(index.aliases)):
            if name.is_proven:
                yield evidence.claim.id, NAME_NOT_THERE.of(name=name.text)


def _unfamiliar(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    aliases = aliases_of(index.aliases)
    for evidence in claim_evidence(draft, index):
        told = _told(evidence)
        names = [one.text for one in missing_names(evidence.said, told, aliases) if not one.is_proven]
        for name in dict.fromkeys((*names, *strange_nouns(evidence.said, told, aliases))):
            yield evidence.claim.id, NAME_NOT_THERE.of(name=name)


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
