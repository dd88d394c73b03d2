"""Figure 9: whether statements follow from what they cite, as recall and precision of citations. Pure.

After ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations", EMNLP): a statement is
recalled if all its citations together support it. A citation is precise if its statement is recalled and it is not
irrelevant; it is irrelevant if it does not support the statement alone and the others do without it. ALCE only knows
supported or not. Here a judge also says `partial`, and both figures are computed twice: strictly, with full support
only, and with partial support counted too.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from brief.evaluation.scores import Ratio, Statement, ratio_of
from schemas.judgement import Support

Chosen = frozenset[int]
"""Indexes of some of a statement's citations."""
_Supports = frozenset[Support]
"""What counts as support."""
_FULL: _Supports = frozenset(("full",))
_FULL_OR_PARTIAL: _Supports = frozenset(("full", "partial"))


@dataclass(frozen=True)
class Verdict:
    """What a judge said about a statement and some of its citations."""

    support: Support
    missing: str = ""


@dataclass(frozen=True)
class Judged:
    """A statement with the verdicts so far."""

    statement: Statement
    verdicts: Mapping[Chosen, Verdict]

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """The sets of citations to judge: all together; if there are several, also each alone, and all but each."""
        whole = frozenset(range(len(self.statement.cited)))
        if len(whole) < 2:
            return (whole,) if whole else ()
        alone = [frozenset({one}) for one in sorted(whole)]
        return tuple(dict.fromkeys((whole, *alone, *(whole - one for one in alone))))

    @property
    def is_complete(self) -> bool:
        return all(one in self.verdicts for one in self.chosen)

    @property
    def verdict(self) -> Verdict:
        """The verdict on all citations together; a statement without citations has no support."""
        return self.verdicts[self.chosen[0]] if self.chosen else Verdict("none", "cites nothing")

    def is_precise(self, place: int, supports: _Supports) -> bool:
        whole, alone = self.chosen[0], frozenset({place})
        if self.verdict.support not in supports:
            return False
        others = whole - alone
        needed = not others or self.verdicts[others].support not in supports
        return needed or self.verdicts[alone].support in supports


@dataclass(frozen=True)
class Attribution:
    """Figure 9 of one report. Statements without a judgement are counted as unjudged, and left out of the ratios."""

    unjudged: tuple[str, ...]
    """Places of the unjudged statements."""
    uncited: int
    """Statements without citations: they count as not supported, without a judge."""
    supports: Mapping[Support, int]
    """Number of statements by the support of all their citations together, uncited ones included."""
    by_kind: Mapping[str, Mapping[Support, int]]
    """The same by kind of statement: sources seldom say an inference outright."""
    recall: Ratio
    recall_with_partial: Ratio
    precision: Ratio
    precision_with_partial: Ratio


def attribution(judged: Sequence[Judged]) -> Attribution:
    complete = [one for one in judged if one.is_complete]
    kinds = sorted({one.statement.kind for one in complete})
    return Attribution(
        unjudged=tuple(one.statement.place for one in judged if not one.is_complete),
        uncited=sum(not one.statement.cited for one in judged),
        supports=_counted(complete),
        by_kind={kind: _counted(one for one in complete if one.statement.kind == kind) for kind in kinds},
        recall=_recall(complete, _FULL),
        recall_with_partial=_recall(complete, _FULL_OR_PARTIAL),
        precision=_precision(complete, _FULL),
        precision_with_partial=_precision(complete, _FULL_OR_PARTIAL),
    )


def _counted(judged: Iterable[Judged]) -> dict[Support, int]:
    counts = Counter(one.verdict.support for one in judged)
    return {support: counts[support] for support in get_args(Support)}


def _recall(judged: Sequence[Judged], supports: _Supports) -> Ratio:
    failed = [
        f"{one.statement.place}: {one.statement.text} ({one.verdict.support}: {one.verdict.missing})"
        for one in judged
        if one.verdict.support not in supports
    ]
    return ratio_of(len(judged), failed)


def _precision(judged: Sequence[Judged], supports: _Supports) -> Ratio:
    citations = [(one, place) for one in judged for place in range(len(one.statement.cited))]
    failed = [
        f"{one.statement.place}: {one.statement.cited[place].url}"
        for one, place in citations
        if not one.is_precise(place, supports)
    ]
    return ratio_of(len(citations), failed)
