"""What a critic's verdict is worth: whether its reader may be heard, and what becomes of the claim then."""

from collections.abc import Collection

from checks.catalogue import PROVEN, SUSPECTED
from schemas.critique import Heard, Verdict
from schemas.reasons import IssueKind

HEARD = 50 / 60, 56 / 60
"""Least shares of faults found and of true texts spared, of a critic whose word counts."""
HALF_HEARD = 40 / 60, 48 / 60
"""The same, of one whose objections count."""


def hearing(found: float, spared: float) -> Heard:
    """What the words of a critic count for that found so large a share of the faults and spared so many true texts."""
    if found >= HEARD[0] and spared >= HEARD[1]:
        return "yes"
    return "half" if found >= HALF_HEARD[0] and spared >= HALF_HEARD[1] else "no"


def is_sent_back(found: Collection[IssueKind], verdict: Verdict | None, heard: Heard) -> bool:
    """Whether a claim with which code found that must be written again, given a critic's last word on it, if any.

    Proof counts always. A suspicion counts unless a heard critic says that the claim stands, knowing of it.
    """
    if PROVEN.intersection(found):
        return True
    if heard == "yes" and verdict is not None:
        return verdict != "stands"
    objects = heard == "half" and verdict is not None and verdict != "stands"
    return objects or bool(SUSPECTED.intersection(found))
