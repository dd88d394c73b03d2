"""Sentences that say what a happening leads to, how it compares, what is expected of it, or what may go wrong.

A cue list, not a model: each kind has its words (in the lexicon), each word its strength.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from facts.extraction.pointers import NAMES
from facts.extraction.windows import Judged, Window, longest, strongest_first
from facts.text.boilerplate import FILLER
from facts.text.clause_scope import PURPOSE
from facts.text.lexicon import Place, word_list
from facts.text.remembered import remembered
from facts.text.segmenter import words
from facts.text.sentences import blanked, without_labels
from facts.text.term_list import Terms
from facts.values.dates import date_spans
from facts.values.figures import read_figures
from facts.values.money import names_money

InsightKind = Literal["consequence", "expectation", "comparison", "risk"]

_CUES: Mapping[InsightKind, tuple[tuple[float, tuple[str, ...]], ...]] = {
    "consequence": ((3.0, ("cause", "act")), (2.5, ("consequence",)), (1.5, ("consequence_weak",))),
    "expectation": ((3.0, ("guess", "expectation")), (1.5, ("plan", "future", "expectation_weak"))),
    "comparison": ((3.0, ("comparison",)), (1.0, ("comparison_weak",))),
    "risk": ((3.0, ("hazard", "risk")), (1.0, ("risk_weak",))),
}
"""Kind -> (weight, the lists whose words tell it), the strongest first."""

_SCHEDULE = re.compile(
    r"(?:预计|将|计划|拟).{0,14}(?:[月日]|年底|本周|下周|近期|今日|明日|季度).{0,10}(?:上线|开放|发布|推出|推送|开售|交付|上市|公测|举行|召开|生效)|"
    r"即将(?:推出|上线|发布)|(?:已|本周|今日)在?[^，。]{0,14}(?:上线|开放|推出)",
    re.IGNORECASE,
)
"""When a product comes out: true, and no insight."""

_SHORTEST = 12
_SHORT = 18
_LIST = 4
"""So many enumeration commas make a list of names, and no insight."""
_MEASURES = 3
"""So many clauses that begin with a verb make a list of what somebody means to do."""
_CUE, _CLEAR_CUE, _CLEAR_OF_A_NAME = 1.5, 3.0, 2.5
"""Least strongest cue: of a mention; of what may stand alone; of what tells it of somebody or of an amount."""
_CLEAR = 2.75
"""Least strength of what may stand alone."""
_NO_CUE = 0.8
_MOST_CLEAR = 3.0
"""Weight of the surest cues."""
_TOLD: tuple[InsightKind, ...] = ("consequence", "expectation", "comparison")


@dataclass(frozen=True, slots=True)
class Insight(Judged):
    """A window of a text with what it says of a happening.

    Its strength: the strongest cue, half of that of every other kind, and what speaks for or against a reader's need;
    0.5 to 8.
    """

    kind: InsightKind


def insights(text: str, max_chars: int) -> tuple[Insight, ...]:
    """The windows of `text` that clearly say what something leads to, how it compares or what is expected of it.

    Strongest first, each at most `max_chars` long. Windows of one sentence overlap.
    """
    return _clear(text, max_chars, _TOLD)


def consequences(text: str, max_chars: int) -> tuple[Insight, ...]:
    """As `insights`, but only what somebody named, or the source itself, says that one thing brought about another:
    no risk, and nothing that hangs on a condition.
    """
    cause, unsure = word_list("cause"), word_list("hearsay", "condition", "hazard")
    found = insights(text, max_chars)
    return tuple(one for one in found if cause.occurs_in(one.span.text) and not unsure.occurs_in(one.span.text))


def mentions(text: str, words: Terms, max_chars: int) -> tuple[Insight, ...]:
    """As `insights`, but every window that holds one of `words`; those without a cue are the weakest."""
    found = [one for one in longest(text, max_chars) if words.found_in(one.span.text) and one.stands_alone]
    judged = [(window, _judged(window, _TOLD, _CUE)) for window in found]
    return strongest_first(
        one or Insight(window, _NO_CUE, "consequence")
        for window, one in judged
        if one or len(window.span.text) >= _SHORTEST
    )


def risks(text: str, max_chars: int) -> tuple[Insight, ...]:
    """As `insights`, but only what names a harm that may come and is not yet dealt with."""
    return tuple(one for one in _clear(text, max_chars, ("risk",)) if _may_come(one.span.text))


def _may_come(text: str) -> bool:
    possible = word_list("hazard", "guess", "condition", "future").occurs_in(text)
    return possible and not word_list("overcome").occurs_in(text)


@remembered
def clear_kinds(text: str) -> frozenset[InsightKind]:
    """All that it clearly says: what something leads to, what is expected of it, how it compares."""
    return frozenset(kind for kind in _TOLD if _strength(kind, text) >= _CLEAR_OF_A_NAME)


def strength(kind: InsightKind, clause: str) -> float:
    """How clearly a clause is of that kind, from 0, not at all, to 1; what stands in a title or label tells nothing."""
    return _strength(kind, _bare(clause)) / _MOST_CLEAR


def _bare(text: str) -> str:
    return without_labels(blanked(text, "《"))


def _clear(text: str, max_chars: int, kinds: tuple[InsightKind, ...]) -> tuple[Insight, ...]:
    judged = (_judged(window, kinds, _least_cue(window.span.text)) for window in longest(text, max_chars))
    return strongest_first(one for one in judged if one and one.strength >= _CLEAR)


def _least_cue(text: str) -> float:
    is_specific = bool(read_figures(text)) or any(word.tag in NAMES for word in words(text))
    return _CLEAR_OF_A_NAME if is_specific else _CLEAR_CUE


def _judged(window: Window, kinds: tuple[InsightKind, ...], least: float) -> Insight | None:
    """None where its strongest cue is weaker than `least`, where it compares technical measures, praises itself or
    would suit any other news.
    """
    text = _bare(window.span.text)
    if len(text) < _SHORTEST or window.names_nobody or ("risk" not in kinds and _says_little(window)):
        return None
    scores = {kind: _strength(kind, text) for kind in kinds}
    best = max(scores, key=lambda kind: scores[kind])
    strength = (scores[best] + sum(scores.values())) / 2
    if _measures(best, text):
        return None
    return Insight(window, _weighed(text, strength, window), best) if scores[best] >= least else None


def _says_little(window: Window) -> bool:
    text = "，".join(part.text for part in window.parts)
    praises = word_list("praise").occurs_in(text.replace("此举旨在", "")) or _FIRST_PERSON.search(text)
    is_list = sum(words(part.text)[0].tag == "v" for part in window.parts) >= _MEASURES
    return bool(praises or is_list or PURPOSE.search(text) or FILLER.search(text))


_FIRST_PERSON = re.compile(r"我们|咱们|\b(?:we|our)\b", re.IGNORECASE)


def _measures(kind: InsightKind, text: str) -> bool:
    """What it compares is technical, or what comes of it a technical value: a hard fact."""
    if not word_list("technical").occurs_in(text) or word_list("business").occurs_in(text) or names_money(text):
        return False
    values = any(one.is_hard and one.kind != "duration" for one in read_figures(text))
    return kind == "comparison" or (kind == "consequence" and values)


def _weighed(text: str, strength: float, window: Window) -> float:
    """Business consequences count for more; dates of release, filings' boilerplate, parts of a sentence for less."""
    strength -= not window.is_first
    if _SCHEDULE.search(text):
        strength = min(strength, 2.0)
    if (word_list("leaning").begins(text) and not window.points) or len(text) < _SHORT:
        strength -= 1.0
    if text.count("、") >= _LIST:
        strength -= 2.0
    return max(0.5, strength + word_list("business").occurs_in(text) - 1.5 * word_list("filing").occurs_in(text))


def _strength(kind: InsightKind, text: str) -> float:
    """Of its strongest cue that tells it."""
    found = (weight for weight, lists in _CUES[kind] if _tells(kind, text, word_list(*lists).places(text)))
    return max(found, default=0.0)


def _tells(kind: InsightKind, text: str, cues: Iterable[Place]) -> bool:
    """A cue is no mere word for an amount (超过5吉瓦), a date (预计3月), an aim (以加速) or a thing (销售预期)."""
    if kind == "comparison":
        amounts = [figure.start for figure in read_figures(text)]
        apart = (cue.end for cue in cues if not text.startswith("公开", cue.end))  # 首次公开发行
        return any(not _right_before(amounts, end, _HEDGE) for end in apart)
    if kind == "expectation":
        dates = [start for start, _ in date_spans(text)]
        return any(not _right_before(dates, cue.end, _NEAR) and _governs(text, cue) for cue in cues)
    return any(_is_done(text, cue) for cue in cues)


def _is_done(text: str, cue: Place) -> bool:
    """It is no aim, and no part of what a thing is called: 袭击造成的破坏."""
    return not (_AIM.search(text, 0, cue.start) or text.startswith("的", cue.end))


def _governs(text: str, cue: Place) -> bool:
    """It is no thing or its kind, as in 上调销售预期 and 潜在的指令, and no choice, as in 开发或生产 and 谈判或签约."""
    before, here, behind = _tags_around(text, cue)
    if text[cue.start : cue.end] == "或":
        goes_on = "vd" if before[-1] == "x" else "vdp"  # 下载权重，或通过接口调用
        return before[-1] != "v" and behind[0][0] in goes_on and behind[1] != "x"
    if text[cue.start : cue.end] == "将" and behind[0][0] not in "vdpa":
        return False  # 将图片升级为视频
    names_it = here == ["vn"] and before[-1] in _OF_WHAT and behind[0] == "x"
    return not (names_it or behind[0][0] == "u")


def _tags_around(text: str, place: Place) -> tuple[list[str], list[str], list[str]]:
    """Of the words before it, in it and behind it; x is beyond the text."""
    said = [word for word in words(text) if not text[word.start : word.end].isspace()]
    before = [word.tag for word in said if word.end <= place.start]
    behind = [word.tag for word in said if word.start >= place.end]
    return ["x", *before], [word.tag for word in said[len(before) : len(said) - len(behind)]], [*behind, "x", "x"]


_OF_WHAT = frozenset({"v", "vn", "uj"})
"""Tags before a noun that tells what it is of: 销售预期, 去年的预测."""


_NEAR, _HEDGE = 2, 4
"""Characters between a cue and the date or amount that it goes with: 预计于3月, 最高可达约270亿."""
_AIM = re.compile(r"(?:以|来|旨在|用于|(?<![成作认因])为)[^，,]{0,2}\Z|\bto \Z")


def _right_before(places: Iterable[int], end: int, most: int) -> bool:
    return any(0 <= place - end <= most for place in places)
