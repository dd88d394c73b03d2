"""Every claim that says something cites, but for an editor's own view; every quote stands in its passage; every link is
one of the evidence, to a document of the period or of its background.
"""

from collections.abc import Iterator

from checks.base import Check, Finding, claims_of, event_cell
from checks.evidence_index import EvidenceIndex
from checks.remarks import remark
from schemas.claim import Claim
from schemas.draft import Draft


def _false_quotes(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for claim in claims_of(draft):
        is_an_editors = claim.kind == "view" and claim.by == "hand"
        if claim.kind != "none" and not is_an_editors and not claim.citations:
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


# -- of the period ----------------------------------------------------------------------------------------------------

OUTSIDE_ID = "d-outside"
"""A document of the canaries' evidence that lies before the period."""
OUTSIDE_TITLE = "港交所批准两家发行人试用稳定币清算"
"""It tells of another event than the rest."""


def _outside(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for claim in claims_of(draft):
        for citation in claim.citations:
            document = index.documents.get(citation.document_id)
            at = document.published_at if document else None
            is_within = at is not None and index.period.holds(at.astimezone(index.zone).date())
            if document and document.id not in index.background and not is_within:
                yield claim.id, remark("not_of_the_period").of(document=document.id)


def _from_outside(claim: Claim) -> Claim:
    citations = tuple(citation.model_copy(update={"document_id": OUTSIDE_ID}) for citation in claim.citations)
    return claim.model_copy(update={"citations": citations})


DATES = Check("date_outside_period", "proof", _outside, event_cell(_from_outside))
