"""Every organisation, product, person and place that a claim names is in a document that it cites.

All of the document counts: a passage may say the company where the headline names it.
"""

from collections.abc import Iterator

from checks.base import Check, Finding, event_text
from checks.claim_evidence import ClaimEvidence, claim_evidence, known_to
from checks.evidence_index import EvidenceIndex
from checks.remarks import remark
from facts.names.detection import MissingName, aliases_of, missing_names
from facts.support.strange_nouns import strange_nouns
from schemas.draft import Draft


def _unfounded(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for evidence in claim_evidence(draft, index):
        for name in _missing(evidence, index):
            if name.is_proven:
                yield evidence.claim.id, remark("name_not_there").of(name=name.text)


def _unfamiliar(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for evidence in claim_evidence(draft, index):
        names = [one.text for one in _missing(evidence, index) if not one.is_proven]
        strange = strange_nouns(evidence.said, known_to(evidence, index), aliases_of(index.aliases))
        for name in dict.fromkeys((*names, *strange)):
            yield evidence.claim.id, remark("name_not_there").of(name=name)


def _missing(evidence: ClaimEvidence, index: EvidenceIndex) -> list[MissingName]:
    """What is inferred may name a section of the report: …交到Web3一栏."""
    found = missing_names(evidence.said, known_to(evidence, index), aliases_of(index.aliases))
    titles = index.headings if evidence.claim.kind == "inferred" else ()
    return [one for one in found if not any(one.text in title for title in titles)]


NAMES = Check("name_not_in_evidence", "proof", _unfounded, event_text(lambda text: f"GPT-9称：{text}"))
UNFAMILIAR = Check("name_doubtful", "suspicion", _unfamiliar, event_text(lambda text: f"《寰宇虚构报》称：{text}"))
