"""Renders report.html: one file without scripts or requests; texts from the news are never markup."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest

from markupsafe import Markup, escape

from brief.report.citable import citable_url
from brief.report.format import Format
from brief.report.render.charts import charts_of
from brief.report.render.plain import in_line, plain
from brief.report.render.templates import fill
from brief.report.render.view import ClaimText, EditionLink, Links, Side, View, view_of
from brief.report.render.woven import woven
from schemas.report import Report

_PLACE = re.compile(r' id="([^"]+)"')
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
    full_stop = format.reader.punctuation.full_stop
    filters: dict[str, Callable[..., object]] = {
        "address": _address,
        "woven": lambda said: [(escaped(_part(said.text, text)), mark) for text, mark in woven(said)],
        "charts": lambda found: charts_of(found, [one.short for one in format.sections], format.reader.charts),
        "heading": lambda text: _part(text, plain(text).rstrip(full_stop)),
        "beside": lambda parts: zip_longest(*parts),
    }
    return _leading_somewhere(fill(name, page, format, escaped, filters))


def _part(text: str, part: str) -> str:
    """Some of the text of a claim is its as well."""
    return ClaimText(part, text.claim_id) if isinstance(text, ClaimText) else part


def _leading_somewhere(page: str) -> str:
    """Without links to places that this format does not print. No text of the news can look like either."""
    there = set(_PLACE.findall(page))
    return _LINK.sub(lambda link: link[0] if link[1] in there else link[2], page)


def _address(url: str) -> str:
    """The target of a link; empty for an unsafe address."""
    return citable_url(url) or ""
