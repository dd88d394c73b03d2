"""Finds who wrote a claim: the step, the model, the prompt, and the call whose answer holds its text."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from brief.amendments.amendments import lines_about
from brief.provenance.printed_lines import Printed
from brief.runs.lineage import ledgers, lineage, record_in
from brief.runs.loaded import LoadedRun
from brief.settings.models import ROLES
from facts.text.cleaning import plain
from schemas.claim import By, Claim
from schemas.claim_ids import last_part, section_of
from schemas.run import Call


@dataclass(frozen=True)
class WritingCall:
    run_id: str
    """The run whose ledger holds the call: this run or an ancestor."""
    number: int
    """The line in calls.jsonl, counted from 1."""
    call: Call


@dataclass(frozen=True)
class Author:
    step: str
    role: str
    by: By
    asked: str | None
    """provider:model bound to the role in this run, or `extractive`."""
    prompt_version: str | None
    written: WritingCall | None
    """None if no model wrote the text, or if no ledger contains it."""
    taken_over: str | None
    """The ancestor from whose draft the text was taken over unchanged; for a text by hand, the ancestor that it was
    edited in; None if that is this run.
    """
    edits: tuple[str, ...]
    """The editor's amendments about the claim, its row or its event."""


def author_of(printed: Printed, step: str, loaded: LoadedRun) -> Author:
    """`step`: the one that handed on the text. Raises BriefError if a ledger is damaged."""
    claim, record = printed.claim, loaded.run.record
    role = _role(claim, loaded)
    written = _written(claim, role, step, loaded) if claim.by == "model" else None
    version = written.call.prompt_version if written else record.prompt_versions.get(role)
    row = printed.row_id or ""
    names = {claim.id, row, last_part(row)} - {""}  # under which an editor may have changed the claim
    edits = lines_about(names, record.amendments, loaded.of)
    part = "synthesis" if role == "synthesis_writer" else f"table-{section_of(claim.id)}"
    taken_over = record.parent if f"{loaded.of}.{part}".lstrip(".") in record.taken_over else None
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
    """The oldest run of the unbroken line of ancestors that have these edits; None if that is this run."""
    first = loaded.run.path
    for folder in lineage(loaded.run.path):
        record = record_in(folder)
        if not set(edits) <= set(record.amendments if record else ()):
            break
        first = folder
    return None if first == loaded.run.path else first.name


def _role(claim: Claim, loaded: LoadedRun) -> str:
    of_synthesis = {one.id for one in loaded.last_draft.synthesis.claims}
    return "synthesis_writer" if claim.id in of_synthesis else "table_writer"


def _written(claim: Claim, role: str, step: str, loaded: LoadedRun) -> WritingCall | None:
    """The call in this run's ledger, or in that of the nearest ancestor: a text taken over was written there."""
    first = step in loaded.tables or step == next(iter(loaded.drafts))
    for folder, calls in ledgers(loaded.run.path):
        if numbers := [n for n, call in enumerate(calls, start=1) if call.role == role and _says(call, claim.text)]:
            number = _likeliest(numbers, calls, role, first=first)
            return WritingCall(folder.name, number, calls[number - 1])
    return None


def _likeliest(numbers: Sequence[int], calls: Sequence[Call], role: str, *, first: bool) -> int:
    """For a first draft, the last call before a later role was asked: it may be a repair.

    For a revision, the first call that has the text.
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
