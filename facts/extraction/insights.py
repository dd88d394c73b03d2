"""Sentences that say what a happening leads to, how it compares, what is expected of it, or what may go wrong.

A cue list, not a model: each kind has its words (`facts.extraction.cues`), each word its strength.
"""

from dataclasses import dataclass

from facts.extraction.cues import CUES, CUT_OFF, HEADLINE, NOT_A_STATEMENT, SCHEDULE, InsightKind
from facts.extraction.self_contained import opening
from facts.text.clause_scope import PURPOSE, scoped
from facts.text.lexicon import word_list
from facts.text.sentences import Span, sentences
from facts.text.statements import statements
from facts.text.term_list import Terms

_SHORTEST = 12
_SHORT = 18
_LIST = 4
"""So many enumeration commas make a list of names, and no insight."""
_CLEAR_RISK = 2.5
_NO_CUE = 0.8


@dataclass(frozen=True, slots=True)
class Insight:
    """A span of a text with what it says of a happening."""

    span: Span
    kind: InsightKind
    strength: float
    """Sum of the strongest cue of each kind that occurs, in 1..9."""


def insights(text: str, max_chars: int) -> tuple[Insight, ...]:
    """The spans of `text` that hold a cue, whole sentences before parts of them, strongest first.

    Every span is at most `max_chars` long and begins and ends at the edge of a clause. Spans of one sentence overlap.
    """
    return _strongest(text, max_chars, ("consequence", "expectation", "comparison"))


def consequences(text: str, max_chars: int) -> tuple[Insight, ...]:
    """As `insights`, but only what says that one thing brought about another."""
    return tuple(one for one in insights(text, max_chars) if word_list("cause").occurs_in(one.span.text))


def mentions(text: str, words: Terms, max_chars: int) -> tuple[Insight, ...]:
    """As `insights`, but every span that holds one of `words`; those without a cue are the weakest."""
    found = [window for window in _windows_of(text, max_chars) if words.found_in(window.text)]
    judged = [(window, _judged(window, ("consequence", "expectation", "comparison"))) for window in found]
    kept = [one or Insight(window, "consequence", _NO_CUE) for window, one in judged if one or _may_stand(window)]
    return tuple(sorted(kept, key=lambda one: (-one.strength, one.span.start)))


def risks(text: str, max_chars: int) -> tuple[Insight, ...]:
    """As `insights`, but only what clearly names a risk that is not yet dealt with."""
    return tuple(one for one in _strongest(text, max_chars, ("risk",)) if one.strength >= _CLEAR_RISK)


def _strongest(text: str, max_chars: int, kinds: tuple[InsightKind, ...]) -> tuple[Insight, ...]:
    found = [
        one
        for window in _windows_of(text, max_chars)
        if (one := _judged(window, kinds)) and not (kinds == ("risk",) and word_list("overcome").occurs_in(window.text))
    ]
    return tuple(sorted(found, key=lambda one: (-one.strength, one.span.start)))


def _windows_of(text: str, max_chars: int) -> list[Span]:
    return [window for sentence in sentences(text) for window in _windows(text, sentence, max_chars)]


def _windows(text: str, sentence: Span, max_chars: int) -> list[Span]:
    """Spans of a sentence that can stand alone: all of it where it fits, and runs of its clauses."""
    if HEADLINE.match(sentence.text):
        return []
    whole = _trimmed(text, sentence)
    parts = [Span(c.start + whole.start, c.end + whole.start, c.text) for c in statements(whole.text)]
    runs = [
        run
        for i in range(1, len(parts))
        if (run := _run_from(text, parts[i:], max_chars))
        and not word_list("leaning").begins(run.text)
        and scoped(text, run).start == run.start
    ]
    return (
        [whole, *runs]
        if len(whole.text) <= max_chars
        else [run for run in (_run_from(text, parts, max_chars), *runs) if run]
    )


def _trimmed(text: str, sentence: Span) -> Span:
    """Without the word that joins it to the sentence before, or the dots of a text that was cut off after it."""
    start = sentence.start + opening(sentence.text)
    stop = max(start, sentence.start + len(CUT_OFF.sub("", sentence.text)))
    return Span(start, stop, text[start:stop])


def _run_from(text: str, parts: list[Span], max_chars: int) -> Span | None:
    fitting = [part for part in parts if part.end - parts[0].start <= max_chars]
    if not fitting:
        return None
    start, end = parts[0].start, fitting[-1].end
    return Span(start, end, text[start:end])


def _judged(span: Span, kinds: tuple[InsightKind, ...]) -> Insight | None:
    praises = kinds != ("risk",) and (word_list("praise").occurs_in(span.text) or PURPOSE.search(span.text))
    if not _may_stand(span) or praises or word_list("pointing").begins(span.text):
        return None
    scores = {kind: _strength(kind, span.text) for kind in kinds}
    best = max(scores, key=lambda kind: scores[kind])
    return Insight(span, best, _weighed(span.text, sum(scores.values()))) if scores[best] >= 1.5 else None


def _may_stand(span: Span) -> bool:
    return len(span.text) >= _SHORTEST and not NOT_A_STATEMENT.search(span.text)


def _weighed(text: str, strength: float) -> float:
    """Business consequences count for more, dates of release and the boilerplate of filings for less."""
    if SCHEDULE.search(text):
        strength = min(strength, 2.0)
    if word_list("leaning").begins(text) or len(text) < _SHORT:
        strength -= 1.0
    if text.count("、") >= _LIST:
        strength -= 2.0
    return max(0.5, strength + word_list("business").occurs_in(text) - 1.5 * word_list("filing").occurs_in(text))


def _strength(kind: InsightKind, text: str) -> float:
    return max((weight for weight, lists in CUES[kind] if word_list(*lists).occurs_in(text)), default=0.0)
