"""The report of a stored run, read back from its folder."""

from pydantic import ValidationError

from brief.errors import BriefError, UsageError
from brief.runs import StoredRun
from schemas.report import Report
from schemas.run import ReportFiles


def report_of(run: StoredRun, files: ReportFiles) -> Report:
    """The report as JSON holds it. Raises BriefError."""
    path = run.path / files.data
    try:
        return Report.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise BriefError("does not hold a report of this version.", where=str(path)) from error


def must_have_report(run: StoredRun) -> None:
    """Raises UsageError for a run without a report."""
    if not run.record.reports:
        raise UsageError(f"has no report ({run.state}).", where=run.path.name, next="Go on with `brief resume`.")
