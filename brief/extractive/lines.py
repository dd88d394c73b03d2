"""Quoted lines that are printed outside their row: each must be clear without it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from facts.extraction.candidates import Candidate
from facts.extraction.self_contained import refers, shares_words, with_label
from schemas.table import PassageBrief, StatementAnswer

_REFERRING = 0.6
"""Factor on the worth of a line that is only clear behind its headline."""


@dataclass(frozen=True, slots=True)
class ExtractedLine:
    text: str
    passages: tuple[str, ...]
    """Ids of the passages that support it."""
    worth: float

    def statement(self) -> StatementAnswer:
        return StatementAnswer(text=self.text, passages=self.passages)


def quotable(
    evidence: Sequence[PassageBrief],
    read: Callable[[Sequence[str], int, Sequence[str]], list[Candidate]],
    max_chars: int,
    told: Sequence[str],
) -> list[ExtractedLine]:
    """The lines that `read` finds in the texts of one event, headlines excluded."""
    texts = [passage for passage in evidence if not passage.headline]
    return [
        line_of(one.text, one.worth, texts[one.index], evidence)
        for one in read([text.text for text in texts], max_chars, told)
    ]


def line_of(text: str, worth: float, passage: PassageBrief, evidence: Sequence[PassageBrief]) -> ExtractedLine:
    """`text`, a span of `passage`; behind its document's headline where it refers to what that names, or shares no word
    with it.
    """
    text = text.rstrip("。；;")
    headline = _headline_before(passage, evidence)
    leans = refers(text)
    if headline is None or (not leans and shares_words(headline.text, text)):
        return ExtractedLine(text, (passage.id,), worth)
    told = with_label(headline.text, text)
    return ExtractedLine(told, (headline.id, passage.id), worth * _REFERRING if leans else worth)


def _headline_before(passage: PassageBrief, evidence: Sequence[PassageBrief]) -> PassageBrief | None:
    """The headline of the passage's document: evidence is ordered by document, headline first."""
    before = evidence[: evidence.index(passage)]
    return next((one for one in reversed(before) if one.headline), None)
