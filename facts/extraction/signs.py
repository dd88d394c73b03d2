"""What code sees of a window beside the headline of its row: what is new in it, what it speaks of, how it is said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from facts.extraction.hard_facts import Facts, facts_of
from facts.extraction.insights import strength
from facts.extraction.self_contained import shared_terms
from facts.extraction.windows import Window
from facts.text.boilerplate import FILLER
from facts.text.language import as_long, language_of
from facts.text.lexicon import word_list
from facts.text.overlap import overlap
from facts.text.remembered import remembered

_USUAL, _SHORT = 100, 20
"""Characters of Chinese: what every length is held against, and what is a scrap."""
_MANY = 4
"""So many of a thing are as many as more."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """What one clause holds, whatever it stands in."""

    facts: Facts
    compares: float
    leads: float
    expects: float
    """From 0 to 1, how clearly it does."""
    foresees: bool
    harms: bool
    is_scenery: bool


@remembered
def _clause(text: str) -> _Clause:
    compares, leads, expects = (strength(kind, text) for kind in ("comparison", "consequence", "expectation"))
    return _Clause(
        facts_of(text),
        compares,
        leads,
        expects,
        word_list("guess", "condition", "hazard").occurs_in(text),
        word_list("risk", "risk_weak").occurs_in(text),
        word_list("scenery").occurs_in(text),
    )


def signs_of(window: Window, headline: str, is_news: bool) -> Mapping[str, float]:
    """By name, each from 0 to 1. `is_news`: it is of the sentence that opens its text, and so tells the news itself."""
    text = window.span.text
    clauses, facts = [_clause(one.text) for one in window.parts], _new_facts(window, headline)
    told = [overlap(one.text, (headline,)) for one in window.parts]
    length = len(text) / as_long(_USUAL, "zh", language_of(text))
    return {
        "length": min(length, 1.0),
        "scrap": float(length < _SHORT / _USUAL),
        "clauses": _share(len(clauses)),
        "figure": float(bool(facts.amounts)),
        "figures": _share(len(facts.amounts)),
        "names": _share(len(facts.names)),
        "technical": _share(len(facts.words)),
        "retold": overlap(text, (headline,)),
        "retold_least": min(told),
        "retold_last": told[-1],
        "apart": float(not (window.leans or shared_terms(headline, text))),
        "news": float(is_news),
        "whole": float(window.is_whole),
        "list": _share(text.count("、")),
        "filler": float(FILLER.search(text) is not None),
        "scenery": _any(one.is_scenery for one in clauses),
        "foresees": _any(one.foresees for one in clauses),
        "compares": max(one.compares for one in clauses),
        "expects": max(one.expects for one in clauses),
        "judges": max(max(one.compares, one.leads, one.expects) for one in clauses),
        "harms": _any(one.harms for one in clauses),
    }


def _new_facts(window: Window, headline: str) -> Facts:
    return Facts.of(one.text for one in window.parts).beyond(facts_of(headline))


def _share(number: int) -> float:
    return min(number, _MANY) / _MANY


def _any(found: Iterable[object]) -> float:
    return float(any(found))
