"""The report's files in a git repository: written, committed, pushed. What is there already is not committed again."""

import os
import subprocess
from email.utils import parseaddr
from pathlib import Path

from brief.delivery.base import Arrived, NotSent
from brief.delivery.folder import put
from brief.delivery.parcel import ReportParcel
from brief.report.render.plain import plain
from brief.settings.source_settings import without_userinfo

_TIMEOUT_SECONDS = 120
_ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
"""Variables by which git would take another repository for this one, as it sets them for hooks."""


def send(parcel: ReportParcel, _done: int, _arrived: Arrived) -> str:
    """Commits and pushes the files. Raises NotSent."""
    repository = _Repository(parcel)
    names = put(parcel, repository.folder)
    repository.commit(names)
    if parcel.config.push:
        repository.push()
    return ""


def preview(parcel: ReportParcel) -> bytes:
    repository = _Repository(parcel)
    return f"{repository.folder / parcel.name}.*\n{repository.message}".encode()


class _Repository:
    """A clone of the user's, and what is to be committed to it."""

    def __init__(self, parcel: ReportParcel) -> None:
        config = parcel.config
        self._root = config.path or Path()
        self._remote = config.remote
        self.folder = self._root / (config.folder or "")
        self.message = plain(parcel.report.title)
        name, address = parseaddr(config.author)
        by = {"NAME": name or address, "EMAIL": address}
        who = {f"GIT_{role}_{key}": said for role in ("AUTHOR", "COMMITTER") for key, said in by.items()}
        quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": "ssh -oBatchMode=yes"}
        here = {key: value for key, value in os.environ.items() if key not in _ELSEWHERE}
        self._env = {**quiet, **here, **who, "LC_ALL": "C"}
        if not (self._root / ".git").exists():  # its root: no other repository is committed to by mistake
            raise NotSent(f"{self._root} is no clone of a git repository")

    def commit(self, names: list[str]) -> None:
        paths = [str((self.folder / name).relative_to(self._root)) for name in names]
        self._git("add", "--", *paths)
        if self._git("status", "--porcelain", "--", *paths):
            self._git("commit", "--quiet", "--message", self.message, "--only", "--", *paths)

    def push(self) -> None:
        """Pushes the branch; where somebody else has pushed meanwhile, ours goes on top of theirs."""
        try:
            self._git("push", "--quiet", self._remote, "HEAD")
        except NotSent:
            branch = self._git("rev-parse", "--abbrev-ref", "HEAD")
            self._on_top_of(branch)
            self._git("push", "--quiet", self._remote, "HEAD")

    def _on_top_of(self, branch: str) -> None:
        self._git("fetch", "--quiet", self._remote, branch)
        try:
            self._git("rebase", "--quiet", "--autostash", "FETCH_HEAD")
        except NotSent:
            self._git("rebase", "--abort")
            raise

    def _git(self, *arguments: str) -> str:
        """What git said. Raises NotSent with its last line, without passwords."""
        command = ("git", "-C", str(self._root), *arguments)
        try:
            done = subprocess.run(  # noqa: S603 - no shell; paths are ours, and stand behind --
                command, env=self._env, capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, check=True
            )
        except subprocess.CalledProcessError as error:
            lines = (error.stderr or error.stdout).strip().splitlines() or ["failed without a word"]
            said = plain(without_userinfo(" ".join(lines)))[-200:]
            raise NotSent(f"git {arguments[0]}: {said}") from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotSent(f"git {arguments[0]} could not be run ({type(error).__name__})") from error
        return done.stdout.strip()
