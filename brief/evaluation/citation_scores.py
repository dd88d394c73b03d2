"""Figure 9: whether statements follow from what they cite, in recall and precision of citations. Pure.

After ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations", EMNLP): a statement is
recalled where all that it cites, read together, bear it out. A citation is precise where its statement is recalled and
it is not irrelevant; irrelevant is one that does not bear the statement out alone while the others do without it.
ALCE knows borne out or not. Here a judge also says `partial`, and both figures are taken twice: strictly, where only
full support counts, and with partial support counted too.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from brief.evaluation.scores import Ratio, Statement
from schemas.judgement import Support

Chosen = frozenset[int]
"""Some of a statement's citations, by their places."""
_Supports = Callable[[Support], bool]


@dataclass(frozen=True)
class Verdict:
    """What a judge said of a statement beside some of its citations."""

    support: Support
    missing: str = ""


@dataclass(frozen=True)
class Judged:
    """A statement, and the verdicts there are."""

    statement: Statement
    verdicts: Mapping[Chosen, Verdict]

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """What must be judged together: all citations; where there are several, each alone, and all but each."""
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
        """Of all citations together; a statement that cites nothing has no support."""
        return self.verdicts[self.chosen[0]] if self.chosen else Verdict("none", "cites nothing")

    def is_precise(self, place: int, supports: _Supports) -> bool:
        whole, alone = self.chosen[0], frozenset({place})
        if not supports(self.verdict.support):
            return False
        return supports(self.verdicts[alone].support) or not self._is_borne_out(whole - alone, supports)

    def _is_borne_out(self, chosen: Chosen, supports: _Supports) -> bool:
        """Nothing is borne out by nothing."""
        return bool(chosen) and supports(self.verdicts[chosen].support)


@dataclass(frozen=True)
class Attribution:
    """Figure 9 of one report. A statement whose judgement is missing counts as unjudged, and in no ratio."""

    unjudged: tuple[str, ...]
    """Where they stand."""
    uncited: int
    """Statements that cite nothing: judged without a judge, as not supported."""
    supports: Mapping[Support, int]
    """Statements by what all their citations together do for them, the uncited ones included."""
    by_kind: Mapping[str, Mapping[Support, int]]
    """The same, by the kind of the statement: inferences are seldom said outright by any source."""
    recall: Ratio
    recall_with_partial: Ratio
    precision: Ratio
    precision_with_partial: Ratio


def attribution(judged: Sequence[Judged]) -> Attribution:
    """The figures of one report."""
    complete = [one for one in judged if one.is_complete]
    strict, loose = _is_full, _is_at_least_partial
    return Attribution(
        unjudged=tuple(one.statement.place for one in judged if not one.is_complete),
        uncited=sum(not one.statement.cited for one in judged),
        supports=_counted(complete),
        by_kind={kind: _counted(_of_kind(complete, kind)) for kind in _kinds(complete)},
        recall=_recall(complete, strict),
        recall_with_partial=_recall(complete, loose),
        precision=_precision(complete, strict),
        precision_with_partial=_precision(complete, loose),
    )


def _is_full(support: Support) -> bool:
    return support == "full"


def _is_at_least_partial(support: Support) -> bool:
    return support != "none"


def _counted(judged: Iterable[Judged]) -> dict[Support, int]:
    counts = Counter(one.verdict.support for one in judged)
    return {support: counts[support] for support in get_args(Support)}


def _kinds(judged: Iterable[Judged]) -> list[str]:
    return sorted({one.statement.kind for one in judged})


def _of_kind(judged: Iterable[Judged], kind: str) -> Iterator[Judged]:
    return (one for one in judged if one.statement.kind == kind)


def _recall(judged: Sequence[Judged], supports: _Supports) -> Ratio:
    failed = tuple(
        f"{one.statement.place}: {one.statement.text} ({one.verdict.support}: {one.verdict.missing})"
        for one in judged
        if not supports(one.verdict.support)
    )
    return Ratio(len(judged) - len(failed), len(judged), failed)


def _precision(judged: Sequence[Judged], supports: _Supports) -> Ratio:
    citations = [(one, place) for one in judged for place in range(len(one.statement.cited))]
    failed = tuple(
        f"{one.statement.place}: {one.statement.cited[place].url}"
        for one, place in citations
        if not one.is_precise(place, supports)
    )
    return Ratio(len(citations) - len(failed), len(citations), failed)
