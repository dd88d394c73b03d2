"""No claim takes for a fact what its source has from somebody unnamed, guesses, or ties to a condition."""

from collections.abc import Iterator

from checks.base import Check, Finding, claims_of
from checks.grounds import grounds
from checks.library import Library
from checks.spoiling import with_first_event_cell
from facts.certainty import settled_statements
from facts.hygiene import plain
from facts.vouching import other_speaker, unvouched
from schemas.claim import Citation, Claim
from schemas.draft import Draft
from schemas.table import Cell


def _unvouched(draft: Draft, library: Library) -> Iterator[Finding]:
    for claim in claims_of(draft):
        if claim.kind in ("stated", "quoted"):
            yield from _of_claim(claim, library)
    for ground in grounds(draft, library):
        told_as_fact = ground.claim.kind == "stated" and isinstance(ground.claim, Cell)
        for turn in settled_statements(ground.said, ground.texts) if told_as_fact else ():
            yield (
                ground.claim.id,
                f"It tells as settled what the passages leave open: “{turn.known}”. Leave it open too.",
            )


def _of_claim(claim: Claim, library: Library) -> Iterator[Finding]:
    for citation in claim.citations:
        if lost := unvouched(plain(claim.text), citation.quote, _source(citation, library)):
            yield claim.id, f"Its source says so only after {plain(lost)!r}. Say it too, or leave the statement out."
            return
    quoted = [(citation.quote, _source(citation, library)) for citation in claim.citations]
    if other := other_speaker(plain(claim.text), quoted):
        yield claim.id, f"Not “{other[0]}” says so, but “{plain(other[1])}”. Name who does."


def _source(citation: Citation, library: Library) -> str:
    """The passage; the quote alone where it stands nowhere in it."""
    passage = library.passages.get(citation.passage_id)
    return passage.text if passage and citation.quote in passage.text else citation.quote


def _without_its_speaker(claim: Claim) -> Claim:
    quotes = (one.model_copy(update={"quote": f"知情人士称，{one.quote}"}) for one in claim.citations)
    return claim.model_copy(update={"citations": tuple(quotes)})


VOUCHING = Check("attribution_lost", _unvouched, lambda draft: with_first_event_cell(draft, _without_its_speaker))
