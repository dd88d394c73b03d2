"""What people think of lines: stars, strikes and comments, and which of two runs is better without knowing which."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import islice

from pydantic import TypeAdapter

from brief.delivery.audit import signer
from brief.errors import UsageError
from brief.evaluation.blind import CHOICES, Side, choices, choose
from brief.evaluation.rated import examples_of, rated
from brief.runs.loaded import LoadedRun
from brief.runs.ratings import rated_anew, ratings_of
from brief.studio import addresses
from brief.studio.comparing import too_few
from brief.studio.studio import Studio
from schemas.rating import Mark, Rating, Word

_AT_ONCE = 5
"""Pairs on a page."""
_MARK: TypeAdapter[Mark | None] = TypeAdapter(Mark | None)


def marks_of(held: LoadedRun) -> dict[str, str]:
    """Claim or row -> what its last rater said, as far as that is a mark."""
    return {one.claim_id: one.mark for one in sorted(_given(held), key=lambda one: one.at) if one.mark != "none"}


def of_claim(held: LoadedRun, claim_id: str) -> tuple[Rating, ...]:
    """One of each person."""
    return tuple(one for one in _given(held) if one.claim_id == claim_id)


def _given(held: LoadedRun) -> list[Rating]:
    return [one for one in ratings_of(held.run).marks if (one.format, one.language) == (held.name, held.edition)]


def mark_given(studio: Studio, run_id: str, edition: str, claim_id: str, given: Mapping[str, str]) -> dict[str, object]:
    """Keeps a mark or a comment beside the run; what is not given stays as that person said it."""
    opened = studio.opened(run_id, edition)
    held = opened.held
    if claim_id not in opened.claims:
        raise UsageError(f"has no claim {claim_id!r}.", where=run_id)
    new = Rating(claim_id=claim_id, format=held.name, language=held.edition, by=signer(), at=datetime.now(UTC))
    said = rated_anew(held.run, new, _MARK.validate_python(given.get("mark") or None), given.get("comment"))
    return {"mark": said.mark, "comment": said.comment}


def ratings_page(studio: Studio, run_id: str, edition: str) -> str:
    """What was said of its lines, and that as examples for sections and prompts."""
    opened = studio.opened(run_id, edition)
    held, found = opened.held, rated(opened.held, tuple(opened.claims.values()))
    examples = examples_of(held, found, opened.format)
    return studio.page_of("ratings", held, "ratings", found=found, examples=examples)


def blind_page(studio: Studio, runs: str) -> str:
    every = _choices(studio, runs)
    found = _pairs(every)
    pairs, chosen = list(islice(found.items(), _AT_ONCE)), len(every) - len(found)
    return studio.page("blind", addresses.of_comparison(runs, "blind"), pairs=pairs, left=len(found), chosen=chosen)


def revealed_page(studio: Studio, runs: str) -> str:
    """Which was whose, and how often each was better; of what is left to choose from, which is whose too."""
    found = _choices(studio, runs)
    tally = Counter(_better(pair, word) for pair, word in found if word)
    return studio.page(
        "revealed",
        addresses.of_comparison(runs, "revealed"),
        runs=runs.split(addresses.BETWEEN),
        found=sorted(found, key=lambda one: one[1] is None),
        tally=tally,
        better=_better,
    )


def _better(pair: tuple[Side, Side], word: Word | None) -> str:
    """The run whose text was; empty for neither."""
    return {"better": pair[0].run.path.name, "worse": pair[1].run.path.name}.get(word or "", "")


def chosen(studio: Studio, runs: str, given: Mapping[str, str]) -> None:
    """Raises UsageError for a pair that is not there, or was chosen from before."""
    pair, words = _pairs(_choices(studio, runs)).get(given.get("pair", "")), CHOICES.get(given.get("better", ""))
    if pair is None or words is None:
        raise UsageError("there is no such pair to choose from.", next="Go back to the pairs that are left.")
    choose(pair, words, signer(), datetime.now(UTC))


def _pairs(found: Iterable[tuple[tuple[Side, Side], Word | None]]) -> dict[str, tuple[Side, Side]]:
    """Those that are left, by a name that does not tell which is whose."""
    left = sorted((pair for pair, word in found if word is None), key=_place)
    return {str(number): pair for number, pair in enumerate(left)}


def _choices(studio: Studio, runs: str) -> list[tuple[tuple[Side, Side], Word | None]]:
    names = runs.split(addresses.BETWEEN)
    if len(names) != 2:
        raise too_few()
    one, other = (studio.opened(name) for name in names)
    return list(choices((one.held, tuple(one.claims.values())), (other.held, tuple(other.claims.values())), signer()))


def _place(pair: tuple[Side, Side]) -> tuple[str, ...]:
    return tuple(sorted(side.claim_id for side in pair))
