"""A report as the files of a run."""

from brief.report.format import Format
from brief.report.render.html import render_html
from brief.report.render.json import render_json
from brief.report.render.markdown import render_markdown
from schemas.report import Report
from schemas.run import ReportFiles


def rendered(report: Report, format: Format, files: ReportFiles) -> dict[str, str]:
    """Their texts by name."""
    return {
        files.md: render_markdown(report, format).text,
        files.html: render_html(report, format),
        files.data: render_json(report),
    }
