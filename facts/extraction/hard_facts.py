"""Runs of clauses that carry the hard facts of a happening: figures with units, models, processes, amounts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from facts.extraction.insights import clear_kinds
from facts.extraction.pointers import NAMES
from facts.extraction.windows import Judged, Window, strongest_first, windows
from facts.names.headline_subjects import KINDS
from facts.text.lexicon import word_list
from facts.text.remembered import remembered
from facts.text.segmenter import words
from facts.text.sentences import blanked, clauses
from facts.values.figures import Figure, read_figures

_MODEL_NAME = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9.-]*[A-Za-z])(?=[A-Za-z0-9.-]*\d)[A-Za-z][A-Za-z0-9]*(?:[ .-]?[A-Za-z0-9]+)*"
)
_SHORTEST = 5
_SOFT = frozenset({"ordinal", "rank"})
"""Kinds of figures that measure nothing."""
_LEAST = 2.0
"""What the new facts of a window come to at least: an amount, two technical words."""
_WHOLE, _LEANING, _IDLE = 1.0, -1.0, -0.4
"""What a window gains for being all of its sentence, and loses for leaning on another and for every idle clause."""
_Amount = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a clause holds of them."""

    amounts: frozenset[_Amount]
    words: frozenset[str]
    """Technical ones, in lower case."""
    names: frozenset[str]

    @classmethod
    def of(cls, clauses: Iterable[str]) -> "Facts":
        """All that any of them holds."""
        found = [facts_of(clause) for clause in clauses]
        return cls(
            frozenset().union(*(one.amounts for one in found)),
            frozenset().union(*(one.words for one in found)),
            frozenset().union(*(one.names for one in found)),
        )

    def beyond(self, known: "Facts") -> "Facts":
        return Facts(self.amounts - known.amounts, self.words - known.words, self.names - known.names)

    def strength(self, known: "Facts") -> float:
        """2 for each amount that is new, 1 for each technical word, half a point for a name."""
        new = self.beyond(known)
        return 2.0 * min(len(new.amounts), 3) + min(len(new.words), 2) + 0.5 * min(len(new.names), 4)


def hard_points(text: str, max_chars: int, known: Iterable[str] = ()) -> tuple[Judged, ...]:
    """The windows of `text` of at most `max_chars` with new hard facts, strongest first. They overlap."""
    told = Facts.of(known)
    judged = (Judged(one, _strength(one, told)) for one in windows(text, max_chars))
    return strongest_first(one for one in judged if one.strength > 0)


def amounts(text: str) -> frozenset[_Amount]:
    """All that measure something, each once."""
    return frozenset().union(*(facts_of(clause.text).amounts for clause in clauses(text)))


def density(text: str, least_chars: int) -> float:
    """What the hard facts of `text` come to per hundred characters; a shorter text counts as one of `least_chars`."""
    total = sum(facts_of(clause.text).strength(_NOTHING) for clause in clauses(text) if _may_be_fact(clause.text))
    return 100 * total / max(len(text), least_chars)


def _strength(window: Window, known: Facts) -> float:
    total = _total(window, known)
    if total < _LEAST:
        return 0.0
    idle = sum(not facts_of(part.text).strength(known) for part in window.parts)
    return total + _WHOLE * window.is_whole + _LEANING * window.names_nobody + _IDLE * idle


def _total(window: Window, known: Facts) -> float:
    if len(window.span.text) < _SHORTEST or _is_judgement(window):
        return 0.0
    if not all(_may_be_fact(part.text) for part in window.parts):
        return 0.0
    return sum(facts_of(part.text).strength(known) for part in window.parts)


def _may_be_fact(clause: str) -> bool:
    """It is no occasion, and not merely who says something."""
    return not word_list("scenery").occurs_in(clause) and not word_list("speech").ends(clause)


def _is_judgement(window: Window) -> bool:
    """A part without an amount is but expected, or it begins with what something leads to."""
    vague = [part.text for part in window.parts if not facts_of(part.text).amounts]
    expected = any("expectation" in clear_kinds(one) or word_list("condition").begins(one) for one in vague)
    return expected or (window.parts[0].text in vague and word_list("cause").occurs_in(window.parts[0].text))


@remembered
def facts_of(clause: str) -> Facts:
    """Of one clause, remembered."""
    bare = blanked(clause, "《")
    return Facts(
        frozenset((figure.low, figure.high) for figure in read_figures(bare) if _measures(figure)),
        word_list("technical").words(bare),
        frozenset(_names(clause)),
    )


_NAMES = NAMES - {"eng", "ns"}
"""Without words in Latin letters, which are told by their form, and places, which are in any news."""
_TITLE = re.compile(r"《[^《》]{4,60}》")
_LATIN_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Z][\w.&-]*(?: [A-Z0-9][\w.&-]*)*", re.ASCII)


def _names(clause: str) -> Iterator[str]:
    """In Latin letters, of models, of documents, those that the segmenter knows, and what stands in a list of nouns."""
    latin = (*_LATIN_NAME.findall(clause), *_MODEL_NAME.findall(clause))
    yield from (name for name in latin if name.lower() not in KINDS and len(name) > 1)
    known = (clause[word.start : word.end] for word in words(clause) if word.tag in _NAMES)
    yield from (name for name in known if len(name) > 1)
    yield from _TITLE.findall(clause)
    yield from (one for one in clause.split("、")[1:-1] if words(one)[:1] and words(one)[0].tag[0] != "v")


_NOTHING = Facts(frozenset(), frozenset(), frozenset())


def _measures(figure: Figure) -> bool:
    """Months and years tell when, and no hard fact by themselves."""
    return figure.is_hard and figure.kind not in _SOFT and (figure.kind, figure.unit) != ("duration", "month")
