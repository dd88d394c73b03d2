"""Report -> PDF: its page as it is printed, with page numbers and an outline, and numbers that lead to the sources."""

import io
from typing import TYPE_CHECKING

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


def as_pdf(report: Report, its_format: Format) -> bytes:
    """The same on one machine; another one has other fonts."""
    from lxml import html

    view, page = view_of(report, its_format), html.document_fromstring(render_html(report, its_format))
    for button in page.xpath('//button[@class="cite"]'):  # opens a quote, which paper cannot
        button.tag = "a"
        button.set("href", f"#source{button.text}")
    for quote in page.xpath("//*[@popover]"):
        quote.drop_tree()
    places = _places(page, view)
    page.xpath("//nav")[0].extend(html.Element("a", href=f"#{place}") for _, place, _ in places)  # else none is known
    style = html.Element("style")
    style.text = _NUMBERS
    page.find("head").append(style)
    printed = _printed(html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>"), report)
    return _with_outline(printed, places, view.ai_label)


def _places(page: "HtmlElement", view: View) -> list[tuple[str, str, bool]]:
    """Label, place, whether it is a row in the part before it: what the page's own contents lead to, and the rows."""
    there, found = set(page.xpath("//@id")), list[tuple[str, str, bool]]()
    rows = {section.anchor: section.rows for section in view.sections}
    for link in page.xpath('//nav//a[starts-with(@href, "#")]'):
        place = link.get("href")[1:]
        found.append((plain(link.text_content()), place, False))
        for row in rows.get(place, ()):
            found.append((f"{row.number} {plain(row.cells[0].statement.text)}", row.anchor, True))
    return [one for one in found if one[1] in there]


def _printed(page: str, report: Report) -> bytes:
    import plutoprint

    class NoRequests(plutoprint.ResourceFetcher):
        def fetch_url(self, url: str) -> "plutoprint.ResourceData":
            raise ValueError(url)

    book, file = plutoprint.Book(plutoprint.PAGE_SIZE_A4), io.BytesIO()
    book.custom_resource_fetcher = NoRequests()
    book.load_html(page, base_url=_BASE)
    for name in (plutoprint.PDF_METADATA_CREATION_DATE, plutoprint.PDF_METADATA_MODIFICATION_DATE):
        book.set_metadata(name, f"{report.period.noon:%Y-%m-%dT%H:%M:%SZ}")
    book.set_metadata(plutoprint.PDF_METADATA_AUTHOR, report.byline)
    book.write_to_pdf_stream(file)
    return file.getvalue()


def _with_outline(file: bytes, places: list[tuple[str, str, bool]], ai_label: str) -> bytes:
    """And labelled for machines where its page is."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import Fit

    reader, out = PdfReader(io.BytesIO(file)), io.BytesIO()
    writer, known = PdfWriter(clone_from=reader), reader.named_destinations
    part: IndirectObject | None = None
    for label, place, is_row in places:
        number = reader.get_destination_page_number(known[place]) if place in known else None
        fit = Fit.xyz(top=known[place].top) if place in known else Fit.fit()
        above = part if is_row else None
        item = writer.add_outline_item(title=label, page_number=number, parent=above, fit=fit)
        part = part if is_row else item
    if ai_label:
        writer.add_metadata({"/AIGC": ai_label})
    writer.write(out)
    return out.getvalue()
