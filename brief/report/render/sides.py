"""Two editions of one report on one page, line beside line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from brief.report.format import Format
from brief.report.render.html import fill_html
from brief.report.render.view import View, view_of
from schemas.report import Report


@dataclass(frozen=True)
class Side:
    """One of the two, with all that its page is made of."""

    page: View
    format: Format
    file: str
    """Its own page."""


@dataclass(frozen=True)
class Sides:
    sides: tuple[Side, ...]

    @property
    def this(self) -> str:
        return self.sides[0].page.this


def render_sides(editions: Iterable[tuple[Format, Report, str]]) -> str:
    """`editions`: each with the file of its own page, the one that was written first."""
    sides = tuple(Side(view_of(report, one), one, file) for one, report, file in editions)
    return fill_html("sides.html", Sides(sides), sides[0].format, {"beside": beside})


def beside(parts: Iterable[Sequence[object]]) -> Iterator[tuple[object, ...]]:
    """The parts of both sides in pairs; what has no twin stands alone."""
    return zip_longest(*parts)
