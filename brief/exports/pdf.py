"""Report -> PDF: its page as it is printed, with page numbers and an outline, and numbers that lead to the sources."""

import io
from typing import TYPE_CHECKING

from brief.exports.moment import moment_of
from brief.report.format import Format
from brief.report.render.html import render_html
from brief.report.render.plain import plain
from brief.report.render.view import View, view_of
from schemas.report import Report

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from pypdf.generic import IndirectObject

_NUMBERS = '@page { @bottom-center { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #444 } }'
_BASE = "https://brief.invalid/"
"""Without an address a page has no places within it; nothing is ever asked for there."""

Places = list[tuple[str, str, list[tuple[str, str]]]]
"""Label, place, and the same of the rows in it."""


def as_pdf(report: Report, its_format: Format) -> bytes:
    """The same on one machine; another one has other fonts."""
    from lxml import html

    view, page = view_of(report, its_format), html.document_fromstring(render_html(report, its_format))
    places = _places(page, view)
    return _finished(_printed(_for_print(page, places), report), places, view.ai_label)


def _places(page: "HtmlElement", view: View) -> Places:
    """What the page's own contents lead to; below a section its rows."""
    there = set(page.xpath("//@id"))
    rows = {
        section.anchor: [(f"{row.number} {plain(row.cells[0].statement.text)}", row.anchor) for row in section.rows]
        for section in view.sections
    }
    links = (
        (plain(link.text_content()), link.get("href")[1:]) for link in page.xpath('//nav//a[starts-with(@href,"#")]')
    )
    return [(label, to, [row for row in rows.get(to, []) if row[1] in there]) for label, to in links]


def _for_print(page: "HtmlElement", places: Places) -> str:
    """Buttons that open quotes become links to the sources; every place has a link, else none leads there later."""
    from lxml import html

    for button in page.xpath('//button[@class="cite"]'):
        button.tag = "a"
        button.set("href", f"#source{button.text}")
    for quote in page.xpath("//*[@popover]"):
        quote.drop_tree()
    contents = page.xpath("//nav")[0]
    for _, _, rows in places:
        contents.extend(html.Element("a", href=f"#{row}") for _, row in rows)
    style = html.Element("style")
    style.text = _NUMBERS
    page.find("head").append(style)
    return html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")


def _printed(page: str, report: Report) -> bytes:
    import plutoprint

    class NoRequests(plutoprint.ResourceFetcher):
        def fetch_url(self, url: str) -> "plutoprint.ResourceData":
            raise ValueError(url)

    book, file = plutoprint.Book(plutoprint.PAGE_SIZE_A4), io.BytesIO()
    book.custom_resource_fetcher = NoRequests()
    book.load_html(page, base_url=_BASE)
    moment = f"{moment_of(report.period):%Y-%m-%dT%H:%M:%SZ}"
    book.set_metadata(plutoprint.PDF_METADATA_CREATION_DATE, moment)
    book.set_metadata(plutoprint.PDF_METADATA_MODIFICATION_DATE, moment)
    book.set_metadata(plutoprint.PDF_METADATA_AUTHOR, report.byline)
    book.write_to_pdf_stream(file)
    return file.getvalue()


def _finished(file: bytes, places: Places, ai_label: str) -> bytes:
    """With an outline, and labelled for machines where its page is."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import Fit

    reader, out = PdfReader(io.BytesIO(file)), io.BytesIO()
    writer, known = PdfWriter(clone_from=reader), reader.named_destinations

    def add(label: str, to: str, parent: "IndirectObject | None" = None) -> "IndirectObject | None":
        if to not in known:
            return parent
        number = reader.get_destination_page_number(known[to])
        return writer.add_outline_item(label, number, parent, fit=Fit.xyz(top=known[to].top))

    for label, to, rows in places:
        section = add(label, to)
        for row in rows:
            add(*row, section)
    if ai_label:
        writer.add_metadata({"/AIGC": ai_label})
    writer.write(out)
    return out.getvalue()
