"""No claim takes for a fact what its source has from somebody unnamed, guesses, or ties to a condition."""

from collections.abc import Iterator, Sequence

from checks.base import Check, Finding, claims_of
from checks.canaries import with_first_event_cell
from checks.claim_evidence import ClaimEvidence, claim_evidence
from checks.evidence_index import EvidenceIndex
from checks.remarks import LIMIT_LOST, OTHER_SPEAKER, SETTLED
from facts.support.attribution import copied_unvouched, other_speaker, unvouched
from facts.support.modality import settled_statements
from facts.text.cleaning import plain
from schemas.claim import Citation, Claim
from schemas.draft import Draft
from schemas.table import Cell


def _unvouched(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for claim in claims_of(draft):
        yield from _not_the_sources(claim, index)
    for evidence in claim_evidence(draft, index):
        if evidence.claim.kind == "stated" and isinstance(evidence.claim, Cell):
            yield from _settled(evidence)


def _not_the_sources(claim: Claim, index: EvidenceIndex) -> Iterator[Finding]:
    said = plain(claim.text)
    quoted = [(citation.quote, _source(citation, index)) for citation in claim.citations]
    if lost := next(filter(None, _lost(claim, said, quoted)), None):
        yield claim.id, LIMIT_LOST.of(words=plain(lost))
    elif claim.kind == "inferred":
        return
    elif other := other_speaker(said, quoted):
        yield claim.id, OTHER_SPEAKER.of(said=other[0], known=plain(other[1]))


def _lost(claim: Claim, said: str, quoted: Sequence[tuple[str, str]]) -> Iterator[str | None]:
    """An inference may take as little from its quotes as it likes, but for what it copies."""
    if claim.kind != "inferred":
        yield from (unvouched(said, *pair) for pair in quoted)
    yield from (copied_unvouched(said, plain(source)) for _, source in quoted)


def _settled(evidence: ClaimEvidence) -> Iterator[Finding]:
    for turn in settled_statements(evidence.said, evidence.texts):
        yield evidence.claim.id, SETTLED.of(known=turn.known)


def _source(citation: Citation, index: EvidenceIndex) -> str:
    """The passage; the quote alone where it stands nowhere in it."""
    passage = index.passages.get(citation.passage_id)
    return passage.text if passage and citation.quote in passage.text else citation.quote


def _without_its_speaker(claim: Claim) -> Claim:
    quotes = (one.model_copy(update={"quote": f"知情人士称，{one.quote}"}) for one in claim.citations)
    return claim.model_copy(update={"citations": tuple(quotes)})


VOUCHING = Check(
    "attribution_lost", "suspicion", _unvouched, lambda draft: with_first_event_cell(draft, _without_its_speaker)
)
