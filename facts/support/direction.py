"""Which way a statement goes, and whether another text says the contrary: up or down, buy or sell, done or not."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from facts.support.figure_matching import read_cached
from facts.support.opposites import AXES, DENIAL, NEGATED, NEGATION, PASSIVE, ROLE
from facts.text.cleaning import plain
from facts.text.sentences import clauses, sentences, without_end
from facts.text.similarity import terms
from facts.values.figures import same_value
from facts.values.numerals import fold_width

Marks = frozenset[tuple[str, int]]
"""(axis, which side of it) of the words of direction in a text."""


@dataclass(frozen=True)
class Compared:
    """A clause, and what it is compared by."""

    text: str
    sentence: str
    terms: frozenset[str]
    marks: Marks
    negated: bool


@lru_cache(maxsize=4096)
def compared(text: str) -> tuple[Compared, ...]:
    """The clauses of `text`, in order."""
    shown = fold_width(plain(text))
    return tuple(
        Compared(
            clause.text, sentence.text, frozenset(terms(clause.text)), _marks(clause.text), _is_negated(clause.text)
        )
        for sentence in sentences(shown)
        for clause in clauses(sentence.text)
    )


@lru_cache(maxsize=4096)
def _marks(text: str) -> Marks:
    return frozenset(
        (axis, side) for axis, sides in AXES.items() for side, pattern in sides.items() if pattern.search(text)
    )


def _is_negated(text: str) -> bool:
    return NEGATION.search(text) is not None


class OppositeClauses(NamedTuple):
    """Two clauses that tell of the same and go opposite ways, each in whole."""

    said: str
    known: str


def turned_statements(said: str, evidence: Iterable[str]) -> tuple[OppositeClauses, ...]:
    """What of `said` goes the other way in the clause of `evidence` that tells of the same, each once.

    A clause is compared with those that share its figures, else with those that share most of its words; where none
    shares enough, nothing is found.
    """
    texts = list(evidence)
    known = [clause for text in texts for clause in compared(text)]
    found = [turn for clause in compared(said) for turn in _turns(clause, known)]
    return tuple(dict.fromkeys(found))


def _turns(clause: Compared, known: Sequence[Compared]) -> Iterator[OppositeClauses]:
    near = nearest(clause, known)
    if not near:
        return
    contrary = (near[0].text for axis, side in sorted(clause.marks) if _contrary(axis, side, near))
    crossed = _roles_crossed(clause, known), _sides_changed(clause, near), _turned_in_place(clause, near)
    found = [*contrary, _negation_turned(clause, near), *crossed]
    yield from (OppositeClauses(without_end(clause.text), without_end(turned)) for turned in found if turned)


# --- the clause that tells of the same --------------------------------------------------------------------------------

_LEAST_SHARED = 2
_LEAST_SHARE = 0.34


def nearest(clause: Compared, known: Sequence[Compared]) -> list[Compared]:
    """Those of `known` that share its figures, else most of its words; empty where none shares enough."""
    scored = [(_likeness(clause, other), other) for other in known]
    best = max((score for score, _ in scored), default=0.0)
    return [other for score, other in scored if score == best] if best else []


def _likeness(clause: Compared, other: Compared) -> float:
    shared = len(clause.terms & other.terms)
    same = _same_figures(clause.text, other.text)
    if not same and (shared < _LEAST_SHARED or shared < _LEAST_SHARE * len(clause.terms)):
        return 0.0
    return shared + 4.0 * same


def _same_figures(a: str, b: str) -> int:
    """How many figures they have in common, whichever way they move."""
    return sum(
        any(
            same_value(one, other) or _opposite(one.direction, other.direction, one.text, other.text)
            for other in read_cached(b)
        )
        for one in read_cached(a)
        if one.is_hard
    )


def _opposite(a: int, b: int, written: str, other: str) -> bool:
    return a * b < 0 and written.strip("-+") == other.strip("-+")


# --- words of direction -----------------------------------------------------------------------------------------------


def _contrary(axis: str, side: int, near: Iterable[Compared]) -> bool:
    """All of them have the other side of the axis, and none of them this one."""
    marks = [clause.marks for clause in near]
    return all((axis, -side) in one for one in marks) and not any((axis, side) in one for one in marks)


# --- negation ---------------------------------------------------------------------------------------------------------


def _negation_turned(clause: Compared, near: Sequence[Compared]) -> str | None:
    """It denies what the evidence states, or states what the evidence denies."""
    for other in near:
        if _denies_what_is_stated(clause.text, other.text) or _denies_what_is_stated(other.text, clause.text):
            return other.text
    if not clause.negated and all(DENIAL.search(other.text) and is_close(clause, other) for other in near):
        return near[0].text
    if clause.negated and not any(
        _is_negated(other.text if is_close(clause, other) else other.sentence) for other in near
    ):
        return near[0].text
    return None


def is_close(clause: Compared, other: Compared) -> bool:
    """Most of the clause's words stand in the other."""
    return len(clause.terms & other.terms) >= _CLOSE * len(clause.terms)


_CLOSE = 0.6


def _denies_what_is_stated(denying: str, stating: str) -> bool:
    """A word that the one text denies stands in the other, and there not denied."""
    denied, free = _heads(denying), _heads(stating)
    return any(head in stating and head not in free and not _is_stated(head, denying) for head in denied)


def _heads(text: str) -> frozenset[str]:
    return frozenset(match["head"] for match in NEGATED.finditer(text))


def _is_stated(head: str, text: str) -> bool:
    """The words stand in the text a second time, without a denial before them."""
    denied = [match.start("head") for match in NEGATED.finditer(text)]
    return any(match.start() not in denied for match in re.finditer(re.escape(head), text))


# --- in the same place ------------------------------------------------------------------------------------------------


def _turned_in_place(clause: Compared, near: Sequence[Compared]) -> str | None:
    """Behind the same two characters, in all clauses that have them, stands a word of the other side."""
    for sides in AXES.values():
        for side, pattern in sides.items():
            for word in pattern.finditer(clause.text):
                before = clause.text[max(0, word.start() - 2) : word.start()]
                places = [(other.text, at) for other in near for at in _ends(before, other.text)]
                if places and all(sides[-side].match(text, at) for text, at in places):
                    return places[0][0]
    return None


def _ends(wanted: str, text: str) -> list[int]:
    """Where `wanted` ends in `text`; nowhere for less than two characters."""
    return [match.end() for match in re.finditer(re.escape(wanted), text)] if len(wanted.strip()) == 2 else []


# --- who does it to whom ----------------------------------------------------------------------------------------------

_SELLS = re.compile(r"出售|转让|剥离|抛售|卖给|\b(?:sells?|sold|selling|divests?)\b", re.IGNORECASE)
_BUYS = re.compile(r"收购|并购|买下|购买|\b(?:buys?|bought|acquires?|acquired|acquiring)\b", re.IGNORECASE)


def _sides_changed(clause: Compared, near: Sequence[Compared]) -> str | None:
    """One and the same sells in the one text and buys in the other."""
    for mine, theirs in ((_SELLS, _BUYS), (_BUYS, _SELLS)):
        word = mine.search(clause.text)
        if not word or theirs.search(clause.text):
            continue
        for other in near:
            opposite = theirs.search(other.text)
            if opposite and not mine.search(other.text) and _same_sides(clause.text, word, other.text, opposite):
                return other.text
    return None


def _same_sides(text: str, word: re.Match[str], other: str, opposite: re.Match[str]) -> bool:
    before, behind = (_words(text[: word.start()]), _words(text[word.end() :]))
    return bool(before & _words(other[: opposite.start()]) or not before) and bool(
        behind & _words(other[opposite.end() :])
    )


_SIDE = 14
_Roles = tuple[str, frozenset[str], frozenset[str]]


def _roles_crossed(clause: Compared, known: Iterable[Compared]) -> str | None:
    """Who buys, sues or beats in the clause is bought, sued or beaten in the evidence, and nowhere the other way."""
    told = [(other.text, role) for other in known for role in _roles(other.text)]
    for verb, actor, target in _roles(clause.text):
        same = [(text, _straight(actor, target, by, to)) for text, (other, by, to) in told if other == verb]
        if same and min(lean for _, lean in same) < 0 and max(lean for _, lean in same) <= 0:
            return min(same, key=lambda one: one[1])[0]
    return None


def _straight(actor: frozenset[str], target: frozenset[str], by: frozenset[str], to: frozenset[str]) -> int:
    """Above 0 where both do it to the same, below 0 where the two have changed places."""
    crossed = min(len(actor & to), len(target & by)) and len(actor & to) + len(target & by)
    return len(actor & by) + len(target & to) - crossed


@lru_cache(maxsize=4096)
def _roles(text: str) -> tuple[_Roles, ...]:
    """(verb, words of who does it, words of whom it befalls) for each verb that has two parties."""
    found: list[_Roles] = []
    for match in PASSIVE.finditer(text):
        target, actor = match["target_zh"] or match["target_en"] or "", match["actor_zh"] or match["actor_en"] or ""
        found.append((_verb(match.group()), _words(actor), _words(target)))
    if not found:
        for match in ROLE.finditer(text):
            before, after = text[max(0, match.start() - _SIDE * 2) : match.start()], text[match.end() :]
            found.append((_verb(match.group()), _words(before[-_SIDE * 2 :]), _words(after[: _SIDE * 2])))
    return tuple(found)


_VERBS = {
    "buy": re.compile(r"收购|并购|买下|acqui|buys?\b|bought|takeover", re.IGNORECASE),
    "sue": re.compile(r"起诉|指控|控告|\bsue", re.IGNORECASE),
    "beat": re.compile(r"击败|战胜|超过|超越|反超|领先|beat|overt[ao]|surpass|outperform", re.IGNORECASE),
    "invest": re.compile(r"入股|注资|invest", re.IGNORECASE),
    "attack": re.compile(r"袭击|打击|攻击|击落|空袭|attack|struck|strikes?\b", re.IGNORECASE),
}


def _verb(text: str) -> str:
    return next((name for name, pattern in _VERBS.items() if pattern.search(text)), text)


def _words(text: str) -> frozenset[str]:
    return frozenset(terms(text))
