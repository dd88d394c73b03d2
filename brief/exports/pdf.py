"""Report -> PDF: its page as it is printed, with page numbers and an outline, and numbers that lead to the sources."""

import io
from collections.abc import Mapping

from brief.report.format import Format
from brief.report.render.html import render_html
from brief.report.render.plain import plain
from schemas.report import Report

_NUMBERS = '@page { @bottom-center { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #444 } }'
_BASE = "https://brief.invalid/"
"""Without an address a page has no places within it; nothing is ever asked for there."""


def as_pdf(report: Report, its_format: Format) -> bytes:
    """The same on one machine; another one has other fonts."""
    from lxml import html

    page = html.document_fromstring(render_html(report, its_format))
    for button in page.xpath('//button[@class="cite"]'):  # opens a quote, which paper cannot
        button.tag = "a"
        button.set("href", f"#source{button.text}")
    for quote in page.xpath("//*[@popover]"):
        quote.drop_tree()
    style = html.Element("style")
    style.text = _NUMBERS
    page.find("head").append(style)
    contents = {
        link.get("href")[1:]: plain(link.text_content()) for link in page.xpath('//nav//a[starts-with(@href,"#")]')
    }
    printed = _printed(html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>"), report)
    return _with_outline(printed, contents, "".join(page.xpath('//meta[@name="AIGC"]/@content')))


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


def _with_outline(file: bytes, contents: Mapping[str, str], ai_label: str) -> bytes:
    """`contents`: place -> label. Labelled for machines where its page is."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import Fit

    reader, out = PdfReader(io.BytesIO(file)), io.BytesIO()
    writer, known = PdfWriter(clone_from=reader), reader.named_destinations
    for place in (known[name] for name in contents if name in known):
        number, fit = reader.get_destination_page_number(place), Fit.xyz(top=place.top)
        writer.add_outline_item(title=contents[str(place.title)], page_number=number, fit=fit)
    if ai_label:
        writer.add_metadata({"/AIGC": ai_label})
    writer.write(out)
    return out.getvalue()
