"""A or B without knowing which: texts of two runs of the same evidence, side by side."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from brief.errors import UsageError
from brief.evaluation.comparison import same_evidence
from brief.provenance.printed_lines import Printed
from brief.runs.loaded import LoadedRun
from brief.runs.ratings import rate, ratings_of
from schemas.claim_ids import last_part
from schemas.rating import Preference, Word

Choice = Literal["a", "b", "even"]


@dataclass(frozen=True)
class Side:
    run: LoadedRun
    claim_id: str
    """Of a row where the event has one."""
    text: str


@dataclass(frozen=True)
class Pair:
    """In an order that does not tell which is whose, and stays the same for one person."""

    a: Side
    b: Side


Texts = tuple[LoadedRun, Sequence[Printed]]
"""A run in a format and language, and what is printed in it."""


def pairs(one: Texts, other: Texts, by: str) -> Iterator[Pair]:
    """The rows of events that have one in both runs, and the other texts that both have, where they say different
    things and that person has not chosen yet; in the order of the first run.

    Raises UsageError for runs of different evidence.
    """
    if not same_evidence(one[0].path, other[0].path):
        what = f"{one[0].path.name} and {other[0].path.name} rest on different evidence."
        raise UsageError(what, next="Choose between a run and a replay of it, or between two replays.")
    had, others = _sides(one), _sides(other)
    asked = by, other[0].path.name, one[0].name, one[0].edition
    lines = ratings_of(one[0].run).preferences
    chosen = {line.claim_id for line in lines if (line.by, line.other, line.format, line.language) == asked}
    for name, side in had.items():
        if name in others and side.text != others[name].text and side.claim_id not in chosen:
            yield Pair(*_shuffled(side, others[name], by))


def choose(pair: Pair, choice: Choice, by: str, at: datetime) -> None:
    """Notes it beside both runs. Raises as `rate` does."""
    words: Mapping[Choice, tuple[Word, Word]] = {
        "a": ("better", "worse"),
        "b": ("worse", "better"),
        "even": ("even", "even"),
    }
    for own, other, word in zip((pair.a, pair.b), (pair.b, pair.a), words[choice], strict=True):
        line = Preference(
            claim_id=own.claim_id,
            format=own.run.name,
            language=own.run.edition,
            by=by,
            at=at,
            other=other.run.path.name,
            other_claim_id=other.claim_id,
            word=word,
        )
        rate(own.run.run, line)


def _sides(of: Texts) -> dict[str, Side]:
    """By event, or by claim outside of rows."""
    run, claims = of
    texts: dict[str, list[str]] = {}
    for one in claims:
        if one.place and one.claim.kind != "none":
            texts.setdefault(one.row_id or one.claim.id, []).append(one.said)
    rows = {one.row_id for one in claims}
    return {last_part(name) if name in rows else name: Side(run, name, "\n".join(own)) for name, own in texts.items()}


def _shuffled(one: Side, other: Side, by: str) -> tuple[Side, Side]:
    first, second = sorted((one, other), key=lambda side: side.run.path.name)
    said = f"{first.run.path.name}\n{first.claim_id}\n{second.run.path.name}\n{second.claim_id}\n{by}"
    return (second, first) if hashlib.sha256(said.encode()).digest()[0] % 2 else (first, second)
