"""One run from plan to record: documents, walk, reports. Every error ends up in the record."""

import traceback
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any

from agents.base import Ask
from agents.retriever import sift
from brief.amendments.amendments import lines_of, parts_of
from brief.amendments.steering import Steer
from brief.documents.corpus.history import History
from brief.documents.sources.base import SourceReport
from brief.errors import DEFECT, INTERRUPTED, Away, BriefError, Interrupted, NoEvidence
from brief.llm.ask import Asking
from brief.llm.budget import cost_of, usage_by_role, usage_of
from brief.llm.cancellation import Stop
from brief.llm.critic_chain import CriticChain
from brief.llm.shared_answers import ledger_of
from brief.pipeline.answerers import answerers_for
from brief.pipeline.batching import Batching, batching
from brief.pipeline.chosen import CHOSEN
from brief.pipeline.editions import Edition
from brief.pipeline.gather import NOTHING_FOUND, Gathered, gather
from brief.pipeline.graph import Beyond, GraphResult, Recorder, walk
from brief.pipeline.hearing import HEARD
from brief.pipeline.history import sifting
from brief.pipeline.inheritance import Inheritance, evidence_of, inherited
from brief.pipeline.kept import keeping, sift_once
from brief.pipeline.plan import Plan, plan_of
from brief.pipeline.progress import Progress, Stopwatch
from brief.pipeline.reading import is_late, reader_for
from brief.pipeline.requirements import unmet
from brief.report.accepted import AcceptedDraft
from brief.report.compose import compose
from brief.report.fallbacks import written, written_summary
from brief.report.format import Format
from brief.report.render.files import Made, files_of, rendered
from brief.report.told import told_by
from brief.runs.loaded import AMENDMENTS
from brief.runs.steps import ABSENCES, RETRIEVAL, Steps, StepsOfFormat
from brief.runs.store import Run, StoredRun, unwritable
from brief.settings.config import recorded_corpus, signature_of
from brief.settings.project import Project
from brief.words import counted
from checks.base import claims_of
from checks.editions import agreement
from facts.text.segmenter import SEGMENTER
from schemas.amendment import UNSTEERED
from schemas.draft import Draft
from schemas.reasons import Requirement
from schemas.report import OpenIssue
from schemas.run import Call, CorpusDescription, RunError, RunRecord, Trust

_NAMED = 3
"""Sources that a message names."""
_PACKAGES = ("brief", "langgraph", "pydantic", "openai", "anthropic", SEGMENTER)


def execute(
    plan: Plan, now: datetime, progress: Progress, answered: Sequence[Call] = (), run_id: str = ""
) -> RunRecord:
    """Makes the run's folder, does the work and returns the record as written to disk.

    `answered`: calls of an earlier try, which are not paid for again; `run_id`: that it is to have.

    Raises UsageError if no folder can be made; any later error is only in the record.
    """
    run = Run.create(plan.runs_dir, now, plan.period.kind, plan.fingerprint, run_id)
    started = _first_record(plan, run.id, now).model_copy(update={"remembers": not (plan.corpus_files or plan.chosen)})
    return _carry_out(run, plan, started, progress, Inheritance(tuple(answered), None))


def replay(
    plan: Plan,
    parent: StoredRun,
    now: datetime,
    progress: Progress,
    edits: Mapping[str, str] | None = None,
    editor: str | None = None,
    run_id: str = "",
) -> RunRecord:
    """Makes a new run on the evidence of `parent`; equal calls are answered from its ledger.

    `edits`: file name -> text for the run's folder, the changes an editor made; `editor`: the editor's name; `run_id`:
    that it is to have.

    Raises UsageError if no folder can be made, or the parent holds no evidence, BriefError if it is damaged; any later
    error is only in the record.
    """
    inheritance = evidence_of(plan, parent)
    for name in inheritance.without_effect:
        progress.note(f"{name} has no effect: it decides retrieval, which a replay takes over as it was")
    for note in (*plan.notes, *_about_steering(plan, parent.record)):
        progress.note(note)
    run = Run.create(plan.runs_dir, now, plan.period.kind, f"{plan.fingerprint}{plan.parent}", run_id)
    started = _first_record(plan, run.id, now)
    editors = dict.fromkeys((*parent.record.edited_by, *([editor] if editor else [])))
    linked = {
        "parent": parent.record.run_id,
        "corpus": parent.record.corpus,
        "edited_by": tuple(editors),
        "remembers": parent.record.remembers and bool(edits),  # what an editor changed is what readers have
    }
    handed_on = replace(inheritance, edits=edits or {})
    return _carry_out(run, plan, started.model_copy(update=linked), progress, handed_on)


def _about_steering(plan: Plan, parent: RunRecord) -> Iterator[str]:
    """Notes for the user about the editor's decisions in force."""
    if plan.instruction and plan.models.extractive:
        yield "--instruct has no effect: no model is asked"
    if inherited_ones := [one for one in lines_of(plan.steering) if one in parent.amendments]:
        yield f"as in {parent.run_id}: {'; '.join(inherited_ones)} (`brief replay --without-edits` leaves that out)"


def resume(
    stored: StoredRun,
    progress: Progress,
    limits: Sequence[str] = (),
    project: Project | None = None,
    fetched: tuple[SourceReport, ...] | None = None,
) -> RunRecord:
    """Continues an unfinished run: its steps are kept, and its calls are answered from its ledger.

    `limits`: `key=value` for limits of the run that have changed; `project` as for `plan_of`; `fetched` as of a `Plan`.

    Raises UsageError if it did finish or another process uses it, ConfigError or BriefError if it cannot be read.
    """
    plan = replace(plan_of(stored, limits, project), fetched=fetched)
    inheritance = inherited(plan)
    run = Run.reopen(stored)
    again = {"status": "running", "exit_code": None, "error": None, "configuration": plan.configuration}
    return _carry_out(run, plan, stored.record.model_copy(update=again), progress, inheritance)


def _carry_out(
    run: Run,
    plan: Plan,
    started: RunRecord,
    progress: Progress,
    inheritance: Inheritance,
) -> RunRecord:
    begun, since = monotonic(), datetime.now(UTC)
    stop = Stop(progress.note)
    try:
        with batching(plan, run, stop, progress.note) as batched:
            work = _Work(plan, run, started, progress, inheritance, stop, batched)
            _prepare(run, work, started)
            with stop.listening():
                ending = _ending(work)
        elapsed = round((started.elapsed_seconds or 0.0) + monotonic() - begun, 3)
        fields = {**work.found, **work.spent(), **ending, "timings": work.watch.timings, "elapsed_seconds": elapsed}
        record = started.model_copy(update=fields)
        run.write_record(record)
    except Away as error:
        raise Interrupted(error.what, where=error.where, next=_when_it_is_back(run.id)) from error
    finally:
        run.close()
    if plan.telemetry.endpoint:
        from brief.telemetry.telling import tell

        was_told = started.elapsed_seconds is not None  # a run that was killed told nothing
        tell(plan.telemetry, record, work.calls, since if was_told else record.created_at, progress.note)
    return record


def _prepare(run: Run, work: "_Work", started: RunRecord) -> None:
    """Writes what the run is made from, then its record: a folder that has a record can be resumed."""
    try:
        work.copy_files()
        run.write_record(started)
    except BriefError as error:
        if run.discard():
            raise unwritable(run.path.parent, error.what.rstrip(".")) from error
        raise


def _first_record(plan: Plan, run_id: str, now: datetime) -> RunRecord:
    return RunRecord(
        run_id=run_id,
        status="running",
        created_at=now,
        period=plan.period,
        as_of=plan.request.as_of,
        formats=tuple(one.name for one in plan.formats),
        language=plan.request.language,
        rendered="".join(plan.config.report.languages[1:]),
        configuration=plan.configuration,
        models={role: binding.names[0] for role, binding in sorted(plan.models.bindings.items())},
        chains={role: binding.names for role, binding in sorted(plan.models.bindings.items())},
        prompt_versions={name: prompt.version for name, prompt in sorted(plan.prompts.items())},
        prompts_from=str(plan.prompts_from or ""),
        corpus_files=tuple(str(path) for path in plan.corpus_files),
        offline=plan.offline,
        batch=plan.batch,
        batch_by=plan.batch_by,
        instruction=plan.instruction,
        scheduled=plan.scheduled,
        amendments=lines_of(plan.steering),
        taken_over=tuple(parts_of(plan.steering)),
        format_versions={one.name: one.version for one in plan.formats},
        packages={name: version(name) for name in _PACKAGES},
        cost_usd=0.0,
    )


_DECIDING = {"configuration", "chains", "prompt_versions", "format_versions"}


def is_of(plan: Plan, run: StoredRun) -> bool:
    """Whether models, endpoints, prompts, formats and settings are still those that the run's record tells of.

    Machines of a team have files in places of their own: what a run holds its evidence of, it reads from no corpus.
    """
    fresh = _first_record(plan, run.record.run_id, run.record.created_at)
    reads_file = not (plan.corpus.url or (run.path / f"{RETRIEVAL}.json").is_file())
    places = {"run": {"runs_dir"}} | ({} if reads_file else {"corpus": {"path"}})
    told = [one.model_dump_json(include=_DECIDING, exclude={"configuration": places}) for one in (fresh, run.record)]
    return told[0] == told[1]


def _ending(work: "_Work") -> dict[str, Any]:
    """Does the work; returns the fields of the record that say how it ended."""
    try:
        work.do()
    except KeyboardInterrupt:
        return _ended(work, "interrupted", INTERRUPTED, "stopped from outside.", work.to_go_on)
    except BriefError as error:
        what = f"{error.where}: {error.what}" if error.where else error.what
        if isinstance(error, Away):
            return _ended(work, "failed", INTERRUPTED, what, _when_it_is_back(work.run_id), error.step)
        return _ended(work, "failed", error.exit_code, what, error.next, error.step)
    except Exception as error:  # noqa: BLE001 - the record must say how the run ended, whatever it was
        traceback.print_exc()
        return _ended(work, "failed", DEFECT, f"a defect in Brief: {type(error).__name__}: {error}", None)
    if lacks := work.found["unmet"]:
        work.watch.progress.note(f"[run] require: the run had to do without {', '.join(lacks)}")
    return {"status": "finished", "exit_code": 1 if work.found["open_issues"] or lacks else 0}


def _when_it_is_back(run_id: str) -> str:
    return f"What was made and answered is kept: when that answers again, `brief resume {run_id}` goes on from there."


def _ended(
    work: "_Work", status: str, exit_code: int, what: str, advice: str | None, step: str | None = None
) -> dict[str, Any]:
    error = RunError(step=step or work.watch.current, what=what, next=advice)
    return {"status": status, "exit_code": exit_code, "error": error, "reports": ()}


class _Work:
    """The steps of one run, and the fields of its record that are known so far."""

    def __init__(
        self,
        plan: Plan,
        run: Run,
        started: RunRecord,
        progress: Progress,
        inheritance: Inheritance,
        stop: Stop,
        batched: Batching,
    ) -> None:
        self._plan = plan
        self._run = run
        self.run_id, self.to_go_on = run.id, f"Go on with `brief resume {run.id}`."
        self._started = started
        self._taken, self._edits = inheritance.steps, inheritance.edits
        self._stop, self._batched = stop, batched
        self.watch = Stopwatch(progress, before=stop.check)
        self.found: dict[str, Any] = {}
        shares = plan.config.fleet.share_answers and not plan.offline
        self._ledger = ledger_of(run, inheritance.calls, progress.note, shares, stop.sleep)
        self._ask = self._answerers(plan)
        self._kept = keeping(plan.corpus, run.path.parent)
        self._dropped = self._fallbacks = 0

    def do(self) -> None:
        """Gathers documents, walks, writes reports. Raises NoEvidence if the period has no documents."""
        self._hear_critic()
        if self._plan.parent is not None:
            self._take_over(self._plan.parent)
        found = NOTHING_FOUND if self._run.has_step(RETRIEVAL) else self._gather()
        if not found.documents and not self._run.has_step(RETRIEVAL):
            raise self._no_evidence("no document of the corpus", found.undated)
        results: list[tuple[Format, GraphResult]] = []
        for made in self._by_format(found):
            results += made
            if not results[0][1].retrieval.events:
                raise self._no_evidence("none of the documents read", found.undated)
        self._publish(results)

    @property
    def calls(self) -> tuple[Call, ...]:
        return self._ledger.calls

    def spent(self) -> dict[str, Any]:
        """The fields of the record that follow from the calls so far, however the run ends."""
        calls = self._ledger.calls
        with suppress(BriefError):  # whoever takes such an answer puts the controls that are in it to the test too
            self._ledger.withhold([one.model for one in self._trust if one.controls and one.heard == "no"])
        return {
            "usage": usage_of(calls, self._fallbacks, self._dropped),
            "usage_by_role": usage_by_role(calls),
            "cost_usd": cost_of(calls),
            "trust": self._trust,
        }

    def _hear_critic(self) -> None:
        """Before anything is written: who may be heard decides what is asked."""
        if isinstance(self._ask.critic, CriticChain):
            with self.watch.step("hearing") as said:
                said.append(f"the critic is {HEARD[self._ask.heard]}")

    @property
    def _trust(self) -> tuple[Trust, ...]:
        return self._ask.critic.trusts if isinstance(self._ask.critic, CriticChain) else ()

    @property
    def _corpus(self) -> CorpusDescription | None:
        """Where the documents came from, in this process or the one that was stopped."""
        found: CorpusDescription | None = self.found.get("corpus", self._started.corpus)
        return found

    def _unmet(self, draft: Draft) -> tuple[Requirement, ...]:
        """What `[run] require` names and the run did not have."""
        required = self._plan.config.run.require
        return unmet(required, self._corpus, draft, self._ask.models, self._trust)

    def copy_files(self) -> None:
        """Copies the formats and prompts in force, so that the run can be repeated from its own folder."""
        formats = (*self._plan.formats, *self._plan.rendered)
        for file in {file.name: file for one in formats for file in one.files}.values():
            self._run.write_text(f"formats/{file.name}", file.text)
        for prompt in self._plan.prompts.values():
            self._run.write_text(f"prompts/{prompt.path.name}", prompt.text)
        for name, text in self._edits.items():
            self._run.write_text(name, text)
        if self._plan.chosen:
            self._run.keep(CHOSEN, self._plan.chosen)
        if self._plan.steering != UNSTEERED:
            self._run.write_text(AMENDMENTS, self._plan.steering.model_dump_json(indent=1) + "\n")

    def _take_over(self, parent: Path) -> None:
        """Copies the parent's evidence into this run, which then does not need its parent any more."""
        if self._run.has_step(RETRIEVAL):
            return
        if not self._taken:
            advice = "Put its folder back, or replay another run."
            raise BriefError("is gone, and with it the evidence of this run.", where=str(parent), next=advice)
        self._run.take_over(ABSENCES, parent)
        for step, value in self._taken.items():
            self._run.write_step(step, value)

    def _gather(self) -> Gathered:
        with self.watch.step("gather") as said:
            gathered = gather(self._plan, self.watch.progress.note)
            self.found["corpus"] = gathered.description
            # From here on, a killed run can be resumed without reading the corpus again.
            self._run.write_record(self._started.model_copy(update=self.found))
            said.append(counted(len(gathered.documents), "document", "documents"))
        return gathered

    def _by_format(self, found: Gathered) -> Iterator[Sequence[tuple[Format, GraphResult]]]:
        """One after another, so that each finds what the others were answered; in batches side by side."""
        plans = map(self._plan.of, self._plan.formats)
        if not self._batched.call:
            yield from (list(self._editions(found, one)) for one in plans)
            return
        crew = self._batched.crew

        def made(plan: Plan) -> Sequence[tuple[Format, GraphResult]]:
            with crew.at_work():
                return list(self._editions(found, plan))

        with crew.aside(), ThreadPoolExecutor(len(self._plan.formats)) as pool:
            yield from list(pool.map(made, plans))

    def _editions(self, found: Gathered, plan: Plan) -> Iterator[tuple[Format, GraphResult]]:
        """Of one format: each further one has steps of its own, but for what is asked of both alike."""
        name, is_first = plan.formats[0].name, plan is self._plan
        ask = self._ask if is_first else self._answerers(plan)
        steps = self._run if is_first else StepsOfFormat(self._run, name, plan.shared_with(self._plan))
        first = self._walk(found, plan, ask, steps)
        yield plan.formats[0], first
        if plan.second and first.retrieval.events:
            (look,) = plan.second.formats
            own, watch = StepsOfFormat(self._run, f"{name}.{look.language}"), self.watch.of(f"{name} {look.language}")
            asked, recorder = self._answerers(plan.second), Recorder(own, watch, self._batched.crew)
            yield look, Edition(first, plan.formats[0], plan.second, asked, ask, recorder).made()

    def _answerers(self, plan: Plan) -> Asking:
        note, batched = self.watch.progress.note, self._batched
        return answerers_for(plan, self._ledger, note, stop=self._stop, record=self._started, batched=batched)

    def _walk(self, found: Gathered, plan: Plan, ask: Ask, steps: Steps) -> GraphResult:
        self.watch.current, several = "walk", len(self._plan.formats) > 1
        watch = self.watch.of(plan.formats[0].name if several else "")
        of_corpus = found.description.path is not None
        beyond = Beyond(
            sifting(partial(sift_once, self._kept) if of_corpus else sift, found, self._plan),
            reader_for(plan, self.watch.progress.note),
            is_late(plan),
            frozenset(plan.models.endpoints),
            plan.formats[0].name,
            self._batched.crew,
        )
        steer, revisions = Steer(plan.steering), plan.config.run.max_revisions
        return walk(plan.request, found.documents, ask, steps, watch, revisions, steer, beyond)

    def _publish(self, results: Sequence[tuple[Format, GraphResult]]) -> None:
        """Renders every report before writing the first, so that an error leaves no report behind."""
        result = results[0][1]
        with self.watch.step("render") as said:
            self.found["unmet"] = self._unmet(result.drafts[-1])
            reports, exports = self._with_exports(self._composed(results))
            contents: dict[str, str | bytes] = {**rendered(reports), **exports}
            for name, content in contents.items():
                self._run.write_text(name, content)
            by = written(result.drafts[-1], result.retrieval, self._plan.formats[0], self._ask.models)
            cited = sum(len(report.sources) for _, _, report in reports)
            said.append(counted(cited, "source cited", "sources cited"))
            said.extend(filter(None, [written_summary(by)]))
        self.found["written"], self._fallbacks = by, len(by.fallbacks)
        self._dropped = sum(_dropped(made.drafts) for _, made in results)
        self.found["open_issues"] = sum(len(report.open_issues) for _, _, report in reports)
        self.found["reports"] = tuple(files for files, _, _ in reports)
        if self._started.remembers:
            self._remember(results, reports)
        for page in dict.fromkeys(files.beside for files in self.found["reports"] if files.beside):
            self.watch.progress.note(f"side by side: {self._run.path / page}")

    def _with_exports(self, reports: list[Made]) -> tuple[list[Made], dict[str, bytes]]:
        """The reports, and what they are written as besides."""
        usual = self._plan.config.report.outputs
        if not any(one.exports(usual) for _, one, _ in reports):
            return reports, {}
        from brief.exports.kinds import with_exports  # a slow import

        return with_exports(reports, usual)

    def _remember(self, results: Sequence[tuple[Format, GraphResult]], reports: Sequence[Made]) -> None:
        """For the reports after them, what these tell."""
        path, own = self._corpus.path if self._corpus else None, self._plan.corpus
        with History(recorded_corpus(path, own.path) if path else own) as history:
            for (files, one, report), (_, made) in zip(reports, results, strict=True):
                history.remember(told_by(report, one, made.retrieval, self._run.id, self._run.path / files.data))

    def _composed(self, results: Sequence[tuple[Format, GraphResult]]) -> list[Made]:
        """Where a second edition is otherwise than the first, that is open in it."""
        reports, looks, last = list[Made](), [one for one, _ in results], results[0][1].drafts[-1]
        for files, (one, made) in zip(files_of(looks, self._plan.config.report.outputs), results, strict=True):
            accepted = self._accepted(made, Steer(self._plan.of(one).steering))
            renders = last if one in self._plan.rendered else None
            report, last = compose(replace(accepted, renders=renders), one), made.drafts[-1]
            if renders:
                apart = agreement(reports[-1][2], report).apart
                differing = (OpenIssue(claim_id=name, kind="editions_differ", place=name) for name in apart)
                report = report.model_copy(update={"open_issues": (*report.open_issues, *differing)})
            reports.append((files, one, report))
        return reports

    def _accepted(self, result: GraphResult, steer: Steer) -> AcceptedDraft:
        return AcceptedDraft(
            draft=result.drafts[-1],
            critiques=(*steer.earlier, *result.critiques),
            retrieval=result.retrieval,
            assignments=result.classification.assignments,
            signed=partial(signature_of, self._started.configuration),
            models=self._ask.models,
            emptied=steer.emptied,
            unmet=self.found["unmet"],
            coverage=self._corpus.coverage if self._corpus else None,
            reading=result.reading,
            corrections=steer.corrections,
            editions=self._plan.config.report.languages if self._plan.rendered else (),
        )

    def _no_evidence(self, what: str, undated: int) -> NoEvidence:
        period, plan = self._plan.period, self._plan
        advice = f"Name another period, or ask `brief show {self._run.id} HEADLINE` what became of one that was read."
        if not plan.corpus_files and not any(source.enabled for source in plan.config.sources):
            advice = "No source is enabled: name one under [[sources]] in config.toml, or give --corpus FILE."
        message = f"{what} tells of a happening between {period.start} and {period.end}."
        sources = self._corpus.sources if self._corpus else ()
        if unread := [f"{one.name} ({one.reason})" for one in sources if one.status in ("failed", "postponed")]:
            more = f" and {len(unread) - _NAMED} more" if len(unread) > _NAMED else ""
            message += f" Of {len(sources)} sources these could not be read: {'; '.join(unread[:_NAMED])}{more}."
            advice = "Look at them with `brief sources check`, or name another period."
        if undated:
            message += f" Documents with no usable date: {undated}."
        return NoEvidence(message, next=advice, step=RETRIEVAL)


def _dropped(drafts: Sequence[Draft]) -> int:
    """How many claims have a text in some draft and none in the last."""
    said = [{claim.id for claim in claims_of(draft) if claim.kind != "none"} for draft in drafts]
    return len(set().union(*said) - said[-1])
