"""Charts of what a report was chosen from, as SVG without styles or scripts of its own, each with its numbers."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pygal
from lxml import etree
from markupsafe import Markup
from pygal.graph.graph import Graph

from brief.report.reader_words import ChartWords
from schemas.report import Gathered

_LAYOUT = {"width": 520, "height": 220, "margin": 2, "spacing": 8, "show_legend": False}
"""A legend of its own would be measured as if its letters were Latin ones."""
_TICKS = 4
_SVG = "{http://www.w3.org/2000/svg}"
_DROPPED = (f"{_SVG}script", f"{_SVG}defs", f"{_SVG}title", f"{_SVG}desc")


class Chart(NamedTuple):
    title: str
    svg: Markup
    head: tuple[str, ...]
    """Of the table that says the same: a blank, then what stands below the bars."""
    rows: tuple[tuple[str, ...], ...]


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
    return Chart(title, _bare(drawing.render(is_unicode=True)), ("", *below), rows)


def _ticks(heights: Sequence[int]) -> list[int]:
    """Whole numbers, about four of them, the last above every bar."""
    step = max(1, -(-max(heights) // _TICKS))
    return list(range(0, max(heights) + step, step))


def _bare(drawn: str) -> Markup:
    """The drawing alone: what it is styled by is the page's, and it holds no time of making."""
    root = etree.fromstring(drawn.encode(), etree.XMLParser(remove_comments=True))
    for part in [one for one in root.iter() if one.tag in _DROPPED]:
        part.getparent().remove(part)
    del root.attrib["id"]
    root.set("aria-hidden", "true")
    return Markup(etree.tostring(root, encoding="unicode"))
