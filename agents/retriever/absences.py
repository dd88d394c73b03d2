"""What is kept of the events that are not handed on, and how many documents were left out for what reason."""

from collections.abc import Sequence

from agents.retriever.salience import Scored
from schemas.absence import Absences, Glimpse, Outranked, glimpse
from schemas.retrieval import LeftOut

_EXAMPLES = 3


def outranked(left: Sequence[Scored], handed_on: int) -> tuple[Outranked, ...]:
    """The events of `left`, which rank behind those `handed_on`."""
    return tuple(
        Outranked(
            rank=rank,
            salience=one.salience,
            reasons=one.reasons,
            story_id=f"s{one.story}",
            documents=tuple(map(glimpse, one.documents)),
        )
        for rank, one in enumerate(left, start=handed_on + 1)
    )


def counted(absences: Absences) -> tuple[LeftOut, ...]:
    """How many documents were left out for each reason, with a few titles."""
    by_reason: dict[str, list[Glimpse]] = {}
    for refused in sorted(absences.refused, key=lambda one: one.reason):
        by_reason.setdefault(refused.reason, []).append(refused.document)
    for event in absences.outranked:
        by_reason.setdefault("less_salient", []).extend(event.documents)
    return tuple(
        LeftOut(reason=reason, count=len(found), examples=tuple(one.title for one in found[:_EXAMPLES]))
        for reason, found in by_reason.items()
    )
