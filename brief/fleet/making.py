"""A run under an id that is known before it: begun, or gone on with by whoever takes over."""

import time
from pathlib import Path

from brief.pipeline.progress import Progress
from brief.pipeline.runner import resume
from brief.runs.store import RECORD, StoredRun, bring_rest, stored_run
from brief.settings.project import Project
from schemas.run import RunRecord

_PATIENCE_SECONDS, _PAUSE_SECONDS = 60.0, 0.5
"""For the lease of a process that died to run out, and for that of a worker which was taken for dead and lives: it ends
its own as soon as it hears of that.
"""


def gone_on_with(runs_dir: Path, run_id: str, progress: Progress, project: Project) -> RunRecord | None:
    """The record of that run: as it is where it is finished, else gone on with; None where it was not begun.

    Raises as `resume` does, also where another process is at it.
    """
    if not run_id:
        return None
    bring_rest(runs_dir / run_id, at_once=True)  # from the team's store: another machine may have begun it
    if not (runs_dir / run_id / RECORD).is_file():
        return None
    stored = _left_alone(runs_dir / run_id)
    return stored.record if stored.record.status == "finished" else resume(stored, progress, project=project)


def _left_alone(folder: Path) -> StoredRun:
    """The run, once no other process is at it; as it is, where that takes too long."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while (stored := stored_run(folder)).alive and time.monotonic() < until:
        time.sleep(_PAUSE_SECONDS)
    return stored
