"""What a run takes over from the run that it replays."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from brief.pipeline.plan import Plan
from brief.runs.lineage import calls_of_lineage
from brief.runs.steps import RETRIEVAL
from brief.runs.store import read_step_in
from schemas.retrieval import Retrieval
from schemas.run import Call

_OF_RETRIEVAL = ("timezone", "interests", "noise", "source_weights", "max_events")


@dataclass(frozen=True)
class Inheritance:
    """What a run takes over from its parent."""

    calls: tuple[Call, ...]
    """Those of the parent and its own parents, nearest first."""
    retrieval: Retrieval | None
    """None where the parent is gone, or never came so far."""
    unheeded: tuple[str, ...] = ()
    """What is asked otherwise and only retrieval reads, which is taken over as it was."""
    edits: Mapping[str, str] = field(default_factory=dict)
    """Texts for the run's folder, by name: what was changed by hand."""


NOTHING = Inheritance((), None)
"""Of a run without a parent."""


def inherited(plan: Plan) -> Inheritance:
    """The evidence of the plan's parent, and the answered calls of it and of those that it came from.

    The evidence is put to what this run is asked: sections and words may have been set anew, events stay as they are.
    """
    if plan.parent is None or not plan.parent.is_dir():
        return NOTHING
    calls = calls_of_lineage(plan.parent)
    if not (plan.parent / f"{RETRIEVAL}.json").is_file():
        return Inheritance(calls, None)
    retrieval = read_step_in(plan.parent, RETRIEVAL, Retrieval)
    asked, recorded = plan.request, retrieval.request
    unheeded = tuple(name for name in _OF_RETRIEVAL if getattr(recorded, name) != getattr(asked, name))
    return Inheritance(calls, retrieval.model_copy(update={"request": asked}), unheeded)
