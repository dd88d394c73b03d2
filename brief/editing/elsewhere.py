"""Where else in a run the texts stand that an editor changed: each format of it has its own."""

from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from brief.editing.edit import Edit
from brief.provenance.printed_lines import Printed, printed_claims
from brief.runs.loaded import LoadedRun
from checks.base import claims_of
from facts.text.quoting import parted
from facts.text.sentences import without_end
from schemas.amendment import Drop, Put
from schemas.claim import Claim
from schemas.claim_ids import last_part


def told_elsewhere(change: Edit, loaded: LoadedRun, formats: Path) -> Iterator[str]:
    """A line for each other format that still prints a text, or the row of an event, that the edit changed or took
    out. `formats`: where those are that this version cannot read as the run had them.
    """
    dropped = {one.event_id for one in change.amendments if isinstance(one, Drop)}
    said = _said(change, loaded)
    for other in loaded.others if said or dropped else ():
        printed = [one for one in printed_claims(other, other.format(otherwise=formats)) if one.line]
        yield from _told("text stands", other, (one.claim.id for one in printed if said & _parts(one.claim)))
        yield from _told("event has a row", other, _rows_of(dropped, printed))


def _rows_of(events: Container[str], printed: Iterable[Printed]) -> Iterator[str]:
    return (one.row_id for one in printed if one.row_id and last_part(one.row_id) in events)


def _told(what: str, other: LoadedRun, ids: Iterable[str]) -> Iterator[str]:
    if listed := ", ".join(dict.fromkeys(ids)):
        yield f"the same {what} in {other.name}: {listed}"


def _said(change: Edit, loaded: LoadedRun) -> set[str]:
    """The parts of the changed texts that they said before, and do not say any more."""
    before = {one.id: _parts(one) for one in claims_of(loaded.last_draft)}
    after = {one.claim.id: _parts(one.claim) for one in change.amendments if isinstance(one, Put)}
    return {part for claim_id, now in after.items() for part in before.get(claim_id, set()) - now}


def ids_of(loaded: LoadedRun) -> Container[str]:
    """Of the claims of its last draft."""
    return {one.id for one in claims_of(loaded.last_draft)}


def _parts(claim: Claim) -> set[str]:
    return set(map(without_end, parted(claim.text)))
