"""Renders report.html: one file without scripts or requests; texts from the news are never markup."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from markupsafe import escape

from brief.report.citable import citable_url
from brief.report.format import Format
from brief.report.render.plain import in_line, plain
from brief.report.render.templates import Page, fill
from brief.report.render.view import EditionLink, view_of
from brief.report.render.woven import woven
from schemas.report import Report


def render_html(report: Report, format: Format, editions: tuple[EditionLink, ...] = ()) -> str:
    """The report as a self-contained page, ending with one newline. `editions`: where its claims stand otherwise."""
    return fill_html("html", view_of(report, format, editions), format)


def fill_html(
    name: str, page: Page, format: Format, further: Mapping[str, Callable[..., object]] = MappingProxyType({})
) -> str:
    """A page of the format, by its kind, in HTML. `further`: filters of its own."""
    full_stop = format.reader.punctuation.full_stop
    filters: dict[str, Callable[..., object]] = {
        "address": _address,
        "woven": lambda said: [(escape(text), mark) for text, mark in woven(said)],
        "heading": lambda text: plain(text).rstrip(full_stop),
        **further,
    }
    return fill(name, page, format, lambda text: escape(in_line(text)), filters)


def _address(url: str) -> str:
    """The target of a link; empty for an unsafe address."""
    return citable_url(url) or ""
