"""Report -> DOCX: its Markdown, as any reader of Markdown reads it, in the styles of word processors; each citation a
footnote with its quote. The parts of such a file, around what the report says, lie in `docx_parts/`.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markupsafe import Markup

from brief.delivery.templates import environment_of
from brief.exports.markdown import behind_title, notes_in, without_front
from brief.report.citable import citable_url
from brief.report.format import Format
from brief.report.reader_words import ReaderWords
from brief.report.render.markdown import render_markdown
from brief.report.render.page import view_of
from brief.report.render.plain import in_line
from brief.report.render.view import ALONE, Mark
from schemas.report import Report

if TYPE_CHECKING:
    from markdown_it.token import Token

_PARTS = Path(__file__).parent / "docx_parts"
_NOTE = "note:"
"""Such a link is ours: no text of the news is one."""
_STYLES = {
    "h1": "Title",
    "h2": "Heading1",
    "h3": "Heading2",
    "blockquote": "Quote",
    "ul": "ListBullet",
    "ol": "ListNumber",
}
_COLUMN = Markup("<w:gridCol/>")
_TABLE = Markup(
    '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/><w:tblLook w:firstRow="1"/></w:tblPr>'
)
_REFERENCE = Markup('<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{}"/></w:r>')


def as_docx(report: Report, its_format: Format) -> bytes:
    marks: dict[str, Mark] = {}
    page = render_markdown(report, its_format, notes_in(marks, f"[]({_NOTE}{{}})"), ALONE).text
    words, moment, text = its_format.reader, report.period.noon, _Text(marks, its_format.reader)
    told = {
        "blocks": list(text.blocks(MarkdownIt("commonmark").enable("table").parse(without_front(page)))),
        "notes": text.notes,
        "addresses": text.addresses,
        "lists": text.lists,
        "title": in_line(report.title),
        "byline": in_line(report.byline),
        "ai_label": view_of(report, its_format).ai_label,
        "lang": words.html_lang,
        "moment": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
    }
    file, templates = io.BytesIO(), environment_of(_PARTS)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(templates.list_templates()):
            part = zipfile.ZipInfo(name, moment.timetuple()[:6])
            package.writestr(part, templates.get_template(name).render(told), zipfile.ZIP_DEFLATED)
    return file.getvalue()


class _Text:
    """Goes through the blocks of a page once, and gathers what they lead to."""

    def __init__(self, marks: dict[str, Mark], words: ReaderWords) -> None:
        self._marks, self._words = marks, words
        self.notes: list[Markup] = []
        self.addresses: dict[str, int] = {}
        """With the number of each, from 1."""
        self.lists = 0
        """Numbered ones: each begins with 1."""
        self._within: list[str] = []
        """Tags of the blocks that are open."""
        self._rows: list[list[Markup]] = []
        """Of the table that is open."""

    def blocks(self, tokens: Iterable["Token"]) -> Iterator[Markup]:
        for token in tokens:
            if token.nesting > 0:
                self._open(token.tag)
            elif token.nesting < 0:
                yield from self._close(token.tag)
            elif token.type == "inline":
                yield from self._said(
                    self._spans(token.children or ()), token.content.endswith(self._words.punctuation.colon)
                )

    def _open(self, tag: str) -> None:
        self._within.append(tag)
        self.lists += tag == "ol"
        self._rows += [[]] if tag == "tr" else []

    def _close(self, tag: str) -> Iterator[Markup]:
        self._within.pop()
        if tag == "table":
            yield _table(self._rows)
            self._rows = []

    def _said(self, spans: Markup, leads: bool) -> Iterator[Markup]:
        """`leads`: to what comes next, which stands on the same page."""
        if self._rows:
            self._rows[-1].append(_paragraph(spans))
            return
        style = next((_STYLES[tag] for tag in reversed(self._within) if tag in _STYLES), "Normal")
        yield _paragraph(spans, style, self.lists + 1, leads)

    def _spans(self, spans: Sequence["Token"]) -> Markup:
        said, address, style = Markup(), "", ""
        for span in spans:
            if span.tag == "a":
                address = str(span.attrs.get("href", ""))
                if address.startswith(_NOTE):
                    said += self._note(self._marks[address.removeprefix(_NOTE)])
            elif span.tag == "strong":
                style = "Strong" if span.nesting > 0 else ""
            elif span.content or span.type == "softbreak":
                said += self._linked(span.content or " ", address, style)
        return said

    def _note(self, mark: Mark) -> Markup:
        """A reference to a new footnote: a word processor lets each be referred to once."""
        title = self._linked(mark.title, citable_url(mark.url))
        self.notes.append(_run(" ") + title + _run(behind_title(mark, self._words)))
        return _REFERENCE.format(len(self.notes))

    def _linked(self, text: str, address: str, style: str = "") -> Markup:
        if not address:
            return _run(text, style)
        number = self.addresses.setdefault(address, len(self.addresses) + 1)
        return Markup('<w:hyperlink r:id="link{}">{}</w:hyperlink>').format(number, _run(text, "Hyperlink"))


def _run(text: str, style: str = "") -> Markup:
    look = Markup('<w:rPr><w:rStyle w:val="{}"/></w:rPr>').format(style) if style else ""
    return Markup('<w:r>{}<w:t xml:space="preserve">{}</w:t></w:r>').format(look, in_line(text))


def _paragraph(said: Markup, style: str = "Normal", number: int = 0, leads: bool = False) -> Markup:
    """`number`: of the list, where it is in a numbered one; `leads`: to the next."""
    numbered = Markup('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>').format(number)
    kept = Markup("<w:keepNext/>") if leads else ""
    look = Markup('<w:pStyle w:val="{}"/>{}{}').format(style, kept, numbered if style == "ListNumber" else "")
    return Markup("<w:p><w:pPr>{}</w:pPr>{}</w:p>").format(look, said)


def _table(rows: list[list[Markup]]) -> Markup:
    """No row is parted between pages; the first is repeated on each."""
    told = Markup()
    for number, row in enumerate(rows):
        cells = Markup().join(Markup("<w:tc>{}</w:tc>").format(cell) for cell in row)
        head = Markup() if number else Markup("<w:tblHeader/>")
        told += Markup("<w:tr><w:trPr><w:cantSplit/>{}</w:trPr>{}</w:tr>").format(head, cells)
    return Markup("<w:tbl>{}<w:tblGrid>{}</w:tblGrid>{}</w:tbl><w:p/>").format(_TABLE, _COLUMN * len(rows[0]), told)
