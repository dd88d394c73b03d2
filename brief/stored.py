"""The report of a stored run, read back from its folder."""

from brief.errors import UsageError
from brief.run_files import read_value
from brief.runs import StoredRun
from brief.selecting import has_report, to_go_on
from schemas.report import Report
from schemas.run import ReportFiles


def report_of(run: StoredRun, files: ReportFiles) -> Report:
    """The report as JSON holds it. Raises BriefError."""
    return read_value(run.path / files.data, Report)


def must_have_report(run: StoredRun) -> None:
    """Raises UsageError for a run without a report."""
    if not has_report(run):
        raise UsageError(f"has no report ({run.state}).", where=run.path.name, next=to_go_on(run))
