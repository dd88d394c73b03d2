"""What a run takes over from the run that it replays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agents.retriever.rights import readable
from brief.errors import UsageError
from brief.pipeline.plan import Plan
from brief.runs.lineage import calls_of_lineage, record_in
from brief.runs.selection import to_go_on
from brief.runs.steps import CLASSIFICATION, READING, RETRIEVAL
from brief.runs.store import StoredRun, read_step_in
from schemas.base import Schema
from schemas.reading import Reading
from schemas.retrieval import Retrieval
from schemas.run import Call

_OF_RETRIEVAL = ("timezone", "interests", "noise", "source_weights", "max_events")


@dataclass(frozen=True)
class Inheritance:
    """What a replay takes over from its parent."""

    calls: tuple[Call, ...]
    """Calls of the parent and its ancestors, nearest first."""
    retrieval: Retrieval | None
    """None if the parent is gone, or ended before its retrieval."""
    without_effect: tuple[str, ...] = ()
    """Changed settings that only retrieval reads; they have no effect, because the retrieval is taken over."""
    readings: Mapping[str, Reading] = field(default_factory=dict)
    """Step -> the pages that the parent read for it, for those that it was to read any for."""
    edits: Mapping[str, str] = field(default_factory=dict)
    """File name -> text for the run's folder: the changes an editor made."""

    @property
    def steps(self) -> dict[str, Schema]:
        """What is not made again, by step; the retrieval last: a run that has it is whole."""
        return {**self.readings, **({RETRIEVAL: self.retrieval} if self.retrieval else {})}


def inherited(plan: Plan) -> Inheritance:
    """The evidence of the plan's parent, and the answered calls of the parent and its ancestors.

    Sections and words of the request may have changed; the events stay the same.
    """
    if plan.parent is None or not plan.parent.is_dir():
        return Inheritance((), None)
    calls = calls_of_lineage(plan.parent)
    if not (plan.parent / f"{RETRIEVAL}.json").is_file():
        return Inheritance(calls, None)
    retrieval = read_step_in(plan.parent, RETRIEVAL, Retrieval)
    asked, recorded = plan.retrieving, retrieval.request
    without_effect = tuple(name for name in _OF_RETRIEVAL if getattr(recorded, name) != getattr(asked, name))
    own = retrieval.model_copy(update={"request": asked})
    pages = {step: _still_chosen(read, own, part) for step, part, read in _read(plan, plan.parent)}
    return Inheritance(calls, own, without_effect, pages)


def evidence_of(plan: Plan, parent: StoredRun) -> Inheritance:
    """As `inherited`, of a replay of `parent`. Raises UsageError where that holds no evidence."""
    taken = inherited(plan)
    if taken.retrieval is None:
        what = "holds no evidence to replay: it ended before."
        raise UsageError(what, where=parent.path.name, next=to_go_on(parent))
    return taken


def _read(plan: Plan, parent: Path) -> Iterator[tuple[str, Plan, Reading]]:
    """For the first format, and for each of the others that has steps of its own now."""
    record = record_in(parent)
    for one in plan.formats:
        part, own = plan.of(one), f"{one.name}.{READING}"
        is_first = part is plan
        if is_first or (READING not in part.shared_with(plan) and record and one.name in record.formats):
            had_its_own = (parent / f"{one.name}.{CLASSIFICATION}.json").is_file()
            path = parent / f"{own if had_its_own else READING}.json"
            if path.is_file():
                yield READING if is_first else own, part, read_step_in(parent, path.stem, Reading)


def _still_chosen(reading: Reading, retrieval: Retrieval, plan: Plan) -> Reading:
    """Rows that gave way because extraction could not fill them do so for no model that writes now; and nothing gets a
    row that a model may not be sent.
    """
    if plan.models.bindings["table_writer"].links:
        return reading.model_copy(update={"rows": {}})
    known = {event.id for event in readable(retrieval, plan.models.endpoints).events}
    rows = {section: tuple(one for one in ids if one in known) for section, ids in reading.rows.items()}
    return reading.model_copy(update={"rows": rows})
