"""What holds for a clause because of one before it: who says so, on which condition or basis, when, to what end.

知情人士称，公司正考虑发债 is no fact of the company's, and 若供应受限，交付可能推迟 none of its deliveries.
A span that begins after such a clause says more than its source does.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from facts.text.lexicon import word_list
from facts.text.segmenter import words
from facts.text.sentences import Span, clauses

FrameKind = Literal["speaker", "condition", "window", "purpose"]


@dataclass(frozen=True, slots=True)
class ScopeMarker:
    """A clause that holds for those after it, to the end of its sentence."""

    span: Span
    kind: FrameKind
    reach: int
    """Where its sentence ends."""


_NAME_AND_COLON = re.compile(r"(?:^|[。！？\n】])\s*[^，。！？\n】：\d的是]{2,12}：$")
_WINDOW = re.compile(
    r"^(?:截至|截止|自|从|到|至|在|于|仅|仅在)?[^，。]{0,14}(?:以来|期间|年度?|季度|上半年|下半年|全年|年初|年末|年底|期末|月份?|月末|月底|日|周|当日|当天|当月|今年|去年|后|前)$"
)
"""Since when, or by when: what is measured after it is measured then."""
PURPOSE = re.compile(r"(?:资金|募资|款项|所得)[^，。]{0,10}(?:用于|投向|投入)")
"""What money is to do: nothing of what follows has been done."""
_HOURS = re.compile(r"[瓦安]时$")
"""A unit: 200兆瓦时 says how much, 投产时 says when."""
_SHORT = 20
_OBJECT = 3
"""Words of a noun with what it is of: 的销售预测."""
_DATED = re.compile(r"\d|以来|今年|去年|上半年|下半年|期间|期末|同期")
_STOP = re.compile(r"[。！？\n]|[!?.](?=\s|$)")


@lru_cache(maxsize=8192)
def scope_markers(text: str) -> tuple[ScopeMarker, ...]:
    """The markers of `text` in order."""
    found = []
    for clause in clauses(text):
        if kind := _kind(clause, text):
            stop = _STOP.search(text, clause.end)
            found.append(ScopeMarker(clause, kind, stop.start() if stop else len(text)))
    return tuple(one for one in found if one.span.end < one.reach)


def _kind(clause: Span, text: str) -> FrameKind | None:
    is_named = _NAME_AND_COLON.search(text[max(0, clause.start - 3) : clause.end + 1])
    if is_named or (word_list("speech", "hearsay").ends(clause.text) and not _names_a_saying(clause.text)):
        return "speaker"
    sets_out = word_list("setting").ends(clause.text) and not _HOURS.search(clause.text)
    if sets_out or word_list("condition", "basis").begins(clause.text) or _is_condition(clause.text):
        return "condition"
    if PURPOSE.search(clause.text):
        return "purpose"
    is_window = len(clause.text) <= _SHORT and _DATED.search(clause.text) and _WINDOW.match(clause.text)
    return "window" if is_window else None


def _is_condition(clause: str) -> bool:
    """Its conjunction stands behind a short subject: 该收购若完成."""
    near = {word.start for word in words(clause)[:4] if word.tag == "c"}
    return any(place.start in near for place in word_list("condition").places(clause))


def _names_a_saying(clause: str) -> bool:
    """远超此前的销售预测 ends with what was said, and is not who says what follows."""
    last = [word.tag for word in words(clause)][-_OBJECT:]
    return last[-1] == "vn" and "uj" in last


def is_dated(text: str) -> bool:
    """It says when, more closely than 近日 does."""
    return _DATED.search(text) is not None


def governing(text: str, place: int) -> tuple[ScopeMarker, ...]:
    """The markers in force at `place`, in order. A second speaker takes the first one's place; all else adds up."""
    reaching = [marker for marker in scope_markers(text) if marker.span.start <= place < marker.reach]
    speaker = max((marker.span.start for marker in reaching if marker.kind == "speaker"), default=0)
    return tuple(
        marker
        for marker in reaching
        if marker.span.end <= place and (marker.kind != "speaker" or marker.span.start == speaker)
    )


def holding(text: str, span: Span) -> tuple[ScopeMarker, ...]:
    """The markers in force where `span` begins that it must not be read without.

    A window matters to figures alone; a day named before the speaker is the day on which he spoke.
    """
    found = governing(text, span.start)
    spoken = max((marker.span.start for marker in found if marker.kind == "speaker"), default=-1)
    measured = any(map(str.isdigit, span.text))
    return tuple(one for one in found if one.kind != "window" or (measured and one.span.start > spoken))
