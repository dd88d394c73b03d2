"""A claim is about what it cites.

A stated one shares its words with the documents that it cites. An inferred one may be in words of its own, but not in
those of another event: a small model mixes up the rows that it writes together.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from checks.base import Check, Finding
from checks.canaries import with_first_event_cell
from checks.claim_evidence import ClaimEvidence, claim_evidence
from checks.evidence_index import EvidenceIndex
from checks.remarks import NOTHING_SHARED, OF_ANOTHER_EVENT, STRANGE_CLAUSE, UNRELATED
from facts.names.detection import aliases_of
from facts.text.cleaning import plain
from facts.text.language import language_of
from facts.text.sentences import clauses
from facts.text.similarity import terms
from facts.values.figures import read_figures
from schemas.claim import Claim
from schemas.draft import Draft

_LEAST_SHARE = 0.3
"""Of a claim's words in the passages it cites and their headlines; rephrased true statements have over 0.5."""
_ELSEWHERE = 0.8
"""Of an inferred claim's words in one passage that it does not cite: so much is copied from there."""
_OWN = 0.5
"""Of them in what it cites: so much may stand in both."""
_STRANGE = 0.15
"""Of one clause's words: rephrased true clauses have over 0.25."""
_LEAST_WORDS = 6
"""Fewer say too little to tell by."""
_LATIN = re.compile(r"[a-z0-9]{2,}")


def _unrelated(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for evidence in claim_evidence(draft, index):
        if evidence.claim.kind in ("stated", "quoted") and _shares_too_little(evidence):
            yield evidence.claim.id, UNRELATED
        elif evidence.claim.kind == "stated" and _has_nothing_in_common(evidence, index):
            yield evidence.claim.id, NOTHING_SHARED
        elif evidence.claim.kind == "stated" and (strange := _strange_clause(evidence)):
            yield evidence.claim.id, STRANGE_CLAUSE.of(clause=strange)
        elif evidence.claim.kind == "inferred" and _stands_elsewhere(evidence, index):
            yield evidence.claim.id, OF_ANOTHER_EVENT


def _shares_too_little(evidence: ClaimEvidence) -> bool:
    words, alike = _words(evidence.said), _alike(evidence)
    return bool(alike) and len(words) >= _LEAST_WORDS and _share(words, alike) < _LEAST_SHARE


def _has_nothing_in_common(evidence: ClaimEvidence, index: EvidenceIndex) -> bool:
    """A translation, if it is one, that nothing shows to be one of these passages. Figures have checks of their own."""
    if _alike(evidence) or read_figures(evidence.said):
        return False
    said, cited = plain(evidence.said).casefold(), " ".join(map(plain, _cited(evidence))).casefold()
    if any(word in cited for word in _LATIN.findall(said)):
        return False
    aliases = aliases_of(index.aliases)
    named = {group for span in aliases.found(plain(evidence.said)) for group in aliases.groups(span.text)}
    told = (span for text in _cited(evidence) for span in aliases.found(plain(text)))
    return not named & {group for span in told for group in aliases.groups(span.text)}


def _strange_clause(evidence: ClaimEvidence) -> str | None:
    """One that was added to a true statement. Clauses with a figure are left to the check of figures."""
    alike = _alike(evidence)
    for clause in clauses(evidence.said) if alike else ():
        words = _words(clause.text)
        if len(words) >= _LEAST_WORDS and not read_figures(clause.text) and _share(words, alike) < _STRANGE:
            return clause.text
    return None


def _stands_elsewhere(evidence: ClaimEvidence, index: EvidenceIndex) -> bool:
    words = _words(evidence.said)
    if len(words) < _LEAST_WORDS or _share(words, _cited(evidence)) >= _OWN:
        return False
    known = index.companions
    own = {name for document in evidence.documents for name in known.get(document.id, {document.id})}
    others = (one.text for one in index.passages.values() if one.document_id not in own)
    return any(_share(words, (other,)) >= _ELSEWHERE for other in others)


def _alike(evidence: ClaimEvidence) -> list[str]:
    """What it cites in its own language."""
    return [text for text in _cited(evidence) if language_of(plain(text)) == language_of(evidence.said)]


def _cited(evidence: ClaimEvidence) -> list[str]:
    return [*evidence.texts, *(document.title for document in evidence.documents)]


def _words(text: str) -> set[str]:
    return {term for term in _terms(text) if not term[0].isdigit()}


def _share(words: set[str], texts: Iterable[str]) -> float:
    """Of `words` in `texts` together, 0 to 1."""
    return len(words & {term for text in texts for term in _terms(text)}) / len(words)


@lru_cache(maxsize=4096)
def _terms(text: str) -> tuple[str, ...]:
    return terms(plain(text))


def _of_something_else(claim: Claim) -> Claim:
    return claim.model_copy(update={"text": "学校图书馆延长晚间借阅服务时间方便读者"})


RELATION = Check(
    "citation_unrelated", "suspicion", _unrelated, lambda draft: with_first_event_cell(draft, _of_something_else)
)
