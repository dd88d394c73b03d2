"""Report -> report.md: GitHub's Markdown, in which no text of the news is markup; and where each claim stands in it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from brief.report.citable import citable_url
from brief.report.format import Format
from brief.report.reader_words import ReaderWords
from brief.report.render.front_matter import quoted
from brief.report.render.page import view_of
from brief.report.render.plain import plain
from brief.report.render.templates import fill
from brief.report.render.view import ClaimText, Links, Mark, PrintedStatement, RowView
from brief.report.render.woven import ending, woven
from schemas.report import Report

_ANYWHERE = re.compile(r"[\\`*_~\[\]<|@]|&(?=#?\w+;)|:(?=//)|(?<=[Ww]{3})\.|\$(?!\d)")
"""What can open or close markup within a line: emphasis, code, links, HTML, entities, cells, addresses, formulas."""
_AT_START = re.compile(r"\A(?:(?=>|[-+](?:\s|\Z)|--|=+\Z|#+(?:\s|\Z))|\d{1,9}(?=[.)](?:\s|\Z)))")
"""What can open a block where a line begins: quotation, list, rule, underline, heading, numbered list."""
_BRACE = re.compile(r"\{(?=\\?[{%#<])")
"""What opens a template of a static site, which reads it before it reads Markdown: Liquid, Nunjucks, Hugo's."""
_AT_END = re.compile(r"(?<=\s)#+\Z")
"""What can close a heading."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BLANK_LINES = re.compile(r"\n{3,}")


_ID_MARK = re.compile("\ufdd0([^\ufdd1]*)\ufdd1")
"""A claim's id before its text, for as long as the page is put together: noncharacters, of which no text is made."""


@dataclass(frozen=True)
class RenderedMarkdown:
    """The page, ending with one newline, and its lines (from 1) by the id of the claim that each prints."""

    text: str
    lines: Mapping[str, int]


class Inline(str):
    """Markdown that stands as it is; templates print it unescaped."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


Note = Callable[[Mark], str]
"""What leads from a text to the note of one of its citations."""


def render_markdown(
    report: Report, format: Format, note: Note | None = None, links: Links | None = None
) -> RenderedMarkdown:
    """The report in Markdown. Every citation is an inline link `[text](url)`; with `note`, each has its own besides.
    `links`: as of `view_of`.
    """
    words, full_stop = format.reader, format.reader.punctuation.full_stop
    cited = partial(_noted, note=note) if note else partial(_cited, words=words)
    filters: dict[str, Callable[..., object]] = {
        "linked": linked,
        "to_report": lambda text, path: Inline(f"[{escape_markdown(text)}]({path}.md)") if path else text,
        "link": lambda text, mark: _link(escape_markdown(text), mark.url),
        "linked_to": lambda text, urls: _link(escape_markdown(text), urls[0]),
        "raised": lambda urls: Inline(_raised(urls)),
        # These two serve the pages of runs before 26 alone: a run keeps its template.
        "sources": partial(_links, words=words),
        "links": partial(_bracketed_links, words=words),
        "cited": cited,
        "originals": partial(_originals, words=words),
        "woven": partial(_woven, cited=cited, full_stop=full_stop),
        "unseen": _unseen,
        "quoted": lambda value: Inline(quoted(value)),
        "heading": lambda text: _marked(text, plain(text).rstrip(full_stop)),
    }
    page = _BLANK_LINES.sub("\n\n", fill("md", view_of(report, format, links), format, _marked, filters))
    lines = enumerate(page.split("\n"), start=1)
    return RenderedMarkdown(
        _ID_MARK.sub("", page), {mark[1]: number for number, line in lines for mark in _ID_MARK.finditer(line)}
    )


def _unseen(text: str) -> Inline:
    """A definition that nothing refers to: Markdown without HTML has no other place for what machines are told."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return Inline(f"[AIGC]: # '{escaped}'")


def _marked(text: str, shown: str | None = None) -> Inline:
    """`text`, or what is `shown` of it, escaped; behind the id of the claim whose text it is."""
    return Inline(_id_mark(text) + escaped_piece(text if shown is None else shown))


def _id_mark(text: str) -> str:
    return f"\ufdd0{text.claim_id}\ufdd1" if isinstance(text, ClaimText) else ""


def escape_markdown(text: str) -> Inline:
    """`text` on one line, escaped so that a Markdown reader shows these characters and nothing else.

    GitHub alone still links a mail address: it looks for them after it has read the escapes.
    """
    escaped = _AT_END.sub(r"\\\g<0>", _ANYWHERE.sub(r"\\\g<0>", plain(text)))
    return Inline(_BRACE.sub("&#123;", _AT_START.sub(r"\g<0>\\", escaped)))


def linked(statement: PrintedStatement) -> Inline:
    """The text as a link to its first citation, where that leads to a page that carries it."""
    text = _marked(statement.text)
    return _link(text, statement.marks[0].url) if statement.marks and not statement.marks[0].via else text


def _link(text: str, url: str) -> Inline:
    """Without an address that a reader may be sent to, the text alone."""
    address = citable_url(url)
    return Inline(f"[{text}]({address})" if address else text)


def _noted(marks: Iterable[Mark], _beside: Iterable[Mark] = (), *, note: Note) -> Inline:
    """The note of each, also where its document is linked beside it: it holds the quote."""
    return Inline("".join(map(note, marks)))


def _cited(marks: Iterable[Mark], beside: Iterable[Mark] = (), *, words: ReaderWords) -> Inline:
    """A raised number for each document that is not linked `beside`; in brackets whose words they are, where the page
    need not carry them.
    """
    known = {mark.number for mark in beside}
    further = [mark for mark in marks if mark.number not in known]
    numbers = _raised(mark.url for mark in further if not mark.via)
    return Inline(numbers + _in_brackets(_links([mark for mark in further if mark.via], words=words), words))


def _raised(urls: Iterable[str]) -> str:
    return "".join(_link(str(number).translate(_RAISED), url) for number, url in enumerate(urls, start=1))


def _woven(statement: PrintedStatement, *, cited: Callable[..., Inline], full_stop: str) -> Inline:
    """A sentence of prose: its clauses are the links."""
    pieces = woven(statement)
    shown = "".join(_link(escaped_piece(text), mark.url) if mark else escaped_piece(text) for text, mark in pieces)
    marks = cited(statement.marks, [mark for _, mark in pieces if mark])
    return Inline(f"{_id_mark(statement.text)}{shown}{marks}{ending(statement.text, full_stop)}")


def escaped_piece(text: str) -> str:
    """Of a line: blanks at its ends stay."""
    before, after = text[:1].isspace(), text[-1:].isspace() and not text.isspace()
    return f"{' ' * before}{escape_markdown(text)}{' ' * after}"


def _in_brackets(links: str, words: ReaderWords) -> str:
    return f"{words.punctuation.open}{links}{words.punctuation.close}" if links else ""


def _originals(row: RowView, *, words: ReaderWords) -> Inline:
    """The documents of a row by name, each once."""
    marks = {mark.number: mark for cell in row.cells for mark in cell.statement.marks}
    return _links(marks.values(), words=words)


def _bracketed_links(marks: Iterable[Mark], beside: Iterable[Mark] = (), *, words: ReaderWords) -> Inline:
    """Links in brackets to all documents of `marks`, since each bears a part; nothing where all are linked `beside`."""
    shown, linked_beside = tuple(marks), {mark.number for mark in beside}
    further = any(mark.number not in linked_beside for mark in shown)
    return Inline(_in_brackets(_links(shown, words=words), words) if further else "")


def _links(marks: Iterable[Mark], *, words: ReaderWords) -> Inline:
    """A link per document: the outlet's name, then a number for each further one of the same outlet. A name whose words
    hang on others' addresses is no link; those stand behind it.
    """
    outlets: dict[str, list[Mark]] = {}
    for mark in marks:
        outlets.setdefault(plain(mark.source), []).append(mark)
    shown = (_outlet(name, listed, words.page.original) for name, listed in outlets.items())
    return Inline(words.punctuation.list.join(shown))


def _outlet(name: str, marks: list[Mark], original: str) -> str:
    first, *others = marks
    shown = escape_markdown(name)
    links = [shown, _link(escape_markdown(original), first.url)] if first.via else [_link(shown, first.url)]
    links += [_link(str(number), mark.url) for number, mark in enumerate(others, start=2)]
    return " ".join(links)
