"""No claim turns round what its passages say: up or down, bought or sold, done or not done."""

from collections.abc import Iterator

from checks.base import Check, Finding, claims_of
from checks.canaries import with_first_event_cell
from checks.claim_evidence import claim_evidence
from checks.evidence_index import EvidenceIndex
from checks.remarks import IMPOSSIBLE_CHANGE, NEGATION_CUT_OFF, TURNED
from facts.support.changes import impossible_changes
from facts.support.meaning import turned_statements
from facts.text.lexicon import word_list
from schemas.claim import Citation, Claim
from schemas.draft import Draft
from schemas.retrieval import Passage


def _turned(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for evidence in claim_evidence(draft, index):
        for turn in turned_statements(evidence.said, evidence.texts):
            yield evidence.claim.id, TURNED.of(said=turn.said, known=turn.known)
        for change in impossible_changes(evidence.said):
            yield evidence.claim.id, IMPOSSIBLE_CHANGE.of(change=change)
    for claim in claims_of(draft):
        for citation in claim.citations:
            passage = index.passages.get(citation.passage_id)
            if claim.kind == "quoted" and passage and _loses_negation(citation, passage):
                yield claim.id, NEGATION_CUT_OFF


def _loses_negation(citation: Citation, passage: Passage) -> bool:
    """The quote begins right behind 未, 并非 or 否认."""
    before = passage.text[: max(0, passage.text.find(citation.quote))].rstrip()
    return word_list("denial").ends(before[-_LONGEST_DENIAL:])


_LONGEST_DENIAL = 12


def _denied(claim: Claim) -> Claim:
    return claim.model_copy(update={"text": claim.text.replace("建成", "未建成")})


DIRECTION = Check("direction_turned", "suspicion", _turned, lambda draft: with_first_event_cell(draft, _denied))
