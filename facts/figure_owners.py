"""What a figure is said of: the words around it. One that stands among the words of another figure is misplaced."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from facts.figures import Figure, read_figures, same_value
from facts.hygiene import plain
from facts.sentences import Span, clauses
from facts.similarity import terms

_BEFORE, _AFTER = 16, 8
_LIST = re.compile(r"[，。；、,;：:]")
_COMMON = frozenset(
    terms("公司 实现 同比 环比 达到 约为 增长 下降 上涨 下跌 超过 其中 分别 以及 预计 累计 合计 the of to and in a")
) | frozenset("数据 显示 数为 额为 率为 量为 较上 比上 上年 去年".split())
"""Words that tell one figure from another in no text."""


@dataclass(frozen=True, slots=True)
class _Said:
    figure: Figure
    of: frozenset[str]
    """Terms around it, up to the next figure on either side."""
    about: frozenset[str]
    """Those too that stand before another figure of its clause: 费率 in 费率从0.3%降至0.05%."""


def misplaced_figures(said: str, evidence: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(figure of `said`, the figure of the evidence that its words belong to).

    Its words are those of a rival of the same unit in the evidence, and none of them tells it from that rival.
    """
    known = [one for text in evidence for one in _read(plain(text))]
    found = []
    for one in _read(plain(said)):
        same = [other for other in known if _same(one.figure, other.figure)]
        rivals = [other for other in known if _rival(one.figure, other.figure)]
        if same and (rival := _owner(one, same, rivals)):
            found.append((one.figure.text, rival.figure.text))
    return tuple(found)


def _owner(one: _Said, same: Sequence[_Said], rivals: Sequence[_Said]) -> _Said | None:
    """The rival whose words they are."""
    own = frozenset().union(*(other.of | other.about for other in same))
    better = [rival for rival in rivals if one.of & rival.of - own and not one.of & own - rival.of]
    return max(better, key=lambda rival: len(one.of & rival.of - own), default=None)


def _same(a: Figure, b: Figure) -> bool:
    return a.kind == b.kind and same_value(a, b)


def _rival(a: Figure, b: Figure) -> bool:
    return (a.unit, a.kind) == (b.unit, b.kind) and not same_value(a, b)


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[_Said, ...]:
    figures = [one for one in read_figures(text) if one.is_hard]
    before, behind = [0, *(one.end for one in figures)], [*(one.start for one in figures), len(text)]
    spans = clauses(text)
    return tuple(_said(text, one, before[place], behind[place + 1], spans) for place, one in enumerate(figures))


def _said(text: str, figure: Figure, start: int, end: int, spans: Sequence[Span]) -> _Said:
    """`start` and `end` are those of the figures next to it."""
    clause = next((one for one in spans if one.start <= figure.start < one.end), Span(start, end, ""))
    after = terms(_LIST.split(text[figure.end : min(end, clause.end, figure.end + _AFTER)])[0])
    of, about = (
        frozenset((*terms(_LIST.split(text[first : figure.start])[-1]), *after)) - _COMMON
        for first in (max(start, clause.start, figure.start - _BEFORE), clause.start)
    )
    return _Said(figure, of, about)
