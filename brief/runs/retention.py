"""Which old runs may be removed, which stay and why; and removal that never leaves half a run visible."""

import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from brief.errors import UsageError
from brief.runs.lineage import lineage
from brief.runs.ratings import FILE as RATINGS
from brief.runs.selection import Wanted
from brief.runs.store import LEDGER, StoredRun, alone_at, listed_run, writing
from brief.runs.working_copy import copy_of

_GOING = ".pruned-"
"""Prefix for a folder that is being removed: hidden, so that nothing takes it for a run."""
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True)
class Rule:
    """Which runs to remove: those wanted and older than `older_than`, except the newest `keep`."""

    wanted: Wanted
    older_than: timedelta | None = None
    keep: int = 0


@dataclass(frozen=True)
class Stay:
    """A run that stays although the rule applies, or about which something must be said."""

    run: StoredRun
    why: str

    @property
    def told(self) -> str:
        return f"{self.run.record.run_id} stays: it {self.why}"


@dataclass(frozen=True)
class Choice:
    going: tuple[StoredRun, ...]
    """Oldest first."""
    staying: tuple[Stay, ...]
    notes: tuple[str, ...]
    """What a user would lose, in runs that stay too."""


def choose(runs: Sequence[StoredRun], rule: Rule, now: datetime) -> Choice:
    """`runs`: all runs there are, newest first."""
    before = now - rule.older_than if rule.older_than is not None else None
    meant = [run for run in rule.wanted.of(runs)[rule.keep :] if before is None or run.record.created_at < before]
    barred = {run.path: Stay(run, why) for run in meant if (why := _never(run, now))}
    going = {run.path: run for run in meant if run.path not in barred}
    needed = _taken_back(runs, going)
    return Choice(tuple(reversed(going.values())), (*barred.values(), *needed), tuple(_notes(runs, going)))


def _taken_back(runs: Sequence[StoredRun], going: dict[Path, StoredRun]) -> list[Stay]:
    """What a run that stays has still to go on from, taken out of `going`."""
    taken: list[Stay] = []
    for run in runs:
        if run.path not in going and run.record.status != "finished":
            why = f"{run.record.run_id} goes on from it, and is not finished"
            taken += [Stay(going.pop(path), why) for path in lineage(run.path) if path in going]
    return taken


def age(text: str) -> timedelta:
    """`90d`, `12w` or `36h`. Raises UsageError."""
    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdecimal()) or unit not in _UNITS or int(number) > 10**6:
        advice = "Write it like 90d, 12w or 36h: days, weeks, hours."
        raise UsageError(f"{text!r} is no age.", where="--older-than", next=advice)
    return timedelta(**{_UNITS[unit]: int(number)})


def size_of(folder: Path) -> int:
    """Bytes of all files in the folder; the targets of links are not counted."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_symlink() or path.is_file())


def remove(run: StoredRun) -> None:
    """Removes the folder: first renames it out of sight, then deletes its files.

    A link itself is removed, never its target. Raises UsageError if another process uses the run, or if it has changed
    since it was chosen; BriefError if the system refuses.
    """
    with ExitStack() as locks:
        for folder in (run.path, *(path for path in run.path.iterdir() if path.is_dir() and not path.is_symlink())):
            locks.enter_context(alone_at(folder, whole=False))
        if listed_run(run.path).record != run.record:
            raise UsageError("has changed meanwhile.", where=run.path.name, next="Look again with --dry-run.")
        with writing(run.path, "Mend that, then `brief prune` again.", "cannot be removed"):
            hidden = run.path.rename(run.path.with_name(f"{_GOING}{run.path.name}"))
        if copy := copy_of(run.path):
            copy.remove(run.path.name)
        with writing(run.path, "Mend that, then `brief prune` again.", "cannot be removed"):
            shutil.rmtree(hidden)


def sweep(runs_dir: Path) -> int:
    """Finishes interrupted removals; returns how many folders that were."""
    if copy := copy_of(runs_dir):
        copy.finish_removals()
    left = [path for path in runs_dir.glob(f"{_GOING}*") if not path.is_symlink()]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


_SILENT = timedelta(hours=1)
"""A run without an end status is dead after this long without a write, on whatever machine: a call takes minutes."""


def _never(run: StoredRun, now: datetime) -> str | None:
    if run.state == "running":
        return "is running"
    if run.state == "killed" and now - _last_write(run.path) < _SILENT:
        return "was written to within the hour, and may be running on a machine whose lock cannot be seen from here"
    return "is a link to a folder elsewhere" if run.path.is_symlink() else None


def _last_write(folder: Path) -> datetime:
    times = (path.lstat().st_mtime for path in (folder, *folder.rglob("*")))
    return datetime.fromtimestamp(max(times), UTC)


def _notes(runs: Sequence[StoredRun], going: Collection[Path]) -> Iterator[str]:
    """Ratings go with their run. A child run is complete by itself, but its later replays lose the answers that only
    its ancestors hold.
    """
    gone = {path.name for path in going if (path / LEDGER).is_file()}
    for run in runs:
        if run.path in going and (run.path / RATINGS).is_file():
            yield f"{run.record.run_id} was rated; `brief show RUN --ratings --as-examples` tells what is worth keeping"
        if run.path not in going and run.record.parent in gone:
            yield (
                f"{run.record.run_id} stays without its parent {run.record.parent}: it is complete alone, and a replay "
                "of it that goes back to an earlier prompt asks again"
            )
