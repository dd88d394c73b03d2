"""The runs that a run came from, and what they were answered: an edit that is taken back is not paid for again."""

from collections.abc import Iterator
from pathlib import Path

from brief.errors import BriefError
from brief.runs.calls import read_calls
from brief.runs.store import LEDGER, stored_run
from schemas.run import Call


def lineage(folder: Path) -> Iterator[Path]:
    """A run's folder, its parent's, that one's parent's and so on, as far as they are there beside each other."""
    passed: set[Path] = set()
    while folder.is_dir() and folder not in passed:
        passed.add(folder)
        yield folder
        parent = _parent_of(folder)
        if parent is None:
            return
        folder = folder.parent / parent


def calls_of_lineage(folder: Path, ledger: str = LEDGER) -> tuple[Call, ...]:
    """What a run and those that it came from were answered, nearest first; of equal questions the nearest answer.

    `ledger` is the file's name within each folder. Raises BriefError, which names the line, where one is damaged.
    """
    found: dict[str, Call] = {}
    for one in lineage(folder):
        found |= {call.key: call for call in read_calls(one / ledger) if call.key not in found}
    return tuple(found.values())


def _parent_of(folder: Path) -> str | None:
    """The name of its parent's folder; None where it has none, or its record cannot be read."""
    try:
        parent = stored_run(folder).record.parent
    except BriefError:
        return None
    return Path(parent).name if parent else None
