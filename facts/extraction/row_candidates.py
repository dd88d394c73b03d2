"""Windows of an event's texts that may stand in its row, with the odds that an editor would print them there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Literal

from facts.extraction.belonging import is_guessed_outside, of_another
from facts.extraction.candidates import NEW_FACTS, NEW_SENTENCE, Candidate, news_in, worthiest_first
from facts.extraction.pointers import dangles
from facts.extraction.self_contained import keeps_speaker, keeps_subject
from facts.extraction.signs import signs_of
from facts.extraction.windows import Window, longest, windows
from facts.text.furniture import HEADLINE
from facts.text.lexicon import word_list
from facts.text.sentences import Span, sentences
from facts.text.shortening import turns

CellRole = Literal["technical", "insight"]

WEIGHTS: Mapping[CellRole, Mapping[str, float]] = {
    "technical": {
        "": -1.85,
        "length": 1.98,
        "scrap": -0.61,
        "whole": 0.27,
        "clauses": 0.54,
        "figure": 0.81,
        "figures": 1.45,
        "names": 1.18,
        "technical": 1.51,
        "apart": -0.47,
        "retold_last": -0.95,
        "news": -0.18,
        "expects": -0.2,
        "judges": -0.13,
        "filler": -1.72,
        "scenery": -0.73,
    },
    "insight": {
        "": -1.53,
        "length": 0.99,
        "scrap": -0.92,
        "whole": 0.69,
        "figure": 0.34,
        "names": -1.14,
        "technical": -0.42,
        "list": -1.0,
        "apart": -0.44,
        "retold": -2.52,
        "retold_least": -0.8,
        "retold_last": -1.2,
        "news": -0.23,
        "foresees": 0.5,
        "harms": 0.5,
        "compares": 0.7,
        "expects": 0.18,
        "judges": 0.19,
    },
}
"""Of the signs of a window, by the role of the cell; "" is that of every window. Logistic regression with a ridge,
fitted to what readers would print by `benchmarks/rows.py`; none goes against reason.
"""


@dataclass(frozen=True, slots=True)
class Offered:
    """A window that is of the headline and tells more than it does."""

    window: Window
    index: int
    """Of its text."""
    new: frozenset[tuple[object, ...]]
    """Its hard figures that the headline does not tell."""
    signs: Mapping[str, float]


def row_candidates(
    role: CellRole, texts: Sequence[str], max_chars: int, headline: str, least: float
) -> list[Candidate]:
    """Those whose odds are at least `least`, from 0 to 1, best first."""
    found = ((one, odds(role, one.signs)) for one in offered(role, texts, max_chars, headline))
    return worthiest_first(
        Candidate(one.window.span.text, one.index, one.window.span.start, one.window.span.end, worth, one.new)
        for one, worth in found
        if worth >= least
    )


def odds(role: CellRole, signs: Mapping[str, float]) -> float:
    """That an editor would print it in such a cell, from 0 to 1."""
    weights = WEIGHTS[role]
    return 1 / (1 + exp(-sum(weight * signs.get(name, 1.0) for name, weight in weights.items())))


def offered(role: CellRole, texts: Sequence[str], max_chars: int, headline: str) -> Iterator[Offered]:
    """The windows to choose from: of the happening of `headline`, with a subject that its reader knows."""
    told, is_fact = _news(texts[0]).text if texts else "", role == "technical"
    for index, text in enumerate(texts):
        others, news = of_another(text, headline, told), _news(text).end
        for one in windows(text, max_chars) if is_fact else longest(text, max_chars):
            said = one.span.text
            new, figures = news_in(said, (headline,), NEW_FACTS if is_fact else NEW_SENTENCE)
            misleads = is_guessed_outside(said, headline, told) if is_fact else _is_half(said, text[one.span.end :])
            if new and _is_of(one, headline, others) and not misleads:
                yield Offered(one, index, figures, signs_of(one, headline, one.span.start < news))


def _is_half(judgement: str, rest: str) -> bool:
    """What follows takes it back (出发点很好。但…), or goes on with the same words of somebody's."""
    rest = rest.lstrip('。！!.”" \n')
    return turns(rest.lstrip("“")) or ("”" in judgement and rest.startswith("“"))


def _news(text: str) -> Span:
    """The sentence that tells the news itself, and whom the rest is of; empty in an empty text."""
    return next((one for one in sentences(text) if not HEADLINE.match(one.text)), Span(0, 0, ""))


def _is_of(window: Window, headline: str, others: Iterable[Span]) -> bool:
    """Of the happening, and within none of the sentences of something else."""
    text = window.span.text
    if any(one.start <= window.span.start < one.end for one in others):
        return False
    if window.said_by and word_list("guess").occurs_in(window.before):
        return False  # 某行认为，这可能是电力：…
    kept = keeps_speaker(window.said_by, headline) and keeps_subject(text, window.before, window.leans, headline)
    return kept and not dangles(text, headline)
