"""Two editions of a report agree: the same rows in one order, the same links, the same figures in each text."""

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from facts.support.rendering import strangers
from schemas.report import Report, ReportCell, ReportClaim, ReportKeyword, ReportSignal, entries_of


class _Unit(NamedTuple):
    """What stands in one place of a report, whichever words it is in."""

    says: bool
    cited: tuple[tuple[str, str], ...]
    text: str


class Agreement(NamedTuple):
    units: int
    """Texts and rows of the first edition."""
    apart: tuple[str, ...]
    """Ids of those that are otherwise in the second, or stand in it alone."""


def agreement(first: Report, second: Report) -> Agreement:
    one, other = dict(_units(first)), dict(_units(second))
    apart = [place for place, unit in one.items() if place not in other or not _agree(unit, other[place])]
    apart += [place for place in other if place not in one]
    if not apart and list(one) != list(other):
        apart = [place for place, twin in zip(one, other, strict=True) if place != twin]
    return Agreement(len(one), tuple(apart))


def _agree(unit: _Unit, twin: _Unit) -> bool:
    if (unit.says, unit.cited) != (twin.says, twin.cited):
        return False
    return not unit.says or unit.text == twin.text or not any(strangers(unit.text, twin.text))


def _units(report: Report) -> Iterator[tuple[str, _Unit]]:
    """By place, in the order of the report."""
    for section in report.sections:
        yield from ((one.id, _unit(one)) for one in section.beside)
        for row in section.rows:
            yield from ((f"{row.id}.{cell.column}", _unit(cell)) for cell in row.cells)
    synthesis = report.synthesis
    for number, keyword in enumerate(synthesis.keywords, start=1):
        yield f"keyword{number}", _unit(keyword)
    yield from (("-".join(("signal", *signal.sections)), _unit(signal)) for signal in synthesis.signals)
    yield from ((one.id, _unit(one)) for one in chain(synthesis.risks, entries_of(report.blocks)))


def _unit(one: ReportClaim | ReportCell | ReportKeyword | ReportSignal) -> _Unit:
    says = not isinstance(one, ReportClaim | ReportCell) or one.kind != "none"
    text = f"{one.term}：{one.meaning}" if isinstance(one, ReportKeyword) else one.text
    return _Unit(says, tuple((each.passage_id, each.quote) for each in one.citations), text)
