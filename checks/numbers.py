"""Every figure of a claim stands in the documents that it cites, or follows from some that do, and is of the same."""

from collections.abc import Iterator, Mapping

from checks.base import Check, Finding, Spoil, claims_of, event_text, rows_of
from checks.claim_evidence import ClaimEvidence, claim_evidence
from checks.evidence_index import EvidenceIndex
from checks.mentioned_dates import dated_texts
from checks.remarks import Remark, remark
from checks.typed_cells import counted_in
from facts.support.dates import doubtful_dates
from facts.support.figures import (
    Doubtful,
    disproved_figures,
    doubtful_figures,
    figures_without_ground,
    standing_figures,
)
from facts.values.figures import Figure, read_figures
from schemas.claim import Citation
from schemas.draft import Draft
from schemas.retrieval import Passage


def _unfounded(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """Proof: the value with its unit stands nowhere in the documents, and comes of none that do."""
    rows = _rows_of_cells(draft)
    for evidence in claim_evidence(draft, index):
        for figure in disproved_figures(evidence.said, evidence.whole_texts, _read_beside(evidence, rows)):
            if figure.text not in counted_in(evidence.claim, draft, index):
                told = remark("figure_not_there") if figure.known else remark("no_figures_there")
                yield evidence.claim.id, told.of(figure=figure.text, known=figure.known)
    for claim in claims_of(draft):
        for citation in claim.citations:
            passage = index.passages.get(citation.passage_id)
            if claim.kind == "quoted" and passage and (cut := _cut_figure(citation, passage)):
                yield claim.id, remark("figure_cut_off").of(figure=cut)


def _rows_of_cells(draft: Draft) -> Mapping[str, str]:
    """By claim, what a reader has read beside it: the other cells of its row."""
    rows = [[cell for cell in row.cells if cell.kind != "none"] for row in rows_of(draft)]
    return {cell.id: "\n".join(one.text for one in row if one is not cell) for row in rows for cell in row}


def _read_beside(evidence: ClaimEvidence, rows: Mapping[str, str]) -> tuple[Figure, ...]:
    row = rows.get(evidence.claim.id)
    return standing_figures(row, evidence.whole_texts) if row else ()


def _misplaced(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """Suspicion: it is there, but perhaps of something else."""
    rows = _rows_of_cells(draft)
    for evidence in claim_evidence(draft, index):
        beside = _read_beside(evidence, rows)
        proven = {figure.text for figure in disproved_figures(evidence.said, evidence.whole_texts, beside)}
        settled = proven.union(counted_in(evidence.claim, draft, index))
        for figure in doubtful_figures(evidence.said, evidence.near):
            if figure.text not in settled:
                yield evidence.claim.id, _doubt(figure)
        for elsewhere in figures_without_ground(evidence.said, evidence.near, beside):
            if elsewhere.text not in settled:
                yield evidence.claim.id, remark("figure_elsewhere").of(figure=elsewhere.text)
        for date in doubtful_dates(evidence.said, dated_texts(evidence, index)):
            yield evidence.claim.id, remark("date_vague").of(date=date)


def _doubt(figure: Doubtful) -> Remark:
    if figure.turned:
        return remark("figure_turned").of(figure=figure.text, known=figure.turned)
    if figure.owner:
        return remark("figure_of_another").of(figure=figure.text, known=figure.owner)
    return remark("figure_otherwise").of(figure=figure.text)


def _cut_figure(citation: Citation, passage: Passage) -> str | None:
    """The figure of the passage that the quote ends or begins within."""
    start = passage.text.find(citation.quote)
    edges = (start, start + len(citation.quote))
    within = (one for one in read_figures(passage.text) if any(one.start < edge < one.end for edge in edges))
    cut = next(within, None)
    return cut.text if cut and start >= 0 else None


def _changed(said: str, instead: str, further: str) -> Spoil:
    """Says something else of the event, or more."""

    def changed(text: str) -> str:
        return text.replace(said, instead) if said in text else f"{text}，{further}"

    return event_text(changed)


NUMBERS = Check("figure_not_in_evidence", "proof", _unfounded, _changed("100兆瓦", "100吉瓦", "共31.7亿吨"))
MISPLACED = Check("figure_misplaced", "suspicion", _misplaced, _changed("下降12%", "上升12%", "另建三座水库"))
