"""How strongly a text's words speak for each section."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from facts.extraction.section_likeness import Likeness
from facts.text.term_list import Terms, longest
from facts.values.money import largest_amount, names_money
from schemas.section import Section

_TITLE, _TEXT = 2.0, 1.0
_WEAK = 0.25
"""A weak term counts this share of a strong one."""
_WEAK_ALONE = 0.5
"""In a headline without a strong one: two of them are one."""
_LEAST_SIGNS = 2
_EXCLUDED = -3.0
_LEAD_CHARS = 300
_NO_HEADLINE = 1.0
"""What a section loses that only the text speaks for: long texts mention many things."""
_ODDS_OF_A_TERM = math.log(1000)
"""Likeness at such odds is worth one strong term in the headline, and none is worth more."""


@dataclass(frozen=True, slots=True)
class Affinity:
    section_id: str
    score: float
    """0 where nothing speaks for the section; 2 is one strong term in the headline."""
    terms: tuple[str, ...]
    """The strong terms found, those of the headline first; the weak ones where there is none; none where the text as a
    whole is like what the section says of itself.
    """
    has_core: bool = False
    """A core term of the section stands in the headline or the lead."""


class _Vocabulary:
    """The compiled terms of one section."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.core, self.strong = Terms(section.core), Terms(section.own_terms)
        self.deals, self.weak = Terms(section.deal_terms), Terms(section.weak_terms)
        self.excluded = Terms(section.excluded_terms)


class _Text(NamedTuple):
    title: str
    text: str

    @property
    def lead(self) -> str:
        return f"{self.title} {self.text[:_LEAD_CHARS]}"


class _Signs(NamedTuple):
    """The terms of one kind that a text holds, each once, without those within longer ones."""

    title: tuple[str, ...]
    text: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return self.title + self.text


class Affinities:
    """The compiled terms of several sections."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._vocabularies = [_Vocabulary(section) for section in sections]
        self._likeness = Likeness(sections)

    def of(self, title: str, text: str) -> tuple[Affinity, ...]:
        """One affinity per section, strongest first. Terms of deals count where `_tells_deals` says so."""
        given = _Text(title, text)
        likeness = self._likeness.of(given.lead)
        knowing = {one.section.id for one in self._vocabularies if one.strong.found_in(title)}
        found = [_affinity(one, given, knowing, likeness) for one in self._vocabularies]
        return tuple(sorted(found, key=lambda one: -one.score))

    def of_all(self, texts: Sequence[tuple[str, str]]) -> tuple[Affinity, ...]:
        """Of a story told in several (title, text): between the best of them and their mean, section by section; a long
        text that mentions many things decides nothing.
        """
        told = [{one.section_id: one for one in self.of(title, text)} for title, text in texts]
        return tuple(sorted((_together([one[name] for one in told]) for name in told[0]), key=lambda one: -one.score))


def _affinity(words: _Vocabulary, given: _Text, knowing: set[str], likeness: Mapping[str, float]) -> Affinity:
    name = words.section.id
    deals = (words.deals,) if _tells_deals(words, given, bool(knowing - {name})) else ()
    strong, weak = _signs(given, words.strong, *deals), _signs(given, words.weak)
    score = _points(strong, weak)
    score = max(score, min(_TITLE, score + _TITLE * likeness.get(name, 0.0) / _ODDS_OF_A_TERM))
    score += _EXCLUDED * len(words.excluded.found_in(given.title))
    return Affinity(name, max(score, 0.0), strong.all or weak.all, bool(words.core.found_in(given.lead)))


def _tells_deals(words: _Vocabulary, given: _Text, is_known_elsewhere: bool) -> bool:
    """A section without core terms takes every deal with an amount. One with them takes a deal with such a term, with a
    party that another section knows by a term in the headline, or of a size that no reader of its field may miss.
    """
    if not words.section.core:
        return names_money(given.lead)
    if is_known_elsewhere or words.core.found_in(given.lead):
        return True
    return (largest_amount(given.lead) or 0.0) >= words.section.large_deal_usd


def _signs(given: _Text, *lists: Terms) -> _Signs:
    title, text = ([word for one in lists for word in one.found_in(part)] for part in (given.title, given.text))
    return _Signs(longest(title), longest(word for word in text if word not in title))


def _points(strong: _Signs, weak: _Signs) -> float:
    """0 for a weak term alone."""
    if not strong.all and len(weak.all) < _LEAST_SIGNS:
        return 0.0
    of_weak = _WEAK if strong.title else _WEAK_ALONE
    score = _TITLE * (len(strong.title) + of_weak * len(weak.title))
    score += _TEXT * (len(strong.text) + _WEAK * len(weak.text))
    return max(0.0, score - (0.0 if strong.title or weak.title else _NO_HEADLINE))


def _together(told: Sequence[Affinity]) -> Affinity:
    best = max(told, key=lambda one: one.score)
    score = (best.score + sum(one.score for one in told) / len(told)) / 2
    return Affinity(best.section_id, score, best.terms, any(one.has_core for one in told))
