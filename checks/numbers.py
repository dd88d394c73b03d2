"""Every figure of a claim stands in the documents that it cites, or follows from some that do, and is of the same."""

from collections.abc import Iterator

from checks.base import Check, Finding, claims_of
from checks.canaries import with_first_event_cell
from checks.claim_evidence import ClaimEvidence, claim_evidence
from checks.evidence_index import EvidenceIndex
from checks.mentioned_dates import dated_texts
from facts.support.dates import doubtful_dates
from facts.support.figure_matching import read_cached
from facts.support.figures import Doubtful, Unsupported, disproved_figures, doubtful_figures, figures_without_ground
from schemas.claim import Citation, Claim
from schemas.draft import Draft
from schemas.retrieval import Passage


def _unfounded(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """Proof: the value with its unit stands nowhere in the documents, and comes of none that do."""
    for evidence in claim_evidence(draft, index):
        for figure in disproved_figures(evidence.said, evidence.whole_texts):
            yield evidence.claim.id, _not_there(figure)
    for claim in claims_of(draft):
        for citation in claim.citations:
            passage = index.passages.get(citation.passage_id)
            if claim.kind == "quoted" and passage and (cut := _cut_figure(citation, passage)):
                yield claim.id, f"The quote breaks {cut} off. Quote the whole figure."


def _not_there(figure: Unsupported) -> str:
    known = f"they have {', '.join(figure.known)}" if figure.known else "they have no figure"
    return f"{figure.text} is not in the cited documents; {known}. Write the figure as they have it, or leave it out."


def _misplaced(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """Suspicion: it is there, but perhaps of something else."""
    for evidence in claim_evidence(draft, index):
        near = (*evidence.texts, *(document.title for document in evidence.documents))
        proven = {figure.text for figure in disproved_figures(evidence.said, evidence.whole_texts)}
        for figure in doubtful_figures(evidence.said, near):
            if figure.text not in proven:
                yield evidence.claim.id, _doubt(figure)
        for elsewhere in figures_without_ground(evidence.said, near):
            if elsewhere.text not in proven:
                yield (
                    evidence.claim.id,
                    f"{elsewhere.text} stands in none of the cited passages. Cite the one that has it or its parts.",
                )
        yield from _vague_dates(evidence, index)


def _vague_dates(evidence: ClaimEvidence, index: EvidenceIndex) -> Iterator[Finding]:
    for date in doubtful_dates(evidence.said, dated_texts(evidence, index)):
        yield evidence.claim.id, f"The cited documents do not name {date} itself. Write the date as they have it."


def _doubt(figure: Doubtful) -> str:
    if figure.turned:
        what = f"{figure.text} goes the other way in the cited passages, which have “{figure.turned}”."
        return f"{what} Write it as they have it, or leave it out."
    if figure.owner:
        return f"{figure.text} may be of something else: of what is said here the passages have {figure.owner}."
    return f"{figure.text} stands in the cited passages otherwise, or of something else. Say of it what they say."


def _cut_figure(citation: Citation, passage: Passage) -> str | None:
    """The figure of the passage that the quote ends or begins within."""
    start = passage.text.find(citation.quote)
    edges = (start, start + len(citation.quote))
    within = (one for one in read_cached(passage.text) if any(one.start < edge < one.end for edge in edges))
    cut = next(within, None)
    return cut.text if cut and start >= 0 else None


def _with_another_figure(claim: Claim) -> Claim:
    changed = claim.text.replace("100兆瓦", "100吉瓦")
    return claim.model_copy(update={"text": changed if changed != claim.text else f"{claim.text}，共31.7亿吨"})


def _of_something_else(claim: Claim) -> Claim:
    changed = claim.text.replace("下降12%", "上升12%")
    return claim.model_copy(update={"text": changed if changed != claim.text else f"{claim.text}，另建三座水库"})


NUMBERS = Check(
    "figure_not_in_evidence", "proof", _unfounded, lambda draft: with_first_event_cell(draft, _with_another_figure)
)
MISPLACED = Check(
    "figure_misplaced", "suspicion", _misplaced, lambda draft: with_first_event_cell(draft, _of_something_else)
)
