"""A second edition of a walk's report: the same claims, their texts rendered in another language.

3-table (a call a section, side by side) -> 4-draft-1 (a call for the synthesis) -> 5-critique-1: a critic that is heard
reads what was rendered -> what says something else, or reads badly, once more -> what still says something else, as it
was.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial

from agents.base import Ask
from agents.critic import critique_renderings
from agents.editions import Remark, Remarks, Rendering, as_it_was, published_in, render, rendered_of
from brief.errors import CanaryAccepted
from brief.pipeline.graph import GraphResult, Recorder
from brief.pipeline.plan import Plan
from brief.report.format import Format
from brief.report.values import in_words_of
from brief.runs.steps import critique_step, draft_step, table_step
from brief.words import counted
from checks.answers.rendering import accepts_canary
from checks.base import claims_of
from checks.dropping import with_claims
from schemas.claim import Claim
from schemas.critique import Critique, Verdict
from schemas.draft import NO_SYNTHESIS, Draft
from schemas.rendering import RenderingQuestion
from schemas.table import TableDraft

_AT_ONCE = 4
_OBJECTIONS: Sequence[Verdict] = ("unsupported", "weak")
"""It says something else; it reads badly."""


@dataclass(frozen=True)
class Edition:
    """Of the `first` one, which is in `format`. `ask` is asked by `plan`, in its language, `critic` in that of the
    first.
    """

    first: GraphResult
    format: Format
    plan: Plan
    ask: Ask
    critic: Ask
    recorder: Recorder

    def made(self) -> GraphResult:
        """Raises CanaryAccepted if the checks of what is rendered accept what they must reject."""
        if accepts_canary():
            what = "the check for figures that differ in two editions accepts what it must reject."
            raise CanaryAccepted(what, where="editions", next="Nothing is published.")
        drafts = [self._draft(1, self._rendered)]
        critiques = [self._critique(drafts[0])]
        for changed, verdicts in ((self._once_more, _OBJECTIONS), (self._as_before, _OBJECTIONS[:1])):
            if objections := _remarks(critiques[-1], drafts[-1], verdicts):
                drafts.append(self._draft(len(drafts) + 1, partial(_next, drafts[-1], changed, objections)))
                critiques.append(self._critique(drafts[-1]))
        return replace(self.first, drafts=tuple(drafts), critiques=tuple(critiques))

    @cached_property
    def _written(self) -> Draft:
        """What is rendered; headings and values that the format has words for stand in them."""
        last, other = self.first.drafts[-1], self.plan.formats[0]
        words, typed = self.format.titles_in(other), (in_words_of(one, self.format, other) for one in last.tables)
        tables = (one.model_copy(update={"heading": words.get(one.heading, one.heading)}) for one in typed)
        return last.model_copy(update={"tables": tuple(tables)})

    def _draft(self, revision: int, make: Callable[[], Draft]) -> Draft:
        return self.recorder.record(draft_step(revision), Draft, make, lambda draft: f"revision {draft.revision}")

    def _rendered(self) -> Draft:
        crew = self.recorder.crew
        with crew.aside(), ThreadPoolExecutor(crew.at_once or _AT_ONCE) as pool:
            tables = tuple(pool.map(self._table, self._written.tables))
        told = rendered_of(self._written.tables, tables)
        rest = render(
            self._written.model_copy(update={"revision": 1, "tables": ()}), replace(self._rendering, told=told)
        )
        return rest.model_copy(update={"tables": tables})

    def _table(self, table: TableDraft) -> TableDraft:
        part = self._written.model_copy(update={"tables": (table,), "synthesis": NO_SYNTHESIS})
        step, said = table_step(table.section_id), counted(len(table.rows), "row", "rows")
        with self.recorder.crew.at_work():
            return self.recorder.record(step, TableDraft, lambda: self._render(part).tables[0], lambda _: said)

    def _render(self, part: Draft, *remarks: Remarks) -> Draft:
        return render(part, self._rendering, *remarks)

    @cached_property
    def _rendering(self) -> Rendering:
        aliases, language = self.plan.config.names.aliases, self.plan.formats[0].language
        blank = RenderingQuestion(texts=(), language=language, aliases=aliases)
        return Rendering(blank, self.ask, published_in(self.first.classification.sections, language))

    def _critique(self, draft: Draft) -> Critique:
        before, request = self.first.critiques[-1], self.first.retrieval.request
        make = partial(critique_renderings, self._written, draft, before, self.critic, request)
        return self.recorder.record(critique_step(draft.revision), Critique, make, _summary)

    def _once_more(self, objections: Remarks) -> Iterable[Claim]:
        return claims_of(self._render(self._written, objections))

    def _as_before(self, _: Remarks) -> Iterable[Claim]:
        return (as_it_was(claim, "unsupported") for claim in claims_of(self._written))


def _next(draft: Draft, changed: Callable[[Remarks], Iterable[Claim]], objections: Remarks) -> Draft:
    """What merely reads badly stands where nothing better is written."""
    made = ((claim, objections[claim.id]) for claim in changed(objections) if claim.id in objections)
    fresh = {claim.id: claim for claim, remark in made if remark.is_false or not claim.instead}
    return with_claims(draft, fresh).model_copy(update={"revision": draft.revision + 1})


def _remarks(critique: Critique, draft: Draft, verdicts: Collection[Verdict]) -> Remarks:
    texts = {claim.id: claim.text for claim in claims_of(draft)}
    return {
        one.claim_id: Remark(texts[one.claim_id], one.fix, is_false=one.verdict == "unsupported")
        for one in critique.readings
        if one.verdict in verdicts
    }


def _summary(critique: Critique) -> str:
    objections = sum(one.verdict in _OBJECTIONS for one in critique.readings)
    return f"{objections} objections to {len(critique.readings)} renderings"
