"""The files of a run's reports: what they are called, and what stands in them."""

from collections.abc import Iterator, Sequence

from brief.report.format import Format
from brief.report.render.html import render_html
from brief.report.render.json import render_json
from brief.report.render.markdown import render_markdown
from brief.report.render.sides import render_sides
from brief.report.render.view import EditionLink
from schemas.report import Report
from schemas.run import ReportFiles


def files_of(editions: Sequence[Format]) -> tuple[ReportFiles, ...]:
    """Of each, in order: the first is report.*, others are report.<format>.<language>.*; of two editions of a format
    there is a page that sets them side by side.
    """
    return tuple(_files(number, one, editions) for number, one in enumerate(editions))


def _files(number: int, one: Format, editions: Sequence[Format]) -> ReportFiles:
    stem = f"report.{one.name}.{one.language}" if number else "report"
    languages = [each.language for each in editions if each.name == one.name]
    return ReportFiles(
        format=one.name,
        language=one.language,
        md=f"{stem}.md",
        html=f"{stem}.html",
        data=f"{stem}.json",
        beside=f"report.{one.name}.{'-'.join(languages)}.html" if len(languages) > 1 else "",
    )


def rendered(report: Report, format: Format, files: ReportFiles, every: Sequence[ReportFiles] = ()) -> dict[str, str]:
    """The texts of one report by name; `every`: the files of all reports of its run, to whose editions it leads."""
    return {
        files.md: render_markdown(report, format).text,
        files.html: render_html(report, format, tuple(_links(files, format, every))),
        files.data: render_json(report),
    }


def all_rendered(reports: Sequence[tuple[Format, Report]]) -> dict[str, str]:
    """The texts of all, and of the pages that set two side by side."""
    every = files_of([one for one, _ in reports])
    named = list(zip(every, reports, strict=True))
    pages: dict[str, str] = {}
    for files, (one, report) in named:
        pages |= rendered(report, one, files, every)
        if files.beside and files.beside not in pages:
            twins = ((*made, each.html) for each, made in named if each.beside == files.beside)
            pages[files.beside] = render_sides(twins)
    return pages


def _links(own: ReportFiles, format: Format, every: Sequence[ReportFiles]) -> Iterator[EditionLink]:
    """To the other edition, and to both side by side."""
    words = format.reader.page
    for files in every if own.beside else ():
        if files.beside == own.beside and files.html != own.html:
            yield EditionLink(words.languages[files.language], files.language, files.html)
            yield EditionLink(words.side_by_side, format.language, own.beside)
