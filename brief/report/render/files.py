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


def rendered(reports: Sequence[tuple[Format, Report]]) -> Iterator[tuple[str, str]]:
    """Name and text of every file."""
    named = list(zip(files_of([one for one, _ in reports]), reports, strict=True))
    for files, (one, report) in named:
        twins = [(each, *made) for each, made in named if each.beside and each.beside == files.beside]
        yield files.md, render_markdown(report, one).text
        yield files.html, render_html(report, one, tuple(_links(files, one, twins)))
        yield files.data, render_json(report)
        if twins and twins[0][0] is files:
            yield files.beside, render_sides((other, told, each.html) for each, other, told in twins)


def _links(
    own: ReportFiles, format: Format, twins: Sequence[tuple[ReportFiles, Format, Report]]
) -> Iterator[EditionLink]:
    """To the other edition, and to both side by side."""
    for files, other, _ in twins:
        if files is not own:
            yield EditionLink(other.reader.page.language, other.reader.html_lang, files.html)
    if twins:
        yield EditionLink(format.reader.page.side_by_side, format.reader.html_lang, own.beside)
