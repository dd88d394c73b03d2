"""Report -> PDF: its page as it is printed, with page numbers and an outline, and numbers that lead to the sources."""

import io
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from brief.errors import BriefError
from brief.report.format import Format
from brief.report.render.html import render_html
from brief.report.render.plain import plain
from brief.report.render.view import ALONE
from schemas.report import Report

if TYPE_CHECKING:
    from pypdf import PdfWriter

FONT_ADVICE = "Install one; on Debian and Ubuntu: apt-get install fonts-noto-cjk."
_STYLE = """
@page { @bottom-center { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #444 } }
@media print { #sources ol { columns: 1 } h2, h3, figure { break-inside: avoid } .charts summary { display: none }
  :is(h2, h3)::after { content: ""; display: block; height: 40mm; margin-bottom: -40mm }
  .card h3::after, #notes h2::after { height: 20mm; margin-bottom: -20mm }
  h2:has(+ .card)::after { height: 55mm; margin-bottom: -55mm }
  #read h2::after { height: 170mm; margin-bottom: -170mm }
  body { overflow-wrap: normal; line-break: auto; word-break: normal }
  * { font-feature-settings: "locl" 0, "ccmp" 0 } }
"""
"""The printer keeps one box on a page, and nothing else together: a heading is one with as much room below it as its
first row or chart takes. Of columns that go on to another page it loses a line; digits that a font's features exchange
are none in the text that is searched and copied.
"""
_RADICAL = re.compile(rb"(<[0-9a-f]+>\s*)<(2[ef][0-9a-f]{2})>", re.IGNORECASE)
_BASE = "https://brief.invalid/"
"""Without an address a page has no places within it; nothing is ever asked for there."""


def as_pdf(report: Report, its_format: Format) -> bytes:
    """The same on one machine; another one has other fonts."""
    from lxml import html

    page = html.document_fromstring(render_html(report.model_copy(update={"log": ()}), its_format, links=ALONE))
    for button in page.xpath('//button[@class="cite"]'):  # opens a quote, which paper cannot
        button.tag = "a"
        button.set("href", f"#source{button.text}")
    for quote in page.xpath("//*[@popover]"):
        quote.drop_tree()
    style = html.Element("style")
    style.text = _STYLE
    page.find("head").append(style)
    links = page.xpath('//nav//a[starts-with(@href, "#")]')
    contents = {link.get("href")[1:]: plain(link.text_content()) for link in links}
    printed = _printed(html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>"), report.period.noon)
    return _with_outline(printed, contents, report.byline, "".join(page.xpath('//meta[@name="AIGC"]/@content')))


def must_have_characters(language: str) -> None:
    """Raises BriefError where no font has them."""
    if language == "zh" and not has_chinese_font():
        raise BriefError("no font here has Chinese characters.", where="pdf", next=FONT_ADVICE)


def has_chinese_font() -> bool:
    """Whether what is printed can be read again."""
    from pypdf import PdfReader

    probe = PdfReader(io.BytesIO(_printed("<p>汉</p>", datetime(2000, 1, 1))))  # noqa: DTZ001 - seen by nobody
    return "汉" in probe.pages[0].extract_text()


def _printed(page: str, moment: datetime) -> bytes:
    import plutoprint

    class NoRequests(plutoprint.ResourceFetcher):
        def fetch_url(self, url: str) -> "plutoprint.ResourceData":
            raise ValueError(url)

    book, file = plutoprint.Book(plutoprint.PAGE_SIZE_A4), io.BytesIO()
    book.custom_resource_fetcher = NoRequests()
    book.load_html(page, base_url=_BASE)
    for name in (plutoprint.PDF_METADATA_CREATION_DATE, plutoprint.PDF_METADATA_MODIFICATION_DATE):
        book.set_metadata(name, f"{moment:%Y-%m-%dT%H:%M:%SZ}")
    book.write_to_pdf_stream(file)
    return file.getvalue()


def _with_outline(file: bytes, contents: Mapping[str, str], byline: str, ai_label: str) -> bytes:
    """`contents`: place -> label. Labelled for machines where its page is."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import Fit

    reader, out = PdfReader(io.BytesIO(file)), io.BytesIO()
    writer, known = PdfWriter(clone_from=reader), reader.named_destinations
    for name, label in contents.items():
        if place := known.get(name):
            number, fit = reader.get_destination_page_number(place), Fit.xyz(top=place.top)
            writer.add_outline_item(title=label, page_number=number, fit=fit)
    _with_characters_for_radicals(writer)
    writer.add_metadata({"/Author": byline} | ({"/AIGC": ai_label} if ai_label else {}))
    writer.write(out)
    return out.getvalue()


def _with_characters_for_radicals(writer: "PdfWriter") -> None:
    """In the text that is searched: of two code points of one glyph the printer names the first, ⽉ for 月."""
    for page in writer.pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            if texts := font.get_object().get("/ToUnicode"):
                texts.get_object().set_data(_RADICAL.sub(_character, texts.get_object().get_data()))


def _character(found: re.Match[bytes]) -> bytes:
    character = unicodedata.normalize("NFKC", chr(int(found[2], 16)))
    return b"%b<%04X>" % (found[1], ord(character))
