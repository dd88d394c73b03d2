"""Turns a writer's answer into claims with citations. The writer names passages; code cuts the quotes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checks.answers.finding import Place
from checks.answers.places import WHOLE, Lost
from facts.extraction.cues import CUT_OFF
from facts.text.cleaning import plain
from facts.text.language import language_of
from facts.text.quoting import quotes_for
from facts.text.tokens import pack
from schemas.claim import By, Citation, Claim, ClaimKind
from schemas.claim_ids import owner_of
from schemas.reasons import Reason
from schemas.retrieval import Passage
from schemas.table import PassageBrief


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A writer's text for one claim, and the passages it named."""

    text: str
    passage_ids: tuple[str, ...]
    by: By
    instead: Reason | None = None
    """Why extraction wrote it although a model was asked; None otherwise."""


@dataclass(frozen=True)
class Reasons:
    """Why extraction writes a claim although a model was asked, for each claim."""

    lost: Lost = field(default_factory=dict)
    """Places in the model's answer that were rejected, with the reason."""
    named: Mapping[str, Reason] = field(default_factory=dict)
    """Claim id or row id -> what was wrong with the earlier text."""
    otherwise: Reason | None = None
    """The reason for all other claims; None if no model was asked."""

    def of(self, claim_id: str, *place: str) -> Reason | None:
        """`place`: where the claim is in the answer; a place of one part matches every claim of that kind."""
        named = self.named.get(claim_id) or self.named.get(owner_of(claim_id))
        return named or self._at(place) or self.otherwise

    def _at(self, place: Place) -> Reason | None:
        if len(place) == 1:
            return next((code for lost, code in self.lost.items() if lost[:1] in (place, WHOLE)), None)
        wholes = (place[:length] for length in range(len(place), -1, -1))
        return next((self.lost[whole] for whole in wholes if whole in self.lost), None)


def named_reasons(found: Mapping[str, Reason], claims: Iterable[Claim]) -> dict[str, Reason]:
    """`found`, except that claims which extraction already wrote keep their earlier reason."""
    return {**found, **{claim.id: claim.instead for claim in claims if claim.instead}}


def make_claim(claim_id: str, wording: WrittenText, passages: Mapping[str, Passage], inferred: bool) -> Claim:
    """The claim with its quotes. Its kind is `none` without a text, `quoted` if every part is found in the evidence.

    Passages that were not offered are ignored: a writer cannot cite what it was not shown.
    """
    text = plain(wording.text)
    if wording.by == "model":
        # Feeds cut texts off with dots, and models copy the dots.
        text = CUT_OFF.sub("", text)
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
    """Whole passages in order, as many as fit into the budget, at least one. Texts are cleaned for reading."""
    shown = (
        PassageBrief(id=passage.id, headline=passage.field == "title", text=text)
        for passage in passages
        if (text := plain(passage.text))
    )
    kept, _ = pack(tuple(shown), budget_tokens)
    return kept
