"""Charts of what a report was chosen from and tells, as SVG without styles or scripts, each with its numbers."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pygal
from lxml import etree
from markupsafe import Markup
from pygal.graph.graph import Graph

from brief.report.citable import citable_url
from brief.report.reader_words import ChartWords
from brief.report.render.links import Link
from brief.report.render.view import View
from schemas.report import Gathered, ReportSeries, SeriesPoint

_LAYOUT = {"width": 520, "height": 220, "margin": 2, "spacing": 8, "show_legend": False}
"""A legend of its own would be measured as if its letters were Latin ones."""
_TICKS = 4
_WIDTH = 6
"""Pixels that a Chinese letter is wider than a Latin one."""
_SVG = "{http://www.w3.org/2000/svg}"
_DROPPED = (f"{_SVG}script", f"{_SVG}defs", f"{_SVG}title", f"{_SVG}desc")


class Chart(NamedTuple):
    title: str
    svg: Markup
    head: tuple[str, ...]
    """Of the table that says the same: a blank, then what stands below the bars."""
    rows: tuple[tuple[str, ...], ...]
    """Cells that lead to sources are `Markup`."""


def charts_on(page: View, names: Sequence[str], words: ChartWords) -> list[Chart]:
    """All that there is something to draw for."""
    is_named = len(names) == len(page.sections)
    links = [_linked(page.links, names, words)] if page.links and is_named else []
    return [*(_over_periods(one, words) for one in page.series), *links, *charts_of(page.gathered, names, words)]


def _linked(links: Sequence[Link], names: Sequence[str], words: ChartWords) -> Chart:
    """A line from row to row; sections stand side by side, with their rows from the top down."""
    deepest = max(end.row for link in links for end in link.ends)
    drawing = _lines(names, [(str(row), -row) for row in range(1, deepest + 1)])
    rows = []
    for link in links:
        name = " – ".join(end.place.label for end in link.ends)
        drawing.add(name, [(end.section, -end.row) for end in link.ends])
        cited = (Markup('<a href="#source{0}">{0}</a>').format(number) for number in link.sources)
        rows.append((name, Markup(" ").join(cited)))
    return Chart(words.links, _bare(drawing), ("", words.source), tuple(rows))


def _over_periods(series: ReportSeries, words: ChartWords) -> Chart:
    days = [f"{point.day:%m-%d}" for point in series.points]
    drawing = _lines(days, [(point.text, point.value) for point in _ends(series.points)])
    drawing.add(series.title, [(place, point.value) for place, point in enumerate(series.points)])
    told = (series.title, *map(_to_source, series.points))
    title = words.series.format(title=series.title)
    return Chart(title, _bare(drawing), ("", *days), (told,))


def _lines(below: Sequence[str], beside: Sequence[tuple[str, float]]) -> pygal.XY:
    """Places from left to right, and labels at heights, with room around them: letters are measured as Latin ones."""
    lowest, highest = min(height for _, height in beside), max(height for _, height in beside)
    room = (highest - lowest or 1) / 10
    drawing = pygal.XY(js=[], css=[], margin_left=_WIDTH * max(len(label) for label, _ in beside), **_LAYOUT)
    drawing.x_labels = [{"value": place, "label": label} for place, label in enumerate(below)]
    drawing.y_labels = [{"value": height, "label": label} for label, height in beside]
    drawing.xrange, drawing.range = (-0.3, len(below) - 0.7), (lowest - room, highest + room)
    return drawing


def _ends(points: Sequence[SeriesPoint]) -> list[SeriesPoint]:
    """The lowest and the highest: those between would be printed over one another."""
    return [pick(points, key=lambda point: point.value) for pick in (min, max)]


def _to_source(point: SeriesPoint) -> str:
    address = citable_url(point.url)
    return (
        Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(address, point.text) if address else point.text
    )


def charts_of(gathered: Gathered | None, names: Sequence[str], words: ChartWords) -> list[Chart]:
    """`names`: of the sections, in their order, where they are known before. None where there is nothing to compare."""
    if not gathered or not gathered.sources:
        return []
    days = [f"{day:%m-%d}" for day in gathered.days]
    by_source = {one.name or words.others: one.documents for one in gathered.sources}
    found = {
        words.events: [one.events for one in gathered.sections],
        words.rows: [one.rows for one in gathered.sections],
    }
    drawn = [_chart(pygal.StackedBar, words.documents, days, by_source)] if len(days) > 1 else []
    if len(names) != len(gathered.sections) or len(names) < 2:
        return drawn
    return [*drawn, _chart(pygal.Bar, words.sections, names, found)]


def _chart(kind: type[Graph], title: str, below: Sequence[str], series: Mapping[str, Sequence[int]]) -> Chart:
    drawing = kind(js=[], css=[], **_LAYOUT)
    drawing.x_labels = list(below)
    drawing.y_labels = _ticks(
        [sum(column) if kind is pygal.StackedBar else max(column) for column in zip(*series.values(), strict=True)]
    )
    for name, numbers in series.items():
        drawing.add(name, list(numbers))
    rows = tuple((name, *map(str, numbers)) for name, numbers in series.items())
    return Chart(title, _bare(drawing), ("", *below), rows)


def _ticks(heights: Sequence[int]) -> list[int]:
    """Whole numbers, about four of them, the last above every bar."""
    step = max(1, -(-max(heights) // _TICKS))
    return list(range(0, max(heights) + step, step))


def _bare(drawing: Graph) -> Markup:
    """The drawing alone: what it is styled by is the page's, and it holds no time of making."""
    root = etree.fromstring(drawing.render(is_unicode=True).encode(), etree.XMLParser(remove_comments=True))
    for part in [one for one in root.iter() if one.tag in _DROPPED]:
        part.getparent().remove(part)
    del root.attrib["id"]
    root.set("aria-hidden", "true")
    return Markup(etree.tostring(root, encoding="unicode"))
