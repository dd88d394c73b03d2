"""A second edition of a walk's report: the same claims, their texts rendered in another language.

3-table (a call a section, side by side) -> 4-draft-1 (a call for the synthesis) -> 5-critique-1: a critic that is heard
reads what was rendered -> where it objects those texts once more -> where it still does, as they were.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from agents.base import Ask
from agents.critic import read_renderings
from agents.editions import NOTHING, Tongue, as_it_was, render
from brief.errors import CanaryAccepted
from brief.pipeline.graph import GraphResult, Recorder
from brief.runs.steps import critique_step, draft_step, table_step
from checks.answers.rendering import accepts_canary
from checks.base import claims_of
from checks.dropping import with_claims
from schemas.claim import Claim
from schemas.critique import Critique, Issue
from schemas.draft import NO_SYNTHESIS, Draft, Synthesis
from schemas.table import TableDraft

_AT_ONCE = 4


@dataclass(frozen=True)
class Edition:
    """Who makes it of the `first`: `ask` is asked in its language, `critic` in that of the first."""

    first: GraphResult
    tongue: Tongue
    ask: Ask
    critic: Ask
    recorder: Recorder

    def made(self) -> GraphResult:
        """Raises CanaryAccepted if the checks of what is rendered accept what they must reject."""
        if accepts_canary():
            what = "the check for figures that differ in two editions accepts what it must reject."
            raise CanaryAccepted(what, where="editions", next="Nothing is published.")
        drafts = [self._drafted(1, self._rendered)]
        critiques = [self._critique(drafts[0])]
        for mend in (self._once_more, self._as_before):
            if objections := _objections(critiques[-1]):
                drafts.append(self._drafted(len(drafts) + 1, partial(mend, drafts[-1], objections)))
                critiques.append(self._critique(drafts[-1]))
        return replace(self.first, drafts=tuple(drafts), critiques=tuple(critiques))

    @property
    def _written(self) -> Draft:
        return self.first.drafts[-1]

    def _drafted(self, revision: int, make: Callable[[], Draft]) -> Draft:
        return self.recorder.record(draft_step(revision), Draft, make, lambda draft: f"revision {draft.revision}")

    def _rendered(self) -> Draft:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            tables = tuple(pool.map(self._table, self._written.tables))
        return Draft(revision=1, tables=tables, synthesis=self._render((), self._written.synthesis).synthesis)

    def _table(self, table: TableDraft) -> TableDraft:
        def make() -> TableDraft:
            return self._render((table,)).tables[0]

        return self.recorder.record(table_step(table.section_id), TableDraft, make, lambda t: f"{len(t.rows)} rows")

    def _render(
        self, tables: tuple[TableDraft, ...], synthesis: Synthesis = NO_SYNTHESIS, remarks: Mapping[str, str] = NOTHING
    ) -> Draft:
        """By whoever wrote it."""
        role = "table_writer" if tables else "synthesis_writer"
        part = Draft(revision=1, tables=tables, synthesis=synthesis)
        return render(part, role, self.tongue, self.ask, remarks)

    def _critique(self, draft: Draft) -> Critique:
        """With what is open in the first edition: it is in this one too."""

        def make() -> Critique:
            before = self.first.critiques[-1]
            readings = read_renderings(self._written, draft, self.critic, self.first.retrieval.request)
            own = (one for one in readings if one.verdict == "unsupported")
            issues = (Issue(claim_id=one.claim_id, kind="unsupported", message=one.fix) for one in own)
            found = {"revision": draft.revision, "issues": (*before.issues, *issues), "readings": readings}
            return before.model_copy(update=found)

        said = "{} objections to {} renderings"
        return self.recorder.record(
            critique_step(draft.revision), Critique, make, lambda c: said.format(len(_objections(c)), len(c.readings))
        )

    def _once_more(self, draft: Draft, objections: Mapping[str, str]) -> Draft:
        written = self._written
        parts = self._render(written.tables, remarks=objections), self._render((), written.synthesis, objections)
        fresh = {claim.id: claim for part in parts for claim in claims_of(part) if claim.id in objections}
        return _next(draft, fresh)

    def _as_before(self, draft: Draft, objections: Mapping[str, str]) -> Draft:
        claims = (claim for claim in claims_of(self._written) if claim.id in objections)
        return _next(draft, {claim.id: as_it_was(claim, "unsupported") for claim in claims})


def _next(draft: Draft, changed: Mapping[str, Claim]) -> Draft:
    return with_claims(draft, changed).model_copy(update={"revision": draft.revision + 1})


def _objections(critique: Critique) -> dict[str, str]:
    return {one.claim_id: one.fix for one in critique.readings if one.verdict == "unsupported"}
