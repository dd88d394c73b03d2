"""Every date of a claim meets one that the documents it cites name, or the day on which they were published."""

from collections.abc import Iterator

from checks.base import Check, Finding, event_text
from checks.claim_evidence import ClaimEvidence, claim_evidence, texts_of
from checks.evidence_index import EvidenceIndex
from checks.remarks import remark
from facts.support.dates import Dated, known_dates, unsupported_dates
from schemas.draft import Draft


def _unfounded(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for evidence in claim_evidence(draft, index):
        dated = dated_texts(evidence, index)
        for mention in unsupported_dates(evidence.said, dated):
            known = known_dates(dated)[:_MOST_TOLD]
            told = remark("date_not_there") if known else remark("no_dates_there")
            yield evidence.claim.id, told.of(date=mention, known=known)


def dated_texts(evidence: ClaimEvidence, index: EvidenceIndex) -> list[Dated]:
    """All that the cited documents say, each with the day on which it was published in the report's time zone."""
    days = {
        document.id: document.published_at.astimezone(index.zone).date() if document.published_at else None
        for document in evidence.documents
    }
    passages = [(passage.text, days.get(passage.document_id)) for passage in evidence.passages]
    whole = [(text, days[document.id]) for document in evidence.documents for text in texts_of(document)]
    persona = [(text, None) for text in index.persona] if evidence.claim.kind == "view" else []
    return list(dict.fromkeys((*passages, *whole, *persona)))


_MOST_TOLD = 8


MENTIONED_DATES = Check("date_not_in_evidence", "proof", _unfounded, event_text(lambda text: f"2019年5月31日，{text}"))
