"""Changes that cannot be: a fall to more, a rise to less. The two figures of a change have changed places."""

import re
from itertools import pairwise

from facts.support.figure_matching import read_cached
from facts.text.cleaning import plain
from facts.text.sentences import clauses
from facts.values.figures import Figure

_FROM = re.compile(r"(?:从|由|from)\s?(?:约|近|超)?\Z", re.IGNORECASE)
_DOWN = re.compile(
    r"^[^，。]{0,8}?(?:降|减|缩|跌|回落|下滑|下调|收窄|down|fell|cut)[^，。]{0,6}?(?:至|到|为|成|to)\s?(?:约|近|超)?$"
)
_UP = re.compile(
    r"^[^，。]{0,8}?(?:升|增|涨|提高|扩大|上调|扩容|up|rose|raised)[^，。]{0,6}?(?:至|到|为|成|to)\s?(?:约|近|超)?$"
)


def impossible_changes(text: str) -> tuple[str, ...]:
    """The clauses of `text` that tell of one."""
    return tuple(clause.text for clause in clauses(plain(text)) if _is_impossible(clause.text))


def _is_impossible(clause: str) -> bool:
    return any(_contradict(clause, first, second) for first, second in pairwise(read_cached(clause)))


def _contradict(clause: str, first: Figure, second: Figure) -> bool:
    if (first.unit, first.kind) != (second.unit, second.kind) or not _FROM.search(clause, 0, first.start):
        return False
    between = clause[first.end : second.start]
    falls, rises = _DOWN.match(between), _UP.match(between)
    return bool((falls and second.low > first.high) or (rises and second.high < first.low))
