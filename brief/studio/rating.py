"""What people think of lines: stars, strikes and comments, and which of two runs is better without knowing which."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice

from brief.delivery.audit import signer
from brief.errors import UsageError
from brief.evaluation.blind import Side, choose, pairs
from brief.evaluation.rated import examples_of, rated
from brief.runs.loaded import LoadedRun
from brief.runs.ratings import rate, ratings_of
from brief.studio import addresses
from brief.studio.comparing import BETWEEN
from brief.studio.studio import Studio
from brief.studio.templates import page
from schemas.rating import Rating, Word

_AT_ONCE = 5
"""Pairs on a page."""
_WORDS: Mapping[str, tuple[Word, Word]] = {
    "a": ("better", "worse"),
    "b": ("worse", "better"),
    "even": ("even", "even"),
}


def marks_of(held: LoadedRun) -> dict[str, str]:
    """Claim or row -> what its last rater said, as far as that is a mark."""
    found = (one for one in ratings_of(held.run).marks if one.format == held.name and one.language == held.edition)
    return {one.claim_id: one.mark for one in sorted(found, key=lambda one: one.at) if one.mark != "none"}


def of_claim(held: LoadedRun, claim_id: str) -> tuple[Rating, ...]:
    """One of each person."""
    marks = ratings_of(held.run).marks
    return tuple(
        one for one in marks if (one.claim_id, one.format, one.language) == (claim_id, held.name, held.edition)
    )


def mark_given(studio: Studio, run_id: str, edition: str, claim_id: str, given: Mapping[str, str]) -> dict[str, object]:
    """Keeps a mark or a comment beside the run; what is not given stays as that person said it."""
    held, by = studio.held(run_id, edition), signer()
    if claim_id not in studio.opened(run_id, edition).claims:
        raise UsageError(f"has no claim {claim_id!r}.", where=run_id)
    before = next((one for one in of_claim(held, claim_id) if one.by == by), None)
    said = {
        "mark": given.get("mark") or (before.mark if before else "none"),
        "comment": given.get("comment", before.comment if before else "").strip(),
    }
    about = {"claim_id": claim_id, "format": held.name, "language": held.edition, "by": by, "at": datetime.now(UTC)}
    new = Rating.model_validate({**about, **said})
    rate(held.run, new)
    return {"mark": new.mark, "comment": new.comment}


def ratings_page(studio: Studio, run_id: str, edition: str) -> str:
    """What was said of its lines, and that as examples for sections and prompts."""
    opened = studio.opened(run_id, edition)
    held, found = opened.held, rated(opened.held, tuple(opened.claims.values()))
    return page(
        "ratings.html.j2",
        addresses.of_ratings(held),
        studio=studio,
        held=held,
        here="ratings",
        found=found,
        examples=examples_of(held, found, opened.format),
    )


def blind_page(studio: Studio, runs: str) -> str:
    return page(
        "blind.html.j2",
        addresses.of_comparison(runs, "blind"),
        studio=studio,
        runs=runs,
        pairs=list(islice(_pairs(studio, runs).items(), _AT_ONCE)),
        left=len(_pairs(studio, runs)),
    )


def chosen(studio: Studio, runs: str, given: Mapping[str, str]) -> None:
    """Raises UsageError for a pair that is not there, or was chosen from before."""
    pair, words = _pairs(studio, runs).get(given.get("pair", "")), _WORDS.get(given.get("better", ""))
    if pair is None or words is None:
        raise UsageError("there is no such pair to choose from.", next="Go back to the pairs that are left.")
    choose(pair, words, signer(), datetime.now(UTC))


def _pairs(studio: Studio, runs: str) -> dict[str, tuple[Side, Side]]:
    """By a name that does not tell which is whose."""
    names = runs.split(BETWEEN)
    if len(names) != 2:
        raise UsageError("needs two runs.", next="Choose them in the list of runs.")
    one, other = (studio.opened(name) for name in names)
    found = pairs((one.held, tuple(one.claims.values())), (other.held, tuple(other.claims.values())), signer())
    return {str(number): pair for number, pair in enumerate(sorted(found, key=_place))}


def _place(pair: tuple[Side, Side]) -> tuple[str, ...]:
    return tuple(sorted(side.claim_id for side in pair))
