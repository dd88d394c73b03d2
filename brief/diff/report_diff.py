"""Differences in content between two reports. Pure: values in, values out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from brief.diff.text_diff import Piece, Sign, likeness, pieces
from facts.values.figures import read_figures, same_value
from schemas.report import (
    Report,
    ReportBlock,
    ReportCell,
    ReportCitation,
    ReportClaim,
    ReportRow,
    ReportSection,
    ReportSynthesis,
)

ChangeKind = Literal["added", "dropped", "moved", "changed"]


@dataclass(frozen=True)
class CitationChange:
    """A quote with its address that only the first (-) or only the second (+) report cites."""

    sign: Sign
    url: str
    quote: str


@dataclass(frozen=True)
class NumberChange:
    """A figure, as written, that only the first (-) or only the second (+) text gives; 1.2万亿 equals 12000亿."""

    sign: Sign
    text: str


@dataclass(frozen=True)
class Change:
    kind: ChangeKind
    part: str
    """section, row, cell, thesis, effect, keyword, signal, risk, block, entry, source, note, issue, or a field."""
    place: str
    """The section, event or column id; empty for the report itself."""
    row: int | None = None
    """For a row and its cells: the row's number in its section, from 1, in the new report, or else in the old."""
    before: str | None = None
    after: str | None = None
    pieces: tuple[Piece, ...] = ()
    """Both texts merged word by word, if both exist and differ."""
    by: tuple[str, str] | None = None
    """Who wrote it (model, extraction, hand), if that differs; empty if the report does not say."""
    claim_kind: tuple[str, str] | None = None
    """stated, inferred, quoted or none, if that differs."""
    citations: tuple[CitationChange, ...] = ()
    numbers: tuple[NumberChange, ...] = ()
    """For a changed text: figures that only one version has."""


def compare(before: Report, after: Report, *, same_events: bool) -> tuple[Change, ...]:
    """The differences in content, in the order of the report; a different model alone is no difference.

    `same_events`: both reports use the same event ids. Otherwise rows are matched by a document that both cite.
    """
    changes: list[Change] = []
    for name in ("title", "byline", "format", "language"):
        changes += _text(name, "", getattr(before, name), getattr(after, name))
    periods = (f"{one.label}: {one.start}..{one.end}" for one in (before.period, after.period))
    changes += _text("period", "", *periods)
    changes += _sections(before, after)
    changes += _rows(before, after, same_events)
    changes += _statements(before, after)
    changes += _synthesis(before, after, same_events)
    changes += _blocks("", before, after)
    changes += _sources(before, after)
    changes += _lines("note", before.notes, after.notes)
    changes += _lines("issue", _issues(before), _issues(after))
    return tuple(changes)


# -- claims ----------------------------------------------------------------------------------------------------------


class _ComparableText(NamedTuple):
    """The fields that claims, cells, keywords and signals share."""

    text: str
    kind: str
    by: str
    citations: tuple[ReportCitation, ...]


def _comparable(claim: ReportClaim | ReportCell) -> _ComparableText:
    text = f"{claim.text}（{claim.basis}）" if claim.basis else claim.text
    return _ComparableText(text, claim.kind, claim.by, claim.citations)


def _claim(part: str, place: str, before: _ComparableText | None, after: _ComparableText | None) -> Iterator[Change]:
    """The change from one to the other; None means that it is not there."""
    if before and after:
        yield from _changed(part, place, before, after)
    elif before:
        yield Change("dropped", part, place, before=before.text, citations=_cited(before, None))
    elif after:
        yield Change("added", part, place, after=after.text, citations=_cited(None, after))


def _text(part: str, place: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change("changed", part, place, None, before, after, pieces(before, after))


def _changed(part: str, place: str, before: _ComparableText, after: _ComparableText) -> Iterator[Change]:
    change = Change(
        "changed",
        part,
        place,
        None,
        before.text,
        after.text,
        pieces(before.text, after.text) if before.text != after.text else (),
        _pair(before.by, after.by),
        _pair(before.kind, after.kind),
        _cited(before, after),
        _numbers(before.text, after.text) if before.text != after.text else (),
    )
    if change.pieces or change.by or change.claim_kind or change.citations:
        yield change


def _pair(before: str, after: str) -> tuple[str, str] | None:
    return None if before == after else (before, after)


def _cited(before: _ComparableText | None, after: _ComparableText | None) -> tuple[CitationChange, ...]:
    old, new = ([(one.url, one.quote) for one in said.citations] if said else [] for said in (before, after))
    gone = [CitationChange("-", *one) for one in old if one not in new]
    return (*gone, *(CitationChange("+", *one) for one in new if one not in old))


def _numbers(before: str, after: str) -> tuple[NumberChange, ...]:
    """The same amount in another unit or spelling is no change."""
    old, new = read_figures(before), read_figures(after)
    gone = [one for one in old if not any(same_value(one, other) for other in new)]
    come = [one for one in new if not any(same_value(one, other) for other in old)]
    return (*(NumberChange("-", one.text) for one in gone), *(NumberChange("+", one.text) for one in come))


def _paired(
    before: Sequence[_ComparableText], after: Sequence[_ComparableText]
) -> Iterator[tuple[_ComparableText | None, _ComparableText | None]]:
    """Pairs claims that have no fixed id: equal ones first, then the most similar, then the rest alone."""
    old, new = list(before), list(after)
    for same in (lambda a, b: a.text == b.text, lambda a, b: likeness(a.text, b.text) >= _ALIKE):
        for one in tuple(old):
            if (other := next((found for found in new if same(one, found)), None)) is not None:
                old.remove(one)
                new.remove(other)
                yield one, other
    yield from ((one, None) for one in old)
    yield from ((None, one) for one in new)


_ALIKE = 0.5
"""Least share of common tokens at which a text counts as a changed version of another."""


def _keyed(
    part: str, place: str, before: Mapping[str, _ComparableText], after: Mapping[str, _ComparableText]
) -> Iterator[Change]:
    for key in dict.fromkeys([*before, *after]):
        yield from _claim(part, f"{place} {key}".strip(), before.get(key), after.get(key))


def _unkeyed(part: str, place: str, before: Iterable[ReportClaim], after: Iterable[ReportClaim]) -> Iterator[Change]:
    for old, new in _paired([_comparable(one) for one in before], [_comparable(one) for one in after]):
        yield from _claim(part, place, old, new)


# -- sections and rows -----------------------------------------------------------------------------------------------


def _sections(before: Report, after: Report) -> Iterator[Change]:
    old, new = ({section.id: section for section in report.sections} for report in (before, after))
    yield from _reordered("section", list(old), list(new))
    yield from _titled("section", before.sections, after.sections)
    for key in (key for key in old if key in new):
        yield from _text("columns", key, _columns(old[key]), _columns(new[key]))


def _titled(
    part: str, before: Iterable[ReportSection | ReportBlock], after: Iterable[ReportSection | ReportBlock]
) -> Iterator[Change]:
    old, new = ({one.id: one.title for one in side} for side in (before, after))
    for key in dict.fromkeys([*old, *new]):
        if key not in new:
            yield Change("dropped", part, key, before=old[key])
        elif key not in old:
            yield Change("added", part, key, after=new[key])
        else:
            yield from _text(f"{part} title", key, old[key], new[key])


def _columns(section: ReportSection) -> str:
    return " · ".join(f"{one.id}: {one.title} ({one.kind})" for one in section.columns)


def _reordered(part: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Ids that both have but that changed their order; as few as possible."""
    shared = [name for name in old if name in new]
    stayed = _longest_rising([(new.index(name), number) for number, name in enumerate(shared)])
    for number, name in enumerate(shared):
        if number not in stayed:
            yield Change("moved", part, name, None, str(old.index(name) + 1), str(new.index(name) + 1))


class _Placed(NamedTuple):
    """A row with its section and position."""

    section: str
    number: int
    row: ReportRow

    @property
    def place(self) -> str:
        return f"{self.section} {self.row.event_id}"

    @property
    def text(self) -> str:
        return " | ".join(cell.text for cell in self.row.cells)


def _rows(before: Report, after: Report, same_events: bool) -> Iterator[Change]:
    old, new = _placed(before), _placed(after)
    known = _matched(old, new, same_events)
    matched = set(known.values())
    moved = _moved(old, new, known)
    for number, one in enumerate(old):
        if number not in known:
            gone = _row_citations("-", one.row)
            yield Change("dropped", "row", one.place, one.number, before=one.text, citations=gone)
            continue
        other = new[known[number]]
        if number in moved:
            left, right = (f"{side.section} {side.number}" for side in (one, other))
            yield Change("moved", "row", other.place, other.number, left, right)
        cells = _keyed("cell", other.place, _cells(one.row), _cells(other.row))
        yield from (replace(cell, row=other.number) for cell in cells)
    for number, one in enumerate(new):
        if number not in matched:
            come = _row_citations("+", one.row)
            yield Change("added", "row", one.place, one.number, after=one.text, citations=come)


def _row_citations(sign: Sign, row: ReportRow) -> tuple[CitationChange, ...]:
    cited = (CitationChange(sign, one.url, one.quote) for cell in row.cells for one in cell.citations)
    return tuple(dict.fromkeys(cited))


def _cells(row: ReportRow) -> dict[str, _ComparableText]:
    return {cell.column: _comparable(cell) for cell in row.cells}


def _placed(report: Report) -> list[_Placed]:
    numbered = ((section.id, enumerate(section.rows, start=1)) for section in report.sections)
    return [_Placed(section_id, number, row) for section_id, rows in numbered for number, row in rows]


def _matched(old: Sequence[_Placed], new: Sequence[_Placed], same_events: bool) -> dict[int, int]:
    """Index of an old row -> index of the same row among the new ones."""

    def names(row: ReportRow) -> Iterable[str]:
        if same_events:
            return [row.event_id]
        return dict.fromkeys(citation.url for cell in row.cells for citation in cell.citations)

    by_name = {name: number for number, one in enumerate(new) for name in names(one.row)}
    known: dict[int, int] = {}
    for number, one in enumerate(old):
        found = [by_name[name] for name in names(one.row) if name in by_name]
        free = next((other for other in found if other not in known.values()), None)
        if free is not None:
            known[number] = free
    return known


def _moved(old: Sequence[_Placed], new: Sequence[_Placed], known: Mapping[int, int]) -> set[int]:
    """Rows that changed their section, and the fewest rows that changed their order within one."""
    away = {number for number, other in known.items() if old[number].section != new[other].section}
    moved = set(away)
    for section in dict.fromkeys(one.section for one in old):
        stayed = [number for number in known if number not in away and old[number].section == section]
        moved |= set(stayed) - _longest_rising([(known[number], number) for number in stayed])
    return moved


def _longest_rising(places: Sequence[tuple[int, int]]) -> set[int]:
    """Names of the longest subsequence of (place, name) pairs with rising places."""
    best: list[tuple[int, ...]] = []
    for end, (place, _) in enumerate(places):
        before = (best[i] for i in range(end) if places[i][0] < place)
        best.append((*max(before, key=len, default=()), end))
    return {places[i][1] for i in max(best, key=len, default=())}


def _statements(before: Report, after: Report) -> Iterator[Change]:
    """Theses and effects of sections that both reports have."""
    old, new = ({section.id: section for section in report.sections} for report in (before, after))
    for key in (key for key in old if key in new):
        theses = (side[key].thesis for side in (old, new))
        yield from _claim("thesis", key, *(_comparable(thesis) if thesis else None for thesis in theses))
        yield from _unkeyed("effect", key, old[key].effects, new[key].effects)
        yield from _blocks(key, old[key], new[key])


# -- the rest of the report ------------------------------------------------------------------------------------------


def _synthesis(before: Report, after: Report, same_events: bool) -> Iterator[Change]:
    old, new = before.synthesis, after.synthesis
    yield from _keyed("keyword", "", _keywords(old), _keywords(new))
    yield from _keyed("signal", "", _signals(old), _signals(new))
    if same_events:
        joined = [{"×".join(one.sections): " ".join(one.rows) for one in side.signals} for side in (old, new)]
        for key in (key for key in joined[0] if key in joined[1]):
            yield from _text("signal rows", key, joined[0][key], joined[1][key])
    yield from _unkeyed("risk", "", old.risks, new.risks)


def _keywords(synthesis: ReportSynthesis) -> dict[str, _ComparableText]:
    return {one.term: _ComparableText(one.meaning, "", one.by or "", one.citations) for one in synthesis.keywords}


def _signals(synthesis: ReportSynthesis) -> dict[str, _ComparableText]:
    texts = (("×".join(one.sections), one) for one in synthesis.signals)
    return {name: _ComparableText(one.text, "", one.by or "", one.citations) for name, one in texts}


def _blocks(place: str, before: Report | ReportSection, after: Report | ReportSection) -> Iterator[Change]:
    """Those of the reports, or of a section of theirs, whose id is the `place`."""
    yield from _titled("block", before.blocks, after.blocks)
    old, new = ({block.id: block.entries for block in one.blocks} for one in (before, after))
    for key in dict.fromkeys([*old, *new]):
        yield from _unkeyed("entry", f"{place} {key}".strip(), old.get(key, ()), new.get(key, ()))


def _sources(before: Report, after: Report) -> Iterator[Change]:
    """Changed details of documents that both cite; documents that only one cites are reported with the claims."""
    old, new = ({one.url: one for one in report.sources} for report in (before, after))
    for url in (url for url in old if url in new):
        cited = (old[url], new[url])
        yield from _text(
            "source", url, *(f"{one.title} · {one.source} · {one.published:%Y-%m-%d %H:%M}" for one in cited)
        )


def _lines(part: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    said = ([_ComparableText(line, "", "", ()) for line in side] for side in (before, after))
    for old, new in _paired(*said):
        yield from _claim(part, "", old, new)


def _issues(report: Report) -> list[str]:
    return [f"{issue.claim_id}: {issue.kind} ({issue.place})" for issue in report.open_issues]
