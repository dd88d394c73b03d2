"""From what a writer answered to a claim with citations. The writer names passages; code cuts the quotes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from facts.hygiene import plain
from facts.language import language_of
from facts.quoting import quotes_for
from facts.tokens import pack
from schemas.claim import By, Citation, Claim, ClaimKind
from schemas.reasons import Reason
from schemas.retrieval import Passage
from schemas.table import PassageBrief


@dataclass(frozen=True, slots=True)
class Wording:
    """A writer's text for one claim, and the passages it named."""

    text: str
    passage_ids: tuple[str, ...]
    by: By
    instead: Reason | None = None
    """Why extraction wrote it, where a model was asked."""


def make_claim(claim_id: str, wording: Wording, passages: Mapping[str, Passage], inferred: bool) -> Claim:
    """The claim with its quotes. Kind none where there is no text; quoted where every part stands in the evidence.

    Passages that were not offered are ignored: a writer cannot cite what it was not shown.
    """
    text = plain(wording.text)
    if not text:
        return Claim(id=claim_id, text="", lang="zh", kind="none", by=wording.by)
    cited = [passages[passage_id] for passage_id in dict.fromkeys(wording.passage_ids) if passage_id in passages]
    found = quotes_for(text, [passage.text for passage in cited])
    verbatim = bool(found) and all(quote.verbatim for quote in found)
    kind: ClaimKind = "quoted" if verbatim else "inferred" if inferred else "stated"
    citations = [
        Citation(document_id=cited[quote.passage].document_id, passage_id=cited[quote.passage].id, quote=quote.text)
        for quote in found
    ]
    return Claim(
        id=claim_id,
        text=text,
        lang=language_of(text),
        kind=kind,
        by=wording.by,
        citations=tuple(citations),
        instead=wording.instead,
    )


def brief_passages(passages: Iterable[Passage], budget_tokens: int) -> tuple[PassageBrief, ...]:
    """Whole passages in order, as many as fit; always the first. The reader's form, not the raw text."""
    shown = (
        PassageBrief(id=passage.id, headline=passage.field == "title", text=text)
        for passage in passages
        if (text := plain(passage.text))
    )
    kept, _ = pack(tuple(shown), budget_tokens)
    return kept
