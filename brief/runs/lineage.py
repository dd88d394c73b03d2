"""A run's ancestors and their ledgers, so that undoing an edit is not paid for again."""

from collections.abc import Iterator
from pathlib import Path

from brief.errors import BriefError
from brief.runs.calls import read_calls
from brief.runs.store import LEDGER, stored_run
from schemas.run import Call


def lineage(folder: Path) -> Iterator[Path]:
    """A run's folder, its parent's, its grandparent's and so on, as far as they are in the same runs folder."""
    passed: set[Path] = set()
    while folder.is_dir() and folder not in passed:
        passed.add(folder)
        yield folder
        parent = _parent_of(folder)
        if parent is None:
            return
        folder = folder.parent / parent


def calls_of_lineage(folder: Path, ledger: str = LEDGER) -> tuple[Call, ...]:
    """The calls of a run and its ancestors, nearest first; for equal questions only the nearest answer.

    `ledger`: the file's name within each folder. Raises BriefError, which names the line, for a damaged ledger.
    """
    found: dict[str, Call] = {}
    for one in lineage(folder):
        found |= {call.key: call for call in read_calls(one / ledger) if call.key not in found}
    return tuple(found.values())


def _parent_of(folder: Path) -> str | None:
    """The name of the parent's folder; None without a parent, or if the record cannot be read."""
    try:
        parent = stored_run(folder).record.parent
    except BriefError:
        return None
    return Path(parent).name if parent else None
