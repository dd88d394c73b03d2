"""The files of a run's reports: what they are called, and what stands in them."""

from collections.abc import Iterator, Sequence

from brief.report.format import Format
from brief.report.render.html import render_html, render_sides
from brief.report.render.json import render_json
from brief.report.render.markdown import render_markdown
from brief.report.render.view import EditionLink, Side, view_of
from schemas.report import Report
from schemas.run import ReportFiles

Made = tuple[ReportFiles, Format, Report]


def files_of(editions: Sequence[Format]) -> Iterator[ReportFiles]:
    """Of each, in order: the first is report.*, others are report.<format>.<language>.*; of two editions of a format
    there is a page that sets them side by side.
    """
    for number, one in enumerate(editions):
        stem = f"report.{one.name}.{one.language}" if number else "report"
        named = {"md": f"{stem}.md", "html": f"{stem}.html", "data": f"{stem}.json"}
        languages = [each.language for each in editions if each.name == one.name]
        beside = f"report.{one.name}.{'-'.join(languages)}.html" if len(languages) > 1 else ""
        yield ReportFiles(format=one.name, language=one.language, **named, beside=beside)


def rendered(reports: Sequence[Made]) -> dict[str, str]:
    """The texts of all files of a run's reports, by name."""
    pages: dict[str, str] = {}
    for files, one, report in reports:
        twins = [made for made in reports if files.beside and made[0].beside == files.beside]
        pages[files.md] = render_markdown(report, one).text
        pages[files.html] = render_html(report, one, tuple(_links(files, one, twins)))
        pages[files.data] = render_json(report)
        if twins and files.beside not in pages:
            sides = (Side(view_of(told, look), look, own.html) for own, look, told in twins)
            pages[files.beside] = render_sides(tuple(sides))
    return pages


def _links(own: ReportFiles, format: Format, twins: Sequence[Made]) -> Iterator[EditionLink]:
    """To the other edition, and to both side by side."""
    words = format.reader.page
    for files in (files for files, _, _ in twins if files.html != own.html):
        yield EditionLink(words.languages[files.language], files.language, files.html)
        yield EditionLink(words.side_by_side, format.language, own.beside)
