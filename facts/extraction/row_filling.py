"""What an event's texts hold for its technical and its insight cell. A sentence serves one of the two."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from facts.extraction.candidates import (
    Candidate,
    detail_candidates,
    hard_candidates,
    insight_candidates,
    outlook_candidates,
)
from facts.extraction.insights import clear_kinds
from facts.extraction.self_contained import names_subject
from facts.names.event_anchors import name_anchors
from facts.support.figure_clash import figures_clash
from facts.text.language import as_long, language_of
from facts.text.overlap import novelty, overlap
from facts.text.sentences import clauses

_CONSIDERED = 8
_MOST_SPANS = 3
_FILLED_CELL = 3.0
"""Two filled cells are worth more than the best single one."""
_FACT_FIRST = 2.0
_LEAST_FURTHER = 1.5
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
    known = (headline,)
    technical = (
        hard_candidates(texts, technical_chars, known, headline)
        or _beside(headline, hard_candidates(asides, technical_chars, known, headline), texts)
        or detail_candidates(texts, technical_chars, known, headline)
    )[:_CONSIDERED]
    telling = insight_candidates(texts, insight_chars, known, headline)
    first, insight = _best_pair(headline, [*technical, None], telling)
    if insight is None:
        others = _beside(headline, insight_candidates(asides, insight_chars, known, headline), texts)
        leading = (one for one in others if clear_kinds(one.text) - {"comparison"})
        insight = next((one for one in leading if not _clash(headline, first, one)), None)
    if insight is None:
        ahead = outlook_candidates(texts, insight_chars, known, headline)
        first, insight = _best_pair(headline, technical or [None], ahead)
    return Filling(_with_more(first, technical, insight, technical_chars * max(cells, 1)) if first else (), insight)


def _best_pair(
    headline: str, technical: Sequence[Candidate | None], telling: Sequence[Candidate]
) -> tuple[Candidate | None, Candidate | None]:
    pairs = product(technical, [*telling[:_CONSIDERED], None])
    best = [one for one in technical[:1] if one]
    return max((pair for pair in pairs if not _clash(headline, *pair)), key=lambda pair: _worth(pair[0], pair[1], best))


def _beside(headline: str, found: Sequence[Candidate], texts: Sequence[str]) -> list[Candidate]:
    """Of what stands in asides, all of the headline's subject and matter, of no other thing or amount."""
    said = headline.partition("：")[2] or headline  # whoever speaks there speaks of much else
    known = name_anchors("\n".join((headline, *texts)))
    near = (one for one in found if overlap(said, (one.text,)) >= _SAME_MATTER and name_anchors(one.text) <= known)
    kept = (one for one in near if names_subject(one.text, headline) and not figures_clash(headline, one.text))
    return [replace(one, index=one.index + len(texts)) for one in kept]


def _worth(fact: Candidate | None, insight: Candidate | None, best: Sequence[Candidate]) -> float:
    """A sentence that could serve either cell states a fact first, if it is one that counts: an insight that holds the
    `best` fact is worth less by what the cell of facts then lacks.
    """
    worth = sum(_FILLED_CELL + min(one.worth, 8.0) for one in (fact, insight) if one)
    told = min(fact.worth, _FACT_FIRST) if fact and not _is_forecast(fact.text) else 0.0
    lost = sum(one.worth - (fact.worth if fact else 0.0) for one in best if insight and insight.says_the_same(one))
    return worth + told - lost


def _is_forecast(text: str) -> bool:
    return "expectation" in clear_kinds(clauses(text)[0].text)


def _clash(headline: str, technical: Candidate | None, insight: Candidate | None) -> bool:
    """The two say the same, or the insight little more than fact and headline do together."""
    if not (technical and insight):
        return False
    return technical.says_the_same(insight) or novelty(insight.text, (headline, technical.text)) < _NEW_INSIGHT


def _with_more(
    first: Candidate, others: Sequence[Candidate], insight: Candidate | None, max_chars: int
) -> tuple[Candidate, ...]:
    """`first` and further hard points that fit, in reading order."""
    chosen, room = [first], as_long(max_chars, "zh", language_of(first.text))
    for candidate in others:
        length = sum(len(one.text) + 1 for one in chosen) + len(candidate.text)
        told = any(candidate.repeats(one) for one in (*chosen, *filter(None, (insight,))))
        if len(chosen) < _MOST_SPANS and length <= room and not told and candidate.worth >= _LEAST_FURTHER:
            chosen.append(candidate)
    return tuple(sorted(chosen, key=lambda one: (one.index, one.start)))
