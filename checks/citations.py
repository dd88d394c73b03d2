"""Every claim that says something cites, but for an editor's own view; every quote stands in its passage; every link is
one of the evidence.
"""

from collections.abc import Iterator

from checks.base import Check, Finding, claims_of
from checks.canaries import event_cell
from checks.evidence_index import EvidenceIndex
from checks.remarks import remark
from schemas.claim import Claim
from schemas.draft import Draft


def _false_quotes(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for claim in claims_of(draft):
        if claim.kind not in ("none", "view") and not claim.citations:
            yield claim.id, remark("cites_nothing")
        for citation in claim.citations:
            passage = index.passages.get(citation.passage_id)
            if not citation.quote.strip() or passage is None or citation.quote not in passage.text:
                yield claim.id, remark("quote_not_there").of(passage=citation.passage_id)


def _foreign_links(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for claim in claims_of(draft):
        for citation in claim.citations:
            passage = index.passages.get(citation.passage_id)
            if citation.document_id not in index.documents or (passage and passage.document_id != citation.document_id):
                yield claim.id, remark("wrong_document").of(document=citation.document_id, passage=citation.passage_id)


def _first_citation(claim: Claim, **changes: str) -> Claim:
    first, *others = claim.citations
    return claim.model_copy(update={"citations": (first.model_copy(update=changes), *others)})


QUOTES = Check(
    "quote_not_in_passage",
    "proof",
    _false_quotes,
    event_cell(lambda claim: _first_citation(claim, quote=claim.citations[0].quote + "？")),
)
LINKS = Check(
    "link_not_in_evidence", "proof", _foreign_links, event_cell(lambda claim: _first_citation(claim, document_id="d0"))
)
