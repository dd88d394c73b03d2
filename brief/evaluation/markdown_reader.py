"""Reads any Markdown report as statements that can be measured, line by line with their links."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from brief.evaluation.scores import Statement
from brief.report.citable import citable_url

_FRONT_MATTER = re.compile(r"\A\s*---\r?\n.*?\r?\n---\r?\n", re.DOTALL)
_SYNTHESIS = re.compile(r"synthesis|综合|联动|跨域|跨界", re.IGNORECASE)
_ABOUT = re.compile(r"取舍与说明|免责声明|disclaimer|about this report", re.IGNORECASE)
"""Headings of the parts in which a report speaks about itself."""
_LEAST_LETTERS = 10
"""A line with fewer letters and no link is a label."""
_LABEL = re.compile(r"\A[^：:]{1,16}[：:]\s*")
_HEADING = re.compile(r"\A[^：:]*[：:]\s*")
"""What names the section, before what the heading says of it."""
_MARKS = " ✅➖•·"
_LINK = "\0"
"""Put around the text of a link; Markdown cannot contain it."""
_SOURCES = re.compile(r"\s*[（(](?:[^\0()（）]{0,8}[：:])?(?:[、,，;；\s]*\0[^\0]*\0)+\s*[）)]")
"""Links in brackets: they only name outlets."""
_NUMBER = re.compile(r"\s*\0\W*(?:\d{1,3}|[¹²³⁰-⁹]+)\W*\0")
"""A link that is the number of a source, in whatever brackets or raised."""
_LIST_OF_SOURCES = re.compile(r"\s*[^\0：:]{1,8}[：:](?:[、,，;；\s]*\0[^\0]*\0)+\s*")
_BREAKS = ("softbreak", "hardbreak")
_KIND_FROM = {"heading_open": "heading", "heading_close": "line"}
"""What the text from that token on is, outside of a row."""


@dataclass
class _Line:
    text: str = ""
    urls: list[str] = field(default_factory=list)
    head: str = ""
    """For a row, its first cell."""
    is_strong: bool = True
    """Whether all of it is bold, like an unmarked heading."""
    is_labelled: bool = False
    """Whether it begins with bold text."""
    is_sources: bool = False
    """Whether it only lists links."""
    number: int = 0
    """Of its line in the text, from 1."""

    @property
    def letters(self) -> int:
        return sum(map(str.isalnum, self.text))


def read_statements(markdown: str) -> tuple[Statement, ...]:
    """The statements: a table row is one, a list item, a line of a paragraph; of a heading with a link, what stands
    behind the name of the section.

    A report's rows are the rows of its tables; without tables, its lines and headings with a link. Headings and bold
    lines name the place of the lines below. HTML, front matter and a report's notes on itself are left out.
    """
    lines = _parsed(markdown)
    has_table = any(kind == "row" for kind, _ in lines)
    return tuple(
        _statement(line, section, kind, has_table) for kind, line, section in _said(lines) if _is_long(kind, line)
    )


def short_lines(markdown: str) -> int:
    """How many lines without a link are too short to be a statement."""
    return sum(not _is_long(kind, line) for kind, line, _ in _said(_parsed(markdown)))


def _parsed(markdown: str) -> "list[_Kinded]":
    body = _FRONT_MATTER.sub("", markdown)
    before = markdown.count("\n") - body.count("\n")
    return _with_sources(_lines(MarkdownIt("commonmark").enable("table").parse(body), before))


_Kinded = tuple[str, _Line]
"""(heading, row or line; its content)"""


def _with_sources(lines: Iterable[_Kinded]) -> list[_Kinded]:
    """Joins a line that only lists links to the line before it."""
    found: list[_Kinded] = []
    for kind, line in lines:
        if found and line.is_sources:
            found[-1][1].urls += line.urls
        else:
            found.append((kind, line))
    return found


def _lines(tokens: Sequence[Token], before: int) -> Iterator[_Kinded]:
    """`before`: how many lines come before the first of them."""
    row: _Line | None = None
    kind, in_head = "line", False
    for token in tokens:
        kind = _KIND_FROM.get(token.type, kind)
        if token.type in ("thead_open", "thead_close"):
            in_head = token.nesting == 1
        elif token.type == "tr_open":
            row = _Line(number=_first_line(token, before))
        elif token.type == "tr_close" and row and not in_head:
            yield "row", row
            row = None
        elif token.type == "inline" and row is not None:
            _join(row, _inline(token, before))
        elif token.type == "inline":
            yield from ((kind, line) for line in _inline(token, before))


def _first_line(token: Token, before: int) -> int:
    return before + (token.map[0] if token.map else 0) + 1


def _join(row: _Line, lines: Sequence[_Line]) -> None:
    for line in lines:
        row.head = row.head or line.text
        row.text = f"{row.text}；{line.text}" if row.text else line.text
        row.urls += line.urls


def _inline(token: Token, before: int) -> list[_Line]:
    """The lines of an inline token, with the addresses that a reader can open."""
    lines, bold = [_Line(number=_first_line(token, before))], 0
    for child in token.children or ():
        bold += child.nesting if child.type in ("strong_open", "strong_close") else 0
        if child.type in _BREAKS:
            lines.append(_Line(number=lines[-1].number + 1))
        elif child.type in ("text", "code_inline"):
            lines[-1].is_labelled |= bool(bold) and not lines[-1].text.strip(_MARKS)
            lines[-1].text += child.content
            lines[-1].is_strong &= bool(bold) or not child.content.strip()
        elif child.type in ("link_open", "link_close"):
            lines[-1].text += _LINK
            lines[-1].urls += filter(None, [citable_url(str(child.attrGet("href") or ""))])
    return [_without_labels(line) for line in lines if line.text.strip()]


def _without_labels(line: _Line) -> _Line:
    """The line without names and numbers of its sources and without a bold label at its beginning."""
    line.is_sources = _LIST_OF_SOURCES.fullmatch(line.text) is not None
    text = _NUMBER.sub("", _SOURCES.sub("", line.text)).replace(_LINK, "")
    line.text = _LABEL.sub("", text, count=1) if line.is_labelled and not line.is_strong else text
    return line


def _said(lines: Sequence[_Kinded]) -> Iterator[tuple[str, _Line, str]]:
    """What may be a statement, and its section; without headings and what a report says of itself."""
    section = part = ""
    for kind, line in lines:
        if kind == "heading":
            section, part = line.text, ""
        elif kind == "line" and line.is_strong and not line.urls:
            part = line.text
        is_title = not line.urls and (kind == "heading" or (kind == "line" and line.is_strong))
        if not is_title and line.letters and not _ABOUT.search(f"{section} {part}"):
            yield kind, line, section


def _statement(line: _Line, section: str, kind: str, has_table: bool) -> Statement:
    is_row = kind == "row" or (bool(line.urls) and not has_table)
    row, is_name = str(line.number) if is_row else "", kind == "heading" and has_table
    return Statement(
        place=f"{section[:24]} {kind} {line.number}".strip(),
        text=(_HEADING.sub("", line.text) if is_name else line.text).strip(),
        urls=tuple(dict.fromkeys(line.urls)),
        section=section,
        row=row,
        head=(line.head or line.text).strip() if row else "",
        is_synthesis=bool(_SYNTHESIS.search(section)),
    )


def _is_long(kind: str, line: _Line) -> bool:
    """Whether it is a statement: a row, or what has enough words or a link."""
    return bool(line.urls) or kind == "row" or line.letters >= _LEAST_LETTERS
