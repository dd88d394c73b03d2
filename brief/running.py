"""One run from plan to record: documents, walk, reports. Whatever happens, the record says it."""

import traceback
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from time import monotonic
from typing import Any

from brief.asking import ROLES, Asking
from brief.compose import compose
from brief.config import resolved
from brief.errors import DEFECT, INTERRUPTED, BriefError, NoEvidence
from brief.formats import Format
from brief.gathering import gather
from brief.graph import GraphResult, walk
from brief.planning import Plan
from brief.progress import Progress, Stopwatch
from brief.providers.extractive import Extractive
from brief.render.html import render_html
from brief.render.json import render_json
from brief.render.markdown import render_markdown
from brief.runs import Run
from checks.base import claims_of
from schemas.draft import Draft
from schemas.report import Report
from schemas.retrieval import Document
from schemas.run import ReportFiles, RunError, RunRecord, Usage

_PACKAGES = ("brief", "langgraph", "pydantic", "openai", "anthropic")


def execute(plan: Plan, now: datetime, progress: Progress) -> RunRecord:
    """Makes the run's folder, does the work and returns the record as it stands on disk.

    Raises UsageError where no folder can be made; any later error is told by the record alone.
    """
    begun = monotonic()
    run = Run.create(plan.runs_dir, now, plan.period.kind, plan.fingerprint)
    try:
        started = _first_record(plan, run.id, now)
        run.write_record(started)
        work = _Work(plan, run, Stopwatch(progress))
        ending = _ending(work)
        elapsed = round(monotonic() - begun, 3)
        record = started.model_copy(
            update={**work.found, **ending, "timings": work.watch.timings, "elapsed_seconds": elapsed}
        )
        run.write_record(record)
        return record
    finally:
        run.close()


def _first_record(plan: Plan, run_id: str, now: datetime) -> RunRecord:
    return RunRecord(
        run_id=run_id,
        status="running",
        created_at=now,
        period=plan.period,
        as_of=plan.request.as_of,
        formats=tuple(one.name for one in plan.formats),
        language=plan.request.language,
        configuration=dict(resolved(plan.config)),
        format_versions={one.name: one.version for one in plan.formats},
        packages={name: version(name) for name in _PACKAGES},
        cost_usd=0.0,
    )


def _ending(work: "_Work") -> dict[str, Any]:
    """Does the work; returns what the record says of how it ended."""
    try:
        work.do()
    except KeyboardInterrupt:
        return _ended(work, "interrupted", INTERRUPTED, "stopped from outside.", "Run it again.")
    except BriefError as error:
        what = f"{error.where}: {error.what}" if error.where else error.what
        return _ended(work, "failed", error.exit_code, what, error.next)
    except Exception as error:  # noqa: BLE001 - the record must say how the run ended, whatever it was
        traceback.print_exc()
        return _ended(work, "failed", DEFECT, f"a defect in Brief: {type(error).__name__}: {error}", None)
    return {"status": "finished", "exit_code": 1 if work.found["open_issues"] else 0}


def _ended(work: "_Work", status: str, exit_code: int, what: str, advice: str | None) -> dict[str, Any]:
    error = RunError(step=work.watch.current, what=what, next=advice)
    return {"status": status, "exit_code": exit_code, "error": error, "reports": ()}


class _Work:
    """The steps of one run, and what of its record is known so far."""

    def __init__(self, plan: Plan, run: Run, watch: Stopwatch) -> None:
        self._plan = plan
        self._run = run
        self.watch = watch
        self.found: dict[str, Any] = {}

    def do(self) -> None:
        """Documents, walk, reports. Raises NoEvidence where the period holds nothing."""
        self._copy_formats()
        documents = self._gather()
        if not documents:
            raise self._no_evidence("no document of the corpus")
        result, models = self._walk(documents)
        if not result.retrieval.events:
            raise self._no_evidence(f"none of the {len(documents)} documents read")
        self._publish(result, models)

    def _copy_formats(self) -> None:
        for file in {file.name: file for one in self._plan.formats for file in one.files}.values():
            self._run.write_text(f"formats/{file.name}", file.text)

    def _gather(self) -> Sequence[Document]:
        with self.watch.step("gather") as said:
            gathered = gather(self._plan, self.watch.progress.note)
            self.found["corpus"] = gathered.description
            said.append(f"{len(gathered.documents)} documents")
        return gathered.documents

    def _walk(self, documents: Sequence[Document]) -> tuple[GraphResult, Mapping[str, str]]:
        ask = Asking(dict.fromkeys(ROLES, Extractive()))
        self.found["models"] = ask.models
        self.watch.current = "walk"
        revisions = self._plan.config.run.max_revisions
        return walk(self._plan.request, documents, ask, self._run, self.watch, revisions), ask.models

    def _publish(self, result: GraphResult, models: Mapping[str, str]) -> None:
        """Renders every report before the first is written, so that a failure leaves none behind."""
        with self.watch.step("render") as said:
            reports = [(one, self._composed(result, models, one)) for one in self._plan.formats]
            rendered = [file for number, (one, report) in enumerate(reports) for file in _rendered(number, one, report)]
            for name, text in rendered:
                self._run.write_text(name, text)
            said.append(f"{sum(len(report.sources) for _, report in reports)} sources cited")
        self.found["usage"] = Usage(dropped=_dropped(result.drafts))
        self.found["open_issues"] = sum(len(report.open_issues) for _, report in reports)
        self.found["reports"] = tuple(_named(number, one) for number, one in enumerate(self._plan.formats))

    def _composed(self, result: GraphResult, models: Mapping[str, str], format: Format) -> Report:
        *earlier, last = result.critiques
        byline = self._plan.config.report.byline
        return compose(
            result.drafts[-1], last, result.classification, result.retrieval, format, byline, models, tuple(earlier)
        )

    def _no_evidence(self, what: str) -> NoEvidence:
        period, plan = self._plan.period, self._plan
        advice = "Name another period, or look at `brief show` for what was read."
        if not plan.corpus_files and not any(source.enabled for source in plan.config.sources):
            advice = "No source is enabled: name one under [[sources]] in config.toml, or give --corpus FILE."
        return NoEvidence(f"{what} tells of a happening between {period.start} and {period.end}.", next=advice)


def _dropped(drafts: Sequence[Draft]) -> int:
    """How many claims were written in some draft and say nothing in the last."""
    said = [{claim.id for claim in claims_of(draft) if claim.kind != "none"} for draft in drafts]
    return len(set().union(*said) - said[-1])


def _named(number: int, format: Format) -> ReportFiles:
    """The first report is report.*, each other one report.<format>.<language>.*"""
    stem = "report" if number == 0 else f"report.{format.name}.{format.language}"
    return ReportFiles(
        format=format.name, language=format.language, md=f"{stem}.md", html=f"{stem}.html", data=f"{stem}.json"
    )


def _rendered(number: int, format: Format, report: Report) -> tuple[tuple[str, str], ...]:
    files = _named(number, format)
    return (
        (files.md, render_markdown(report, format)),
        (files.html, render_html(report, format)),
        (files.data, render_json(report)),
    )
