"""Compares two stored runs: their reports, possible causes of differences, accuracy and cost."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from brief.diff.report_diff import Change, compare
from brief.diff.settings_diff import Cause, causes
from brief.diff.text_diff import rewordings
from brief.errors import BriefError
from brief.evaluation.scores import Scores
from brief.evaluation.statements import cost_of_run, first_issues, scored_run
from brief.llm.prompt_template import prompt_file
from brief.runs.loaded import must_have_report, report_of
from brief.runs.steps import RETRIEVAL
from brief.runs.store import StoredRun
from schemas.run import RunRecord


@dataclass(frozen=True)
class ReportDiff:
    """The differences between two reports; a report that only one run has is a difference itself."""

    name: str
    """Format and language; both reports' if they differ."""
    changes: tuple[Change, ...]


class ReportFigure(NamedTuple):
    """A figure that is shown but not compared; None if unknown."""

    name: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class RunDiff:
    before: StoredRun
    after: StoredRun
    reports: tuple[ReportDiff, ...]
    causes: tuple[Cause, ...]
    figures: tuple[ReportFigure, ...]
    scores: tuple[Scores | None, Scores | None]
    """Scores of each run's first report; None if its evidence cannot be read."""

    @property
    def equal(self) -> bool:
        """Whether the reports have the same content; cost is not compared."""
        return not any(report.changes for report in self.reports)


def compare_runs(before: StoredRun, after: StoredRun) -> RunDiff:
    """Raises UsageError for a run without a report, BriefError for one that cannot be read."""
    for run in (before, after):
        must_have_report(run)
    same = same_evidence(before.path, after.path)
    return RunDiff(
        before,
        after,
        reports=tuple(_reports(before, after, same)),
        causes=tuple(_read(one, before, after) for one in causes(before.record, after.record, same_evidence=same)),
        figures=(*figures(before.record, after.record), *_issues(before, after)),
        scores=(_scores(before), _scores(after)),
    )


def _read(cause: Cause, before: StoredRun, after: StoredRun) -> Cause:
    """A changed prompt with its changed places, if both runs kept its text; other causes unchanged."""
    if cause.part == "prompt":
        old, new = (_prompt(run, cause.name) for run in (before, after))
        if old is not None and new is not None:
            return replace(cause, rewordings=rewordings(old, new))
    return cause


def _prompt(run: StoredRun, role: str) -> str | None:
    """The prompt file as the run used it; None if its folder lacks it."""
    try:
        return (run.path / "prompts" / prompt_file(role, run.record.language)).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def figures(before: RunRecord, after: RunRecord) -> Iterator[ReportFigure]:
    old, new = cost_of_run(before), cost_of_run(after)
    for name in old:
        yield ReportFigure("elapsed_seconds" if name == "seconds" else name, old[name], new[name])


def _issues(before: StoredRun, after: StoredRun) -> Iterator[ReportFigure]:
    """How many issues the critic found in the first draft: in total, and by kind where the runs differ."""
    old, new = first_issues(before), first_issues(after)
    yield ReportFigure("issues", *(None if side is None else side.total() for side in (old, new)))
    if old is not None and new is not None:
        yield from (
            ReportFigure(f"issues {kind}", old[kind], new[kind]) for kind in sorted(old | new) if old[kind] != new[kind]
        )


def _scores(run: StoredRun) -> Scores | None:
    try:
        return scored_run(run)[1]
    except BriefError:
        return None


def _reports(before: StoredRun, after: StoredRun, same: bool) -> Iterator[ReportDiff]:
    """Pairs reports with the same format and language; if there are none, the first report of each run."""
    old, new = ({(one.format, one.language): one for one in run.record.reports} for run in (before, after))
    shared = [(key, key) for key in old if key in new]
    for one, other in shared or [(next(iter(old)), next(iter(new)))]:
        changes = compare(report_of(before, old[one]), report_of(after, new[other]), same_events=same)
        yield ReportDiff(" ".join(one) if one == other else f"{' '.join(one)} -> {' '.join(other)}", changes)
    for key in sorted(old.keys() ^ new.keys()) if shared else ():
        name = " ".join(key)
        yield ReportDiff(name, (Change("added" if key in new else "dropped", "report", name),))


def same_evidence(one: Path, other: Path) -> bool:
    """Whether the runs in these folders use the same events."""
    return bool(_evidence(one) == _evidence(other))


def _evidence(folder: Path) -> Any:
    """The retrieval step without its request; None if it cannot be read."""
    try:
        retrieval = json.loads((folder / f"{RETRIEVAL}.json").read_bytes())
    except (OSError, ValueError):
        return None
    return {name: part for name, part in retrieval.items() if name != "request"}
