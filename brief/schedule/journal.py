"""What has become of each period of each job: scheduled.json, written whole by who holds the project's lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from brief.errors import BriefError
from brief.runs.files import read_value
from brief.runs.store import write_atomically
from schemas.base import Schema

FILE = "scheduled.json"
_KEPT = 1000
"""Most entries that are kept of a job: those of three years of days."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=15), timedelta(hours=12)

State = Literal["trying", "failed", "made", "done", "given_up", "skipped"]
"""trying: begun, and perhaps killed. failed: to be tried again. made: the report is there, its delivery is not.
done: nothing is left to do. given_up: tried too often. skipped: too long ago to be made up for.
"""


class Entry(Schema):
    """One period of a job."""

    job: str
    period: str
    """Its label, such as 2026-W02."""
    due: AwareDatetime
    state: State
    tries: int = 0
    """Of making the report; once it is there, of delivering it."""
    run: str | None = None
    """Of the last try."""
    reason: str = ""
    """Why it failed."""
    next_try_at: AwareDatetime | None = None

    @property
    def open(self) -> bool:
        return self.state in ("trying", "failed", "made")

    def waits(self, now: datetime) -> bool:
        """Whether it is to be left alone for now."""
        return self.next_try_at is not None and now < self.next_try_at

    def failed(self, now: datetime, why: str, most_tries: int) -> "Entry":
        """After a try that failed: tried again later, unless it was the last."""
        pause = min(_FIRST_PAUSE * 2 ** max(self.tries - 1, 0), _LONGEST_PAUSE)
        last = self.tries >= most_tries
        kept: State = "made" if self.state == "made" else "failed"
        ended: State = "done" if self.state == "made" else "given_up"
        update = {"state": ended if last else kept, "reason": why, "next_try_at": None if last else now + pause}
        return self.model_copy(update=update)


class Journal(Schema):
    """All of the file. Instants are those of ticks."""

    ticked_at: AwareDatetime | None = None
    failure: str = ""
    """Why the last tick could not go on; empty where it could."""
    ingested_at: AwareDatetime | None = None
    ingest_minutes: int = 60
    """How often sources are read at present."""
    entries: Annotated[tuple[Entry, ...], Field(default_factory=tuple)]

    def entry(self, job: str, period: str) -> Entry | None:
        return next((one for one in self.entries if (one.job, one.period) == (job, period)), None)

    def of(self, job: str) -> tuple[Entry, ...]:
        """By the instant when they were due."""
        return tuple(sorted((one for one in self.entries if one.job == job), key=lambda one: one.due))


class Keeper:
    """The journal in a project's folder, which is written at each change."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self.journal = read_journal(folder)

    def put(self, entry: Entry) -> Entry:
        """Takes the place of the entry for that period. Raises BriefError where nothing can be written."""
        others = tuple(one for one in self.journal.entries if (one.job, one.period) != (entry.job, entry.period))
        own = sorted((*(one for one in others if one.job == entry.job), entry), key=lambda one: one.due)[-_KEPT:]
        self.note(entries=(*(one for one in others if one.job != entry.job), *own))
        return entry

    def note(self, **fields: object) -> None:
        """Changes fields of the journal. Raises BriefError where nothing can be written."""
        self.journal = self.journal.model_copy(update=fields)
        with _told(self._path):
            write_atomically(self._path, self.journal.model_dump_json(indent=1) + "\n")


def read_journal(folder: Path) -> Journal:
    """An empty one where there is none yet. Raises BriefError for a damaged one."""
    path = folder / FILE
    if not path.is_file():
        return Journal(entries=())
    return read_value(path, Journal, next="Move it away: finished runs say for which job they were made.")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"cannot be written ({error.strerror or error})."
        raise BriefError(what, where=str(path), next="Mend that: the next tick goes on.") from error
