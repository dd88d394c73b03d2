"""Writes and reads runs/<id>/. A file is written elsewhere and moved into place: readers see all of it or none."""

import difflib
import fcntl
import gzip
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from brief.errors import Away, BriefError, UsageError
from brief.postgres.database import database_at
from brief.postgres.leases import Lease, is_leased
from brief.runs.files import append_here, cut_off_half_line, keep_names, read_value
from brief.runs.steps import Turns
from brief.runs.working_copy import brought, copy_of
from brief.settings.team import team_of
from schemas.base import S, Schema
from schemas.run import Call, RunRecord, SentBatch

RECORD = "run.json"
LEDGER = "calls.jsonl"
BATCHES = "batches.jsonl"
_IDS_TO_TRY = 1000
_DIGITS = 4


def new_run_id(now: datetime, kind: str, content: str) -> str:
    """`20260111T0931Z-weekly-4f2c`: time, kind, and four hex digits of a hash of `content` and the minute.

    With the minute in the hash, equal runs of two minutes have different endings.
    """
    minute = f"{now.astimezone(UTC):%Y%m%dT%H%MZ}"
    digest = hashlib.sha256(f"{minute}\n{content}".encode()).hexdigest()[:_DIGITS]
    return f"{minute}-{kind}-{digest}"


class Lock:
    """That this process alone is at a folder: on this machine, and with a `lease` on all machines of the team."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.lease: Lease | None = None

    def must_hold(self, folder: Path) -> None:
        """Raises BriefError where another machine has taken it over."""
        if self.lease and self.lease.lost:
            advice = "This machine was silent for too long; the other goes on with it."
            raise BriefError("another machine is at it now.", where=folder.name, next=advice)

    def release(self) -> None:
        if self.lease:
            self.lease.give_back()
        with suppress(OSError):
            os.close(self._handle)


class Run(Turns):
    """The folder of one run, open for writing; its lock shows that this process is alive."""

    def __init__(self, path: Path, lock: Lock) -> None:
        super().__init__()
        self.path = path
        self.id = path.name
        self._lock = lock
        self._finished = self._has_unsent_calls = False

    @classmethod
    def create(cls, runs_dir: Path, now: datetime, kind: str, content: str, run_id: str = "") -> "Run":
        """Makes a new folder; runs with the same minute and content get different ids. With `run_id` it is that one,
        and what is left there of a try that was killed before it had a record is taken. Raises UsageError.
        """
        for attempt in range(_IDS_TO_TRY):
            path = runs_dir / (run_id or new_run_id(now, kind, f"{content}\n{attempt}"))
            try:
                runs_dir.mkdir(parents=True, exist_ok=True)
                path.mkdir(exist_ok=bool(run_id))
                keep_names(runs_dir)
                if lock := _locked(path, must=True) if run_id else _claimed(path):
                    return cls(path, lock)
            except FileExistsError:
                if not runs_dir.is_dir():
                    raise unwritable(runs_dir, "it is no folder") from None
            except OSError as error:
                raise unwritable(runs_dir, error.strerror or str(error)) from error
        raise unwritable(runs_dir, "it holds too many runs of this minute")

    @classmethod
    def reopen(cls, stored: "StoredRun") -> "Run":
        """Opens the folder of an unfinished run. Raises UsageError if it did finish, or if another process uses it."""
        run = cls(stored.path, _locked(stored.path, must=True))
        try:
            bring_rest(stored.path, at_once=True)
            _must_be_unfinished(stored.path)
            with writing(stored.path):
                for lines in (LEDGER, BATCHES):
                    cut_off_half_line(stored.path / lines)
                _sweep(stored.path)
            if copy := copy_of(stored.path):
                copy.send_all(run.id)
        except BaseException:
            run.close()
            raise
        return run

    @classmethod
    def beside(cls, stored: "StoredRun", name: str) -> "Run":
        """A folder inside a run's folder, for a ledger of later questions about it; the run itself is not changed.

        Raises UsageError if another process uses it, BriefError if nothing can be written.
        """
        path = stored.path / name
        with writing(path):
            path.mkdir(exist_ok=True)
        run = cls(path, _locked(path, must=True))
        bring_rest(stored.path, at_once=True)
        cut_off_half_line(path / LEDGER)
        return run

    def write_step(self, name: str, value: Schema) -> None:
        """Writes what a node handed on as `<name>.json`."""
        self.write_text(f"{name}.json", value.model_dump_json(indent=1) + "\n")

    def keep(self, file: str, value: Schema) -> None:
        """Writes what no step reads, compressed: thousands of lines that are looked at now and then."""
        self.write_text(file, gzip.compress(value.model_dump_json().encode(), mtime=0))

    def take_over(self, file: str, folder: Path) -> None:
        """Copies what the run in `folder` kept, if it did."""
        if (kept := folder / file).is_file():
            self.write_text(file, kept.read_bytes())

    def read_step(self, name: str, kind: type[S]) -> S:
        """Reads the step, validated. Raises BriefError if the file is missing or does not fit."""
        return read_step_in(self.path, name, kind)

    def has_step(self, name: str) -> bool:
        return (self.path / f"{name}.json").is_file()

    def write_text(self, name: str, content: str | bytes) -> Path:
        """Writes a text as UTF-8, or its bytes, under a name relative to the run's folder; returns its path."""
        if self._finished:
            raise RuntimeError(f"run {self.id} is finished and never changed")
        self._lock.must_hold(self.path)
        self._send_calls()
        path = self.path / name
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)
        return path

    def append_call(self, call: Call) -> None:
        """Adds one line to the ledger and waits until it is on disk; a half-written line is removed again.

        The ledger is brought to the team's store with the next file.
        """
        self._append(LEDGER, call)
        self._has_unsent_calls = True

    def append_batch(self, batch: SentBatch) -> None:
        """Writes down what was sent to a vendor, as `append_call`; the team's store has it when this returns."""
        with brought(self.path / BATCHES):
            self._append(BATCHES, batch)

    def _append(self, name: str, value: Schema) -> None:
        self._lock.must_hold(self.path)
        path = self.path / name
        with writing(path):
            append_here(path, value.model_dump_json())

    def _send_calls(self) -> None:
        if self._has_unsent_calls:
            with brought(self.path / LEDGER):
                self._has_unsent_calls = False

    def write_record(self, record: RunRecord) -> None:
        """Writes run.json. After a status other than `running`, nothing more can be written."""
        self.write_text(RECORD, record.model_dump_json(indent=1) + "\n")
        keep_names(self.path)
        self._finished = record.status != "running"

    def discard(self) -> bool:
        """Removes the folder, unless it has a record; returns whether it did."""
        if (self.path / RECORD).exists():
            return False
        shutil.rmtree(self.path, ignore_errors=True)
        return True

    def close(self) -> None:
        """Unlocks the folder."""
        try:
            with suppress(Away):  # it goes to the store once that answers
                self._send_calls()
        finally:
            self._lock.release()


@dataclass(frozen=True)
class StoredRun:
    path: Path
    record: RunRecord
    alive: bool

    @property
    def state(self) -> str:
        """The record's status, or `killed` if the record says running but no process is alive."""
        return "killed" if self.record.status == "running" and not self.alive else self.record.status


@dataclass(frozen=True)
class Listing:
    """Runs, newest first, and a note for each folder that is not a readable run."""

    runs: tuple[StoredRun, ...]
    notes: tuple[str, ...]


def list_runs(runs_dir: Path, read: Callable[[Path], "StoredRun"] | None = None, part: slice = slice(None)) -> Listing:
    """Reads every record in `runs_dir`; a missing folder holds no runs. `read`: as `listed_run`, for who remembers.
    `part`: of the folders alone, the newest name first.
    """
    return _listed(_folders(runs_dir)[::-1][part][::-1], read or listed_run)


def find_run(runs_dir: Path, reference: str) -> StoredRun:
    """The run with that id, or an id that begins or ends so, or in the folder of that path; `last` is the newest.

    Raises UsageError if there is none, BriefError if it cannot be read.
    """
    if "/" in reference and (Path(reference) / RECORD).is_file():
        return stored_run(Path(reference).resolve())
    known = [folder.name for folder in folders_with(runs_dir, RECORD)]
    if reference == "last" and (run := newest(runs_dir).run):
        return run
    found = _called(reference, known) if reference else []
    if len(found) == 1:
        return stored_run(runs_dir / found[0])
    raise _not_found(runs_dir, reference, found, known)


def _called(reference: str, known: Sequence[str]) -> Sequence[str]:
    """That name; else those that begin so; else those that end so."""
    exact = [name for name in known if name == reference]
    beginning = [name for name in known if name.startswith(reference)]
    return exact or beginning or [name for name in known if name.endswith(f"-{reference}")]


@dataclass(frozen=True)
class Newest:
    run: StoredRun | None
    newer: tuple[StoredRun, ...]
    """Runs made after it, newest first."""


def newest(runs_dir: Path, wanted: Callable[[StoredRun], bool] = lambda _: True) -> Newest:
    """Among the readable runs. Ids begin with the minute, so few records need to be read."""
    names = sorted(folders_with(runs_dir, RECORD), key=lambda folder: folder.name, reverse=True)
    newer: list[StoredRun] = []
    for _, of_minute in groupby(names, key=lambda folder: folder.name.partition("-")[0]):
        for run in _listed(of_minute, listed_run).runs:
            if wanted(run):
                bring_rest(run.path)
                return Newest(run, tuple(newer))
            newer.append(run)
    return Newest(None, tuple(newer))


def stored_run(folder: Path) -> StoredRun:
    """The run in that folder, with all its files. Raises BriefError if it holds none."""
    bring_rest(folder)
    return listed_run(folder)


def listed_run(folder: Path, kind: type[RunRecord] = RunRecord) -> StoredRun:
    """The same, of whose files only those need be here that lists read; its record of that kind."""
    record = read_value(folder / RECORD, kind)
    if record.run_id != folder.name:
        advice = f"A folder has its run's name: call it {record.run_id}."
        raise BriefError(f"its record is that of {record.run_id}.", where=str(folder), next=advice)
    return StoredRun(folder, record, alive=record.status == "running" and is_locked(folder))


@contextmanager
def alone_at(folder: Path, whole: bool = True) -> Iterator[None]:
    """Locks the folder against other processes while the block runs. Raises UsageError if one uses it.

    `whole`: whether all files of a run are needed that other machines wrote.
    """
    lock = _locked(folder, must=True)
    try:
        if whole:
            bring_rest(folder, at_once=True)
        yield
    finally:
        lock.release()


def read_step_in(folder: Path, name: str, kind: type[S]) -> S:
    """A step in the folder of a run. Raises BriefError if the file is missing or does not fit."""
    path = folder / f"{name}.json"
    try:
        return read_value(path, kind)
    except BriefError as error:
        raise BriefError(error.what, where=error.where, next=error.next or _step_advice(folder, name)) from error


def unwritable(folder: Path, why: str) -> UsageError:
    """The error for a runs folder that cannot be written to."""
    advice = "Name another folder with --runs-dir, or [run] runs_dir in config.toml."
    return UsageError(f"no run can be written there ({why}).", where=str(folder), next=advice)


def write_atomically(path: Path, content: str | bytes) -> None:
    """Writes to a temporary name in the same folder, waits for the disk, moves it into place. A text becomes UTF-8.

    Who may read the file stays as it was. A file of a run that a team shares is then brought to its store.
    """
    with brought(path):
        _write_here(path, content)


def _write_here(path: Path, content: str | bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def folders_with(runs_dir: Path, file: str) -> list[Path]:
    """The folders of runs that hold a file which lists read."""
    return [folder for folder in _folders(runs_dir) if (folder / file).is_file()]


def _folders(runs_dir: Path) -> list[Path]:
    if copy := copy_of(runs_dir):
        copy.bring_records()
    try:
        return sorted(entry for entry in runs_dir.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        what = f"cannot be read ({error.strerror})."
        raise UsageError(what, where=str(runs_dir), next="Name another --runs-dir.") from error


def _step_advice(folder: Path, name: str) -> str:
    """What to do about a damaged step file."""
    if stored_run(folder).record.status == "finished":
        return "A finished run is not made anew: put the file back from a copy, or `brief run` again."
    later = "every step file" if name.startswith("1-") else "it and the step files of higher numbers"
    return f"Delete {later}, then `brief resume`: they are made anew."


def _listed(folders: Iterable[Path], read: Callable[[Path], StoredRun]) -> Listing:
    runs: list[StoredRun] = []
    notes: list[str] = []
    for folder in folders:
        try:
            runs.append(read(folder))
        except BriefError as error:
            notes.append(f"{folder.name} skipped: {error.what}")
    runs.sort(key=lambda run: (run.record.created_at, run.path.name), reverse=True)
    return Listing(tuple(runs), tuple(notes))


def _not_found(runs_dir: Path, reference: str, found: Sequence[str], known: Sequence[str]) -> UsageError:
    if found:
        what = f"{reference!r} begins {len(found)} ids: {', '.join(found[:4])}."
        return UsageError(what, next="Name more of the id.")
    near = _near(reference, known)
    advice = f"Did you mean {' or '.join(near)}?" if near else "`brief list` shows the runs."
    return UsageError(f"there is no run {reference!r}.", where=str(runs_dir), next=advice)


def _near(reference: str, known: Sequence[str]) -> list[str]:
    """Ids that a user may have meant: those that contain `reference`, else the most similar ones; newest first."""
    newest_first = sorted(known, reverse=True)
    holding = [name for name in newest_first if len(reference) >= _DIGITS and reference in name]
    return (holding or difflib.get_close_matches(reference, newest_first, n=3, cutoff=0.8))[:3]


def _must_be_unfinished(folder: Path) -> None:
    """Reads the state again: the process that had the folder locked may have finished the run meanwhile."""
    if read_value(folder / RECORD, RunRecord).status == "finished":
        advice = "`brief replay` makes another of its evidence, `brief run` a new one."
        raise UsageError("is finished and never changed.", where=folder.name, next=advice)


@contextmanager
def writing(
    path: Path, next: str = "Mend that, then `brief resume`: what is there is kept.", what: str = "cannot be written"
) -> Iterator[None]:
    """Turns a refused write, such as on a full disk, into an error that a user can act on."""
    try:
        yield
    except OSError as error:
        raise BriefError(f"{what} ({error.strerror or error}).", where=str(path), next=next) from error


def _sweep(folder: Path) -> None:
    """Removes files that a killed process had half written."""
    for left in (*folder.glob(".*.tmp"), *folder.glob("*/.*.tmp")):
        left.unlink(missing_ok=True)


def bring_rest(path: Path, at_once: bool = False) -> None:
    """What other machines wrote of the run whose folder that is, or in whose folder that lies."""
    if copy := copy_of(path):
        copy.bring(path.relative_to(team_of(path).runs_dir).parts[0], at_once)


def _claimed(folder: Path) -> Lock | None:
    """The lock of a new run; None, and no folder, where a machine of the team has a run of that name."""
    try:
        lock, copy = _locked(folder), copy_of(folder)
        is_ours = bool(lock.lease) or not team_of(folder).database
        if is_ours and (copy is None or copy.claim(folder.name)):
            return lock
        lock.release()
    except BriefError:
        folder.rmdir()
        raise
    folder.rmdir()
    return None


def _locked(folder: Path, must: bool = False) -> Lock:
    """`must`: raise an error if another process has locked the folder."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError as error:
        raise UsageError("is gone.", where=folder.name, next="`brief list` shows the runs.") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        if must:
            os.close(handle)
            raise in_use(folder, "another process is at it.") from error
    except OSError:
        pass  # a file system without locks: a run that was killed there is shown as running, so that nobody removes it
    return _leased(folder, Lock(handle), must)


def _leased(folder: Path, lock: Lock, must: bool) -> Lock:
    """The same, on all machines of a team that has a database."""
    team = team_of(folder)
    if not team.database:
        return lock
    lease = Lease(database_at(team.database), _lease_of(folder), team.silence_seconds)
    try:
        lock.lease = lease if lease.taken() else None
    except BaseException:
        lock.release()
        raise
    if must and not lock.lease:
        lock.release()
        raise in_use(folder, "another machine is at it.")
    return lock


def _lease_of(folder: Path) -> str:
    team = team_of(folder)
    return f"run:{team.store}:{folder.relative_to(team.runs_dir)}"


def in_use(folder: Path, what: str) -> UsageError:
    team, advice = team_of(folder), "Wait for that one to end."
    if team.database:
        advice += f" Where its machine died, the run is free after {team.silence_seconds:g} s: `brief resume` again."
    return UsageError(what, where=folder.name, next=advice)


def is_locked(folder: Path) -> bool:
    """Whether a process has the folder for itself, on whatever machine; also where that cannot be told."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    if database := team_of(folder).database:
        return is_leased(database_at(database), _lease_of(folder))
    copy = copy_of(folder)
    return copy is not None and not copy.is_from_here(folder.name)
