"""Any Markdown report -> the statements that the ruler of `evaluating` measures, line by line with its links."""

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
"""Headings of what a report says of itself."""
_LEAST_LETTERS = 10
"""A line of fewer, without a link, is a label."""
_LABEL = re.compile(r"\A[^：:]{1,16}[：:]\s*")
_MARKS = " ✅➖•·"
_LINK = "\0"
"""Around the text of a link: no Markdown can hold it."""
_SOURCES = re.compile(r"\s*[（(](?:[^\0()（）]{0,8}[：:])?(?:[、,，;；\s]*\0[^\0]*\0)+\s*[）)]")
"""Links in brackets: they name outlets and say nothing themselves."""
_LIST_OF_SOURCES = re.compile(r"\s*[^\0：:]{1,8}[：:](?:[、,，;；\s]*\0[^\0]*\0)+\s*")
_BREAKS = ("softbreak", "hardbreak")
_KIND_FROM = {"heading_open": "heading", "heading_close": "line"}
"""What the text from that token on is, outside of a row."""


@dataclass
class _Line:
    text: str = ""
    urls: list[str] = field(default_factory=list)
    head: str = ""
    """Of a row its first cell."""
    is_strong: bool = True
    """All of it is bold, as of a heading that is not marked as one."""
    is_labelled: bool = False
    """It begins in bold."""
    is_sources: bool = False
    """It only lists links."""

    @property
    def letters(self) -> int:
        return sum(map(str.isalnum, self.text))


def read_statements(markdown: str) -> tuple[Statement, ...]:
    """A table's row is one statement, so is a list item or a line of a paragraph.

    The rows of a report are those of its tables; without a table, its lines and headings with a link. Headings and bold
    lines tell where the next lines stand. HTML says nothing; front matter and a report's notes on itself are left out.
    """
    tokens = MarkdownIt("commonmark").enable("table").parse(_FRONT_MATTER.sub("", markdown))
    lines = _with_sources(_lines(tokens))
    return tuple(_placed(lines, has_table=any(kind == "row" for kind, _ in lines)))


_Kinded = tuple[str, _Line]
"""heading, row or line, and what stands there."""


def _with_sources(lines: Iterable[_Kinded]) -> list[_Kinded]:
    """A line that only lists links belongs to the one before it."""
    found: list[_Kinded] = []
    for kind, line in lines:
        if found and line.is_sources:
            found[-1][1].urls += line.urls
        else:
            found.append((kind, line))
    return found


def _lines(tokens: Sequence[Token]) -> Iterator[_Kinded]:
    row: _Line | None = None
    kind, in_head = "line", False
    for token in tokens:
        kind = _KIND_FROM.get(token.type, kind)
        if token.type in ("thead_open", "thead_close"):
            in_head = token.nesting == 1
        elif token.type == "tr_open":
            row = _Line()
        elif token.type == "tr_close" and row and not in_head:
            yield "row", row
            row = None
        elif token.type == "inline" and row is not None:
            _join(row, _inline(token))
        elif token.type == "inline":
            yield from ((kind, line) for line in _inline(token))


def _join(row: _Line, lines: Sequence[_Line]) -> None:
    for line in lines:
        row.head = row.head or line.text
        row.text = f"{row.text}；{line.text}" if row.text else line.text
        row.urls += line.urls


def _inline(token: Token) -> list[_Line]:
    """The lines of an inline token, with addresses that a reader can open."""
    lines, bold = [_Line()], 0
    for child in token.children or ():
        bold += child.nesting if child.type in ("strong_open", "strong_close") else 0
        if child.type in _BREAKS:
            lines.append(_Line())
        elif child.type in ("text", "code_inline"):
            lines[-1].is_labelled |= bool(bold) and not lines[-1].text.strip(_MARKS)
            lines[-1].text += child.content
            lines[-1].is_strong &= bool(bold) or not child.content.strip()
        elif child.type in ("link_open", "link_close"):
            lines[-1].text += _LINK
            lines[-1].urls += filter(None, [citable_url(str(child.attrGet("href") or ""))])
    return [_told(line) for line in lines if line.text.strip()]


def _told(line: _Line) -> _Line:
    """Without the names of its sources and the bold label that it begins with."""
    line.is_sources = _LIST_OF_SOURCES.fullmatch(line.text) is not None
    text = _SOURCES.sub("", line.text).replace(_LINK, "")
    line.text = _LABEL.sub("", text, count=1) if line.is_labelled and not line.is_strong else text
    return line


def _placed(lines: Sequence[_Kinded], has_table: bool) -> Iterator[Statement]:
    section = part = ""
    for number, (kind, line) in enumerate(lines, start=1):
        if kind == "heading":
            section, part = line.text, ""
        elif kind == "line" and line.is_strong and not line.urls:
            part = line.text
        if _ABOUT.search(f"{section} {part}") or not _says(kind, line):
            continue
        is_row = kind == "row" or (bool(line.urls) and not has_table)
        yield _statement(line, section, f"{kind} {number}", str(number) if is_row else "")


def _statement(line: _Line, section: str, place: str, row: str) -> Statement:
    """`place` is where the line stands in its section; `row` is empty for a line that is no row."""
    return Statement(
        place=f"{section[:24]} {place}".strip(),
        text=line.text.strip(),
        urls=tuple(dict.fromkeys(line.urls)),
        section=section,
        row=row,
        head=(line.head or line.text).strip() if row else "",
        is_synthesis=bool(_SYNTHESIS.search(section)),
    )


def _says(kind: str, line: _Line) -> bool:
    """A row or a line with words enough, or with a link; a heading with a link."""
    if line.urls or kind == "row":
        return True
    return kind == "line" and not line.is_strong and line.letters >= _LEAST_LETTERS
