"""Reads any Markdown report as statements that can be measured, line by line with their links."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from brief.evaluation.scores import Statement
from brief.report.citable import citable_url
from facts.text.sentences import sentences

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
_LINK, _CITED = "\0", "\x01"
"""Put around the text of a link, and at the end of it where it leads to an address; Markdown cannot contain the first,
and of the second a text is freed."""
_SOURCES = re.compile(r"\s*[（(](?:[^\0()（）]{0,8}[：:])?(?:[、,，;；\s]*\0[^\0]*\0)+\s*[）)]")
"""Links in brackets: they only name outlets."""
NUMBER = r"[^\w\0]*(?:\d{1,3}|[¹²³⁰-⁹]+)[^\w\0]*"
"""The text of a link that is the number of a source, in whatever brackets or raised."""
_NUMBER = re.compile(rf"\s*\0{NUMBER}\0")
_NAME = r"\0(?:[^\0\d，,；;：:]{1,9}|[A-Z][\w.&'’-]*(?: (?:[a-z]{1,3} )?[A-Z][\w.&'’-]*){0,4})\x01?\0"
"""A link of few letters, or of words with capitals."""
_OUTLETS = re.compile(
    rf"(?:(?<=[。！？!?.…])|\s[—–→|·]|[—→，,；;](?=\s*[^\0：:，,]{{1,16}}[：:]))"
    rf"\s*(?:[^\0：:，,。]{{1,16}}[：:]\s*)?{_NAME}(?:[、,，;；|·/\s]*{_NAME})*\s*\Z"
    rf"|(?<=\w[.!?]){_NAME}(?=\s)"
)
"""Links behind the end of a sentence, a dash or a label, with nothing after them, or close to an end where a next
sentence would not be: they name outlets too.
"""
_BETWEEN_LINKS = re.compile(r"(?<=[A-Za-z0-9])\x01?\0(?=\0[A-Za-z0-9])")
_LIST_OF_SOURCES = re.compile(r"\s*[^\0：:]{1,8}[：:](?:[、,，;；\s]*\0[^\0]*\0)+\s*")
_BREAKS = ("softbreak", "hardbreak")
_KIND_FROM = {"heading_open": "heading", "heading_close": "line"}
"""What the text from that token on is, outside of a row."""


@dataclass
class _Line:
    marked: str = ""
    """Its text, with a sign behind what each of `urls` is linked to."""
    urls: list[str] = field(default_factory=list)
    head: str = ""
    """For a row, its first cell."""
    is_strong: bool = True
    """Whether all of it is bold, like an unmarked heading."""
    is_labelled: bool = False
    """Whether it begins with bold text."""
    is_sources: bool = False
    """Whether it only lists links."""
    cells: "list[_Line]" = field(default_factory=list)
    """Of a row: those that cite, each with those behind it that cite nothing."""
    number: int = 0
    """Of its line in the text, from 1."""

    @property
    def text(self) -> str:
        return self.marked.replace(_CITED, "")

    def add(self, content: str, *, is_bold: bool) -> None:
        self.is_labelled |= is_bold and not self.text.strip(_MARKS)
        self.marked += content.replace(_CITED, "")
        self.is_strong &= is_bold or not content.strip()

    def close_link(self, url: str) -> None:
        """`url`: empty where nobody can open it."""
        self.marked += f"{_CITED if url else ''}{_LINK}"
        self.urls += filter(None, [url])

    @property
    def letters(self) -> int:
        return _letters(self.text)


def read_statements(markdown: str) -> tuple[Statement, ...]:
    """The statements: a table row is one, a list item, a line of a paragraph; of a heading with a link, what stands
    behind the name of the section.

    A report's rows are the rows of its tables; without tables, its lines and headings with a link. Headings and bold
    lines name the place of the lines below. HTML, front matter and a report's notes on itself are left out.
    """
    return tuple(statement for _, statement in _read(markdown))


def read_sentences(markdown: str) -> tuple[Statement, ...]:
    """As `read_statements`; of one that cites, and holds several sentences, each. It cites what is linked in it, else
    all that its line does.
    """
    return tuple(one for line, statement in _read(markdown) for one in _sentences(line, statement))


def _read(markdown: str) -> Iterator[tuple[_Line, Statement]]:
    lines = _parsed(markdown)
    has_table = any(kind == "row" for kind, _ in lines)
    for kind, line, section in _said(lines):
        if _is_long(kind, line):
            yield line, _statement(line, section, kind, has_table)


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
            found[-1][1].marked += _CITED * len(line.urls)
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
        if not row.cells or (line.urls and row.cells[-1].urls):
            row.cells.append(_Line())
        for whole in (row, row.cells[-1]):
            whole.marked = f"{whole.marked}；{line.marked}" if whole.marked else line.marked
            whole.urls += line.urls


def _inline(token: Token, before: int) -> list[_Line]:
    """The lines of an inline token, with the addresses that a reader can open."""
    lines, bold, url = [_Line(number=_first_line(token, before))], 0, ""
    for child in token.children or ():
        bold += child.nesting if child.type in ("strong_open", "strong_close") else 0
        if child.type in _BREAKS:
            lines.append(_Line(number=lines[-1].number + 1))
        elif child.type in ("text", "code_inline"):
            lines[-1].add(child.content, is_bold=bool(bold))
        elif child.type == "link_open":
            lines[-1].marked += _LINK
            url = citable_url(str(child.attrGet("href") or "")) or ""
        elif child.type == "link_close":
            lines[-1].close_link(url)
    return [_without_labels(line) for line in lines if line.text.strip()]


def _without_labels(line: _Line) -> _Line:
    """The line without names and numbers of its sources and without a bold label at its beginning."""
    line.is_sources = _LIST_OF_SOURCES.fullmatch(line.text) is not None
    marked = _BETWEEN_LINKS.sub(r"\g<0> ", line.marked)
    for links in (_SOURCES, _NUMBER, _OUTLETS):
        marked = links.sub(_signs, marked)
    marked = marked.replace(_LINK, "")
    line.marked = _LABEL.sub(_signs, marked, count=1) if line.is_labelled and not line.is_strong else marked
    return line


def _signs(found: re.Match[str]) -> str:
    """What is left of a name or number: that something was linked there."""
    return _CITED * found[0].count(_CITED)


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
        place=" · ".join(filter(None, (section[:24].strip(), f"{kind} {line.number}"))),
        text=(_HEADING.sub("", line.text) if is_name else line.text).strip(),
        urls=tuple(dict.fromkeys(line.urls)),
        section=section,
        row=row,
        head=(line.head or line.text).strip() if row else "",
        is_synthesis=bool(_SYNTHESIS.search(section)),
    )


def _sentences(line: _Line, whole: Statement) -> Iterator[Statement]:
    """A cell of a row cites what it links; one that links nothing goes with its neighbour."""
    cells = [(one, one.text.strip(), one.marked.rfind(_CITED)) for one in line.cells]
    parts = cells or [(line, whole.text, len(line.text))]
    found = [one for part in parts for one in _sentences_of(*part)] if line.urls else []
    if not found[1:]:
        yield whole
        return
    for number, (text, urls) in enumerate(found, start=1):
        yield replace(whole, place=f"{whole.place} · sentence {number}", text=text, urls=urls)


def _sentences_of(line: _Line, text: str, last: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """`last`: where none begins any more."""
    begins = [one for one in _beginnings(text) if one <= last]
    spans = pairwise([*begins, len(text)])
    for (begin, end), urls in zip(spans, _cited(line, text, begins), strict=True):
        yield text[begin:end].strip(), urls or tuple(dict.fromkeys(line.urls))


def _beginnings(text: str) -> Iterator[int]:
    """A short sentence goes with the one before; with the next, where a semicolon leads on to that."""
    is_led_to = is_first = True
    for one in sentences(text):
        leads_on, is_long = one.text.rstrip().endswith(("；", ";")), _letters(one.text) >= _LEAST_LETTERS
        if is_first or ((is_long or leads_on) and not is_led_to):
            yield 0 if is_first else one.start
            is_led_to = leads_on and not is_long
        else:
            is_led_to &= not is_long
        is_first = False


def _cited(line: _Line, text: str, begins: Sequence[int]) -> list[tuple[str, ...]]:
    """What is linked between one beginning and the next, or right behind it."""
    first, linked = line.text.index(text), list(zip(_places(line.marked), line.urls, strict=True))
    edges = [-1, *(first + begin for begin in begins[1:]), len(line.text)]
    return [
        tuple(dict.fromkeys(url for place, url in linked if after < place <= until)) for after, until in pairwise(edges)
    ]


def _places(marked: str) -> Iterator[int]:
    """Where in the text each of its links ends."""
    place = 0
    for piece in marked.split(_CITED)[:-1]:
        place += len(piece)
        yield place


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _is_long(kind: str, line: _Line) -> bool:
    """Whether it is a statement: a row, or what has enough words or a link."""
    return bool(line.urls) or kind == "row" or line.letters >= _LEAST_LETTERS
