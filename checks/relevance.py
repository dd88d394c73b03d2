"""A claim is about what it cites.

A stated one shares its words with the documents that it cites. An inferred one may be in words of its own, but not in
those of another event: a small model mixes up the rows that it writes together.
"""

from collections.abc import Iterator

from checks.base import Check, Finding, event_text
from checks.claim_evidence import ClaimEvidence, claim_evidence
from checks.evidence_index import EvidenceIndex
from checks.remarks import remark
from facts.names.detection import aliases_of, shares_no_name
from facts.text.cleaning import plain
from facts.text.language import language_of
from facts.text.lexicon import word_list
from facts.text.overlap import adds_nothing, tells_of_another
from facts.text.sentences import clauses
from facts.values.figures import read_figures
from schemas.draft import Draft


def _unrelated(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for evidence in claim_evidence(draft, index):
        if evidence.claim.kind in ("stated", "quoted") and _shares_too_little(evidence):
            yield evidence.claim.id, remark("unrelated")
        elif evidence.claim.kind == "stated" and _has_nothing_in_common(evidence, index):
            yield evidence.claim.id, remark("nothing_shared")
        elif evidence.claim.kind == "stated" and (strange := _strange_clause(evidence)):
            yield evidence.claim.id, remark("strange_clause").of(clause=strange)
        elif evidence.claim.kind == "inferred" and _stands_elsewhere(evidence, index):
            yield evidence.claim.id, remark("of_another_event")


def _shares_too_little(evidence: ClaimEvidence) -> bool:
    alike = _alike(evidence)
    return bool(alike) and tells_of_another(evidence.said, alike)


def _has_nothing_in_common(evidence: ClaimEvidence, index: EvidenceIndex) -> bool:
    """A translation, if it is one, that no name shows to be one of these passages. Figures have checks of their own."""
    if _alike(evidence) or read_figures(evidence.said):
        return False
    return shares_no_name(evidence.said, evidence.near, aliases_of(index.aliases))


def _strange_clause(evidence: ClaimEvidence) -> str | None:
    """One that was added to a true statement. Clauses with a figure are left to the check of figures."""
    alike = _alike(evidence)
    said = (one.text for one in clauses(evidence.said) if alike and not word_list("speech").ends(one.text))
    return next((one for one in said if tells_of_another(one, alike) and not read_figures(one)), None)


def _stands_elsewhere(evidence: ClaimEvidence, index: EvidenceIndex) -> bool:
    if not tells_of_another(evidence.said, evidence.near):
        return False
    own = {name for one in evidence.documents for name in index.companions.get(one.id, {one.id})}
    others = (one.text for one in index.passages.values() if one.document_id not in own)
    return any(adds_nothing(evidence.said, (other,)) for other in others)


def _alike(evidence: ClaimEvidence) -> list[str]:
    """What it cites in its own language."""
    return [text for text in evidence.near if language_of(plain(text)) == language_of(evidence.said)]


RELATION = Check(
    "citation_unrelated", "suspicion", _unrelated, event_text(lambda _: "学校图书馆延长晚间借阅服务时间方便读者")
)
