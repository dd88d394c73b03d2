"""Lines that stand outside a row: whether a reader knows what they speak of, and what to say before them."""

from collections.abc import Sequence

from facts.cues import REFERS
from facts.frames import frames
from facts.headlines import without_question
from facts.quoting import JOINER
from facts.sentences import clauses

_SHORTEST_LABEL = 5


def refers(text: str) -> bool:
    """It speaks of something that another sentence names; 这 after its first clause means that clause."""
    return bool(REFERS.search(text)) or _without_frame(text).startswith("这")


def _without_frame(text: str) -> str:
    """What is said, without who says it."""
    ends = [frame.span.end for frame in frames(text) if frame.span.start == 0]
    return text[ends[0] :].lstrip("，：, ") if ends else text


def with_label(headline: str, text: str) -> str:
    """`text` after the first clause of its event's headline that says enough."""
    told = without_question(headline)
    ends: Sequence[int] = [clause.end for clause in clauses(told) if clause.end >= _SHORTEST_LABEL]
    return f"{told[: ends[0]] if ends else told}{JOINER}{text}"
