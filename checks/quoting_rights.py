"""No row prints more of a document word for word than its source allows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from checks.base import Check, Finding, beside, claims_of, first_cells, rows_of
from checks.evidence_index import EvidenceIndex
from checks.remarks import remark
from facts.text.language import as_long, language_of
from facts.text.sentences import sentences, without_end
from schemas.claim import Claim
from schemas.draft import Draft
from schemas.retrieval import MOST_SENTENCES
from schemas.table import Cell

_LONG = 20
"""Characters of Chinese from which on a sentence is one that is copied, whatever stands around it."""


def _over_quoted(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    rows = list(rows_of(draft))
    for row in rows:  # a headline is no sentence of the text
        yield from _beyond(row.cells[1:], index)
    of_rows = {cell.id for row in rows for cell in row.cells}
    for claim in claims_of(draft):
        if claim.id not in of_rows:
            yield from _beyond((claim,), index)


def _beyond(claims: Iterable[Claim], index: EvidenceIndex) -> Iterator[Finding]:
    """Those with which a document's sentences become too many."""
    printed: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for citation in claim.citations:
            document, passage = index.documents.get(citation.document_id), index.passages.get(citation.passage_id)
            most = MOST_SENTENCES[document.quote] if document else None
            if most is None or (passage and passage.field == "title"):
                continue
            copied = _copied(claim, citation.quote, passage.text if passage else "") - printed[citation.document_id]
            printed[citation.document_id] |= copied
            if copied and len(printed[citation.document_id]) > most:
                yield claim.id, remark("over_quoted").of(document=citation.document_id, most=str(most))
                break


def _copied(claim: Claim, quote: str, passage: str) -> set[str]:
    """Sentences that stand in the claim word for word: all of its quote, if it says that it quotes."""
    quoted = sentences(quote) if claim.kind == "quoted" else ()
    held = (without_end(one.text) for one in sentences(passage))
    return {without_end(one.text) for one in quoted} | {one for one in held if _is_taken(one, claim.text)}


def _is_taken(sentence: str, text: str) -> bool:
    """A few words amid one's own are no copy: a fact is hardly said in others."""
    is_long = len(sentence) >= as_long(_LONG, "zh", language_of(sentence))
    return sentence in text and (is_long or 2 * len(sentence) >= len(text))


def _three_sentences(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    first = cells[0].citations[0]
    said = [first.model_copy(update={"passage_id": "", "quote": f"规模为{number}。"}) for number in "一二三"]
    return cells[0], beside(cells[0], "technical", kind="quoted", citations=tuple(said))


OVER_QUOTED = Check("over_quoted", "proof", _over_quoted, first_cells(_three_sentences))
