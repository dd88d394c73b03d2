"""Two stored runs -> what differs between their reports, what may have caused it, and what each cost."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from brief.diffing import Cause, Change, Figure, causes, compare, figures
from brief.errors import BriefError, UsageError
from brief.graph import RETRIEVAL
from brief.runs import StoredRun
from schemas.report import Report
from schemas.run import ReportFiles


@dataclass(frozen=True)
class ReportDiff:
    """What differs between two reports; one that only one run has is a difference itself."""

    name: str
    """The format and language, of both where they differ."""
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class RunDiff:
    before: StoredRun
    after: StoredRun
    reports: tuple[ReportDiff, ...]
    causes: tuple[Cause, ...]
    figures: tuple[Figure, ...]

    @property
    def equal(self) -> bool:
        """Whether the reports say the same; what they cost is not compared."""
        return not any(report.changes for report in self.reports)


def compare_runs(before: StoredRun, after: StoredRun) -> RunDiff:
    """Raises UsageError for a run without a report, BriefError for one that cannot be read."""
    for run in (before, after):
        if not run.record.reports:
            raise UsageError(f"has no report ({run.state}).", where=run.path.name, next="Go on with `brief resume`.")
    same = _evidence(before.path) == _evidence(after.path)
    return RunDiff(
        before,
        after,
        reports=tuple(_reports(before, after, same)),
        causes=causes(before.record, after.record, same_evidence=same),
        figures=figures(before.record, after.record),
    )


def report_of(run: StoredRun, files: ReportFiles) -> Report:
    """The report as JSON holds it. Raises BriefError."""
    path = run.path / files.data
    try:
        return Report.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise BriefError("does not hold a report of this version.", where=str(path)) from error


def _reports(before: StoredRun, after: StoredRun, same: bool) -> Iterator[ReportDiff]:
    """Reports of one format and language side by side; where no two are, the first of each run."""
    old, new = ({(one.format, one.language): one for one in run.record.reports} for run in (before, after))
    shared = [key for key in old if key in new]
    for key in shared:
        changes = compare(report_of(before, old[key]), report_of(after, new[key]), same_events=same)
        yield ReportDiff(" ".join(key), changes)
    if not shared:
        first, other = next(iter(old)), next(iter(new))
        changes = compare(report_of(before, old[first]), report_of(after, new[other]), same_events=same)
        yield ReportDiff(f"{' '.join(first)} -> {' '.join(other)}", changes)
        return
    for key in sorted(old.keys() ^ new.keys()):
        there = key in new
        name = " ".join(key)
        yield ReportDiff(name, (Change("added" if there else "dropped", "report", name),))


def _evidence(folder: Path) -> Any:
    """What retrieval handed on, less what was asked of it; None where that cannot be read."""
    try:
        held = json.loads((folder / f"{RETRIEVAL}.json").read_bytes())
    except (OSError, ValueError):
        return None
    return {name: part for name, part in held.items() if name != "request"}
