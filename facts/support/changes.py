"""Changes that cannot be: a fall to more, a rise to less. The two figures of a change have changed places."""

import re
from itertools import pairwise

from facts.text.cleaning import plain
from facts.text.lexicon import opposites
from facts.text.sentences import clauses
from facts.values.figures import Figure, read_figures

_FROM = re.compile(r"(?:从|由|from)\s?(?:约|近|超)?\Z", re.IGNORECASE)
_TO = re.compile(r"(?:至|到|为|成|to)\s?(?:约|近|超)?\Z")
_LONGEST_WAY = 16


def impossible_changes(text: str) -> tuple[str, ...]:
    """The clauses of `text` that tell of one."""
    told = (clause.text for clause in clauses(plain(text)))
    return tuple(one for one in told if any(_contradict(one, *pair) for pair in pairwise(read_figures(one))))


def _contradict(clause: str, first: Figure, second: Figure) -> bool:
    if (first.unit, first.kind) != (second.unit, second.kind) or not _FROM.search(clause, 0, first.start):
        return False
    between = clause[first.end : second.start]
    if len(between) > _LONGEST_WAY or not _TO.search(between):
        return False
    change = opposites()["change"]
    falls, rises = change.down.occurs_in(between), change.up.occurs_in(between)
    return (falls and not rises and second.low > first.high) or (rises and not falls and second.high < first.low)
