"""How strongly a text's words speak for each section."""

from collections.abc import Sequence
from dataclasses import dataclass

from facts.text.term_list import Terms
from facts.values.money import names_money
from schemas.section import Section

_TITLE, _TEXT = 2.0, 1.0
_WEAK = 0.25
"""A weak term counts this share of a strong one, and nothing at all where no strong one stands beside it."""
_EXCLUDED = -3.0
_LEAD_CHARS = 300
_NO_HEADLINE = 1.0
"""What a section loses that only the text speaks for: long texts mention many things."""


@dataclass(frozen=True, slots=True)
class Affinity:
    section_id: str
    score: float
    """0 where nothing speaks for the section; 2 is one strong term in the headline."""
    terms: tuple[str, ...]
    """The strong terms found, those of the headline first."""


class Affinities:
    """The compiled terms of several sections."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = [
            (
                section.id,
                Terms(section.terms),
                Terms(section.deal_terms),
                Terms(section.weak_terms),
                Terms(section.excluded_terms),
            )
            for section in sections
        ]

    def of(self, title: str, text: str) -> tuple[Affinity, ...]:
        """One affinity per section, strongest first. Terms of deals count where title or lead name an amount."""
        has_amount = names_money(f"{title} {text[:_LEAD_CHARS]}")
        found = [self._one(entry, title, text, has_amount) for entry in self._sections]
        return tuple(sorted(found, key=lambda one: -one.score))

    def of_all(self, texts: Sequence[tuple[str, str]]) -> tuple[Affinity, ...]:
        """Of a story told in several (title, text): between the best of them and their mean, section by section; a long
        text that mentions many things decides nothing.
        """
        told = [{one.section_id: one for one in self.of(title, text)} for title, text in texts]
        return tuple(sorted((_together([one[name] for one in told]) for name in told[0]), key=lambda one: -one.score))

    def _one(self, entry: tuple[str, Terms, Terms, Terms, Terms], title: str, text: str, has_amount: bool) -> Affinity:
        section_id, strong, deals, weak, excluded = entry
        in_title = strong.found_in(title) + (deals.found_in(title) if has_amount else ())
        in_text = _without(strong.found_in(text) + (deals.found_in(text) if has_amount else ()), in_title)
        if not in_title and not in_text:
            return Affinity(section_id, 0.0, ())
        weak_title = weak.found_in(title)
        weak_text = _without(weak.found_in(text), weak_title)
        score = _TITLE * (len(in_title) + _WEAK * len(weak_title)) + _TEXT * (len(in_text) + _WEAK * len(weak_text))
        score += _EXCLUDED * len(excluded.found_in(title))
        score -= 0.0 if in_title else _NO_HEADLINE
        return Affinity(section_id, max(score, 0.0), in_title + in_text)


def _together(told: Sequence[Affinity]) -> Affinity:
    best = max(told, key=lambda one: one.score)
    return Affinity(best.section_id, (best.score + sum(one.score for one in told) / len(told)) / 2, best.terms)


def _without(words: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in others)
