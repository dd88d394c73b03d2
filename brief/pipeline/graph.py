"""The walk of the five agents. The only file that knows LangGraph.

retrieve -> classify -> read -> write_table (one per section, in parallel) -> write_synthesis ; read_tables
   -> critique -> done
      ^       | issues
      +-- revise/quote/settle, bounded
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Annotated, Any, TypedDict, cast

from agents.base import Ask
from agents.critic import critique, read_tables
from agents.mending import mend
from agents.pages import all_read, chosen_after_reading
from agents.retriever import Sifted, sift
from agents.retriever.rights import readable
from agents.section_classifier import classify, in_format
from brief.amendments.steering import Steer
from brief.errors import CanaryAccepted, within
from brief.llm.crew import Crew
from brief.pipeline.progress import Stopwatch
from brief.pipeline.rechoice import Fetch, read_and_rechosen
from brief.pipeline.revision import failing, mendable, quote, settle
from brief.report.fallbacks import fallback_summary, in_synthesis, in_table, tallied
from brief.runs.steps import (
    ABSENCES,
    CLASSIFICATION,
    READING,
    RETRIEVAL,
    Steps,
    critique_step,
    draft_step,
    table_step,
)
from brief.words import counted
from checks.base import claims_of
from checks.catalogue import accepted_canaries
from schemas.base import S
from schemas.claim import Claim
from schemas.classification import Classification, SectionEvidence, with_headlines
from schemas.critique import Critique, Issue
from schemas.draft import NO_SYNTHESIS, Draft
from schemas.history import Watched
from schemas.reading import NOTHING_READ, Reading
from schemas.reasons import Reason
from schemas.retrieval import Document, Request, Retrieval
from schemas.section import Choice
from schemas.table import TableDraft


@dataclass(frozen=True)
class GraphResult:
    retrieval: Retrieval
    classification: Classification
    drafts: tuple[Draft, ...]
    critiques: tuple[Critique, ...]
    reading: Reading = NOTHING_READ


@dataclass(frozen=True)
class Beyond:
    """What a walk has beyond its agents: files, a database and addresses lie behind it."""

    sifting: Callable[[Request, Sequence[Document]], Sifted] = sift
    """The retriever, or who knows what it makes."""
    reading: Fetch | None = None
    """Fetches the pages of what was picked; None where that is not to be."""
    late: bool = False
    """Whether it is not to be for that reason alone."""
    endpoints: frozenset[str] = frozenset()
    """Whose models are asked: what they may not be sent is no evidence."""
    format: str = ""
    """With whose earlier reports the walk's is compared."""
    crew: Crew = field(default_factory=Crew)


def answering(request: Request, watched: Sequence[Watched]) -> Request:
    """With what is to be answered as the leads of the block for it; without that block where there is nothing."""
    leads = tuple(Choice(title=one.title, words=one.words) for one in watched)
    blocks = (one.model_copy(update={"leads": leads}) if one.answers else one for one in request.blocks)
    return request.model_copy(update={"blocks": tuple(one for one in blocks if leads or not one.answers)})


def _once(old: S | None, new: S | None) -> S | None:
    """Reducer for a slot that one node writes once."""
    if old is not None and new is not None:
        raise ValueError(f"the slot of a {type(old).__name__} is written twice")
    return new if old is None else old


def _added(old: tuple[S, ...], new: tuple[S, ...]) -> tuple[S, ...]:
    return (*old, *new)


class _State(TypedDict, total=False):
    retrieval: Annotated[Retrieval | None, _once]
    classification: Annotated[Classification | None, _once]
    reading: Annotated[Reading | None, _once]
    enlarged: Annotated[Classification | None, _once]
    tables: Annotated[tuple[TableDraft, ...], _added]
    drafts: Annotated[tuple[Draft, ...], _added]
    critiques: Annotated[tuple[Critique, ...], _added]


def walk(
    request: Request,
    documents: Sequence[Document],
    ask: Ask,
    steps: Steps,
    watch: Stopwatch,
    max_revisions: int = 2,
    steer: Steer | None = None,
    beyond: Beyond | None = None,
) -> GraphResult:
    """Runs the agents over `documents`; every hand-over is in `steps` before the next node reads it.

    `steer` applies the editor's decisions to each hand-over.

    A hand-over that is already in `steps` is not made again: so an interrupted walk can be resumed.
    Raises CanaryAccepted if a check accepts what it must reject.
    """
    beyond = beyond or Beyond()
    recorder = Recorder(steps, watch, beyond.crew)
    nodes = _Nodes(request, documents, ask, recorder, max_revisions, steer or Steer(), beyond)
    # LangGraph's default limit of 25 steps would stop a walk with many revisions.
    config = {"recursion_limit": 20 + 4 * max_revisions, "max_concurrency": beyond.crew.at_once}
    with beyond.crew.aside():
        state = cast(_State, _compiled(nodes).invoke({"tables": (), "drafts": (), "critiques": ()}, config))
    retrieval, classification = state["retrieval"], state["classification"]
    if retrieval is None or classification is None:
        raise RuntimeError("the walk ended before classification")
    reading = state.get("reading") or NOTHING_READ
    found = all_read(retrieval, reading)
    return GraphResult(found, classification, state["drafts"], state["critiques"], reading)


def _compiled(nodes: "_Nodes") -> Any:
    from langgraph.graph import END, START, StateGraph
    from langgraph.types import Send

    def to_tables(state: _State) -> list[Send | str]:
        sections = with_headlines(_classification(state).sections)
        return [*(Send("write_table", one) for one in sections)] or ["write_synthesis", "read_tables"]

    graph = StateGraph(_State)
    for name in (
        *("retrieve", "classify", "read", "write_table", "write_synthesis", "read_tables"),
        *("critique", "revise", "quote", "settle"),
    ):
        graph.add_node(name, nodes.beyond.crew.at_work()(getattr(nodes, name)))
    graph.add_edge(START, "retrieve")
    graph.add_edge("retrieve", "classify")
    graph.add_edge("classify", "read")
    graph.add_conditional_edges("read", to_tables, ["write_table", "write_synthesis", "read_tables"])
    graph.add_edge("write_table", "write_synthesis")
    graph.add_edge("write_table", "read_tables")
    graph.add_edge(["write_synthesis", "read_tables"], "critique")
    graph.add_conditional_edges(
        "critique", nodes.verdict, {"accepted": END, "revise": "revise", "quote": "quote", "settle": "settle"}
    )
    graph.add_edge("revise", "critique")
    graph.add_edge("quote", "critique")
    graph.add_edge("settle", "critique")
    return graph.compile()


@dataclass(frozen=True)
class Recorder:
    """Reads a step if it exists, else makes and writes it; reports both to the watch."""

    steps: Steps
    watch: Stopwatch
    crew: Crew = field(default_factory=Crew)

    def record(self, name: str, kind: type[S], make: Callable[[], S], summary: Callable[[S], str]) -> S:
        turn = self.steps.turn(name)
        if not turn.acquire(blocking=False):
            with self.crew.aside():
                turn.acquire()
        try:
            return self._record(name, kind, make, summary)
        finally:
            turn.release()

    def _record(self, name: str, kind: type[S], make: Callable[[], S], summary: Callable[[S], str]) -> S:
        self.watch.begin(name)
        begun = monotonic()
        found = self.steps.has_step(name)
        with within(name):
            value = self.steps.read_step(name, kind) if found else make()
            if not found:
                self.steps.write_step(name, value)
        self.watch.done(name, monotonic() - begun, f"{summary(value)}; kept from before" if found else summary(value))
        return value


@dataclass
class _Nodes:
    """The nodes: each reads earlier slots, calls its agent, and writes its own slot."""

    request: Request
    documents: Sequence[Document]
    ask: Ask
    recorder: Recorder
    max_revisions: int
    steer: Steer
    beyond: Beyond

    def retrieve(self, state: _State) -> _State:
        def make() -> Retrieval:
            sifted = self.beyond.sifting(self.request, self.documents)
            self.recorder.steps.keep(ABSENCES, sifted.absences)
            return sifted.retrieval

        found = self.recorder.record(RETRIEVAL, Retrieval, make, lambda r: counted(len(r.events), "event", "events"))
        shown = found.shown_to(self.request.sections, self.beyond.format)
        self.request = answering(self.request, shown.to_answer)
        return {"retrieval": shown}

    def classify(self, state: _State) -> _State:
        retrieval = state["retrieval"]
        assert retrieval

        def make() -> Classification:
            shown = self._readable(retrieval)
            will_read = self.beyond.reading is not None or self._was_read()
            return self.steer.classification(classify(shown, self.request.sections, self.ask, will_read), shown)

        found = self.recorder.record(CLASSIFICATION, Classification, make, _rows_by_section)
        return {"classification": in_format(found, self.request)}

    def _readable(self, retrieval: Retrieval) -> Retrieval:
        """What the models of this walk may be sent, asked for as its format asks."""
        return readable(retrieval.model_copy(update={"request": self.request}), self.beyond.endpoints)

    def _was_read(self) -> bool:
        """Taken over from another run, or read before this one was stopped."""
        return self.recorder.steps.has_step(READING) and not self.recorder.steps.read_step(READING, Reading).late

    def read(self, state: _State) -> _State:
        classification, retrieval, fetch = state["classification"], state["retrieval"], self.beyond.reading
        assert classification
        assert retrieval
        if not (fetch or self.beyond.late or self.recorder.steps.has_step(READING)):
            return {"enlarged": classification}
        shown = self._readable(retrieval)

        def make() -> Reading:
            read = read_and_rechosen(classification, fetch, shown, self.ask)
            return read.model_copy(update={"late": self.beyond.late})

        found = self.recorder.record(READING, Reading, make, _pages)
        return {"reading": found, "enlarged": chosen_after_reading(classification, found, shown)}

    def write_table(self, evidence: SectionEvidence) -> _State:
        value = self.recorder.record(
            table_step(evidence.section.id),
            TableDraft,
            lambda: self.steer.table(evidence, self.ask),
            lambda t: self._summary(t.section_id, counted(len(t.rows), "row", "rows"), in_table(t, {})),
        )
        return {"tables": (value,)}

    def write_synthesis(self, state: _State) -> _State:
        sections = _classification(state).sections
        tables = _in_order(state["tables"], sections)

        def make() -> Draft:
            return Draft(revision=1, tables=tables, synthesis=self.steer.synthesis(tables, sections, self.ask))

        def summary(draft: Draft) -> str:
            signals = counted(len(draft.synthesis.signals), "signal", "signals")
            return self._summary("synthesis", signals, in_synthesis(draft, {}))

        return {"drafts": (self.recorder.record(draft_step(1), Draft, make, summary),)}

    def read_tables(self, state: _State) -> _State:
        """While the synthesis is written, the critic reads the tables: `critique` finds its verdicts in the ledger."""
        sections = _classification(state).sections
        if self.ask.heard != "no" and not self.recorder.steps.has_step(critique_step(1)):
            draft = Draft(revision=1, tables=_in_order(state["tables"], sections), synthesis=NO_SYNTHESIS)
            read_tables(draft, _classification(state), self.ask, self.steer.unread(draft))
        return {}

    def critique(self, state: _State) -> _State:
        draft = state["drafts"][-1]
        if accepted := accepted_canaries():
            what = f"the check for {accepted[0]} accepts what it must reject."
            raise CanaryAccepted(what, where="critique", next="Nothing is published.")

        def make() -> Critique:
            made = critique(draft, _classification(state), self.ask, self.steer.unread(draft))
            is_first = draft.revision == 1 and self.max_revisions
            return self.steer.commented(made, draft) if is_first else made

        value = self.recorder.record(
            critique_step(draft.revision),
            Critique,
            make,
            lambda c: f"{counted(len(c.issues), 'issue', 'issues')} in {counted(c.checked, 'claim', 'claims')}",
        )
        return {"critiques": (value,)}

    def verdict(self, state: _State) -> str:
        """The next node: revise while allowed, then quote a model's failed claims, then settle, then publish.

        What an editor fixed is neither revised nor quoted.
        """
        latest, draft, open_issues = state["critiques"][-1], state["drafts"][-1], self._open_issues(state)
        may_be_mended = latest.revision <= self.max_revisions and not _is_stuck(state["drafts"], open_issues)
        if may_be_mended and mendable(open_issues, draft, latest.heard):
            return "revise"
        if not failing(latest) or latest.revision > self.max_revisions + 2:
            return "accepted"
        written = {claim.id for claim in claims_of(draft) if claim.by == "model"}
        return "quote" if any(one.claim_id in written and one.kind != "weak" for one in open_issues) else "settle"

    def revise(self, state: _State) -> _State:
        draft, heard = state["drafts"][-1], state["critiques"][-1].heard
        issues = mendable(self._open_issues(state), draft, heard)
        return self._next_draft(draft, lambda: mend(draft, issues, _classification(state), self.ask))

    def quote(self, state: _State) -> _State:
        draft, issues, sections = state["drafts"][-1], self._open_issues(state), _classification(state).sections
        return self._next_draft(draft, lambda: quote(draft, issues, sections, self.ask))

    def settle(self, state: _State) -> _State:
        draft, latest = state["drafts"][-1], state["critiques"][-1]
        return self._next_draft(draft, lambda: settle(draft, latest))

    def _open_issues(self, state: _State) -> tuple[Issue, ...]:
        """Issues of the last critique that a writer may be asked to correct."""
        return self.steer.mendable(state["critiques"][-1].issues, state["drafts"][-1])

    def _summary(self, part: str, summary: str, texts: Iterable[tuple[Claim, Reason | None]]) -> str:
        """What was made of a part of the report, and how much of it extraction wrote."""
        taken_over = "taken over as it was" if self.steer.stands(part) else ""
        return "; ".join(filter(None, (summary, taken_over, fallback_summary(*tallied(texts)))))

    def _next_draft(self, draft: Draft, make: Callable[[], Draft]) -> _State:
        name = draft_step(draft.revision + 1)
        return {"drafts": (self.recorder.record(name, Draft, make, lambda d: f"revision {d.revision}"),)}


def _is_stuck(drafts: Sequence[Draft], issues: Iterable[Issue]) -> bool:
    """The last revision changed nothing of what is wrong now: no round without a changed text."""
    if len(drafts) < 2:
        return False
    before = {claim.id: claim for claim in claims_of(drafts[-2])}
    named = {issue.claim_id for issue in issues}
    return all(claim == before.get(claim.id) for claim in claims_of(drafts[-1]) if claim.id in named)


def _classification(state: _State) -> Classification:
    """With the pages that were read for its rows."""
    classification = state["enlarged"]
    assert classification
    return classification


def _pages(reading: Reading) -> str:
    return f"{len(reading.pages)} of {len(reading.pages) + len(reading.unread)} pages"


def _in_order(tables: Sequence[TableDraft], sections: Sequence[SectionEvidence]) -> tuple[TableDraft, ...]:
    by_id = {table.section_id: table for table in tables}
    return tuple(by_id[section.section.id] for section in sections)


def _rows_by_section(classification: Classification) -> str:
    return ", ".join(f"{section.section.id} {len(section.evidence)}" for section in classification.sections)
