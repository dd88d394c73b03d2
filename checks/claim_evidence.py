"""A claim beside what it rests on: the passages it cites, their documents, and what a reader sees of it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from checks.base import claims_of, rows_of
from checks.evidence_index import EvidenceIndex, asked_at
from facts.text.cleaning import plain
from facts.text.quoting import parted
from schemas.claim import Citation, Claim, Ground
from schemas.draft import Draft, Signal
from schemas.retrieval import Document, Passage
from schemas.section import Column

V = TypeVar("V")


@dataclass(frozen=True)
class ClaimEvidence:
    claim: Claim
    said: str
    """All of its text that is no quotation: of a quoted claim nothing."""
    passages: tuple[Passage, ...]
    documents: tuple[Document, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(passage.text for passage in self.passages)

    @property
    def near(self) -> tuple[str, ...]:
        """The cited passages, and the titles of their documents."""
        return (*self.texts, *(document.title for document in self.documents))

    @property
    def whole_texts(self) -> tuple[str, ...]:
        """The cited passages and all else that their documents say."""
        return tuple(
            dict.fromkeys((*self.texts, *(text for document in self.documents for text in texts_of(document))))
        )


def known_to(evidence: ClaimEvidence, index: EvidenceIndex) -> tuple[str, ...]:
    """All that its documents say; of a view also what whose voice it is is known to hold."""
    return (*evidence.whole_texts, *index.persona) if evidence.claim.kind == "view" else evidence.whole_texts


def own_words(claim: Claim) -> str:
    """What of `claim` its writer put in words: nothing of what its quotes hold verbatim. A keyword's term is free."""
    return "" if claim.kind == "none" or is_verbatim(claim) else claim.text


def is_verbatim(claim: Claim) -> bool:
    """Every part of its text stands in one of its quotes."""
    quotes = [_squeezed(citation.quote) for citation in claim.citations]
    parts = [_squeezed(part) for part in parted(claim.text)]
    return claim.kind == "quoted" and all(any(part in quote for quote in quotes) for part in parts)


_MARKS = re.compile(r"[\s*_`~#\\]+")


def _squeezed(text: str) -> str:
    """Without blanks and the signs of Markdown, of which a quote may hold one half of a pair."""
    return _MARKS.sub("", plain(text))


def claim_evidence(
    draft: Draft, index: EvidenceIndex, said_by: Callable[[Claim], str] = own_words
) -> Iterator[ClaimEvidence]:
    """As `every_evidence`, but for choices and dates of a column of theirs, which have a check of their own."""
    for one in every_evidence(draft, index, said_by):
        asked = asked_at(one.claim, index)
        if not (isinstance(asked, Column) and asked.kind in ("choice", "date")):
            yield one


def every_evidence(draft: Draft, index: EvidenceIndex, said_by: Callable[[Claim], str]) -> Iterator[ClaimEvidence]:
    """Claims that say something by `said_by`, beside their evidence. A signal rests on the rows that it joins too."""
    below = {row.id: [one for cell in row.cells for one in ground_of(cell)] for row in rows_of(draft)}
    for claim in claims_of(draft):
        said = said_by(claim)
        if not said or not claim.citations:
            continue
        rows = claim.rows if isinstance(claim, Signal) else ()
        ground = [*ground_of(claim), *(one for row in rows for one in below.get(row, ()))]
        passages, documents = (one.passage_id for one in ground), (one.document_id for one in ground)
        yield ClaimEvidence(claim, said, _found(passages, index.passages), _found(documents, index.documents))


def ground_of(claim: Claim) -> Sequence[Ground | Citation]:
    """The passages that it rests on; of a run that kept none, those that it cites."""
    return claim.ground or claim.citations


def texts_of(document: Document) -> tuple[str, ...]:
    """All that a document says: its titles, summary and body."""
    return tuple(filter(None, (document.title, *document.other_titles, document.summary, document.body)))


def _found(ids: Iterable[str], known: Mapping[str, V]) -> tuple[V, ...]:
    """What is known under each of `ids`, once."""
    return tuple(known[one] for one in dict.fromkeys(ids) if one in known)
