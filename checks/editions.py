"""Two editions of a report agree: the same rows in one order, the same links, the same figures in each text."""

from collections.abc import Iterator
from typing import NamedTuple

from facts.support.rendering import strangers
from schemas.report import Report, ReportCell, ReportClaim, ReportKeyword, ReportSignal, entries_of

_Text = ReportClaim | ReportCell | ReportKeyword | ReportSignal


class Agreement(NamedTuple):
    units: int
    """Texts of the first edition."""
    apart: tuple[str, ...]
    """Ids of those that are otherwise in the second, or stand in it alone."""


def agreement(first: Report, second: Report) -> Agreement:
    one, other = dict(_texts(first)), dict(_texts(second))
    apart = [place for place in one | other if not _agree(one.get(place), other.get(place))]
    return Agreement(len(one), tuple(apart or (place for place, twin in zip(one, other, strict=True) if place != twin)))


def _agree(text: _Text | None, twin: _Text | None) -> bool:
    if not (text and twin):
        return False
    said, told = _said(text), _said(twin)
    cited, others = ([(each.passage_id, each.quote) for each in one.citations] for one in (text, twin))
    return cited == others and bool(said) == bool(told) and (said == told or not any(strangers(said, told)))


def _said(one: _Text) -> str:
    if isinstance(one, ReportKeyword):
        return f"{one.term}：{one.meaning}"
    return one.text if isinstance(one, ReportSignal) or one.kind != "none" else ""


def _texts(report: Report) -> Iterator[tuple[str, _Text]]:
    """By place, in the order of the report."""
    for section in report.sections:
        yield from ((one.id, one) for one in section.beside)
        yield from ((f"{row.id}.{cell.column}", cell) for row in section.rows for cell in row.cells)
    synthesis = report.synthesis
    yield from ((f"keyword{number}", one) for number, one in enumerate(synthesis.keywords, start=1))
    yield from (("-".join(("signal", *one.sections)), one) for one in synthesis.signals)
    yield from ((one.id, one) for one in (*synthesis.risks, *entries_of(report.blocks)))
