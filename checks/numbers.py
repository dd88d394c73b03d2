"""Every figure of a claim stands in the passages that it cites, or follows from figures that do, and is of the same."""

from collections.abc import Iterator

from checks.base import Check, Finding, claims_of
from checks.canaries import with_first_event_cell
from checks.claim_evidence import claim_evidence
from checks.evidence_index import EvidenceIndex
from facts.support.figure_owners import misplaced_figures
from facts.support.figures import Unsupported, read_cached, unsupported_figures
from schemas.claim import Citation, Claim
from schemas.draft import Draft
from schemas.retrieval import Passage


def _unfounded(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for evidence in claim_evidence(draft, index):
        owners = dict(misplaced_figures(evidence.said, evidence.texts))
        for figure in unsupported_figures(evidence.said, evidence.texts):
            if figure.text not in owners:
                yield evidence.claim.id, _message(figure)
        for misplaced, owner in owners.items():
            yield (
                evidence.claim.id,
                f"{misplaced} is of something else: of what is said here the passages have {owner}.",
            )
    for claim in claims_of(draft):
        for citation in claim.citations:
            passage = index.passages.get(citation.passage_id)
            if claim.kind == "quoted" and passage and (cut := _cut_figure(citation, passage)):
                yield claim.id, f"The quote breaks {cut} off. Quote the whole figure."


def _message(figure: Unsupported) -> str:
    if figure.turned:
        what = f"{figure.text} goes the other way in the cited passages, which have “{figure.turned}”."
        return f"{what} Write it as they have it, or leave it out."
    if figure.text in figure.known:
        return f"{figure.text} stands in the cited passages, but is of something else there. Say of it what they say."
    known = f"they have {', '.join(figure.known)}" if figure.known else "they have no figure"
    return f"{figure.text} is not in the cited passages; {known}. Write the figure as they have it, or leave it out."


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


NUMBERS = Check(
    "figure_not_in_evidence", "proof", _unfounded, lambda draft: with_first_event_cell(draft, _with_another_figure)
)
