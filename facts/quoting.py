"""From a claim's words to the spans of a passage that carry them."""

from collections.abc import Sequence
from dataclasses import dataclass

from facts.hygiene import plain, plain_spans
from facts.sentences import Span, clauses
from facts.similarity import terms

JOINER = "；"
"""Stands between the spans of a text that quotes more than one."""


@dataclass(frozen=True, slots=True)
class Quote:
    passage: int
    """Index of the passage among those given."""
    text: str
    """A substring of the passage's raw text."""
    verbatim: bool
    """The claim's words stand there as they are."""


def quotes_for(text: str, passages: Sequence[str]) -> tuple[Quote, ...]:
    """The shortest spans of `passages` that carry `text`, part by part; empty where nothing in them resembles it."""
    found = [quote for part in text.split(JOINER) if part.strip() for quote in _quotes_for_part(part.strip(), passages)]
    return tuple(dict.fromkeys(found))


def _quotes_for_part(part: str, passages: Sequence[str]) -> tuple[Quote, ...]:
    for index, passage in enumerate(passages):
        if span := find_plain(part, passage):
            return (Quote(index, span.text, verbatim=True),)
    return _covering(part, passages)


def find_plain(part: str, passage: str) -> Span | None:
    """Where the reader's form of `passage` holds `part`, as a span of its raw text."""
    shown, offsets = plain_spans(passage)
    place = shown.find(plain(part))
    if place < 0 or not part.strip():
        return None
    start, end = offsets[place][0], offsets[place + len(plain(part)) - 1][1]
    return Span(start, end, passage[start:end])


def _covering(part: str, passages: Sequence[str]) -> tuple[Quote, ...]:
    """Clauses that together hold the terms of `part`, the most telling first, until none adds any."""
    wanted = set(terms(part))
    offered = [
        (index, clause, set(terms(clause.text)) & wanted)
        for index, passage in enumerate(passages)
        for clause in clauses(passage)
    ]
    chosen: list[tuple[int, Span]] = []
    while wanted and offered:
        index, clause, held = max(offered, key=lambda one: (len(one[2] & wanted), -len(one[1].text)))
        if len(held & wanted) < 2:
            break
        chosen.append((index, clause))
        wanted -= held
    ordered = sorted(chosen, key=lambda one: (one[0], one[1].start))
    return tuple(Quote(index, clause.text, verbatim=False) for index, clause in _merged(ordered, passages))


def _merged(chosen: Sequence[tuple[int, Span]], passages: Sequence[str]) -> list[tuple[int, Span]]:
    """Neighbouring clauses of one passage become one span."""
    merged: list[tuple[int, Span]] = []
    for index, clause in chosen:
        if merged and merged[-1][0] == index and clause.start - merged[-1][1].end <= 2:
            start = merged[-1][1].start
            merged[-1] = (index, Span(start, clause.end, passages[index][start : clause.end]))
        else:
            merged.append((index, clause))
    return merged
