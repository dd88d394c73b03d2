"""Where the standing corpus is: a file, or a team's PostgreSQL, with what belongs to it on this machine."""

import os
from dataclasses import dataclass
from pathlib import Path

from brief.errors import UsageError
from brief.postgres.connecting import is_postgres, shown, without_password


@dataclass(frozen=True, slots=True)
class CorpusPlace:
    path: Path
    """The file. Where there is a `url`, the file in whose place the server is."""
    url: str = ""
    is_foreign: bool = False
    """Whether only the folder of a run names the server: no password of the user's goes there."""

    def __str__(self) -> str:
        return self.url or str(self.path)

    def at(self, named: str | os.PathLike[str] | None) -> "CorpusPlace":
        """Where somebody says that it is, a file or an address; else here. Raises UsageError for a password in it."""
        if not named:
            return self
        text = os.fspath(named)
        if not is_postgres(text):
            return CorpusPlace(Path(text).resolve())
        try:
            return CorpusPlace(self.path, without_password(text))
        except ValueError as error:
            raise UsageError(f"{error}.", where=shown(text)) from error

    @property
    def is_there(self) -> bool:
        """Whether there is a file; whether a server may be asked."""
        return not self.is_foreign if self.url else self.path.exists()

    def beside(self, name: str) -> Path:
        """A file or folder of this machine, beside the file."""
        return self.path.with_name(name)
