"""The walk of the five agents. The only file that knows LangGraph.

retrieve -> classify -> write_table (one per section, in parallel) -> write_synthesis -> critique -> done
                                                                         ^                  | issues
                                                                         +-- revise/settle -+ bounded
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Annotated, Any, Protocol, TypedDict, TypeVar, cast

from agents.base import Ask
from agents.critic import critique
from agents.retriever import retrieve
from agents.section_classifier import classify
from agents.synthesis_writer import write_synthesis
from agents.table_writer import write_table
from brief.errors import CanaryAccepted
from brief.revising import revise, settle
from checks.catalogue import accepted_canaries
from schemas.base import Schema
from schemas.classification import Classification, SectionEvidence
from schemas.critique import Critique
from schemas.draft import Draft
from schemas.retrieval import Document, Request, Retrieval
from schemas.table import TableDraft

S = TypeVar("S", bound=Schema)


class StepWriter(Protocol):
    """Where a run keeps what its nodes hand on."""

    def write_step(self, name: str, value: Schema) -> None: ...


class Watch(Protocol):
    """Told of every step: that it begins, then its seconds and what it made."""

    def begin(self, step: str) -> None: ...
    def done(self, step: str, seconds: float, said: str) -> None: ...


@dataclass(frozen=True)
class GraphResult:
    retrieval: Retrieval
    classification: Classification
    drafts: tuple[Draft, ...]
    critiques: tuple[Critique, ...]


def _once(old: S | None, new: S | None) -> S | None:
    """A slot is written by one node, once."""
    if old is not None and new is not None:
        raise ValueError(f"the slot of a {type(old).__name__} is written twice")
    return new if old is None else old


def _added(old: tuple[S, ...], new: tuple[S, ...]) -> tuple[S, ...]:
    return (*old, *new)


class _State(TypedDict, total=False):
    retrieval: Annotated[Retrieval | None, _once]
    classification: Annotated[Classification | None, _once]
    tables: Annotated[tuple[TableDraft, ...], _added]
    drafts: Annotated[tuple[Draft, ...], _added]
    critiques: Annotated[tuple[Critique, ...], _added]


def walk(
    request: Request, documents: Sequence[Document], ask: Ask, run: StepWriter, watch: Watch, max_revisions: int = 2
) -> GraphResult:
    """Runs the agents over `documents`; every hand-over is written to `run` before the next node reads it.

    Raises CanaryAccepted where a check accepts what it must reject.
    """
    nodes = _Nodes(request, documents, ask, _Recorder(run, watch), max_revisions)
    # Without this the recursion limit, 25 steps, would end a walk of many revisions.
    config = {"recursion_limit": 20 + 4 * max_revisions}
    state = cast(_State, _compiled(nodes).invoke({"tables": (), "drafts": (), "critiques": ()}, config))
    retrieval, classification = state["retrieval"], state["classification"]
    if retrieval is None or classification is None:
        raise RuntimeError("the walk ended before classification")
    return GraphResult(retrieval, classification, state["drafts"], state["critiques"])


def _compiled(nodes: "_Nodes") -> Any:
    from langgraph.graph import END, START, StateGraph
    from langgraph.types import Send

    def to_tables(state: _State) -> list[Send]:
        classification = state["classification"]
        assert classification
        return [Send("write_table", section) for section in classification.sections]

    graph = StateGraph(_State)
    for name in ("retrieve", "classify", "write_table", "write_synthesis", "critique", "revise", "settle"):
        graph.add_node(name, getattr(nodes, name))
    graph.add_edge(START, "retrieve")
    graph.add_edge("retrieve", "classify")
    graph.add_conditional_edges("classify", to_tables, ["write_table"])
    graph.add_edge("write_table", "write_synthesis")
    graph.add_edge("write_synthesis", "critique")
    graph.add_conditional_edges("critique", nodes.verdict, {"accepted": END, "revise": "revise", "settle": "settle"})
    graph.add_edge("revise", "critique")
    graph.add_edge("settle", "critique")
    return graph.compile()


class _Recorder:
    """Writes what a step made and tells of it."""

    def __init__(self, run: StepWriter, watch: Watch) -> None:
        self._run, self._watch = run, watch

    def record(self, name: str, make: Callable[[], S], said: Callable[[S], str]) -> S:
        self._watch.begin(name)
        begun = monotonic()
        value = make()
        self._run.write_step(name, value)
        self._watch.done(name, monotonic() - begun, said(value))
        return value


class _Nodes:
    """What each node does: reads earlier slots, calls its agent, writes its own slot."""

    def __init__(
        self, request: Request, documents: Sequence[Document], ask: Ask, recorder: _Recorder, max_revisions: int
    ) -> None:
        self._request, self._documents, self._ask = request, documents, ask
        self._record, self._max_revisions = recorder.record, max_revisions

    def retrieve(self, state: _State) -> _State:
        value = self._record(
            "1-retrieval", lambda: retrieve(self._request, self._documents), lambda r: f"{len(r.events)} events"
        )
        return {"retrieval": value}

    def classify(self, state: _State) -> _State:
        retrieval = state["retrieval"]
        assert retrieval
        value = self._record(
            "2-classification", lambda: classify(retrieval, self._request.sections, self._ask), _rows_by_section
        )
        return {"classification": value}

    def write_table(self, evidence: SectionEvidence) -> _State:
        value = self._record(
            f"3-table-{evidence.section.id}", lambda: write_table(evidence, self._ask), lambda t: f"{len(t.rows)} rows"
        )
        return {"tables": (value,)}

    def write_synthesis(self, state: _State) -> _State:
        sections = _classification(state).sections
        tables = _in_order(state["tables"], sections)

        def make() -> Draft:
            return Draft(revision=1, tables=tables, synthesis=write_synthesis(tables, sections, self._ask))

        return {"drafts": (self._record("4-draft-1", make, lambda d: f"{len(d.synthesis.signals)} signals"),)}

    def critique(self, state: _State) -> _State:
        draft = state["drafts"][-1]
        if accepted := accepted_canaries():
            raise CanaryAccepted(
                f"the check for {accepted[0]} accepts what it must reject.",
                where="critique",
                next="Nothing is published.",
            )
        name = f"{3 + 2 * draft.revision}-critique-{draft.revision}"
        value = self._record(
            name,
            lambda: critique(draft, _classification(state), self._ask),
            lambda c: f"{len(c.issues)} issues in {c.checked} claims",
        )
        return {"critiques": (value,)}

    def verdict(self, state: _State) -> str:
        latest = state["critiques"][-1]
        if latest.accepted or latest.revision > self._max_revisions + 1:
            return "accepted"
        return "revise" if latest.revision <= self._max_revisions else "settle"

    def revise(self, state: _State) -> _State:
        draft, latest, sections = state["drafts"][-1], state["critiques"][-1], _classification(state).sections
        return self._next_draft(draft, lambda: revise(draft, latest.issues, sections, self._ask))

    def settle(self, state: _State) -> _State:
        draft, latest = state["drafts"][-1], state["critiques"][-1]
        return self._next_draft(draft, lambda: settle(draft, latest.issues))

    def _next_draft(self, draft: Draft, make: Callable[[], Draft]) -> _State:
        revision = draft.revision + 1
        return {
            "drafts": (self._record(f"{2 + 2 * revision}-draft-{revision}", make, lambda d: f"revision {d.revision}"),)
        }


def _classification(state: _State) -> Classification:
    classification = state["classification"]
    assert classification
    return classification


def _in_order(tables: Sequence[TableDraft], sections: Sequence[SectionEvidence]) -> tuple[TableDraft, ...]:
    by_id = {table.section_id: table for table in tables}
    return tuple(by_id[section.section.id] for section in sections)


def _rows_by_section(classification: Classification) -> str:
    return ", ".join(f"{section.section.id} {len(section.evidence)}" for section in classification.sections)
