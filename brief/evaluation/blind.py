"""A or B without knowing which: texts of two runs of the same evidence, side by side."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from brief.errors import UsageError
from brief.evaluation.comparison import same_evidence
from brief.provenance.printed_lines import Printed
from brief.runs.loaded import LoadedRun
from brief.runs.ratings import rate, ratings_of
from schemas.claim_ids import last_part
from schemas.rating import Preference, Word

CHOICES: Mapping[str, tuple[Word, Word]] = {
    "a": ("better", "worse"),
    "b": ("worse", "better"),
    "even": ("even", "even"),
}
"""What each of two sides is, by which was chosen."""


class Side(NamedTuple):
    run: LoadedRun
    claim_id: str
    """Of a row where the event has one."""
    text: str


Texts = tuple[LoadedRun, Sequence[Printed]]
"""A run in a format and language, and what is printed in it."""


def choices(one: Texts, other: Texts, by: str) -> Iterator[tuple[tuple[Side, Side], Word | None]]:
    """The rows of events that have one in both runs, and the other texts that both have, where they say different
    things; in the order of the first run. With each what that person said of its first side, held against the second;
    None for one that was not chosen from yet.

    Which is A does not tell whose it is, and stays the same for one person. Raises UsageError for runs of different
    evidence.
    """
    (run, _), (against, _) = one, other
    if not same_evidence(run.path, against.path):
        what = f"{run.path.name} and {against.path.name} rest on different evidence."
        raise UsageError(what, next="Choose between a run and a replay of it, or between two replays.")
    said, others = _sides(*one), _sides(*other)
    chosen = {
        (line.claim_id, line.format, line.language, line.by, line.other): line.word
        for line in ratings_of(run.run).preferences
    }
    for name, side in said.items():
        if name in others and side.text != others[name].text:
            word = chosen.get((side.claim_id, run.name, run.edition, by, against.path.name))
            pair = _shuffled(side, others[name], by)
            yield pair, word if word is None or pair[0] is side else _TURNED[word]


_TURNED: Mapping[Word, Word] = {"better": "worse", "worse": "better", "even": "even"}


def choose(pair: tuple[Side, Side], words: tuple[Word, Word], by: str, at: datetime) -> None:
    """Notes beside both runs what each text is, held against the other. Raises as `rate` does."""
    for (run, claim_id, _), (other, other_claim_id, _), word in zip(pair, pair[::-1], words, strict=True):
        about = {"claim_id": claim_id, "other": other.path.name, "other_claim_id": other_claim_id}
        rate(run.run, Preference(format=run.name, language=run.edition, word=word, by=by, at=at, **about))


def _sides(run: LoadedRun, claims: Sequence[Printed]) -> dict[str, Side]:
    """By event, or by claim outside of rows."""
    texts: dict[tuple[str, str], list[str]] = {}
    for one in claims:
        if one.place and one.claim.kind != "none":
            key = (last_part(one.row_id), one.row_id) if one.row_id else (one.claim.id, one.claim.id)
            texts.setdefault(key, []).append(one.said)
    return {name: Side(run, claim_id, "\n".join(own)) for (name, claim_id), own in texts.items()}


def _shuffled(one: Side, other: Side, by: str) -> tuple[Side, Side]:
    first, second = sorted((one, other), key=lambda side: side.run.path.name)
    said = f"{first.run.path.name}\n{first.claim_id}\n{second.run.path.name}\n{second.claim_id}\n{by}"
    return (second, first) if hashlib.sha256(said.encode()).digest()[0] % 2 else (first, second)
