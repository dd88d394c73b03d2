"""Who wrote a claim: the step, the model and the prompt, and the call that answered with its text."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from brief.errors import BriefError
from brief.provenance.printed_lines import Printed
from brief.runs.calls import read_calls
from brief.runs.lineage import lineage
from brief.runs.loaded import LoadedRun
from brief.runs.store import LEDGER, stored_run
from brief.settings.models import ROLES
from facts.text.cleaning import plain
from schemas.claim import By, Claim
from schemas.claim_ids import last_part, section_of
from schemas.run import Call


@dataclass(frozen=True)
class WritingCall:
    """A call whose answer has the text."""

    run_id: str
    """The run whose ledger holds it: this one, or one that it came from."""
    number: int
    """Which line of calls.jsonl, from 1."""
    call: Call


@dataclass(frozen=True)
class Author:
    step: str
    role: str
    by: By
    asked: str | None
    """provider:model that stands behind the role in this run, or `extractive`."""
    prompt_version: str | None
    written: WritingCall | None
    """None for what no model wrote, or where no ledger has the text."""
    taken_over: str | None
    """The run whose last draft it was taken over from as it stood; for what a hand wrote, the run that it was put into,
    where that is not this one."""
    edits: tuple[str, ...]
    """What an editor decided about it, its row or its event."""


def author_of(printed: Printed, step: str, loaded: LoadedRun) -> Author:
    """`step` is the one that handed on the text. Raises BriefError where a ledger is damaged."""
    claim, record = printed.claim, loaded.run.record
    role = _role(claim, loaded)
    written = _written(claim, role, step, loaded) if claim.by == "model" else None
    version = written.call.prompt_version if written else record.prompt_versions.get(role)
    edits = tuple(edit for edit in record.amendments if edit.split()[0] in _names(printed))
    taken_over = record.parent if _part(claim, role) in record.taken_over else None
    return Author(
        step=step,
        role=role,
        by=claim.by,
        asked=record.models.get(role),
        prompt_version=version if claim.by == "model" else None,
        written=written,
        taken_over=_edited_in(loaded, edits) if claim.by == "hand" else taken_over,
        edits=edits,
    )


def _edited_in(loaded: LoadedRun, edits: Sequence[str]) -> str | None:
    """The first of the runs in a row, back from this one, that have these edits; None where it is this one."""
    first = loaded.run.path
    for folder in lineage(loaded.run.path):
        if not set(edits) <= set(_amendments(folder)):
            break
        first = folder
    return None if first == loaded.run.path else first.name


def _amendments(folder: Path) -> tuple[str, ...]:
    try:
        return stored_run(folder).record.amendments
    except BriefError:
        return ()


def _part(claim: Claim, role: str) -> str:
    """As a record names what was taken over."""
    return "synthesis" if role == "synthesis_writer" else f"table-{section_of(claim.id)}"


def _names(printed: Printed) -> set[str]:
    """Under which an editor may have named the claim."""
    row = printed.row_id or ""
    return {printed.claim.id, row, last_part(row)} - {""}


def _role(claim: Claim, loaded: LoadedRun) -> str:
    synthesis = loaded.last_draft.synthesis
    of_synthesis = {one.id for one in (*synthesis.keywords, *synthesis.signals, *synthesis.risks)}
    return "synthesis_writer" if claim.id in of_synthesis else "table_writer"


def _written(claim: Claim, role: str, step: str, loaded: LoadedRun) -> WritingCall | None:
    """In this run's ledger, or the nearest of those that it came from: what stands fixed was written there."""
    first = step in loaded.tables or step == next(iter(loaded.drafts))
    for folder in lineage(loaded.run.path):
        calls = read_calls(folder / LEDGER)
        if numbers := [n for n, call in enumerate(calls, start=1) if call.role == role and _says(call, claim.text)]:
            number = _likeliest(numbers, calls, role, first=first)
            return WritingCall(folder.name, number, calls[number - 1])
    return None


def _likeliest(numbers: Sequence[int], calls: Sequence[Call], role: str, *, first: bool) -> int:
    """A first draft is complete before a later role is asked: of the calls until then the last, a repair perhaps.

    Of those of a revision, the first that had the text.
    """
    later = ROLES[ROLES.index(role) + 1 :]
    drafted = next((n for n, call in enumerate(calls, start=1) if call.role in later), len(calls) + 1)
    before, after = [n for n in numbers if n < drafted], [n for n in numbers if n > drafted]
    return (before or after)[-1] if first else (after or before)[0]


def _says(call: Call, text: str) -> bool:
    return any(plain(one) == text for one in _texts(_parsed(call.answer)))


def _parsed(answer: str) -> Any:
    try:
        return json.loads(answer[answer.find("{") : answer.rfind("}") + 1])
    except ValueError:
        return None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(part)
