"""Whether a later headline undoes what an earlier one tells, denying it or going the other way, or tells it as done."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from facts.names.inner_terms import inner_terms
from facts.text.lexicon import opposites, word_list
from facts.text.overlap import overlap

_DEEDS = ("course", "will", "place", "pace", "trade", "staff")
"""Axes of what somebody does, and so can undo; prices and balances go up and down by themselves."""
_END = re.compile(r"[，,。！!？?；;：:]|(?<=[^A-Za-z\d ])\s+|\s+(?=[^A-Za-z\d ])")
"""Of a headline's clause: a sign, or a blank beside what is no Latin word."""
_SPEAKER = re.compile(r"[^：:，,？?\s]{1,14}[：:]")
_SAME = 0.42
"""Mean of how much either headline tells of the other, at least, where they tell of one deed."""
_SAID = re.compile(r"[\s。！!的]*(?:消息|传闻|报道|信息|说法)?[\s。！!]*")
"""What may stand behind a denial that names its claim before it."""


def may_turn(earlier: str, later: str) -> bool:
    """`later` has a denial that `earlier` lacks, or words for the other way than those of `earlier`."""
    denies = word_list("denial").occurs_in
    if denies(later) and not denies(earlier):
        return True
    return any(opposites()[name].part(earlier, later) for name in _DEEDS)


def may_undo(later: str) -> bool:
    """It has a word without which `undone` finds nothing, whatever was told earlier."""
    course = opposites()["course"]
    return any(one.occurs_in(later) for one in (word_list("refutal"), word_list("undone"), course.up, course.down))


class Undone(NamedTuple):
    what: str
    is_reversed: bool
    """It was so, and now goes the other way. Otherwise it is said not to be so."""


def undone(earlier: str, later: str) -> Iterator[Undone]:
    """What `later` undoes: whether `earlier` tells that is for the caller to see. Narrower than `may_turn`: a refusal,
    a wish, and what does not bear on a thing deny nothing that was told.
    """
    if not word_list("denial").occurs_in(earlier):
        for place in word_list("refutal").places(later):
            behind = later[place.end : _clause(later, place.start)[1]]
            yield Undone(_SPEAKER.sub(" ", later[: place.start]) if _SAID.fullmatch(behind) else behind, False)
        for place in word_list("undone").places(later):
            behind = later[place.end : _clause(later, place.start)[1]]
            if inner_terms(behind)[:1] and inner_terms(behind)[0] in inner_terms(earlier):
                yield Undone(behind, False)
    course = opposites()["course"]
    if course.part(earlier, later):
        for place in (*course.up.places(later), *course.down.places(later)):
            start, end = _clause(later, place.start)
            yield Undone(f"{later[start : place.start]} {later[place.end : end]}", True)


def came_about(earlier: str, later: str) -> bool:
    """`earlier` announces what `later` tells as done: 将发布新品, and then 发布新品.

    Another word of the same speaker is no deed.
    """
    ahead = word_list("plan", "future").occurs_in
    if not ahead(earlier) or ahead(later) or may_turn(earlier, later) or _are_of_one_speaker(earlier, later):
        return False
    return (overlap(earlier, (later,)) + overlap(later, (earlier,))) / 2 >= _SAME


def _are_of_one_speaker(a: str, b: str) -> bool:
    first, second = _SPEAKER.match(a), _SPEAKER.match(b)
    return first is not None and second is not None and first.group() == second.group()


def _clause(text: str, place: int) -> tuple[int, int]:
    """Where the clause around `place` starts and ends."""
    ends = [(end.start(), end.end()) for end in _END.finditer(text)]
    start = max((behind for _, behind in ends if behind <= place), default=0)
    return start, min((before for before, _ in ends if before >= place), default=len(text))
