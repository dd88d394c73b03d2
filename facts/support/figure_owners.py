"""What a figure is said of: the words around it. One that stands among the words of another figure is misplaced."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from facts.support.figure_order import figures_in_order
from facts.text.cleaning import plain
from facts.text.sentences import Span, clauses
from facts.text.similarity import shared_words, terms
from facts.values.figures import Figure, read_figures, same_value

_BEFORE, _AFTER = 16, 8
_OPENING = re.compile(r"同比|环比|较上?年|较去年|比上年|增幅|降幅|涨幅|跌幅|预期|预估|前值|up|down")
_LIST = re.compile(r"[，。；、,;：:]")
_COMMON = frozenset(
    terms("公司 实现 同比 环比 达到 约为 增长 下降 上涨 下跌 超过 其中 分别 以及 预计 累计 合计 the of to and in a")
) | frozenset("数据 显示 数为 额为 率为 量为 较上 比上 上年 去年".split())
"""Words that tell one figure from another in no text."""


@dataclass(frozen=True, slots=True)
class _OwnedFigure:
    figure: Figure
    of: frozenset[str]
    """Terms around it, up to the next figure on either side."""
    about: frozenset[str]
    """Those too that stand before another figure of its clause: 费率 in 费率从0.3%降至0.05%."""
    opening: str = ""
    """同比 and its like, where its clause begins so."""
    is_listed: bool = False
    """It stands in a list behind 分别, where its own words tell nothing."""
    clause: str = ""
    leader: Figure | None = None
    """The figure that it is said of then: the last one before it that leads a clause of its own."""


def misplaced_figures(said: str, evidence: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(figure of `said`, the figure of the evidence that its words belong to).

    Its words are those of a rival of the same unit in the evidence, and none of them tells it from that rival.
    """
    known = [one for text in evidence for one in _read(plain(text))]
    owned = ((one, _rightful(one, known)) for one in _read(plain(said)))
    return tuple((one.figure.text, rival.figure.text) for one, rival in owned if rival)


class Measured(NamedTuple):
    """A figure of each of two texts, of one measure: of the same unit, said of mostly the same."""

    then: Figure
    now: Figure
    told: str
    """The clause of the one."""
    tells: str
    """The clause of the other."""

    @property
    def of(self) -> str:
        """The words that both say of it."""
        return " ".join(shared_words(self.tells.replace(self.now.text, " "), self.told))


def measured(earlier: str, later: str) -> Iterator[Measured]:
    for a in _read(earlier):
        for b in _read(later):
            if a.figure.measure == b.figure.measure and _is_said_alike(a, b):
                yield Measured(a.figure, b.figure, a.clause, b.clause)


def new_values(earlier: str, later: str) -> Iterator[Measured]:
    """Those whose later value the earlier text does not have."""
    known = [one.figure for one in _read(earlier)]
    return (one for one in measured(earlier, later) if not any(_same(one.now, other) for other in known))


def _is_said_alike(a: _OwnedFigure, b: _OwnedFigure) -> bool:
    shared, fewer = a.about & b.about, min(len(a.about), len(b.about))
    return len(shared) > 1 and len(shared) >= fewer / 2


def _rightful(one: _OwnedFigure, known: Sequence[_OwnedFigure]) -> _OwnedFigure | None:
    """The rival that its words belong to; None where it is told of its own, or stands in a list."""
    same = [other for other in known if _same(one.figure, other.figure)]
    alike = [other for other in known if not other.is_listed and other.figure.measure == one.figure.measure]
    rivals = [other for other in alike if not same_value(one.figure, other.figure)]
    if not same or any(other.is_listed for other in (one, *same)):
        return None
    return _owner(one, same, rivals) or _follower(one, same, rivals)


def _follower(one: _OwnedFigure, same: Sequence[_OwnedFigure], rivals: Sequence[_OwnedFigure]) -> _OwnedFigure | None:
    """The rival that follows the figure that this one follows: 产量100辆，同比降5% and 销量90辆，同比降9%."""
    if any(_follows_alike(one, other) for other in same):
        return None
    return next((rival for rival in rivals if _follows_alike(one, rival)), None)


def _follows_alike(one: _OwnedFigure, other: _OwnedFigure) -> bool:
    leaders = one.leader, other.leader
    return bool(leaders[0] and leaders[1] and one.opening == other.opening and same_value(leaders[0], leaders[1]))


def _owner(one: _OwnedFigure, same: Sequence[_OwnedFigure], rivals: Sequence[_OwnedFigure]) -> _OwnedFigure | None:
    """The rival whose words they are."""
    own = frozenset().union(*(other.of | other.about for other in same))
    better = [rival for rival in rivals if one.of & rival.of - own and not one.of & own - rival.of]
    return max(better, key=lambda rival: len(one.of & rival.of - own), default=None)


def _same(a: Figure, b: Figure) -> bool:
    return a.kind == b.kind and same_value(a, b)


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[_OwnedFigure, ...]:
    figures = [one for one in read_figures(text) if one.is_hard]
    before, behind = [0, *(one.end for one in figures)], [*(one.start for one in figures), len(text)]
    spans, listed = clauses(text), figures_in_order(text)
    found, leader = list[_OwnedFigure](), None
    for place, figure in enumerate(figures):
        one = _said(text, figure, before[place], behind[place + 1], spans)
        found.append(replace(one, is_listed=figure in listed, leader=leader if one.opening else None))
        leader = leader if one.opening else figure
    return tuple(found)


def _said(text: str, figure: Figure, start: int, end: int, spans: Sequence[Span]) -> _OwnedFigure:
    """`start` and `end` are those of the figures next to it."""
    clause = next((one for one in spans if one.start <= figure.start < one.end), Span(start, end, ""))
    after = terms(_LIST.split(text[figure.end : min(end, clause.end, figure.end + _AFTER)])[0])
    of, about = (
        frozenset((*terms(_LIST.split(text[first : figure.start])[-1]), *after)) - _COMMON
        for first in (max(start, clause.start, figure.start - _BEFORE), clause.start)
    )
    opening = _OPENING.match(text, clause.start)
    return _OwnedFigure(figure, of, about, opening.group() if opening else "", clause=clause.text)
