"""Runs on storage that a team shares, and a machine's working copy of them: what is written goes there, what others
wrote comes from there.

    records/<run>/run.json, ratings.jsonl …    what lists need, read by one question for all runs
    records/<run>/by-<copy>                    changed by each working copy after it wrote another file of the run
    records/<run>/removed                      all that is left of a run that was removed
    files/<run>/…                              its other files
"""

import hashlib
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from functools import cache, cached_property, partial
from operator import methodcaller
from pathlib import Path
from threading import RLock
from typing import Any
from uuid import uuid4

from brief.errors import Away, BriefError, UsageError, needing
from brief.patience import Patience
from brief.postgres.connecting import shown
from brief.postgres.database import database_at
from brief.runs.locks import locked
from brief.settings.team import Team, team_of

STATE = ".store"
"""In the folder of runs: which working copy it is, and what of the store it has."""
RECORD = "run.json"
_OF_LISTS = frozenset({RECORD, "ratings.jsonl", "deliveries.jsonl", "amendments.json"})
_REMOVED, _BY, _CLAIM = "removed", "by-", ".claim"
_FRESH_SECONDS = 1.0
"""How long one look at all records does for who asks again and again, such as pages of the studio."""

_PATIENCE_SECONDS, _FIRST_PAUSE_SECONDS = 30.0, 0.2
_ADVICE = "See that it is there and may be written to; `brief doctor` tries it. What is here is kept."

Stamps = Mapping[str, str]
"""Name of a file -> what changes with it."""


class WorkingCopy:
    """The folder of runs of one team on this machine. Safe to use from several threads and processes.

    Everything raises BriefError where the store cannot be used.
    """

    def __init__(self, team: Team) -> None:
        self._folder, self._url, self._database = team.runs_dir, team.store, team.database
        self._state = team.runs_dir / STATE / hashlib.sha256(team.store.encode()).hexdigest()[:8]
        self._seen: dict[str, dict[str, str]] = {}
        """Run -> the stamps of what lists need of it, when they were last looked at."""
        self._seen_at = -_FRESH_SECONDS
        self._looking = RLock()
        self._was_away = False

    # -- what others wrote --------------------------------------------------------------------------------------------

    def bring_records(self, at_once: bool = False) -> None:
        """Brings what lists need of every run, where it is new or has changed, and forgets removed runs."""
        with self._looking:
            if not at_once and time.monotonic() - self._seen_at < _FRESH_SECONDS:
                return
            there, seen = self._there("records"), dict[str, dict[str, str]]()
            for name, stamp in there.items():
                run_id, _, file = name.partition("/")
                seen.setdefault(run_id, {})[file] = stamp
            self._settle(seen)
            known, wanted = self._known("records"), dict[str, str]()
            for run_id, files in seen.items():
                if _REMOVED in files:
                    shutil.rmtree(self._folder / run_id, ignore_errors=True)
                elif RECORD in files:
                    wanted |= {f"{run_id}/{name}": stamp for name, stamp in files.items() if name in _OF_LISTS}
            self._fetch("records", self._folder, _new_in(wanted, known))
            self._seen, self._seen_at = seen, time.monotonic()
            if there != known:
                self._keep("records", there)

    def bring(self, run_id: str, at_once: bool = False) -> None:
        """Brings the files of a run that another working copy has written since they were last brought."""
        self.bring_records(at_once)
        others = self._marks_of_others(self._seen.get(run_id, {}))
        with self._alone(run_id):
            known = self._known(run_id)
            if self._marks_of_others(known) == others:
                return
            there = {f"/{name}": stamp for name, stamp in self._there(f"files/{run_id}").items()}
            self._fetch(f"files/{run_id}", self._folder / run_id, _new_in(there, known))
            self._keep(run_id, {**there, **others})

    def _marks_of_others(self, stamps: Stamps) -> dict[str, str]:
        own = f"{_BY}{self._name}"
        return {name: stamp for name, stamp in stamps.items() if name.startswith(_BY) and name != own}

    def _fetch(self, there: str, here: Path, files: Stamps) -> None:
        """What a process of this machine writes meanwhile is newer, and stays."""
        paths = {name: here / name.lstrip("/") for name, stamp in files.items()}
        places = {
            self._at(f"{there}/{name.lstrip('/')}"): path
            for name, path in paths.items()
            if not _is_same(path, files[name])
        }
        if places:
            before = {path: _changed_at(path) for path in places.values()}
            found: Mapping[str, bytes] = self._asked(lambda storage: storage.cat(list(places)))
            for place, content in found.items():
                if _changed_at(places[place]) == before[places[place]]:
                    _put(places[place], content)

    def _settle(self, seen: Mapping[str, Stamps]) -> None:
        """Brings to the store what it did not get when it was written, unless another machine has gone on since."""
        for unsent in self._state.glob("*.unsent"):
            run_id = unsent.stem
            with self._alone(run_id):
                files = seen.get(run_id, {})
                is_newest = self._marks_of_others(self._known(run_id)) == self._marks_of_others(files)
                if unsent.exists() and is_newest and _REMOVED not in files:
                    self._send_unsent(run_id)
                unsent.unlink(missing_ok=True)

    # -- what is written here -----------------------------------------------------------------------------------------

    def claim(self, run_id: str) -> bool:
        """Takes the id for this machine; False where another has it."""
        place, name = self._at(f"files/{run_id}/{_CLAIM}"), self._name.encode()
        try:
            self._asked(lambda storage: storage.pipe_file(place, name, mode="create"))
        except FileExistsError:
            return False
        self._keep(run_id, {_CLAIM: self._name})
        return True

    def is_from_here(self, run_id: str) -> bool:
        """Whether the run was begun in this working copy."""
        return _CLAIM in self._known(run_id)

    @contextmanager
    def writing(self, path: Path, adds: bool = False) -> Iterator[None]:
        """Around what writes a file of a run: it is brought to the store then. What only `adds` to a file does so to
        the newest that the store has; where a database is configured, one machine at a time.
        """
        run_id, name = self._named(path)
        database = database_at(self._database) if adds and self._database else None
        alone = database.alone(f"add:{self._url}:{run_id}/{name}") if database else nullcontext()
        with alone, self._alone(run_id):
            if adds:
                self._bring_one(run_id, name)
            unsent = self._state / f"{run_id}.unsent"
            unsent.touch()
            yield
            self._send(run_id, name)
            unsent.unlink(missing_ok=True)

    def send_all(self, run_id: str) -> None:
        """Brings there what an earlier process of this machine wrote and could not bring; the record last."""
        with self._alone(run_id):
            self._send_unsent(run_id)

    def _send_unsent(self, run_id: str) -> None:
        folder, there = self._folder / run_id, self._there(f"files/{run_id}")
        names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
        unsent = [name for name in names if name not in _OF_LISTS and not _is_same(folder / name, there.get(name, ""))]
        added = [name for name in names if name in _OF_LISTS - {RECORD} and self._adds(run_id, name)]
        self._put_all(run_id, [*unsent, *added, *([RECORD] if RECORD in names else [])])

    def _adds(self, run_id: str, name: str) -> bool:
        """Whether the file here is what the store has, and more."""
        here, there = (self._folder / run_id / name).read_bytes(), self._read(run_id, name) or b""
        return here.startswith(there) and here != there

    def remove(self, run_id: str) -> None:
        """Removes the run for everybody; who lists runs sees it no more from the first step on."""
        self._put(f"records/{run_id}/{_REMOVED}", b"")
        self._clear(run_id, self._there(f"records/{run_id}"))

    def finish_removals(self) -> None:
        """Of runs whose removal was broken off."""
        self.bring_records(at_once=True)
        for run_id, files in self._seen.items():
            if _REMOVED in files and len(files) > 1:
                self._clear(run_id, files)

    def _clear(self, run_id: str, records: Stamps) -> None:
        """Records go last: as long as they are there, the removal is not finished."""
        for kind, names in (("files", self._there(f"files/{run_id}", hidden=True)), ("records", records)):
            gone = [self._at(f"{kind}/{run_id}/{name}") for name in names if name != _REMOVED]
            if gone:
                self._asked(methodcaller("rm", gone))

    def _send(self, run_id: str, name: str) -> None:
        if self._known(run_id) or f"{run_id}/{RECORD}" in self._known("records"):
            self._put_all(run_id, [name])
        elif (self._folder / run_id / RECORD).is_file():  # it was here before there was a store
            self.claim(run_id)
            self._send_unsent(run_id)

    def _put_all(self, run_id: str, names: list[str]) -> None:
        mark = f"records/{run_id}/{_BY}{self._name}"
        for name in names:
            content = (self._folder / run_id / name).read_bytes()
            if name == RECORD and len(names) > 1:
                self._put(mark, uuid4().bytes)
            self._put(self._place(run_id, name), content)
        if any(name not in _OF_LISTS for name in names):
            self._put(mark, uuid4().bytes)

    def _bring_one(self, run_id: str, name: str) -> None:
        """The newest of a file that several add to."""
        path, content = self._folder / run_id / name, self._read(run_id, name)
        if content is not None and not (path.is_file() and path.read_bytes() == content):
            _put(path, content)

    def _read(self, run_id: str, name: str) -> bytes | None:
        content: bytes | None = self._asked(partial(_read, self._at(self._place(run_id, name))))
        return content

    # -- how --------------------------------------------------------------------------------------------------------

    def reach(self) -> None:
        """Raises BriefError where the store cannot be written to, and read."""
        place = self._at(f"reached-by/{self._name}")
        self._asked(lambda storage: (storage.pipe_file(place, b""), storage.rm(place)), patience_seconds=0)

    @cached_property
    def _found(self) -> tuple[Any, str]:
        with needing("fleet"):
            import fsspec
        found: tuple[Any, str] = fsspec.url_to_fs(self._url)
        return found

    @cached_property
    def _root(self) -> str:
        return str(self._asked(lambda _: self._found[1])).rstrip("/")

    @cached_property
    def _name(self) -> str:
        """Of this working copy."""
        path = self._state / "name"
        if not path.is_file():
            _put(path, uuid4().hex[:12].encode())
        return path.read_text()

    def _place(self, run_id: str, name: str) -> str:
        return f"{'records' if name in _OF_LISTS else 'files'}/{run_id}/{name}"

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _there(self, under: str, hidden: bool = False) -> dict[str, str]:
        """The files there, by their names below; those whose names lead elsewhere are not ours."""
        root = self._at(under)
        found = self._asked(partial(_listed, root))
        named = {str(place)[len(root) + 1 :]: _stamp(about) for place, about in found.items()}
        return {name: stamp for name, stamp in named.items() if _is_sound(name, hidden)}

    def _named(self, path: Path) -> tuple[str, str]:
        run_id, *rest = path.relative_to(self._folder).parts
        return run_id, "/".join(rest)

    def _known(self, of: str) -> dict[str, str]:
        try:
            known: dict[str, str] = json.loads((self._state / f"{of}.json").read_bytes())
        except (OSError, ValueError):
            return {}
        return known

    def _keep(self, of: str, stamps: Stamps) -> None:
        claim = {name: stamp for name, stamp in self._known(of).items() if name == _CLAIM}
        _put(self._state / f"{of}.json", json.dumps({**claim, **stamps}, indent=0).encode())

    @contextmanager
    def _alone(self, run_id: str) -> Iterator[None]:
        """With the files of the run, among the processes and threads of this machine."""
        self._state.mkdir(parents=True, exist_ok=True)
        with locked(self._state / f"{run_id}.lock"):
            yield

    def _put(self, name: str, content: bytes) -> None:
        self._asked(lambda storage: storage.pipe_file(self._at(name), content))

    def _asked(self, ask: Callable[[Any], Any], patience_seconds: float | None = None) -> Any:
        """What the storage answers; one that is away is waited for, and after that was in vain not again until it has
        answered. What storage raises is as many kinds of errors as there are kinds of storage.
        """
        usual = 0.0 if self._was_away else _PATIENCE_SECONDS
        patience = Patience(usual if patience_seconds is None else patience_seconds, _FIRST_PAUSE_SECONDS)
        while True:
            try:
                found = ask(self._found[0])
            except (BriefError, FileExistsError):
                raise
            except Exception as error:
                self._was_away = is_away = _is_away(error)
                if not (is_away and patience.waits()):
                    what = f"cannot be used ({str(error).partition(chr(10))[0] or type(error).__name__})."
                    kind = Away if is_away else UsageError
                    raise kind(what, where=shown(self._url), next=_ADVICE) from error
            else:
                self._was_away = False
                return found


def _is_away(error: Exception) -> bool:
    """Whether it may answer later: no wrong name, key or bucket."""
    if isinstance(error, OSError):
        return not isinstance(error, FileNotFoundError | PermissionError | NotADirectoryError | IsADirectoryError)
    return bool(re.search("Connect|Timeout|Closed|Incomplete|Payload", type(error).__name__))


def _read(place: str, storage: Any) -> Any:
    with suppress(FileNotFoundError):
        return storage.cat_file(place)


def _listed(root: str, storage: Any) -> Any:
    storage.invalidate_cache()
    return storage.find(root, detail=True)


def copy_of(path: Path) -> WorkingCopy | None:
    """Of the folder of runs that `path` is, or lies in; None where runs are not brought elsewhere."""
    team = team_of(path)
    return _opened(team) if team.store else None


_opened: Callable[[Team], WorkingCopy] = cache(WorkingCopy)


@contextmanager
def brought(path: Path, adds: bool = False) -> Iterator[None]:
    """Around what writes a file: one of a run that is shared is brought to the store. `adds` as of `writing`."""
    copy = copy_of(path)
    with copy.writing(path, adds) if copy else nullcontext():
        yield


def _stamp(about: Mapping[str, Any]) -> str:
    """Of a file of whatever storage."""
    tag = about.get("ETag") or about.get("etag")
    return str(tag).strip('"') if tag else str([about.get(name) for name in ("mtime", "created", "size")])


def _new_in(there: Stamps, known: Stamps) -> dict[str, str]:
    return {name: stamp for name, stamp in there.items() if known.get(name) != stamp}


def _changed_at(path: Path) -> int | None:
    return path.stat().st_mtime_ns if path.is_file() else None


def _is_same(path: Path, stamp: str) -> bool:
    """Where storage tells a hash. Without one it is taken for other content."""
    return path.is_file() and hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() == stamp


def _is_sound(name: str, hidden: bool) -> bool:
    parts = name.split("/")
    return not any(part in ("", ".", "..") or (part.startswith(".") and not hidden) for part in parts)


def _put(path: Path, content: bytes) -> None:
    """Moved into place. It need not survive a power cut: the store has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{uuid4().hex}.tmp")
    half.write_bytes(content)
    half.replace(path)
