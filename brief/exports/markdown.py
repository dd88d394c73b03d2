"""Report -> Markdown as a static site or a notebook takes it: front matter of its own, no second title."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from brief.report.citable import citable_url
from brief.report.format import Format
from brief.report.reader_words import ReaderWords
from brief.report.render.front_matter import Value, front_matter, quoted
from brief.report.render.markdown import Note, escape_markdown, render_markdown
from brief.report.render.page import view_of
from brief.report.render.view import ALONE, Mark, View
from schemas.report import Report

_FRONT = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"^# .*\n+", re.MULTILINE)
_NO_NOTES = re.compile(r"(?<=\s)#(?=[^\s#])|(?<=%)%|(?<==)=")
"""What a notebook reads as a tag, a comment or a highlight, and Markdown does not."""
_NO_TAG = re.compile(r"[^\w/-]+")


@dataclass(frozen=True)
class Dialect:
    fields: Mapping[str, Value]
    """As of `[words.zh.front_matter]`; those of the format itself stand in their place."""
    file: str
    set: Mapping[str, bool] = field(default_factory=dict)
    footnotes: bool = False
    """Citations stand there, each with its quote; tags are single words."""


_SITE: dict[str, Value] = {"title": "{title}", "date": "{day}", "tags": ("{themes}",), "categories": ("{format}",)}
_NOTE: dict[str, Value] = {
    "title": "{title}",
    "aliases": ("{title}",),
    "date": "{day}",
    "tags": ("{format}", "{themes}"),
    "period": "{period}",
    "outlets": ("{outlets}",),
}

DIALECTS = {
    "obsidian": Dialect(_NOTE, "{name}.obsidian.md", footnotes=True),
    "hugo": Dialect(_SITE, "{name}.hugo.md"),
    "hexo": Dialect({**_SITE, "lang": "{language}"}, "{name}.hexo.md", {"disableNunjucks": True}),
    "jekyll": Dialect(
        {"layout": "post", **_SITE, "lang": "{language}"}, "{day}-{name}.md", {"render_with_liquid": False}
    ),
}


def as_dialect(dialect: Dialect, report: Report, its_format: Format) -> bytes:
    notes: dict[str, Mark] = {}
    page = render_markdown(report, its_format, notes_in(notes, "[^{}]") if dialect.footnotes else None, ALONE).text
    body = _TITLE.sub("", without_front(page), count=1)
    front = {**_front(dialect, view_of(report, its_format)), **dialect.set}
    told = (f"{key}: {quoted(value)}" for key, value in front.items())
    below = (f"\n[^{one.anchor}]: {_footnote(one, its_format)}\n" for one in notes.values())
    text = f"{body}{''.join(below)}"
    return "\n".join(("---", *told, "---", "", _NO_NOTES.sub(r"\\\g<0>", text) if notes else text)).encode()


def without_front(page: str) -> str:
    """The page without the front matter that a format itself has."""
    return _FRONT.sub("", page, count=1)


def notes_in(notes: dict[str, Mark], form: str) -> Note:
    """What leads to the note of a mark, by its anchor in this `form`; gathers the marks in the order of the page."""

    def note(mark: Mark) -> str:
        notes[mark.anchor] = mark
        return form.format(mark.anchor)

    return note


def _front(dialect: Dialect, view: View) -> dict[str, Value]:
    front = {**front_matter(dialect.fields, view.told), **view.front}
    if dialect.footnotes and isinstance(tags := front["tags"], tuple):
        front["tags"] = tuple(dict.fromkeys(_NO_TAG.sub("-", one).strip("-") for one in tags))
    return front


def _footnote(mark: Mark, its_format: Format) -> str:
    """The document and what of it is quoted, on one line."""
    address, title = citable_url(mark.url), escape_markdown(mark.title)
    rest = escape_markdown(behind_title(mark, its_format.reader))
    return f"[{title}]({address}) {rest}" if address else f"{title} {rest}"


def behind_title(mark: Mark, words: ReaderWords) -> str:
    """` · outlet · day：“quote”`: whose document it is, and what of it is quoted beside its title."""
    about = (mark.source, *([words.page.original] if mark.via else []), str(mark.day))
    said = "".join(f"“{quote}”" for quote in mark.quotes if quote not in mark.title)
    return " · ".join(("", *about)) + (words.punctuation.colon + said if said else "")
