"""Renders report.html: one file without scripts or requests; texts from the news are never markup."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest

from markupsafe import Markup, escape

from brief.report.citable import citable_url
from brief.report.format import Format
from brief.report.render.charts import charts_of, charts_on
from brief.report.render.page import view_of
from brief.report.render.plain import in_line, plain
from brief.report.render.templates import fill
from brief.report.render.view import ClaimText, EditionLink, Links, PrintedStatement, Side, View
from brief.report.render.woven import ending, woven
from schemas.report import Report

_PLACE = re.compile(r' id="([^"]+)"')
_ROW = re.compile(r"(?<=\d)r\d+\Z")
_LINK = re.compile(r'<a href="#([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)


def render_html(
    report: Report,
    format: Format,
    editions: tuple[EditionLink, ...] = (),
    links: Links | None = None,
    named: bool = False,
) -> str:
    """The report as a self-contained page, ending with one newline. `editions`: where its claims stand otherwise;
    `links`: as of `view_of`; `named`: the text of each claim bears its id, as `data-claim`.
    """
    page = replace(view_of(report, format, links), editions=editions)
    return _filled("html", page, format, _named if named else _escaped)


def render_sides(sides: tuple[Side, ...]) -> str:
    """Two editions on one page, line beside line; the one that was written comes first."""
    return _filled("sides.html", replace(sides[0].page, sides=sides), sides[0].format)


def _escaped(text: str) -> Markup:
    return escape(in_line(text))


def _named(text: str) -> Markup:
    if not isinstance(text, ClaimText) or not text.claim_id:
        return _escaped(text)
    return Markup('<span data-claim="{}">{}</span>').format(text.claim_id, _escaped(text))


def _filled(name: str, page: View, format: Format, escaped: Callable[[str], Markup] = _escaped) -> str:
    full_stop, names = format.reader.punctuation.full_stop, [one.short for one in format.sections]

    def ended(said: PrintedStatement) -> str:
        return "" if said.lang else ending(said.text, full_stop)

    filters: dict[str, Callable[..., object]] = {
        "address": citable_url,
        "woven": lambda said: [
            (escaped(_part(said.text, text)), mark) for text, mark in (*woven(said), (ended(said), None))
        ],
        "drawn": lambda view: charts_on(view, names, format.reader.charts),
        # This one serves the pages of runs before there was a history: a run keeps its template.
        "charts": lambda found: charts_of(found, names, format.reader.charts),
        "heading": lambda text: _part(text, plain(text).rstrip(full_stop)),
        "beside": lambda parts: zip_longest(*parts),
    }
    return _leading_somewhere(fill(name, page, format, escaped, filters))


def _part(text: str, part: str) -> str:
    """Some of the text of a claim is its as well."""
    return ClaimText(part, text.claim_id) if isinstance(text, ClaimText) else part


def _leading_somewhere(page: str) -> str:
    """Links to rows that this format prints nowhere lead to their sections, and others to nothing. No text of the news
    can look like either.
    """
    there = set(_PLACE.findall(page))

    def led(link: re.Match[str]) -> str:
        place = next((one for one in (link[1], _ROW.sub("", link[1])) if one in there), "")
        return link[0].replace(f'"#{link[1]}"', f'"#{place}"', 1) if place else link[2]

    return _LINK.sub(led, page)
