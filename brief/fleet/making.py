"""A run under an id that is known before it: begun, or gone on with by whoever takes over."""

from pathlib import Path

from brief.pipeline.progress import Progress
from brief.pipeline.runner import resume
from brief.runs.store import RECORD, stored_run
from brief.settings.project import Project
from schemas.run import RunRecord


def gone_on_with(runs_dir: Path, run_id: str, progress: Progress, project: Project) -> RunRecord | None:
    """The record of that run: as it is where it is finished, else gone on with; None where it was not begun.

    Raises as `resume` does, also where another process is at it.
    """
    if not run_id or not (runs_dir / run_id / RECORD).is_file():
        return None
    stored = stored_run(runs_dir / run_id)
    return stored.record if stored.record.status == "finished" else resume(stored, progress, project=project)
