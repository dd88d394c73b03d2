"""The calls of a run, read back from its ledger, and of its ancestors: undoing an edit is not paid for again."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from brief.errors import BriefError
from brief.runs.files import unreadable
from brief.runs.glances import glanced
from brief.runs.store import LEDGER, bring_rest
from schemas.run import Call, RunRecord


def lineage(folder: Path) -> Iterator[Path]:
    """A run's folder, its parent's, its grandparent's and so on, as far as they are in the same runs folder."""
    passed: set[Path] = set()
    while folder.is_dir() and folder not in passed:
        passed.add(folder)
        yield folder
        record = record_in(folder)
        if record is None or not record.parent:
            return
        folder = folder.parent / Path(record.parent).name


def ledgers(folder: Path, ledger: str = LEDGER) -> Iterator[tuple[Path, tuple[Call, ...]]]:
    """The folders of its lineage, each with its calls."""
    for one in lineage(folder):
        bring_rest(one)
        yield one, read_calls(one / ledger)


def calls_of_lineage(folder: Path, ledger: str = LEDGER) -> tuple[Call, ...]:
    """The calls of a run and its ancestors, nearest first; for equal questions only the nearest answer.

    What a critic said in a run whose controls it failed is left out: it may have been another model. `ledger`: the
    file's name within each folder. Raises BriefError, which names the line, for a damaged ledger.
    """
    found: dict[str, Call] = {}
    for one, calls in ledgers(folder, ledger):
        failed = _failed_controls(one)
        sound = (call for call in calls if call.role != "critic" or call.model not in failed)
        found |= {call.key: call for call in sound if call.key not in found}
    return tuple(found.values())


def _failed_controls(folder: Path) -> set[str]:
    """Models that were to be heard as the run's critic, and were not once they had judged its controls."""
    record = record_in(folder)
    return {one.model for one in record.trust if one.controls and one.heard == "no"} if record else set()


def record_in(folder: Path) -> RunRecord | None:
    """The record of the run there, as far as a `Glance` goes; None if it cannot be read."""
    try:
        return glanced(folder).record
    except BriefError:
        return None


def read_calls(path: Path) -> tuple[Call, ...]:
    """The calls of a ledger file; empty if there is no file.

    A last line that was cut off by a crash is left out. Raises BriefError, which names the line, for any other that
    cannot be read.
    """
    if not path.is_file():
        return ()
    *lines, cut_off = path.read_bytes().split(b"\n")
    calls = [_call(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line]
    with suppress(ValidationError):
        calls += [Call.model_validate_json(cut_off)] if cut_off else []
    return tuple(calls)


def _call(line: bytes, where: str) -> Call:
    try:
        return Call.model_validate_json(line)
    except ValidationError as error:
        advice = "Take that line out of the file: its call is asked again, the others are kept."
        raise unreadable(error, "the call", where, advice) from error
