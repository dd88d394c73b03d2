"""A run's ancestors and their ledgers, so that undoing an edit is not paid for again."""

from collections.abc import Iterator
from pathlib import Path

from brief.errors import BriefError
from brief.runs.calls import read_calls
from brief.runs.store import LEDGER, stored_run
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


def calls_of_lineage(folder: Path, ledger: str = LEDGER) -> tuple[Call, ...]:
    """The calls of a run and its ancestors, nearest first; for equal questions only the nearest answer.

    What a critic said in a run whose controls it failed is left out: it may have been another model. `ledger`: the
    file's name within each folder. Raises BriefError, which names the line, for a damaged ledger.
    """
    found: dict[str, Call] = {}
    for one in lineage(folder):
        calls, failed = read_calls(one / ledger), _failed_controls(one)
        sound = (call for call in calls if call.role != "critic" or call.model not in failed)
        found |= {call.key: call for call in sound if call.key not in found}
    return tuple(found.values())


def _failed_controls(folder: Path) -> set[str]:
    """Models that were to be heard as the run's critic, and were not once they had judged its controls."""
    record = record_in(folder)
    return {one.model for one in record.trust if one.controls and one.heard == "no"} if record else set()


def record_in(folder: Path) -> RunRecord | None:
    """The record of the run there; None if it cannot be read."""
    try:
        return stored_run(folder).record
    except BriefError:
        return None
