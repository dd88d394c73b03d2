"""The files of a run's reports: what they are called, and what stands in them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from brief.report.format import Format
from brief.report.render.html import render_html, render_sides
from brief.report.render.json import render_json
from brief.report.render.markdown import render_markdown
from brief.report.render.view import EditionLink, Side, view_of
from schemas.report import Report
from schemas.run import OutputKind, ReportFiles

Made = tuple[ReportFiles, Format, Report]


RENDERED: Mapping[OutputKind, Callable[[Made, Sequence[Made]], str]] = {
    "md": lambda made, _: render_markdown(made[2], made[1]).text,
    "html": lambda made, twins: render_html(made[2], made[1], tuple(_links(made[0], made[1], twins))),
    "json": lambda made, _: render_json(made[2]),
}
"""How each kind of file is made of a report and of both its editions, where it has two."""


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
    for made in reports:
        files = made[0]
        twins = [one for one in reports if files.beside and one[0].beside == files.beside]
        pages |= {name: RENDERED[kind](made, twins) for kind, name in files.files.items()}
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
