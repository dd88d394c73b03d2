"""Links between events: a rare thing that both are about, and a sentence of each that says so."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from brief.extractive.lines import ExtractedLine, line_of
from facts.extraction.insights import mentions
from facts.names.name_words import is_theme
from facts.text.overlap import novelty
from facts.text.quoting import joined
from facts.text.term_list import Terms
from schemas.table import PassageBrief, StatementAnswer

Linked = tuple[str, Sequence[str], Sequence[PassageBrief]]
"""(id, terms, passages) of an event or a row."""

_SIDE_CHARS = 90
_NEW_SIDE = 0.5
_UNTOLD = 0.35
"""A sentence whose new part is smaller than this share repeats the report."""
_CLEAR, _TELLING = 3.0, 1.5
"""Least cue values of the two sentences: at least one of them must say clearly what it leads to."""
_BOTH = 2
_SPECIFIC = 3
"""Least length of a Chinese term that is specific enough by itself, in characters."""


@dataclass(frozen=True, slots=True)
class Side:
    """One event's sentence about the shared term."""

    owner: str
    said: str
    telling: float
    """How clearly the sentence says what something leads to."""
    line: ExtractedLine


@dataclass(frozen=True, slots=True)
class SharedTerm:
    term: str
    sides: tuple[Side, Side]

    @property
    def worth(self) -> float:
        return sum(side.line.worth for side in self.sides)

    def statement(self) -> StatementAnswer:
        return StatementAnswer(
            text=joined(side.line.text for side in self.sides),
            passages=tuple(passage for side in self.sides for passage in side.line.passages),
        )


def links_within(events: Sequence[Linked], told: Sequence[str], most: int) -> list[StatementAnswer]:
    """The best links among `events`, each event in at most one; sentences that repeat `told` count for little."""
    links = [link for a, b in combinations(with_rare_terms(events), 2) if (link := best_link(a, b, told))]
    chosen: list[SharedTerm] = []
    for link in sorted(links, key=lambda one: -one.worth):
        used = {side.owner for one in chosen for side in one.sides}
        if len(chosen) < most and not used.intersection(side.owner for side in link.sides):
            chosen.append(link)
    return [link.statement() for link in chosen]


def with_rare_terms(owners: Sequence[Linked]) -> list[Linked]:
    """Without the terms that a third one holds: whatever half the week tells of joins no two of it."""
    holders = Counter(term for _, terms, _ in owners for term in terms)
    return [(one, [term for term in terms if holders[term] <= _BOTH], passages) for one, terms, passages in owners]


def best_link(a: Linked, b: Linked, told: Sequence[str]) -> SharedTerm | None:
    """The strongest, or None: a theme that a headline of each names. Two happenings of one firm say nothing of each
    other, nor do two that mention one thing in passing.
    """
    texts = [passage.text for passage in (*a[2], *b[2])]
    themes = (term for term in a[1] if term in b[1] and is_theme(term, texts))
    shared = (term for term in themes if _in_headline(term, a[2]) and _in_headline(term, b[2]))
    links = [link for term in shared if (link := _link(term, a, b, told))]
    return max(links, key=lambda link: (link.worth, len(link.term)), default=None)


def is_about(term: str, passages: Sequence[PassageBrief]) -> bool:
    """Whether a headline names the term; for a long Chinese term a mention is enough, for a Latin name it is not."""
    return _in_headline(term, passages) or (len(term) >= _SPECIFIC and not term.isascii())


def _in_headline(term: str, passages: Sequence[PassageBrief]) -> bool:
    words = Terms((term,))
    return any(words.found_in(passage.text) for passage in passages if passage.headline)


def _link(term: str, a: Linked, b: Linked, told: Sequence[str]) -> SharedTerm | None:
    first, second = _side(term, a, told), _side(term, b, told)
    if not first or not second or novelty(second.said, (first.said,)) < _NEW_SIDE:
        return None
    return SharedTerm(term, (first, second)) if max(first.telling, second.telling) >= _CLEAR else None


def _side(term: str, owner: Linked, told: Sequence[str]) -> Side | None:
    """The sentence about `term` that says most and repeats `told` least."""
    words = Terms((term,))
    found = [
        Side(
            owner[0], one.span.text, one.strength, line_of(one.span.text, one.strength * (0.3 + new), passage, owner[2])
        )
        for passage in owner[2]
        if not passage.headline
        for one in mentions(passage.text, words, _SIDE_CHARS)
        if one.strength >= _TELLING and (new := novelty(one.span.text, told)) >= _UNTOLD
    ]
    return max(found, key=lambda side: side.line.worth, default=None)
