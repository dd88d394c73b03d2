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

from brief.errors import BriefError, UsageError
from brief.runs.files import append_line, cut_off_half_line, keep_names, read_value
from brief.runs.steps import Turns
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


class Run(Turns):
    """The folder of one run, open for writing; its lock shows that this process is alive."""

    def __init__(self, path: Path, lock: int) -> None:
        super().__init__()
        self.path = path
        self.id = path.name
        self._lock = lock
        self._finished = False

    @classmethod
    def create(cls, runs_dir: Path, now: datetime, kind: str, content: str) -> "Run":
        """Makes a new folder; runs with the same minute and content get different ids."""
        for attempt in range(_IDS_TO_TRY):
            path = runs_dir / new_run_id(now, kind, f"{content}\n{attempt}")
            try:
                runs_dir.mkdir(parents=True, exist_ok=True)
                path.mkdir()
                keep_names(runs_dir)
                return cls(path, _locked(path))
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
            _must_be_unfinished(stored.path)
            with writing(stored.path):
                for lines in (LEDGER, BATCHES):
                    cut_off_half_line(stored.path / lines)
                _sweep(stored.path)
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
        path = self.path / name
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)
        return path

    def append_call(self, call: Call) -> None:
        """Adds one line to the ledger and waits until it is on disk; a half-written line is removed again."""
        self._append(LEDGER, call)

    def append_batch(self, batch: SentBatch) -> None:
        """Writes down what was sent to a vendor, as `append_call`."""
        self._append(BATCHES, batch)

    def _append(self, name: str, value: Schema) -> None:
        path = self.path / name
        with writing(path):
            append_line(path, value.model_dump_json())

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
        with suppress(OSError):
            os.close(self._lock)


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


def list_runs(runs_dir: Path, read: Callable[[Path], "StoredRun"] | None = None) -> Listing:
    """Reads every record in `runs_dir`; a missing folder holds no runs. `read`: as `stored_run`, for who remembers."""
    return _listed(_folders(runs_dir), read or stored_run)


def find_run(runs_dir: Path, reference: str) -> StoredRun:
    """The run with that id, or an id that begins or ends so, or in the folder of that path; `last` is the newest.

    Raises UsageError if there is none, BriefError if it cannot be read.
    """
    if "/" in reference and (Path(reference) / RECORD).is_file():
        return stored_run(Path(reference).resolve())
    known = [folder.name for folder in _run_folders(runs_dir)]
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
    names = sorted(_run_folders(runs_dir), key=lambda folder: folder.name, reverse=True)
    newer: list[StoredRun] = []
    for _, of_minute in groupby(names, key=lambda folder: folder.name.partition("-")[0]):
        for run in _listed(of_minute, stored_run).runs:
            if wanted(run):
                return Newest(run, tuple(newer))
            newer.append(run)
    return Newest(None, tuple(newer))


def stored_run(folder: Path) -> StoredRun:
    """The run in that folder. Raises BriefError if it holds none."""
    record = read_value(folder / RECORD, RunRecord)
    if record.run_id != folder.name:
        advice = f"A folder has its run's name: call it {record.run_id}."
        raise BriefError(f"its record is that of {record.run_id}.", where=str(folder), next=advice)
    return StoredRun(folder, record, alive=record.status == "running" and is_locked(folder))


@contextmanager
def alone_at(folder: Path) -> Iterator[None]:
    """Locks the folder against other processes while the block runs. Raises UsageError if one uses it."""
    lock = _locked(folder, must=True)
    try:
        yield
    finally:
        os.close(lock)


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

    Who may read the file stays as it was.
    """
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


def _folders(runs_dir: Path) -> list[Path]:
    try:
        return sorted(entry for entry in runs_dir.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        what = f"cannot be read ({error.strerror})."
        raise UsageError(what, where=str(runs_dir), next="Name another --runs-dir.") from error


def _run_folders(runs_dir: Path) -> list[Path]:
    return [folder for folder in _folders(runs_dir) if (folder / RECORD).is_file()]


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


def _locked(folder: Path, must: bool = False) -> int:
    """`must`: raise an error if another process has locked the folder."""
    try:
        lock = os.open(folder, os.O_RDONLY)
    except FileNotFoundError as error:
        raise UsageError("is gone.", where=folder.name, next="`brief list` shows the runs.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        if must:
            os.close(lock)
            advice = "Wait for that one to end."
            raise UsageError("another process is at it.", where=folder.name, next=advice) from error
    except OSError:
        pass  # a file system without locks: a run that was killed there is shown as running, so that nobody removes it
    return lock


def is_locked(folder: Path) -> bool:
    """Whether a process has the folder for itself; also where the file system cannot tell."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
