"""What has become of each period of each job: scheduled.json, written whole by who holds the project's lock."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import AwareDatetime

from brief.runs.files import read_value
from brief.runs.store import write_atomically, writing
from schemas.base import Schema

FILE = "scheduled.json"
_FIRST_PAUSE, _LONGEST_PAUSE, _DOUBLINGS = timedelta(minutes=15), timedelta(hours=12), 6

State = Literal["trying", "queued", "failed", "made", "waiting", "done", "given_up", "skipped", "due", "interrupted"]
"""trying: not begun, or begun and perhaps killed. queued: handed to the fleet, which tries by itself. failed: to be
tried again. made: the report is there, its delivery is not. waiting: for an approval. done: nothing is left to do.
given_up: tried too often. skipped: too long ago to be made up for. Never in the file are due: trying, and not begun;
interrupted: begun, and no process is at it.
"""


def pause_after(tries: int) -> timedelta:
    """Between the failure of that try and the next one."""
    doublings: int = min(max(tries - 1, 0), _DOUBLINGS)
    return min(_FIRST_PAUSE * (1 << doublings), _LONGEST_PAUSE)


class Entry(Schema):
    job: str
    period: str
    """Its label, such as 2026-W02."""
    due: AwareDatetime
    state: State = "trying"
    tries: int = 0
    """Of making the report; once it is there, of delivering it."""
    run: str | None = None
    """Of the last try."""
    reason: str = ""
    """Why it failed."""
    next_try_at: AwareDatetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state in ("trying", "queued", "failed", "made", "waiting")

    @property
    def is_well(self) -> bool:
        """Whether nothing is left for a tick to do, but to look again."""
        return self.state in ("done", "waiting", "queued")

    @property
    def has_report(self) -> bool:
        return self.state in ("made", "waiting", "done")

    def waits(self, now: datetime) -> bool:
        """Whether it is to be left alone for now."""
        return self.next_try_at is not None and now < self.next_try_at

    def changed(self, **fields: Any) -> "Entry":
        return self.model_copy(update=fields)

    def failed(self, now: datetime, why: str, most_tries: int) -> "Entry":
        """After a try that failed: tried again later, unless it was the last."""
        if self.tries >= most_tries:
            return self.changed(state="done" if self.has_report else "given_up", reason=why, next_try_at=None)
        again = now + pause_after(self.tries)
        return self.changed(state="made" if self.has_report else "failed", reason=why, next_try_at=again)


class Journal(Schema):
    """All of the file. Instants are those of ticks."""

    ticked_at: AwareDatetime | None = None
    failure: str = ""
    """Why the last tick could not go on; empty where it could."""
    ingested_at: AwareDatetime | None = None
    ingest_minutes: int = 60
    """How often sources are read at present."""
    entries: tuple[Entry, ...] = ()
    """By the instant when they were due."""

    def entry(self, job: str, period: str) -> Entry | None:
        return next((one for one in self.entries if (one.job, one.period) == (job, period)), None)

    def newest(self, job: str) -> Entry | None:
        return next((one for one in reversed(self.entries) if one.job == job), None)


class Keeper:
    """The journal in a project's folder, written at each change. Raises BriefError where it cannot be."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self.journal = read_journal(folder)

    def put(self, entry: Entry) -> Entry:
        """Takes the place of the entry for that period."""
        others = (one for one in self.journal.entries if (one.job, one.period) != (entry.job, entry.period))
        self.note(entries=tuple(sorted((*others, entry), key=lambda one: one.due)))
        return entry

    def note(self, **fields: Any) -> None:
        self.journal = self.journal.model_copy(update=fields)
        with writing(self._path, "Mend that: the next tick goes on."):
            write_atomically(self._path, self.journal.model_dump_json(indent=1) + "\n")


def read_journal(folder: Path) -> Journal:
    """An empty one where there is none yet. Raises BriefError for a damaged one."""
    advice = "Move it away: finished runs say for which job they were made."
    return read_value(folder / FILE, Journal, next=advice) if (folder / FILE).is_file() else Journal()
