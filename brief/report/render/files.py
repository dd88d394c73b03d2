"""The files of a run's reports: what they are called, and what stands in them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from brief.report.format import Format
from brief.report.render.html import render_html, render_sides
from brief.report.render.json import render_json
from brief.report.render.markdown import render_markdown
from brief.report.render.page import view_of
from brief.report.render.view import EditionLink, Links, Side
from schemas.report import Report
from schemas.run import OutputKind, ReportFiles

Made = tuple[ReportFiles, Format, Report]


RENDERED: Mapping[OutputKind, Callable[[Report, Format, tuple[EditionLink, ...], Links | None], str]] = {
    "md": lambda report, its_format, _, links: render_markdown(report, its_format, links=links).text,
    "html": render_html,
    "json": lambda report, *_: render_json(report),
}
"""How each kind of file is made; the last two are as of `render_html`."""


def files_of(editions: Sequence[Format], usual: Sequence[str]) -> Iterator[ReportFiles]:
    """Of each, in order: the first is report.*, others are report.<format>.<language>.*; of two editions of a format
    there is a page that sets them side by side. `usual`: which files, where a format says nothing else.
    """
    for number, one in enumerate(editions):
        stem = f"report.{one.name}.{one.language}" if number else "report"
        asked = one.outputs or usual
        named = {kind: f"{stem}.{kind}" for kind in RENDERED if kind in (*asked, "json")}
        languages = [each.language for each in editions if each.name == one.name]
        beside = f"report.{one.name}.{'-'.join(languages)}.html" if len(languages) > 1 and "html" in asked else ""
        yield ReportFiles(format=one.name, language=one.language, files=named, beside=beside)


def rendered(reports: Sequence[Made]) -> dict[str, str]:
    """The texts of all files of a run's reports, by name."""
    pages: dict[str, str] = {}
    for files, its_format, report in reports:
        twins = [one for one in reports if files.beside and one[0].beside == files.beside]
        links = tuple(_links(files, its_format, twins))
        pages |= {name: RENDERED[kind](report, its_format, links, None) for kind, name in files.files.items()}
        if twins and files.beside not in pages:
            sides = (Side(view_of(told, look), look, own.page) for own, look, told in twins)
            pages[files.beside] = render_sides(tuple(sides))
    return pages


def _links(own: ReportFiles, format: Format, twins: Sequence[Made]) -> Iterator[EditionLink]:
    """To the other edition, and to both side by side."""
    words = format.reader.page
    for files in (files for files, _, _ in twins if files != own):
        yield EditionLink(words.languages[files.language], files.language, files.page)
        yield EditionLink(words.side_by_side, format.language, own.beside)
