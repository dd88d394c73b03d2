"""Whether a text means something else than the clauses that tell of the same: which way it goes, how sure it is, why.

Code guesses at it by the words of each (`facts.text.lexicon`): a word of one kind stands in all of those clauses and
has no like in the text, or the other way round.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from facts.support.counterparts import Clause, Counterparts, clauses_of, counterparts
from facts.text.cleaning import plain
from facts.text.lexicon import opposites, word_list
from facts.text.overlap import adds_nothing
from facts.text.remembered import remembered
from facts.text.segmenter import words
from facts.text.sentences import clauses, without_end
from facts.values.figures import Figure, read_figures


class Differing(NamedTuple):
    """Two clauses that tell of the same and do not mean the same, each in whole."""

    said: str
    known: str


def leaves_open(text: str) -> bool:
    """Some word of it says that things may go otherwise."""
    return word_list("guess", "condition").occurs_in(text)


def turned_statements(said: str, evidence: Iterable[str]) -> tuple[Differing, ...]:
    """Clauses of `said` that go the other way than those of `evidence` that tell of the same: up and down, bought and
    sold, done and denied. Each once.
    """
    return _differing(said, evidence, _goes_another_way)


def settled_statements(said: str, evidence: Iterable[str]) -> tuple[Differing, ...]:
    """Clauses that are told as settled, while `evidence` has them from somebody unnamed, for likely, planned, or on a
    condition; and those told as done that are to come. A plain future may go where a date stays.
    """
    lost = [word_list(*opening) for opening, kept in _OPEN.items() if not word_list(*kept).occurs_in(said)]

    def is_settled(clause: Clause, near: Counterparts) -> bool:
        told = [f"{one.before}{one.text}" for one in near.closest]
        return _is_done(clause, near.closest) or any(all(map(words.occurs_in, told)) for words in lost)

    return _differing(said, evidence, is_settled)


def invented_causes(said: str, evidence: Iterable[str]) -> tuple[Differing, ...]:
    """Clauses that say what brought something about, while no sentence of `evidence` that tells of it does."""
    return () if leaves_open(said) else _differing(said, evidence, _is_caused)


_OPEN: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("hearsay",): ("hearsay", "speech", "guess"),
    ("guess", "condition"): ("hearsay", "speech", "guess", "plan", "condition"),
    ("plan",): ("hearsay", "guess", "plan", "condition", "future"),
}
"""Words that leave a thing open -> those of which a text needs one that rests on it."""


def _differing(
    said: str, evidence: Iterable[str], differs: Callable[[Clause, Counterparts], bool]
) -> tuple[Differing, ...]:
    texts = tuple(evidence)
    pairs = ((clause, counterparts(clause, texts)) for clause in clauses_of(said))
    found = ((one.text, near.closest[0].text) for one, near in pairs if near.closest and differs(one, near))
    return tuple(dict.fromkeys(Differing(*map(without_end, pair)) for pair in found))


# --- which way --------------------------------------------------------------------------------------------------------


def _goes_another_way(clause: Clause, near: Counterparts) -> bool:
    """A condition states nothing that could."""
    if word_list("condition").occurs_in(clause.text):
        return False
    is_crossed = all(_is_crossed(clause, one) for one in near.closest)
    is_turned = any(all(axis.part(clause.text, one.text) for one in near.closest) for axis in opposites().values())
    return is_crossed or is_turned or _is_denied(clause, near)


def _is_denied(clause: Clause, near: Counterparts) -> bool:
    """It denies what all of those clauses say and no sentence beside it denies, or says what all of them deny."""
    denies, stops = word_list("denial").occurs_in, opposites()["course"].down.occurs_in
    if not denies(clause.text):
        return all(denies(one.text) and adds_nothing(clause.text, (one.text,)) for one in near.closest)
    is_of_it = all(
        adds_nothing(clause.text, (one.text,)) or adds_nothing(one.text, (clause.text,)) for one in near.closest
    )
    return is_of_it and not any(denies(other.sentence) or stops(other.text) for other in near.all)


def _is_crossed(clause: Clause, other: Clause) -> bool:
    """Of two clauses in the same words: who does it and whom it befalls have changed places around a verb."""
    if not (adds_nothing(clause.text, (other.text,)) and adds_nothing(other.text, (clause.text,))):
        return False
    known = _sides(other.text)
    pairs = ((sides, known[verb]) for verb, sides in _sides(clause.text).items() if verb in known)
    return any(mine.by & theirs.to and mine.to & theirs.by and not mine.by & theirs.by for mine, theirs in pairs)


class _Sides(NamedTuple):
    """Nouns that say who does it, and whom it befalls."""

    by: frozenset[str]
    to: frozenset[str]


@remembered
def _sides(text: str) -> Mapping[str, _Sides]:
    """Of each verb. What stands between it and 被, or behind a by, does it."""
    passive = next((place.start for place in word_list("passive").places(text)), None)
    found = {}
    for verb in words(text):
        if verb.tag.startswith(("v", "eng")):
            first, last = sorted((verb.start, verb.start if passive is None else passive))
            before, behind = _nouns(text, 0, first), _nouns(text, last + 1, len(text))
            between = _nouns(text, first + 1, last)
            is_behind = passive is not None and passive > verb.start
            by, to = (before, behind) if passive is None else (behind if is_behind else between, before)
            found[text[verb.start : verb.end]] = _Sides(by, to)
    return found


def _nouns(text: str, start: int, end: int) -> frozenset[str]:
    found = (one for one in words(text) if start <= one.start < end and one.tag.startswith(("n", "eng")))
    return frozenset(text[one.start : one.end].lower() for one in found)


# --- how sure, and why ------------------------------------------------------------------------------------------------


def _is_done(clause: Clause, near: Sequence[Clause]) -> bool:
    done, to_come = word_list("done").occurs_in, word_list("guess", "plan", "future").occurs_in
    return done(clause.text) and all(to_come(one.text) and not done(one.text) for one in near)


def _is_caused(clause: Clause, near: Counterparts) -> bool:
    causes = word_list("cause").occurs_in
    return causes(clause.text) and not any(causes(one.sentence) for one in near.closest)


# --- changes that cannot be -------------------------------------------------------------------------------------------

_FROM = re.compile(r"(?:从|由|from)\s?(?:约|近|超)?\Z", re.IGNORECASE)
_TO = re.compile(r"(?:至|到|为|成|to)\s?(?:约|近|超)?\Z")
_LONGEST_WAY = 16


def impossible_changes(text: str) -> tuple[str, ...]:
    """The clauses of `text` that tell of a fall to more or a rise to less: their two figures have changed places."""
    told = (clause.text for clause in clauses(plain(text)))
    return tuple(one for one in told if any(_contradict(one, *pair) for pair in pairwise(read_figures(one))))


def _contradict(clause: str, first: Figure, second: Figure) -> bool:
    if first.measure != second.measure or not _FROM.search(clause, 0, first.start):
        return False
    between = clause[first.end : second.start]
    if len(between) > _LONGEST_WAY or not _TO.search(between):
        return False
    change = opposites()["change"]
    falls, rises = change.down.occurs_in(between), change.up.occurs_in(between)
    return (falls and not rises and second.low > first.high) or (rises and not falls and second.high < first.low)
