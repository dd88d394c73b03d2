"""How strongly a text's words speak for each section."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from facts.extraction.section_likeness import Likeness
from facts.text.remembered import remembered
from facts.text.term_list import Terms, key, longest
from facts.values.money import largest_amount, names_money
from schemas.section import Section

A_TERM = 2.0
ODDS_OF_A_TERM = 4.0
"""The logarithm of the odds at which one strong term in the headline tells of a section."""
_TEXT = 1.0
_WEAK = 0.25
"""A weak term counts this share of a strong one."""
_WEAK_ALONE = 0.5
"""In a headline without a strong one: two of them are one."""
_LEAST_SIGNS = 2
_EXCLUDED = -3.0
_LEAD_CHARS = 300
"""Of a text, what is read: further down it mentions many things."""
_NO_HEADLINE = 1.0
"""What a section loses that only the text speaks for."""
_BELIEVED = 1 / 3
"""Words depend on one another, so that the odds of naive Bayes are too sure (Domingos and Pazzani 1997)."""


@dataclass(frozen=True, slots=True)
class Affinity:
    section_id: str
    score: float
    """0 where nothing speaks for the section; `A_TERM` is one strong term in the headline."""
    terms: tuple[str, ...]
    """The strong terms found, those of the headline first; the weak ones where there is none; none where the text as a
    whole is like what the section says of itself.
    """
    has_core: bool = False
    """A core term of the section stands in the headline or the lead."""
    leaning: float = 0.0
    """The score with all of its likeness: less than 0 where the text is worded as everyday language is."""


class _Found(NamedTuple):
    """The words of all sections that a text holds, each once, without those within longer ones: 数字人 is not in
    数字人民币, whichever sections they are of.
    """

    title: tuple[str, ...]
    text: tuple[str, ...]
    read: str
    """Headline and lead."""

    def of(self, words: frozenset[str]) -> "_Signs":
        return _Signs(_those(self.title, words), _those(self.text, words))


class _Signs(NamedTuple):
    """The terms of one kind that a text holds."""

    title: tuple[str, ...]
    text: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return self.title + self.text


class _Vocabulary:
    """The terms of one section, by their keys."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.core, self.strong = _keys(section.core), _keys(section.own_terms)
        self.deals, self.weak = _keys(section.deal_terms), _keys(section.weak_terms)
        self.excluded = Terms(section.excluded_terms)


class Affinities:
    """The compiled terms of several sections."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._vocabularies = [_Vocabulary(section) for section in sections]
        self._likeness = Likeness(sections)
        self._words = Terms(word for one in sections for word in (*one.own_terms, *one.deal_terms, *one.weak_terms))
        self.of = remembered(self._of)

    def _of(self, title: str, text: str) -> tuple[Affinity, ...]:
        """One affinity per section, strongest first. Terms of deals count where `_tells_deals` says so."""
        found = self._found(title, text)
        likeness = self._likeness.of(found.read)
        knowing = {one.section.id for one in self._vocabularies if found.of(one.strong).title}
        told = [_affinity(one, title, found, knowing, likeness) for one in self._vocabularies]
        return tuple(sorted(told, key=_strongest))

    def of_all(self, texts: Sequence[tuple[str, str]]) -> tuple[Affinity, ...]:
        """Of a story told in several (title, text): between the best of them and their mean, section by section; a long
        text that mentions many things decides nothing.
        """
        told = [{one.section_id: one for one in self.of(title, text)} for title, text in texts]
        return tuple(sorted((_together([one[name] for one in told]) for name in told[0]), key=_strongest))

    def _found(self, title: str, text: str) -> _Found:
        lead = text[:_LEAD_CHARS]
        in_title = self._words.found_in(title)
        further = (word for word in self._words.found_in(lead) if word not in in_title)
        return _Found(longest(in_title), longest(further), f"{title} {lead}")


@lru_cache(maxsize=8)
def affinities_of(*sections: Section) -> Affinities:
    """Compiled once for all who ask in a process, with what they were told."""
    return Affinities(sections)


def _affinity(
    words: _Vocabulary, title: str, found: _Found, knowing: set[str], likeness: Mapping[str, float]
) -> Affinity:
    name = words.section.id
    deals = words.deals if _tells_deals(words, found, bool(knowing - {name})) else frozenset()
    strong, weak = found.of(words.strong | deals), found.of(words.weak)
    points, excluded = _points(strong, weak), _EXCLUDED * len(words.excluded.found_in(title))
    leaning = points + A_TERM * _BELIEVED * likeness[name] / ODDS_OF_A_TERM
    score = max(0.0, max(points, A_TERM if leaning >= A_TERM else 0.0) + excluded)
    return Affinity(name, score, strong.all or weak.all, bool(found.of(words.core).all), leaning + excluded)


def _tells_deals(words: _Vocabulary, found: _Found, is_known_elsewhere: bool) -> bool:
    """A section without core terms takes every deal with an amount. One with them takes a deal with such a term, with a
    party that another section knows by a term in the headline, or of a size that no reader of its field may miss.
    """
    if not words.section.core:
        return names_money(found.read)
    if is_known_elsewhere or found.of(words.core).all:
        return True
    return (largest_amount(found.read) or 0.0) >= words.section.large_deal_usd


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(key, words))


def _those(found: Iterable[str], words: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in found if key(word) in words)


def _points(strong: _Signs, weak: _Signs) -> float:
    """0 for a weak term alone."""
    if not strong.all and len(weak.all) < _LEAST_SIGNS:
        return 0.0
    of_weak = _WEAK if strong.title else _WEAK_ALONE
    score = A_TERM * (len(strong.title) + of_weak * len(weak.title))
    score += _TEXT * (len(strong.text) + _WEAK * len(weak.text))
    return max(0.0, score - (0.0 if strong.title or weak.title else _NO_HEADLINE))


def _together(told: Sequence[Affinity]) -> Affinity:
    best = max(told, key=lambda one: one.score)
    score, leaning = (_between([getattr(one, name) for one in told]) for name in ("score", "leaning"))
    return Affinity(best.section_id, score, best.terms, any(one.has_core for one in told), leaning)


def _between(values: Sequence[float]) -> float:
    return (max(values) + sum(values) / len(values)) / 2


def _strongest(one: Affinity) -> tuple[float, float]:
    return -one.score, -one.leaning
