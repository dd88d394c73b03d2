"""Finds the claims that a user means by an id, a line of the Markdown file, a URL, or a piece of text."""

import difflib
import re
from collections.abc import Callable, Iterator, Sequence

from brief.documents.urls import at_address
from brief.errors import UsageError
from brief.provenance.printed_lines import Printed
from brief.report.render.plain import plain as shown
from brief.runs.loaded import LoadedRun
from facts.text.cleaning import plain
from schemas.claim_ids import last_part

_LINE = re.compile(r"[Ll:]?(\d+)")
_COUNTED = re.compile(r"(?P<section>[^.]+\.)(?P<number>[0-9]{1,4})(?P<column>(?:\.\w+)?)")
_LINK_TARGET = re.compile(r"\]\([^)\s]*\)")
_NO_TEXT = re.compile(r"[\s\\\[\]*`|（）()]+")
_SHORTEST = 4
"""Least length of a claim that is looked for inside a longer text."""


def pointed_at(reference: str, claims: Sequence[Printed], loaded: LoadedRun) -> tuple[Printed, ...]:
    """All claims that `reference` may mean, by the first reading of it that fits any; none if none does.

    Raises UsageError for the number of a line that prints none.
    """
    if number := _LINE.fullmatch(reference):
        return _on_line(int(number[1]), claims)
    for holds in _readings(_row_id(reference, claims), loaded):
        if found := tuple(filter(holds, claims)):
            return found
    return _copied(_bare(reference), claims)


def nothing_like(reference: str, claims: Sequence[Printed], loaded: LoadedRun, nearest: str = "") -> UsageError:
    """The error for what neither a claim nor a document of the run is like; `nearest`: what comes nearest to it."""
    if loaded.absences is None:
        what = f"prints nothing like {reference!r}, and kept no record of left-out documents."
    else:
        what = f"prints nothing like {reference!r}, and read no document like it."
    said = f"{what} {nearest}".rstrip()
    return UsageError(said, where=loaded.run.path.name, next=_advice(reference, claims))


def the_one(
    reference: str,
    claims: Sequence[Printed],
    loaded: LoadedRun,
    *,
    row: bool = False,
    elsewhere: Callable[[], str] = str,
) -> str:
    """The id of the one printed text that `reference` means, or, with `row`, of the one row.

    Raises UsageError for none, or several; `elsewhere` says where there is one.
    """
    matches = [one for one in pointed_at(reference, claims, loaded) if one.place]
    ids = {(row and len(matches) > 1 and one.row_id) or one.claim.id for one in matches}
    if not ids:
        error = nothing_like(reference, claims, loaded)
        raise UsageError(error.what, where=error.where, next=elsewhere() or error.next)
    if len(ids) > 1:
        listed = "; ".join(f"{one.claim.id} {shown(one.said)[:40]}" for one in matches)
        raise UsageError(f"{reference!r} may mean {len(matches)} texts.", next=f"Name the id of one: {listed}.")
    return ids.pop()


def _advice(reference: str, claims: Sequence[Printed]) -> str:
    """The most similar ids: first ids of the same event, then similar spellings."""
    known = list(dict.fromkeys(name for one in claims for name in (one.row_id, one.claim.id) if name))
    event = next((part for part in reference.split(".") if re.fullmatch(r"e\d+", part)), None)
    same = [name for name in known if event in name.split(".")]
    if near := difflib.get_close_matches(reference, same or known, n=3, cutoff=0.7):
        return f"Did you mean {' or '.join(near)}?"
    return (
        "Name the id of a row (ai.e5, or ai.3 for the third) or of a text (ai.e5.technical, risk1), a line number of "
        "report.md, a URL, a piece of the text, or words of a document's headline. `brief search` looks in the "
        "standing corpus."
    )


def one_line(claims: Sequence[Printed]) -> bool:
    """Whether all are in one row, or on one line."""
    return len({_name(one) for one in claims}) == 1 or len({one.line or _name(one) for one in claims}) == 1


def _on_line(number: int, claims: Sequence[Printed]) -> tuple[Printed, ...]:
    lines: dict[int, list[Printed]] = {}
    for one in claims:
        if one.line is not None:
            lines.setdefault(one.line, []).append(one)
    if not lines:
        what = "cannot be gone through by line: the report is not there, or another version rendered it."
        raise UsageError(what, next="Name the id of a claim, or a piece of its text.")
    if number not in lines:
        nearest = sorted(sorted(lines), key=lambda line: abs(line - number))[:2]
        lines_text = ", ".join(f"{line} prints {_name(lines[line][0])}" for line in sorted(nearest))
        raise UsageError(f"line {number} of the report prints no claim.", next=f"Nearby, line {lines_text}.")
    return tuple(lines[number])


def _row_id(reference: str, claims: Sequence[Printed]) -> str:
    """Turns `ai.3` (third row shown there) and `ai.3.technical` (a cell of it) into ids; others stay unchanged."""
    counted = _COUNTED.fullmatch(reference)
    if not counted:
        return reference
    rows = [one.row_id for one in claims if one.place and one.row_id and one.row_id.startswith(counted["section"])]
    shown = list(dict.fromkeys(rows))
    number = int(counted["number"])
    return f"{shown[number - 1]}{counted['column']}" if 0 < number <= len(shown) else reference


def _name(one: Printed) -> str:
    return one.row_id or one.claim.id


def _readings(reference: str, loaded: LoadedRun) -> Iterator[Callable[[Printed], bool]]:
    """Tests for what `reference` may mean, simplest first."""
    cited, wanted = _cited(reference, loaded), _bare(reference)
    yield lambda one: reference in (one.claim.id, one.row_id)
    yield lambda one: one.row_id is not None and last_part(one.row_id) == reference
    yield lambda one: any(cited & {citation.document_id, citation.passage_id} for citation in one.claim.citations)
    yield lambda one: bool(wanted) and wanted in _bare(one.said)


def _copied(whole: str, claims: Sequence[Printed]) -> tuple[Printed, ...]:
    """The claims of the line that `whole` was copied from, links included: those of the row with most of its text."""
    rows: dict[str, list[Printed]] = {}
    for one in claims:
        if len(text := _bare(one.said)) >= _SHORTEST and text in whole:
            rows.setdefault(_name(one), []).append(one)
    lengths = {name: sum(len(one.said) for one in row) for name, row in rows.items()}
    return tuple(one for name, row in rows.items() if lengths[name] == max(lengths.values()) for one in row)


def _cited(reference: str, loaded: LoadedRun) -> set[str]:
    """The documents or the passage that `reference` names by URL or id."""
    if not reference.startswith(("http://", "https://")):
        return {reference}
    return {document.id for document in at_address(reference, loaded.retrieval.documents, lambda one: one.url)}


def _bare(text: str) -> str:
    """Without markup, spaces and brackets, in lower case."""
    return _NO_TEXT.sub("", plain(_LINK_TARGET.sub("]", text))).casefold()
