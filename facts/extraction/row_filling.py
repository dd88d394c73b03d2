"""What an event's texts hold for its technical and its insight cell. A sentence serves one of the two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from facts.extraction.candidates import Candidate
from facts.extraction.row_candidates import CellRole, row_candidates
from facts.extraction.self_contained import names_subject
from facts.names.event_anchors import name_anchors
from facts.support.figure_matching import figures_clash
from facts.text.language import as_long, language_of
from facts.text.overlap import novelty, overlap
from facts.text.sentences import without_labels

_CONSIDERED = 12
_MOST_SPANS = 3
_LEAST_FACT, _LEAST_FURTHER, _LEAST_INSIGHT = 0.2, 0.3, 0.4
"""Least odds of what is printed: of a row's first fact, of each further one, of an insight."""
_NEW_INSIGHT = 0.5
_SAME_MATTER = 0.1
"""Share of what a headline says, in an aside."""


@dataclass(frozen=True, slots=True)
class Filling:
    technical: tuple[Candidate, ...]
    """In reading order; empty where the texts hold no hard point beyond the headline."""
    insight: Candidate | None


def fill(
    headline: str,
    texts: Sequence[str],
    technical_chars: int,
    insight_chars: int,
    asides: Sequence[str] = (),
    cells: int = 1,
) -> Filling:
    """The best technical spans and the best insight that repeat neither the headline nor each other.

    `asides`: texts of other happenings of the story, behind `texts`. They serve where the event's own hold none.
    `cells`: how many of that length the technical spans may fill.
    """
    shelf = _Shelf(headline, texts, asides)
    technical = shelf.best("technical", technical_chars, _LEAST_FACT)
    first, insight = _best_pair(headline, technical, shelf.best("insight", insight_chars, _LEAST_INSIGHT))
    return Filling(_with_more(first, technical, insight, technical_chars * max(cells, 1)) if first else (), insight)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What may be quoted of an event."""

    headline: str
    own: Sequence[str]
    asides: Sequence[str]

    def best(self, role: CellRole, max_chars: int, least: float) -> list[Candidate]:
        """Of its own texts; of the asides where these hold none."""
        found = row_candidates(role, self.own, max_chars, self.headline, least)
        return (found or list(self._beside(role, max_chars, least)))[:_CONSIDERED]

    def _beside(self, role: CellRole, max_chars: int, least: float) -> Iterator[Candidate]:
        """All of the headline's subject and matter, of no other thing or amount, and no speech of another occasion."""
        said = self.headline.partition("：")[2] or self.headline  # whoever speaks there speaks of much else
        known = name_anchors("\n".join((self.headline, *self.own)))
        for one in row_candidates(role, self.asides, max_chars, self.headline, least):
            is_speech = "“" in without_labels(one.text)
            is_near = overlap(said, (one.text,)) >= _SAME_MATTER and name_anchors(one.text) <= known and not is_speech
            if is_near and names_subject(one.text, self.headline) and not figures_clash(self.headline, one.text):
                yield replace(one, index=one.index + len(self.own))


def _best_pair(
    headline: str, technical: Sequence[Candidate], telling: Sequence[Candidate]
) -> tuple[Candidate | None, Candidate | None]:
    """A fact comes first: what alone is told of an event is no insight."""
    facts: Sequence[Candidate | None] = technical or (None,)
    pairs = product(facts, [*telling, None])
    return max((pair for pair in pairs if not _clash(headline, *pair)), key=_odds)


def _odds(pair: Sequence[Candidate | None]) -> float:
    return sum(one.worth for one in pair if one)


def _clash(headline: str, technical: Candidate | None, insight: Candidate | None) -> bool:
    """The two say the same, or the insight little more than fact and headline do together."""
    if not (technical and insight):
        return False
    return technical.says_the_same(insight) or novelty(insight.text, (headline, technical.text)) < _NEW_INSIGHT


def _with_more(
    first: Candidate, others: Sequence[Candidate], insight: Candidate | None, max_chars: int
) -> tuple[Candidate, ...]:
    """`first` and further hard points of its text that fit, in reading order: its reader knows of whom they are."""
    chosen, room = [first], as_long(max_chars, "zh", language_of(first.text))
    for candidate in (one for one in others if one.index == first.index):
        length = sum(len(one.text) + 1 for one in chosen) + len(candidate.text)
        told = any(candidate.repeats(one) for one in (*chosen, *filter(None, (insight,))))
        if len(chosen) < _MOST_SPANS and length <= room and not told and candidate.worth >= _LEAST_FURTHER:
            chosen.append(candidate)
    return tuple(sorted(chosen, key=lambda one: one.start))
