"""What differs between two reports, and what may have caused it. Pure: values in, values out."""

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from brief.models import ROLES
from schemas.report import Report, ReportCell, ReportCitation, ReportClaim, ReportRow, ReportSynthesis
from schemas.run import RunRecord

ChangeKind = Literal["added", "dropped", "moved", "changed"]
Sign = Literal["=", "-", "+"]


class Piece(NamedTuple):
    """A run of text that both hold (=), or only the first (-) or the second (+)."""

    sign: Sign
    text: str


class CitationChange(NamedTuple):
    """A quote with its address that only the first (-) or the second (+) cites."""

    sign: Sign
    url: str
    quote: str


@dataclass(frozen=True)
class Change:
    """One thing that differs."""

    kind: ChangeKind
    part: str
    """row, cell, thesis, effect, keyword, signal, risk, entry, note, issue, or the name of a field of the report."""
    place: str
    """Where it stands: the section's id, the event's, the column's; empty for the report itself."""
    before: str | None = None
    after: str | None = None
    pieces: tuple[Piece, ...] = ()
    """Both texts in one, where both are there and differ."""
    by: tuple[str, str] | None = None
    """Who wrote it, where that differs: model, extraction, hand."""
    claim_kind: tuple[str, str] | None = None
    """stated, inferred, quoted or none, where that differs."""
    citations: tuple[CitationChange, ...] = ()


@dataclass(frozen=True)
class Cause:
    """Something in force that differs: evidence, prompt, format, model, key of the configuration, or package."""

    part: str
    name: str
    before: str | None
    after: str | None


class Figure(NamedTuple):
    """What is shown and not compared; None where it is not known."""

    name: str
    before: float | None
    after: float | None


def compare(before: Report, after: Report, *, same_events: bool) -> tuple[Change, ...]:
    """What differs in content, in the order of the report; which models wrote it is no content.

    `same_events`: the event ids of both mean the same. Otherwise a row is known again by a document that both cite.
    """
    changes: list[Change] = []
    for name in ("title", "byline", "format", "language"):
        changes += _text(name, "", getattr(before, name), getattr(after, name))
    changes += _text("period", "", _period(before), _period(after))
    changes += _sections(before, after)
    changes += _rows(before, after, same_events)
    changes += _statements(before, after)
    changes += _synthesis(before, after)
    changes += _blocks(before, after)
    changes += _lines("note", before.notes, after.notes)
    changes += _lines("issue", _issues(before), _issues(after))
    return tuple(changes)


def causes(before: RunRecord, after: RunRecord, *, same_evidence: bool) -> tuple[Cause, ...]:
    """What was in force otherwise: all that can have made the reports differ."""
    found = [] if same_evidence else [Cause("evidence", "1-retrieval", before.run_id, after.run_id)]
    found += _differing("prompt", before.prompt_versions, after.prompt_versions)
    found += _differing("format", before.format_versions, after.format_versions)
    found += _differing("model", _chains(before), _chains(after))
    found += _differing("config", _flat(before.configuration), _flat(after.configuration))
    found += _differing("package", before.packages, after.packages)
    return tuple(found)


def figures(before: RunRecord, after: RunRecord) -> tuple[Figure, ...]:
    """Calls, tokens, money and time of both."""
    counted = ("calls", "reused", "repairs", "fallbacks", "dropped", "input_tokens", "output_tokens")
    return (
        *(Figure(name, getattr(before.usage, name), getattr(after.usage, name)) for name in counted),
        Figure("cost_usd", before.cost_usd, after.cost_usd),
        Figure("elapsed_seconds", before.elapsed_seconds, after.elapsed_seconds),
    )


# -- words -----------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[.,'’/-][A-Za-z0-9]+)*%?|\s+|.", re.DOTALL)
"""A Latin word or a figure is one token; a Chinese character is one."""

_SHORTEST_SHARED = 2
"""Fewer characters that both hold by chance, between two changes, tell nothing."""


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts in one, word by word, in Chinese character by character: first what went, then what came."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    found: list[Piece] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("=", "".join(old[i:j])))
        else:
            found += [Piece("-", "".join(old[i:j])), Piece("+", "".join(new[k:m]))]
    return tuple(_joined(found))


def _joined(found: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbouring changes as one, less crumbs of shared text between them."""
    gone, come = "", ""
    for number, (sign, text) in enumerate(found):
        inner = 0 < number < len(found) - 1
        if sign == "=" and not (inner and len(text) < _SHORTEST_SHARED):
            yield from _turned(gone, come)
            yield Piece("=", text)
            gone, come = "", ""
        else:
            gone += text if sign != "+" else ""
            come += text if sign != "-" else ""
    yield from _turned(gone, come)


def _turned(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield Piece("-", gone)
    if come:
        yield Piece("+", come)


def _text(part: str, place: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change("changed", part, place, before, after, pieces(before, after))


# -- claims ----------------------------------------------------------------------------------------------------------


class _Said(NamedTuple):
    """What a claim, a cell, a keyword or a signal has in common."""

    text: str
    kind: str
    by: str
    citations: tuple[ReportCitation, ...]


def _said(claim: ReportClaim | ReportCell) -> _Said:
    return _Said(claim.text, claim.kind, claim.by, claim.citations)


def _claim(part: str, place: str, before: _Said | None, after: _Said | None) -> Iterator[Change]:
    """The change from one to the other; None is not there."""
    if before and after:
        yield from _changed(part, place, before, after)
    elif before:
        yield Change("dropped", part, place, before=before.text, citations=_cited(before, None))
    elif after:
        yield Change("added", part, place, after=after.text, citations=_cited(None, after))


def _changed(part: str, place: str, before: _Said, after: _Said) -> Iterator[Change]:
    change = Change(
        "changed",
        part,
        place,
        before.text,
        after.text,
        pieces(before.text, after.text) if before.text != after.text else (),
        _pair(before.by, after.by),
        _pair(before.kind, after.kind),
        _cited(before, after),
    )
    if change.pieces or change.by or change.claim_kind or change.citations:
        yield change


def _pair(before: str, after: str) -> tuple[str, str] | None:
    return None if before == after else (before, after)


def _cited(before: _Said | None, after: _Said | None) -> tuple[CitationChange, ...]:
    old, new = ([(one.url, one.quote) for one in said.citations] if said else [] for said in (before, after))
    gone = [CitationChange("-", *one) for one in old if one not in new]
    return (*gone, *(CitationChange("+", *one) for one in new if one not in old))


def _paired(before: Sequence[_Said], after: Sequence[_Said]) -> Iterator[tuple[_Said | None, _Said | None]]:
    """Claims without a name of their own: first the equal ones, then those most alike, then what is left."""
    old, new = list(before), list(after)
    for same in (lambda a, b: a.text == b.text, lambda a, b: _likeness(a.text, b.text) >= _ALIKE):
        for one in tuple(old):
            if (other := next((found for found in new if same(one, found)), None)) is not None:
                old.remove(one)
                new.remove(other)
                yield one, other
    yield from ((one, None) for one in old)
    yield from ((None, one) for one in new)


_ALIKE = 0.5
"""Share of tokens in common from which one text is the other, changed."""


def _likeness(before: str, after: str) -> float:
    return difflib.SequenceMatcher(None, _TOKEN.findall(before), _TOKEN.findall(after), autojunk=False).ratio()


def _keyed(part: str, place: str, before: Mapping[str, _Said], after: Mapping[str, _Said]) -> Iterator[Change]:
    for key in dict.fromkeys([*before, *after]):
        yield from _claim(part, f"{place} {key}".strip(), before.get(key), after.get(key))


def _unkeyed(part: str, place: str, before: Iterable[ReportClaim], after: Iterable[ReportClaim]) -> Iterator[Change]:
    for old, new in _paired([_said(one) for one in before], [_said(one) for one in after]):
        yield from _claim(part, place, old, new)


# -- sections and rows -----------------------------------------------------------------------------------------------


def _sections(before: Report, after: Report) -> Iterator[Change]:
    old, new = ({section.id: section for section in report.sections} for report in (before, after))
    for key in dict.fromkeys([*old, *new]):
        if key not in new:
            yield Change("dropped", "section", key, before=old[key].title)
        elif key not in old:
            yield Change("added", "section", key, after=new[key].title)
        else:
            yield from _text("section title", key, old[key].title, new[key].title)
            titles = [" · ".join(f"{one.id}: {one.title}" for one in side[key].columns) for side in (old, new)]
            yield from _text("columns", key, *titles)


class _Placed(NamedTuple):
    """A row and where it stands."""

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
            yield Change("dropped", "row", one.place, before=one.text)
            continue
        other = new[known[number]]
        if number in moved:
            yield Change("moved", "row", other.place, f"{one.section} {one.number}", f"{other.section} {other.number}")
        yield from _keyed("cell", other.place, _cells(one.row), _cells(other.row))
    for number, one in enumerate(new):
        if number not in matched:
            yield Change("added", "row", one.place, after=one.text)


def _cells(row: ReportRow) -> dict[str, _Said]:
    return {cell.column: _said(cell) for cell in row.cells}


def _placed(report: Report) -> list[_Placed]:
    return [
        _Placed(section.id, number, row)
        for section in report.sections
        for number, row in enumerate(section.rows, start=1)
    ]


def _matched(old: Sequence[_Placed], new: Sequence[_Placed], same_events: bool) -> dict[int, int]:
    """Position among the old rows -> position of the same row among the new ones."""
    names: Callable[[ReportRow], Iterable[str]] = (lambda row: [row.event_id]) if same_events else _addresses
    by_name = {name: number for number, one in enumerate(new) for name in names(one.row)}
    known: dict[int, int] = {}
    for number, one in enumerate(old):
        found = [by_name[name] for name in names(one.row) if name in by_name]
        free = next((other for other in found if other not in known.values()), None)
        if free is not None:
            known[number] = free
    return known


def _addresses(row: ReportRow) -> list[str]:
    return list(dict.fromkeys(citation.url for cell in row.cells for citation in cell.citations))


def _moved(old: Sequence[_Placed], new: Sequence[_Placed], known: Mapping[int, int]) -> set[int]:
    """Rows in another section, and the fewest that must have moved for the order of the others to hold."""
    away = {number for number, other in known.items() if old[number].section != new[other].section}
    stayed = [number for number in known if number not in away]
    in_order = _longest_rising([(known[number], number) for number in stayed])
    return away | (set(stayed) - in_order)


def _longest_rising(places: Sequence[tuple[int, int]]) -> set[int]:
    """Of (place, name) pairs, the names of the most that stand in rising order of their places."""
    best: list[tuple[int, ...]] = []
    for end, (place, _) in enumerate(places):
        before = (best[i] for i in range(end) if places[i][0] < place)
        best.append((*max(before, key=len, default=()), end))
    return {places[i][1] for i in max(best, key=len, default=())}


def _statements(before: Report, after: Report) -> Iterator[Change]:
    """Theses and effects of the sections that both have."""
    old, new = ({section.id: section for section in report.sections} for report in (before, after))
    for key in (key for key in old if key in new):
        theses = (side[key].thesis for side in (old, new))
        yield from _claim("thesis", key, *(_said(thesis) if thesis else None for thesis in theses))
        yield from _unkeyed("effect", key, old[key].effects, new[key].effects)


# -- the rest of the report ------------------------------------------------------------------------------------------


def _synthesis(before: Report, after: Report) -> Iterator[Change]:
    old, new = before.synthesis, after.synthesis
    yield from _keyed("keyword", "", _keywords(old), _keywords(new))
    yield from _keyed("signal", "", _signals(old), _signals(new))
    yield from _unkeyed("risk", "", old.risks, new.risks)


def _keywords(synthesis: ReportSynthesis) -> dict[str, _Said]:
    return {one.term: _Said(one.meaning, "", "", one.citations) for one in synthesis.keywords}


def _signals(synthesis: ReportSynthesis) -> dict[str, _Said]:
    return {"×".join(one.sections): _Said(one.text, "", "", one.citations) for one in synthesis.signals}


def _blocks(before: Report, after: Report) -> Iterator[Change]:
    old, new = ({block.id: block.entries for block in report.blocks} for report in (before, after))
    for key in dict.fromkeys([*old, *new]):
        yield from _unkeyed("entry", key, old.get(key, ()), new.get(key, ()))


def _lines(part: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    said = ([_Said(line, "", "", ()) for line in side] for side in (before, after))
    for old, new in _paired(*said):
        yield from _claim(part, "", old, new)


def _issues(report: Report) -> list[str]:
    return [f"{issue.claim_id}: {issue.kind} ({issue.place})" for issue in report.open_issues]


def _period(report: Report) -> str:
    return f"{report.period.label}: {report.period.start}..{report.period.end}"


# -- causes ----------------------------------------------------------------------------------------------------------


def _differing(part: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[Cause]:
    names = sorted({*before, *after})
    return [
        Cause(part, name, *_narrowed(before.get(name), after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _narrowed(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Of two lists in JSON only the members that differ: a list of a hundred words hides the one that was added."""
    if before is None or after is None or not (before.startswith("[") and after.startswith("[")):
        return before, after
    old, new = json.loads(before), json.loads(after)
    gone, come = ([one for one in side if one not in other] for side, other in ((old, new), (new, old)))
    if not gone and not come:
        return before, after
    return json.dumps(gone, ensure_ascii=False), json.dumps(come, ensure_ascii=False)


def _chains(record: RunRecord) -> dict[str, str]:
    return {role: " > ".join(chain) for role, chain in record.chains.items()} or record.models


def _flat(value: Any, place: str = "") -> dict[str, str]:
    """A configuration as `key.path` -> JSON; an entry of a list is named by its id or name, as --set names it.

    Where the run's folders are decides no report, and the chains of models are told apart from the rest.
    """
    if isinstance(value, dict):
        parts = ((f"{place}.{name}" if place else str(name), part) for name, part in value.items())
        return {path: said for name, part in parts if name not in _NO_CAUSE for path, said in _flat(part, name).items()}
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        named = {str(one.get("id", one.get("name", number))): one for number, one in enumerate(value)}
        return _flat(named, place)
    return {place: json.dumps(value, ensure_ascii=False)}


_NO_CAUSE = frozenset({"run.runs_dir", "corpus.path"} | {f"models.{role}" for role in ROLES})
