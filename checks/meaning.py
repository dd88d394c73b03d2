"""No claim means something else than its sources: turned round, told as settled, given a cause, concluded for certain.

Code guesses at meanings by words, so all that is found here is suspicion.
"""

from collections.abc import Iterator

from checks.base import Check, Finding, claims_of, event_cell, event_text
from checks.citations import OUTSIDE_ID, OUTSIDE_TITLE
from checks.claim_evidence import claim_evidence
from checks.evidence_index import EvidenceIndex
from checks.remarks import remark
from facts.support.meaning import (
    impossible_changes,
    invented_causes,
    leaves_open,
    settled_statements,
    turned_statements,
)
from facts.text.cleaning import plain
from facts.text.lexicon import word_list
from schemas.claim import Citation, Claim
from schemas.claim_ids import last_part
from schemas.draft import Draft, Keyword
from schemas.retrieval import Passage
from schemas.table import Cell, Entry


def _turned(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """Up or down, bought or sold, done or not done."""
    for evidence in claim_evidence(draft, index):
        for turn in turned_statements(evidence.said, evidence.texts):
            yield evidence.claim.id, remark("turned").of(said=turn.said, known=turn.known)
        for change in impossible_changes(evidence.said):
            yield evidence.claim.id, remark("impossible_change").of(change=change)
    for claim in claims_of(draft):
        for citation in claim.citations:
            passage = index.passages.get(citation.passage_id)
            if claim.kind == "quoted" and passage and _loses_negation(citation, passage):
                yield claim.id, remark("negation_cut_off")


def _loses_negation(citation: Citation, passage: Passage) -> bool:
    """The quote begins right behind 未, 并非 or 否认."""
    before = passage.text[: max(0, passage.text.find(citation.quote))].rstrip()
    return word_list("denial").ends(before[-_LONGEST_DENIAL:])


_LONGEST_DENIAL = 12

DIRECTION = Check("direction_turned", "suspicion", _turned, event_text(lambda text: text.replace("建成", "未建成")))


def _settled(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """What its passages have from somebody unnamed, guess, plan, or tie to a condition."""
    for evidence in claim_evidence(draft, index, _told):
        for known in dict.fromkeys(one.known for one in settled_statements(evidence.said, evidence.texts)):
            yield evidence.claim.id, remark("settled").of(known=known)


def _told(claim: Claim) -> str:
    """A quotation loses its speaker as well. What an inference leaves open is for the check of certainty."""
    return plain(claim.text) if isinstance(claim, Cell) and claim.kind in ("stated", "quoted") else ""


VOUCHING = Check("attribution_lost", "suspicion", _settled, event_text(lambda _: "北辰科技年内扩建二期"))


def _tied(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """One thing is made the cause of another where its sources know of no cause."""
    for evidence in claim_evidence(draft, index):
        for one in invented_causes(evidence.said, evidence.near):
            yield evidence.claim.id, remark("no_cause_known").of(said=one.said, known=one.known)


def _and_then(claim: Claim) -> Claim:
    first = claim.citations[0]
    other = Citation(document_id=OUTSIDE_ID, passage_id=first.passage_id, quote=first.quote)
    text = f"{claim.text}，推动了{OUTSIDE_TITLE}"
    return claim.model_copy(update={"text": text, "kind": "stated", "citations": (*claim.citations, other)})


JOINING = Check("events_joined", "suspicion", _tied, event_cell(_and_then))


def _certain(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """What no source states is told as a possibility. A thesis and the meaning of a keyword say what was there; so may
    any one of a block's sentences, beside one that concludes.
    """
    for claim in claims_of(draft):
        infers = claim.kind == "inferred" and claim.by == "model"
        sums_up = isinstance(claim, Keyword | Entry) or last_part(claim.id) == "thesis"
        if infers and not sums_up and not leaves_open(claim.text):
            yield claim.id, remark("leaves_nothing_open")


CERTAINTY = Check(
    "certainty", "suspicion", _certain, event_text(lambda _: "北辰科技因此主导了储能市场", kind="inferred", by="model")
)
